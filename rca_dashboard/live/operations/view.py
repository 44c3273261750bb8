"""What the operations page shows. Times are ms since 1970 by the server's clock; 0 means none."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rca_dashboard.domain.check import Check
from rca_dashboard.domain.progress.bulk_import import ImportStatus
from rca_dashboard.domain.progress.poll import PollerStatus
from rca_dashboard.domain.progress.reconcile import ReconcileStatus
from rca_dashboard.domain.progress.table_reading import TableReading
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.insight.insight import IndexFigures
from rca_dashboard.live.operations.lines import RejectedLine
from rca_dashboard.live.operations.workers import WorkerView

UNKNOWN_SECONDS = -1


@dataclass(frozen=True, slots=True)
class PollingView:
    """The full polling status: what every browser sees, and what only admins need."""

    health: str = ""
    error: str = ""
    instance: str = ""
    interval: str = ""
    failing_since: int = 0
    succeeded_at: int = 0
    next_at: int = 0


@dataclass(frozen=True, slots=True)
class TableView:
    """How far a table has been polled; ``is_sweeping`` while a sweep is running or was interrupted."""

    table: str
    since: int
    until: int
    is_sweeping: bool
    hidden: int


@dataclass(frozen=True, slots=True)
class ImportView:
    """The import; ``seconds_left`` is -1 if unknown."""

    state: str = "idle"
    table: str = ""
    imported: int = 0
    to_import: int = 0
    hidden: int = 0
    rows_per_second: int = 0
    seconds_left: int = UNKNOWN_SECONDS
    started_at: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class DoubtedView:
    """Tickets of a table whose absence waits for a confirmation; ``numbers`` are the first ones."""

    table: str
    count: int
    numbers: str
    since: int


@dataclass(frozen=True, slots=True)
class ReconcileView:
    """The running reconcile, or the last one."""

    is_running: bool = False
    started_at: int = 0
    finished_at: int = 0
    checked: int = 0
    deleted: int = 0
    left_query: int = 0
    silent: int = 0
    requests: int = 0
    warning: str = ""
    next_at: int = 0
    doubted: tuple[DoubtedView, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckView:
    """A startup check; ``outcome`` is ``ok``, ``warning`` or ``failed``."""

    name: str
    outcome: str
    seen: str
    remedy: str


@dataclass(frozen=True, slots=True)
class InsightView:
    """The index of similar tickets; ``behind`` is the number of changes that it has not taken yet."""

    is_on: bool = False
    is_complete: bool = False
    tickets: int = 0
    megabytes: str = ""
    behind: int = 0
    pairs: int = 0
    watched_keys: int = 0
    cpu_seconds: int = 0


@dataclass(frozen=True, slots=True)
class OperationsView:
    """Everything except polls and audit log, which change less often and are larger.

    Attributes:
        is_shown: False for users who may not see the page, and before it was read.
    """

    is_shown: bool = False
    polling: PollingView = field(default_factory=PollingView)
    tables: tuple[TableView, ...] = ()
    bulk_import: ImportView = field(default_factory=ImportView)
    reconcile: ReconcileView = field(default_factory=ReconcileView)
    checks: tuple[CheckView, ...] = ()
    rejected: tuple[RejectedLine, ...] = ()
    insight: InsightView = field(default_factory=InsightView)
    workers: tuple[WorkerView, ...] = ()


def insight_view(figures: IndexFigures | None, latest: int) -> InsightView:
    """Return what the page shows of the insight; ``latest`` is the last change of the feed."""
    if figures is None:
        return InsightView()
    return InsightView(
        is_on=True,
        is_complete=figures.is_complete,
        tickets=figures.tickets,
        megabytes=f"{figures.megabytes:.1f} MB",
        behind=max(0, latest - figures.seq),
        pairs=figures.pairs,
        watched_keys=figures.keys,
        cpu_seconds=round(figures.cpu_seconds),
    )


def operations_view(  # noqa: PLR0913, PLR0917 - one for each part of the page
    polling: PollerStatus,
    tables: Sequence[TableReading],
    bulk_import: ImportStatus,
    reconcile: ReconcileStatus,
    ground: Sequence[Check],
    rejected: tuple[RejectedLine, ...] = (),
    workers: tuple[WorkerView, ...] = (),
    insight: InsightView | None = None,
) -> OperationsView:
    """Return what the page shows of the running services."""
    return OperationsView(
        is_shown=True,
        polling=_polling(polling),
        tables=tuple(_table(each) for each in tables),
        bulk_import=_bulk_import(bulk_import),
        reconcile=_reconcile(reconcile),
        checks=tuple(CheckView(each.name, each.outcome.value, each.seen, each.remedy) for each in ground),
        rejected=rejected,
        workers=workers,
        insight=insight or InsightView(),
    )


def _polling(status: PollerStatus) -> PollingView:
    return PollingView(
        health=status.health.value,
        error=status.error or "",
        instance=status.instance,
        interval=status.interval,
        failing_since=to_milliseconds(status.failing_since),
        succeeded_at=to_milliseconds(status.succeeded_at),
        next_at=to_milliseconds(status.next_at),
    )


def _table(reading: TableReading) -> TableView:
    cursor = reading.cursor
    return TableView(
        table=cursor.table,
        since=to_milliseconds(cursor.since),
        until=to_milliseconds(cursor.until),
        is_sweeping=cursor.until is not None,
        hidden=reading.hidden,
    )


def _bulk_import(status: ImportStatus) -> ImportView:
    left = status.seconds_left
    return ImportView(
        state=status.state.value,
        table=status.table,
        imported=status.imported,
        to_import=status.to_import,
        hidden=status.hidden,
        rows_per_second=round(status.rows_per_second),
        seconds_left=UNKNOWN_SECONDS if left is None else round(left),
        started_at=to_milliseconds(status.started_at),
        error=status.error or "",
    )


def _reconcile(status: ReconcileStatus) -> ReconcileView:
    return ReconcileView(
        is_running=status.running,
        started_at=to_milliseconds(status.started_at),
        finished_at=to_milliseconds(status.finished_at),
        checked=status.checked,
        deleted=status.deleted,
        left_query=status.left_query,
        silent=status.silent,
        requests=status.requests,
        warning=status.warning or "",
        next_at=to_milliseconds(status.next_at),
        doubted=tuple(
            DoubtedView(each.table, each.count, ", ".join(each.numbers), to_milliseconds(each.since))
            for each in status.doubted
        ),
    )
