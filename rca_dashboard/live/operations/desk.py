"""The operations page, shared by all admins: read once a second while anyone has it open, pushed when it differs."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from rca_dashboard.background import FailureLog, run_forever
from rca_dashboard.domain.check import Check
from rca_dashboard.domain.progress.bulk_import import ImportStatus
from rca_dashboard.domain.progress.poll import PollerStatus
from rca_dashboard.domain.progress.reconcile import ReconcileStatus
from rca_dashboard.domain.progress.table_reading import TableReading
from rca_dashboard.live.operations.lines import AuditLine, PollLine, RejectedLine, audit_line, rejected_line
from rca_dashboard.live.operations.lines import poll_line as line_of
from rca_dashboard.live.operations.push_figures import PushView
from rca_dashboard.live.operations.push_metrics import Usage
from rca_dashboard.live.operations.view import InsightView, OperationsView, operations_view
from rca_dashboard.live.operations.workers import WorkerView
from rca_dashboard.store import queries
from rca_dashboard.store.queries import Database, DatabaseUnavailableError

logger = logging.getLogger(__name__)

# A progress bar that moves once a second is comfortable to watch; one read takes 3 ms.
SECONDS_BETWEEN_LOOKS = 1.0
# A push sent while a page's own first delta was on its way may have been overwritten by it.
SECONDS_BETWEEN_REPEATS = 15.0
SHOWN_POLLS = 200
SHOWN_ENTRIES = 25
SHOWN_REJECTED = 50


class _Polls(Protocol):
    def status(self) -> PollerStatus: ...

    def tables(self) -> tuple[TableReading, ...]: ...


class _Imports(Protocol):
    def status(self) -> ImportStatus: ...


class _Reconciles(Protocol):
    def status(self) -> ReconcileStatus: ...


class Sources(Protocol):
    """The sources of the page's figures: ``live.running.Sync``."""

    @property
    def poller(self) -> _Polls:
        """The poller."""
        ...

    @property
    def bulk_import(self) -> _Imports:
        """The bulk import."""
        ...

    @property
    def reconciler(self) -> _Reconciles:
        """The reconciler."""
        ...

    @property
    def checks(self) -> Callable[[], tuple[Check, ...]]:
        """Returns the results of the startup checks."""
        ...


class OperationsPush(Protocol):
    """Sends to the browsers that show the operations page."""

    def is_watched(self) -> bool:
        """Return whether anyone has the page open."""
        ...

    async def operations(self, view: OperationsView) -> None:
        """Send everything except polls and audit log."""
        ...

    async def polls(self, polls: tuple[PollLine, ...]) -> None:
        """Send the last polls, newest first."""
        ...

    async def audit(self, entries: tuple[AuditLine, ...]) -> None:
        """Send the latest entries of the audit log, newest first."""
        ...

    async def push(self, view: PushView) -> None:
        """Send the push metrics."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the same immutable values for every admin."""

    view: OperationsView = field(default_factory=OperationsView)
    polls: tuple[PollLine, ...] = ()
    audit: tuple[AuditLine, ...] = ()
    push: PushView = field(default_factory=PushView)


class OperationsDesk:
    """Holds what the page shows. Call every method in the event loop.

    Args:
        sources: Returns the running services.
        database: Holds polls and audit log.
        push: Sends to the page's room.
        usage: Measures the push.
        workers: Returns the workers that run.
        insight: Returns the figures of the index of similar tickets.
    """

    def __init__(
        self,
        sources: Callable[[], Sources],
        database: Database,
        push: OperationsPush,
        usage: Usage,
        workers: Callable[[], tuple[WorkerView, ...]] = tuple,
        insight: Callable[[], InsightView] = InsightView,
    ) -> None:
        self._sources = sources
        self._database = database
        self._usage = usage
        self._workers = workers
        self._insight = insight
        self._push = push
        self._woken = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._repeat_at = 0.0
        self._rejected: tuple[RejectedLine, ...] = ()
        self.shown = Shown()

    async def open(self) -> None:
        """Read the page for a browser that has just entered the room, and keep reading it.

        Raises:
            DatabaseUnavailableError: If polls and audit log cannot be read; the rest has been read by then.
        """
        self.wake()
        await self.look()

    def wake(self) -> None:
        """Request an immediate read, because something has changed."""
        self._woken.set()

    async def run(self) -> None:
        """Read while anyone has the page open, until cancelled. A database outage is logged once, by the hub."""
        failures = FailureLog("Operations page", logger)
        # While the page is not open anywhere, nothing is retried.
        await run_forever(self._step, failures, wait=self._until_it_is_time, retry_seconds=None)

    async def _step(self) -> None:
        is_repeat = time.monotonic() >= self._repeat_at
        if is_repeat:
            self._repeat_at = time.monotonic() + SECONDS_BETWEEN_REPEATS
        with contextlib.suppress(DatabaseUnavailableError):  # the hub logs it
            await self.look(repeats=is_repeat)

    async def look(self, *, repeats: bool = False) -> None:
        """Read everything, and send what differs from what is shown, or all of it if ``repeats``.

        Raises:
            DatabaseUnavailableError: As in ``open``.
        """
        async with self._one_at_a_time:
            sources, before = self._sources(), self.shown
            view = operations_view(
                sources.poller.status(),
                sources.poller.tables(),
                sources.bulk_import.status(),
                sources.reconciler.status(),
                sources.checks(),
                self._rejected,
                self._workers(),
                self._insight(),
            )
            usage = self._usage.figures.view()
            self.shown = Shown(view, before.polls, before.audit, usage)
            if repeats or view != before.view:
                await self._push.operations(view)
            if repeats or usage != before.push:
                await self._push.push(usage)
            polls, audit, self._rejected = await asyncio.to_thread(_read, self._database)
            self.shown = Shown(view, polls, audit, usage)
            if repeats or polls != before.polls:
                await self._push.polls(polls)
            if repeats or audit != before.audit:
                await self._push.audit(audit)

    async def _until_it_is_time(self) -> None:
        try:
            async with asyncio.timeout(SECONDS_BETWEEN_LOOKS if self._push.is_watched() else None):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()


def _read(database: Database) -> tuple[tuple[PollLine, ...], tuple[AuditLine, ...], tuple[RejectedLine, ...]]:
    polls = queries.recent_polls(database, SHOWN_POLLS)
    entries = queries.audit_entries_before(database, None, SHOWN_ENTRIES)
    rejected = queries.rejected_rows(database, SHOWN_REJECTED)
    return (
        tuple(line_of(poll) for poll in polls),
        tuple(audit_line(entry) for entry in entries),
        tuple(rejected_line(row) for row in rejected),
    )
