"""Notices of changes and of polling."""

from dataclasses import replace

import pytest

from rca_dashboard.domain.notifications.burst_news import burst_notification
from rca_dashboard.domain.notifications.notice import Notice, NoticeLevel, arrivals, arrivals_notice, health_notice
from rca_dashboard.domain.progress.poll import PollerHealth
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin, difference
from tests.tickets import NOON, make


def change(
    seq: int, *, priority: int | None = 1, kind: ChangeType = ChangeType.NEW, origin: Origin = Origin.POLL
) -> Change:
    ticket = make(seq, priority=priority)
    return Change(seq, NOON, kind, "incident", ticket.sys_id, ticket.ticket_id, difference(None, ticket), origin)


def test_history_and_updates_are_no_arrivals() -> None:
    arrived = (change(1), change(4, priority=2), change(5, priority=None))
    others = (change(2, origin=Origin.IMPORT), change(3, kind=ChangeType.UPDATED))
    assert arrivals([arrived[0], *others, *arrived[1:]]) == arrived
    assert arrivals([]) == ()


def test_one_new_ticket_is_shown_with_its_number_and_text() -> None:
    assert arrivals_notice([change(5)]) == Notice(
        "arrivals", NoticeLevel.WARNING, "New critical ticket INC0000005", "Printer 5 is on fire"
    )
    quiet = arrivals_notice([change(6, priority=4)])
    assert (quiet.level, quiet.title) == (NoticeLevel.INFO, "New ticket INC0000006")


def test_a_text_that_is_too_long_ends_at_a_word() -> None:
    arrived = replace(change(5), changes={"short_description": ("", "Everything is down " * 20)})
    text = arrivals_notice([arrived]).text
    assert len(text) <= 200
    assert text.endswith((" Everything…", " is…", " down…"))
    burst = burst_notification(
        title="VPN gateway drops " * 20, usual="rare " * 500, query="burst=1", count=9, is_major=True, at=NOON
    )
    assert burst.title.endswith((" VPN…", " gateway…", " drops…"))
    assert burst.text.endswith(" rare…")


def test_many_are_summarized() -> None:
    notice = arrivals_notice([change(seq) for seq in range(1, 501)])
    assert notice.title == "500 new critical tickets"
    assert notice.text == "INC0000001, INC0000002, INC0000003 and 497 more"
    assert arrivals_notice([change(seq) for seq in (1, 2, 3)]).text == "INC0000001, INC0000002, INC0000003"


def test_the_critical_ones_among_many_come_first() -> None:
    notice = arrivals_notice([*(change(seq, priority=3) for seq in range(1, 11)), change(11), change(12)])
    assert notice.level is NoticeLevel.WARNING
    assert notice.title == "2 new critical tickets"
    assert notice.text == "INC0000011, INC0000012; 12 new tickets in total"
    quiet = arrivals_notice([change(seq, priority=3) for seq in range(1, 4)])
    assert (quiet.level, quiet.title) == (NoticeLevel.INFO, "3 new tickets")


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
def test_an_outage_is_logged_when_it_begins_and_when_it_ends(
    before: PollerHealth, after: PollerHealth, level: NoticeLevel | None
) -> None:
    notice = health_notice(before, after, "The host does not answer.")
    assert (notice.level if notice else None) == level
    assert notice is None or (notice.text == "The host does not answer.") == (level is NoticeLevel.ERROR)
