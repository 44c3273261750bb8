"""Who answers for a fix is notified of each ticket with which its case came back, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rca_dashboard.cases.cases import Cases
from rca_dashboard.cases.recurrences import Recurrences
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.cases.parts import CaseAction
from rca_dashboard.domain.preferences import NoticeEvent, NoticeRules
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.visibility import TeamFilter, Visibility
from rca_dashboard.live.personal.bells import Bells
from rca_dashboard.live.personal.notifier import Notifier
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.notifications import notifications
from rca_dashboard.store.tickets.upsert import upsert
from tests.live.personal.notification_harness import NotificationHarness
from tests.tickets import NOON, make

LATER = NOON + timedelta(days=3)


@pytest.fixture
def desk(database: Database) -> NotificationHarness:
    """A closed case of vera's, whose fix was otto's; anna has nothing to do with it."""
    made = NotificationHarness(database)
    made.people = ["Vera", "otto", "anna"]
    upsert(database, [make(1, short_description="VPN gateway drops")], origin=Origin.POLL, at=NOON)
    cases = Cases(database, now=lambda: NOON)
    cases.start(Actor("vera"), title="VPN", tickets=["INC0000001"])

    def fixed(case: Case) -> Edit:
        signature = {"words": "vpn gateway", "threshold": 1}
        actions = (CaseAction(text="Replace it", owner="otto", created_at=NOON),)
        closed = replace(case, stage=Stage.CLOSED, fixed_at=NOON, signature=signature, actions=actions)
        return Edit(case=closed, kind="edited", text="")

    cases.edit("RCA-1", Actor("vera"), fixed)
    return made


def come_back(desk: NotificationHarness, *places: int) -> None:
    """Let tickets come that fit the case, and be recognised."""
    watch = Recurrences(desk.database, lambda: None, now=lambda: LATER)
    watch.step()
    tickets = [make(each, short_description="VPN gateway drops", opened_at=LATER) for each in places]
    upsert(desk.database, tickets, origin=Origin.POLL, at=LATER)
    watch.step()


async def test_each_recurrence_notifies_those_who_answer_for_the_fix_once(desk: NotificationHarness) -> None:
    notifier = await desk.notifier()
    come_back(desk, 2)
    await notifier.tick()
    await notifier.tick()
    await (await desk.notifier()).tick()  # after a restart
    found = notifications(desk.database, "Vera").notifications
    assert [(each.title, each.text, each.link) for each in found] == [
        ("RCA-1 came back with INC0000002", "VPN gateway drops", "/cases/RCA-1")
    ]
    assert desk.titles("otto") == [found[0].title]
    assert desk.titles("anna") == []


async def test_many_at_once_are_one_notification_and_none_for_those_who_turned_it_off(
    desk: NotificationHarness,
) -> None:
    desk.choose("otto", NoticeRules(events=(NoticeEvent.NEW_TICKET,)))
    notifier = await desk.notifier()
    come_back(desk, *range(2, 8))
    await notifier.tick()
    assert desk.titles("Vera") == ["6 tickets with which cases came back"]
    assert desk.titles("otto") == []


async def test_whoever_may_no_longer_see_the_case_is_not_notified(desk: NotificationHarness) -> None:
    notifier = Notifier(
        desk.database,
        Bells(desk.database, desk.tabs),
        lambda: desk.poll,
        lambda: desk.people,
        sees=lambda _: Visibility((TeamFilter(assignment_groups=("Another",)),)),
    )
    await notifier.prepare()
    come_back(desk, 2)
    await notifier.tick()
    assert desk.titles("Vera") == []
