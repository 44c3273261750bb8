"""The notifier warns of what is due by the clock, once, and goes on after a restart where it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rca_dashboard.domain.preferences import NoticeEvent, NoticeRules
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.slas import upsert_slas
from tests.live.personal.notification_harness import NotificationHarness
from tests.tickets import make

RULES = NoticeRules(events=(NoticeEvent.SLA_DUE, NoticeEvent.SLA_BREACHED), priority=(), due_minutes=30)
WARNING, BREACH = "INC0000001 is about to breach its SLA", "INC0000001 breached its SLA"


@pytest.fixture
def desk(database: Database) -> NotificationHarness:
    made = NotificationHarness(database)
    made.choose("vera", RULES)
    made.store(1)
    return made


def promise(desk: NotificationHarness, minutes: float, **special: object) -> None:
    """Let the service level of the ticket end in some minutes."""
    end = desk.now + timedelta(minutes=minutes)
    sla = TaskSla(sys_id="s1", task_id=make(1).sys_id, name="Resolution", stage="in_progress", due_at=end)
    count = int(desk.now.timestamp())
    made = replace(sla, mod_count=count, **special)  # pyright: ignore[reportArgumentType] - fields of its own
    upsert_slas(desk.database, [made], origin=Origin.POLL, at=desk.now)


async def test_a_warning_comes_by_the_clock_and_once(desk: NotificationHarness) -> None:
    promise(desk, 60)
    notifier = await desk.notifier()
    for _ in range(200):
        desk.now += timedelta(seconds=16)
        await notifier.tick()
    assert desk.titles() == [WARNING]
    assert desk.titles("otto") == []


async def test_an_end_that_moves_close_warns_at_once_and_a_breach_says_so(desk: NotificationHarness) -> None:
    notifier = await desk.notifier()
    desk.now += timedelta(seconds=1)
    promise(desk, 10)
    await notifier.tick()
    assert desk.titles() == [WARNING]
    desk.now += timedelta(minutes=11)
    promise(desk, -1, breached=True)
    await notifier.tick()
    assert desk.titles() == [BREACH, WARNING]


async def test_after_a_restart_no_warning_is_missed_and_none_comes_twice(desk: NotificationHarness) -> None:
    promise(desk, 40)
    first = await desk.notifier()
    desk.now += timedelta(minutes=11)
    await first.tick()
    assert desk.titles() == [WARNING]
    second = await desk.notifier()
    desk.now += timedelta(seconds=30)
    await second.tick()
    assert desk.titles() == [WARNING]
