"""What goes over the wire beside the pages. Times are ms since 1970 by our clock."""

from dataclasses import dataclass, field

from rca_dashboard.domain.page import TicketCounts, TicketRow, to_milliseconds
from rca_dashboard.domain.poll import PollerStatus


@dataclass(frozen=True, slots=True)
class Pulse:
    """The heartbeat of a room: which ``rev`` its page has. A browser with an older one asks for it again."""

    view: str = ""
    rev: int = 0
    boot: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class TicketPulse:
    """The heartbeat of a ticket's room, as ``Pulse`` is of a view's."""

    key: str = ""
    rev: int = 0
    boot: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """Tickets that changed just now, for pages that are held back and so not replaced.

    ``rev`` is the feed's ``seq`` after these changes. At most ``MOST_CHANGED_ROWS`` are named.
    """

    rev: int = 0
    rows: tuple[TicketRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What one person has done with one ticket; ``opened_revision`` is 0 for one that was never opened."""

    sys_id: str
    opened_revision: int
    is_watched: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """Some of one person's marks; a browser joins them to those it has.

    Attributes:
        since: What arrived later, and was never opened, is unread.
        at: When the marks were read.
        asked: The sys_ids that were asked for; those without a mark were neither opened nor are they watched.
    """

    since: int = 0
    at: int = 0
    asked: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class PollView:
    """Polling as the page shows it."""

    health: str = "ok"
    error: str = ""
    failing_since: int = 0
    succeeded_at: int = 0
    is_importing: bool = False
    imported: int = 0
    to_import: int = 0
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """What every browser shows whatever its view: the cards' figures, polling, and our clock."""

    boot: str = ""
    at: int = 0
    counts: TicketCounts = field(default_factory=TicketCounts)
    poll: PollView = field(default_factory=PollView)
    is_demo: bool = False


# A storm's rows are of no use one by one; 100 rows of 400 bytes are 40 kB to every browser.
MOST_CHANGED_ROWS = 100


def poll_view(status: PollerStatus) -> PollView:
    """Give the poller's status as the page shows it."""
    return PollView(
        health=status.health.value,
        error=status.error or "",
        failing_since=to_milliseconds(status.failing_since),
        succeeded_at=to_milliseconds(status.succeeded_at),
        is_importing=status.is_importing,
        imported=status.imported,
        to_import=status.to_import,
        interval=status.interval,
    )
