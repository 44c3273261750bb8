"""What goes over the wire beside the pages. Times are ms since 1970 by our clock."""

from dataclasses import dataclass, field

from rca_dashboard.domain.progress.bulk_import import ImportStatus
from rca_dashboard.domain.progress.poll import PollerStatus
from rca_dashboard.domain.views.page import TicketCounts, TicketRow, to_milliseconds


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
class Probe:
    """Asks some browsers to say when they show what came with it; ``share`` is each one's chance to be asked."""

    id: int = 0
    share: float = 0.0


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
        read_until: A row of that revision or a lower one has not changed since all was marked as read.
        at: When the marks were read; of two marks on a ticket the later one counts.
        asked: The sys_ids that were asked for; those without a mark were neither opened nor are they watched.
    """

    since: int = 0
    read_until: int = 0
    at: int = 0
    asked: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class BellItem:
    """A notification as the bell and its list show it."""

    id: int
    at: int
    event: str
    level: str
    title: str
    text: str
    link: str
    is_read: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Bell:
    """One person's bell: how many are unread, and the newest of all that are not dismissed.

    ``rev`` rises with every change of a notification, and over restarts too; -1 is a bell that was never read.
    """

    rev: int = -1
    unread: int = 0
    items: tuple[BellItem, ...] = ()


@dataclass(frozen=True, slots=True)
class PollView:
    """Polling and the bulk import as the page shows them; ``seconds_left`` is -1 where nobody can say."""

    health: str = "ok"
    error: str = ""
    failing_since: int = 0
    succeeded_at: int = 0
    is_importing: bool = False
    imported: int = 0
    to_import: int = 0
    rows_per_second: int = 0
    seconds_left: int = -1
    import_state: str = "idle"
    import_table: str = ""
    import_error: str = ""
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


def poll_view(status: PollerStatus, imports: ImportStatus) -> PollView:
    """Return the poller's and the import's status as the page shows it."""
    return PollView(
        health=status.health.value,
        error=status.error or "",
        failing_since=to_milliseconds(status.failing_since),
        succeeded_at=to_milliseconds(status.succeeded_at),
        is_importing=imports.is_under_way,
        imported=imports.imported,
        to_import=imports.to_import,
        rows_per_second=round(imports.rows_per_second),
        seconds_left=-1 if imports.seconds_left is None else round(imports.seconds_left),
        import_state=imports.state.value,
        import_table=imports.table,
        import_error=imports.error or "",
        interval=status.interval,
    )
