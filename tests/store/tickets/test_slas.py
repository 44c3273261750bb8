"""Service levels of tickets that come later than they do, or come back."""

from datetime import timedelta

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.slas import upsert_slas
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

SYS_ID = make().sys_id


def promise(database: Database, mod_count: int, **special: object) -> None:
    sla = TaskSla(sys_id="s1", task_id=SYS_ID, name="Resolution", mod_count=mod_count, **special)  # pyright: ignore[reportArgumentType] - fields of its own
    upsert_slas(database, [sla], origin=Origin.POLL, at=NOON)


def test_a_ticket_that_comes_back_has_the_service_levels_of_today(database: Database) -> None:
    due_at = NOON + timedelta(hours=1)
    upsert(database, [make()], origin=Origin.POLL, at=NOON)
    promise(database, 0, stage="in_progress", due_at=due_at)
    mark_deleted(database, [SYS_ID], origin=Origin.POLL, at=NOON)
    promise(database, 1, stage="completed", due_at=due_at, breached=True, is_active=False)
    seq = queries.latest_seq(database)
    upsert(database, [make()], origin=Origin.POLL, at=NOON)
    found = queries.ticket(database, SYS_ID)
    assert found
    assert found.due_at is None
    assert [(each.stage, each.breached) for each in found.sla] == [("completed", True)]
    (change,) = queries.changes_after(database, seq, 10)
    assert {"is_deleted", "sla", "due_at"} <= set(change.changes)


def test_service_levels_that_ended_while_a_ticket_was_gone_leave_nothing(database: Database) -> None:
    upsert(database, [make()], origin=Origin.POLL, at=NOON)
    promise(database, 0, stage="in_progress", due_at=NOON)
    mark_deleted(database, [SYS_ID], origin=Origin.POLL, at=NOON)
    promise(database, 1, stage="cancelled", is_active=False)
    upsert(database, [make()], origin=Origin.POLL, at=NOON)
    found = queries.ticket(database, SYS_ID)
    assert found
    assert (found.due_at, found.sla) == (None, ())


def test_a_ticket_that_comes_after_its_service_levels_has_them(database: Database) -> None:
    promise(database, 0, stage="in_progress", due_at=NOON)
    upsert(database, [make()], origin=Origin.POLL, at=NOON)
    found = queries.ticket(database, SYS_ID)
    assert found
    assert found.due_at == NOON
