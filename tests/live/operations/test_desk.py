"""When the operations page is read, and what is sent of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.domain.check import Check, passed
from rca_dashboard.domain.progress.bulk_import import ImportState, ImportStatus
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.progress.poll import PollerHealth, PollerStatus, PollResult
from rca_dashboard.domain.progress.reconcile import ReconcileStatus
from rca_dashboard.domain.progress.table_reading import TableReading
from rca_dashboard.live.operations import desk as operations
from rca_dashboard.live.operations.desk import OperationsDesk
from rca_dashboard.live.operations.lines import AuditLine, PollLine
from rca_dashboard.live.operations.push_figures import PushFigures, PushTotals, PushView
from rca_dashboard.live.operations.view import OperationsView
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.progress.polls import record_poll
from tests.tickets import NOON


@dataclass
class Part:
    """Polls, imports and reconciles as far as the page asks."""

    said: object

    def status(self) -> object:
        return self.said

    def tables(self) -> tuple[TableReading, ...]:
        return (TableReading(cursor=Cursor(table="incident", since=NOON), hidden=3),)


@dataclass
class Parts:
    database: Database
    poller: Part = field(default_factory=lambda: Part(PollerStatus()))
    bulk_import: Part = field(default_factory=lambda: Part(ImportStatus()))
    reconciler: Part = field(default_factory=lambda: Part(ReconcileStatus()))
    found: tuple[Check, ...] = ()
    looks: int = 0

    def checks(self) -> tuple[Check, ...]:
        self.looks += 1
        return self.found


@dataclass
class Room:
    watched: bool = True
    views: list[OperationsView] = field(default_factory=list)
    sent_polls: list[tuple[PollLine, ...]] = field(default_factory=list)
    entries: list[tuple[AuditLine, ...]] = field(default_factory=list)

    figures: list[PushView] = field(default_factory=list)

    def is_watched(self) -> bool:
        return self.watched

    async def operations(self, view: OperationsView) -> None:
        self.views.append(view)

    async def polls(self, polls: tuple[PollLine, ...]) -> None:
        self.sent_polls.append(polls)

    async def audit(self, entries: tuple[AuditLine, ...]) -> None:
        self.entries.append(entries)

    async def push(self, view: PushView) -> None:
        self.figures.append(view)


@dataclass
class Quiet:
    """A push of which the test looks at the figures alone."""

    figures: PushFigures = field(default_factory=PushFigures)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    database = Database(f"sqlite:///{tmp_path}/tickets.db")
    migrate(database)
    yield Parts(database)
    database.close()


def desk_of(parts: Parts, room: Room, usage: "Quiet | None" = None) -> OperationsDesk:
    return OperationsDesk(lambda: parts, parts.database, room, usage or Quiet())  # pyright: ignore[reportArgumentType, reportReturnType]


@asynccontextmanager
async def _running(desk: OperationsDesk) -> AsyncIterator[None]:
    task = asyncio.create_task(desk.run())
    yield
    task.cancel()
    await asyncio.wait({task})


async def test_what_is_shown_is_what_the_parts_say(parts: Parts) -> None:
    parts.poller.said = PollerStatus(health=PollerHealth.FAILING, error="No answer.", failing_since=NOON, next_at=NOON)
    parts.bulk_import.said = ImportStatus(
        state=ImportState.RUNNING, imported=10, to_import=40, rows_per_second=4.6, seconds_left=6.5
    )
    parts.reconciler.said = ReconcileStatus(running=True, started_at=NOON, deleted=2, warning="Half was missing.")
    parts.found = (passed("Clock", "2 s apart"),)
    desk = desk_of(parts, Room())
    await desk.open()
    view = desk.shown.view
    assert (view.polling.health, view.polling.error, view.polling.next_at) == ("failing", "No answer.", 1795435200000)
    assert [(table.table, table.hidden, table.is_sweeping) for table in view.tables] == [("incident", 3, False)]
    assert (view.bulk_import.imported, view.bulk_import.rows_per_second, view.bulk_import.seconds_left) == (10, 5, 6)
    assert (view.reconcile.is_running, view.reconcile.deleted, view.reconcile.warning) == (True, 2, "Half was missing.")
    assert [(check.name, check.outcome) for check in view.checks] == [("Clock", "ok")]


async def test_only_what_differs_is_sent(parts: Parts) -> None:
    room = Room()
    desk = desk_of(parts, room)
    await desk.look()
    await desk.look()
    assert (len(room.views), len(room.sent_polls), len(room.entries)) == (1, 0, 0)
    record_poll(parts.database, PollResult(at=NOON, new=2, error="No answer."))
    await desk.look()
    await AuditLog(parts.database).write(Actor("ada", "198.51.100.7"), Action.POLLING_STOPPED)
    await desk.look()
    assert (len(room.views), len(room.sent_polls), len(room.entries)) == (1, 1, 1)
    assert [(poll.new, poll.error) for poll in room.sent_polls[0]] == [(2, "No answer.")]
    assert [(entry.username, entry.action) for entry in room.entries[0]] == [("ada", "polling stopped")]
    await desk.look(repeats=True)
    assert (len(room.views), len(room.sent_polls), len(room.entries)) == (2, 2, 2)


async def test_the_figures_of_the_push_are_sent_where_they_differ(parts: Parts) -> None:
    room, quiet = Room(), Quiet()
    desk = desk_of(parts, room, quiet)
    await desk.look()
    quiet.figures.look(PushTotals(browsers=3, frames=7))
    await desk.look()
    await desk.look()
    assert [view.minutes[-1].shown.browsers for view in room.figures] == [3]
    await desk.look(repeats=True)
    assert len(room.figures) == 2
    assert desk.shown.push == room.figures[-1]


async def test_nothing_is_read_while_the_page_is_not_open(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "SECONDS_BETWEEN_LOOKS", 0.01)
    room = Room(watched=False)
    desk = desk_of(parts, room)
    async with _running(desk):
        await asyncio.sleep(0.1)
        assert parts.looks == 0
        room.watched = True
        desk.wake()
        async with asyncio.timeout(5):
            while parts.looks < 4:  # noqa: ASYNC110 - what it waits for has no event
                await asyncio.sleep(0.01)
        room.watched = False
        await asyncio.sleep(0.1)
        seen = parts.looks
        await asyncio.sleep(0.1)
        assert parts.looks == seen


async def test_an_action_is_shown_immediately(parts: Parts) -> None:
    room = Room()
    desk = desk_of(parts, room)
    async with _running(desk):
        await desk.open()
        parts.poller.said = replace(PollerStatus(), health=PollerHealth.PAUSED)
        began = time.monotonic()
        desk.wake()
        async with asyncio.timeout(5):
            while desk.shown.view.polling.health != "paused":  # noqa: ASYNC110 - the same
                await asyncio.sleep(0.005)
        assert time.monotonic() - began < operations.SECONDS_BETWEEN_LOOKS / 2
    assert room.views[-1].polling.health == "paused"


async def test_an_outage_of_the_database_leaves_the_rest_on_the_page(parts: Parts) -> None:
    desk = desk_of(parts, Room())
    async with _running(desk):
        await desk.open()
        with parts.database.write() as session:
            session.connection().exec_driver_sql("DROP TABLE poll")
        parts.poller.said = PollerStatus(health=PollerHealth.PAUSED)
        desk.wake()
        async with asyncio.timeout(5):
            while desk.shown.view.polling.health != "paused":  # noqa: ASYNC110 - the same
                await asyncio.sleep(0.005)
