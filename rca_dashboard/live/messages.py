"""Messages to browsers other than pages. Times are ms since 1970 by the server's clock."""

from dataclasses import dataclass, field, replace

from rca_dashboard.domain.progress.bulk_import import ImportStatus
from rca_dashboard.domain.progress.poll import PollerStatus
from rca_dashboard.domain.views.page import TicketCounts, TicketRow, to_milliseconds


@dataclass(frozen=True, slots=True)
class Pulse:
    """The heartbeat of a room: the ``rev`` of its page. A browser with an older one requests the page again."""

    view: str = ""
    rev: int = 0
    boot: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class TicketPulse:
    """The heartbeat of a ticket's room, as ``Pulse`` is for a view's."""

    key: str = ""
    rev: int = 0
    boot: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Probe:
    """Asks some browsers to acknowledge when they show what came with it; ``share`` is the probability for each."""

    id: int = 0
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """Tickets that have just changed, for rows that stay on a screen though the page has moved on.

    ``rev`` is the feed's ``seq`` after these changes. At most ``MOST_CHANGED_ROWS`` are included, without those
    that are in the page or the patch of the same frame.
    """

    rev: int = 0
    rows: tuple[TicketRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A user's mark on a ticket; ``opened_revision`` is 0 if it was never opened."""

    sys_id: str
    opened_revision: int
    is_watched: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """Some of a user's marks; a browser merges them into those it has.

    Attributes:
        since: Tickets that arrived later and were never opened are unread.
        read_until: Rows up to this revision have not changed since all was marked as read.
        at: When the marks were read; of two marks on a ticket the later one wins.
        asked: The requested sys_ids; those without a mark were never opened and are not watched.
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
    """A user's bell: how many notifications are unread, and the newest that are not dismissed.

    ``rev`` increases with every change to a notification, across restarts too; -1 means that it was never read.
    """

    rev: int = -1
    unread: int = 0
    items: tuple[BellItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewItem:
    """A view in the navigation.

    Attributes:
        key: Its name in the page (``data-view``): of a saved view the id, as a text.
        query: The query string of its list, for a link ``/?…``.
        is_personal: Its count is this user's own: it is in ``my_counts`` instead of ``counts``.
        is_default: The list opens with it.
    """

    key: str
    name: str
    icon: str
    query: str
    shared: bool = False
    is_mine: bool = False
    is_personal: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class PollView:
    """Polling and the bulk import as the page shows them; ``seconds_left`` is -1 if unknown."""

    health: str = "ok"
    error: str = ""
    failing_since: int = 0
    succeeded_at: int = 0
    late_at: int = 0
    is_importing: bool = False
    imported: int = 0
    to_import: int = 0
    rows_per_second: int = 0
    seconds_left: int = -1
    import_state: str = "idle"
    import_table: str = ""
    import_error: str = ""
    interval: str = ""
    sla_refusal: str = ""

    def without_times(self) -> "PollView":
        """Return what is pushed at once when it changes; times of quiet polls wait for the next sign of life."""
        return replace(self, succeeded_at=0, late_at=0)


@dataclass(frozen=True, slots=True)
class Status:
    """What every browser shows whatever its view: the figures of the cards, polling, and the server's clock.

    Attributes:
        build: Of the served pages; empty under the development server.
    """

    boot: str = ""
    build: str = ""
    at: int = 0
    counts: TicketCounts = field(default_factory=TicketCounts)
    poll: PollView = field(default_factory=PollView)
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class BurstItem:
    """An open burst as the band above the list shows it.

    Attributes:
        level: ``watch``, ``burst`` or ``major``.
        text: What happens, in one sentence without its times.
        since: When its first ticket was opened.
        query: The list of its tickets.
        tickets: The sys_ids of its newest tickets, whose rows say that they are part of it.
    """

    id: int
    level: str
    count: int
    text: str
    usual: str
    since: int
    query: str
    tickets: tuple[str, ...] = ()


# Single rows of a large burst are of no use; 100 rows of 400 bytes are 40 kB for every browser.
MOST_CHANGED_ROWS = 100


def poll_view(status: PollerStatus, imports: ImportStatus) -> PollView:
    """Return the poller's and the import's status as the page shows it."""
    return PollView(
        health=status.health.value,
        error=status.error or "",
        failing_since=to_milliseconds(status.failing_since),
        succeeded_at=to_milliseconds(status.succeeded_at),
        late_at=to_milliseconds(status.late_at),
        is_importing=imports.is_under_way,
        imported=imports.imported,
        to_import=imports.to_import,
        rows_per_second=round(imports.rows_per_second),
        seconds_left=-1 if imports.seconds_left is None else round(imports.seconds_left),
        import_state=imports.state.value,
        import_table=imports.table,
        import_error=imports.error or "",
        interval=status.interval,
        sla_refusal=status.sla_refusal,
    )
