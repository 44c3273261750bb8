"""What people are told of changes and of polling."""

import pytest

from rca_dashboard.domain.change import Change, ChangeType, Origin, difference
from rca_dashboard.domain.notice import Notice, NoticeLevel, critical_arrivals, critical_notice, health_notice
from rca_dashboard.domain.poll import PollerHealth
from tests.tickets import NOON, make


def change(
    seq: int, *, priority: int | None = 1, kind: ChangeType = ChangeType.NEW, origin: Origin = Origin.POLL
) -> Change:
    ticket = make(seq, priority=priority)
    return Change(seq, NOON, kind, "incident", ticket.sys_id, ticket.ticket_id, difference(None, ticket), origin)


def test_history_updates_and_lesser_tickets_are_no_critical_arrivals() -> None:
    arrivals = (change(1), change(9))
    others = (
        change(2, origin=Origin.IMPORT),
        change(3, kind=ChangeType.UPDATED),
        change(4, priority=2),
        change(5, priority=None),
    )
    assert critical_arrivals([arrivals[0], *others, arrivals[1]]) == arrivals
    assert critical_arrivals([]) == ()


def test_a_new_critical_ticket_is_told_with_its_number_and_text() -> None:
    assert critical_notice([change(5)]) == Notice(
        "critical", NoticeLevel.WARNING, "New critical ticket INC0000005", "Printer 5 is on fire"
    )


def test_many_are_told_at_once() -> None:
    notice = critical_notice([change(seq) for seq in range(1, 501)])
    assert notice.title == "500 new critical tickets"
    assert notice.text == "INC0000001, INC0000002, INC0000003 and 497 more"
    assert critical_notice([change(seq) for seq in (1, 2, 3)]).text == "INC0000001, INC0000002, INC0000003"


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        (PollerHealth.OK, PollerHealth.FAILING, NoticeLevel.ERROR),
        (PollerHealth.PAUSED, PollerHealth.FAILING, NoticeLevel.ERROR),
        (PollerHealth.FAILING, PollerHealth.OK, NoticeLevel.SUCCESS),
        (PollerHealth.FAILING, PollerHealth.FAILING, None),
        (PollerHealth.OK, PollerHealth.OK, None),
        (PollerHealth.OK, PollerHealth.PAUSED, None),
        (PollerHealth.PAUSED, PollerHealth.OK, None),
    ],
)
def test_an_outage_is_told_when_it_begins_and_when_it_ends(
    before: PollerHealth, after: PollerHealth, level: NoticeLevel | None
) -> None:
    notice = health_notice(before, after, "The host does not answer.")
    assert (notice.level if notice else None) == level
    assert notice is None or (notice.text == "The host does not answer.") == (level is NoticeLevel.ERROR)
