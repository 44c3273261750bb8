"""Service levels notify by the clock before they end, and by the feed when they are breached."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rca_dashboard.domain.notifications.news import News, Recipient, TicketChange, news_for
from rca_dashboard.domain.notifications.sla_news import DueTicket, breached_news, due_news
from rca_dashboard.domain.notifications.wording import single, together
from rca_dashboard.domain.preferences import NoticeEvent, NoticeRules, Preferences
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from tests.tickets import NOON, make

RULES = NoticeRules(events=(NoticeEvent.SLA_DUE, NoticeEvent.SLA_BREACHED), priority=(), due_minutes=30)
VERA = Recipient(username="vera", rules=RULES)


def due(minutes: float, **special: Any) -> DueTicket:
    ticket = make(1, **special)
    return DueTicket(
        sys_id=ticket.sys_id,
        table=ticket.table,
        ticket_id=ticket.ticket_id,
        due_at=NOON + timedelta(minutes=minutes),
        content=ticket.content(),
    )


def warned(ticket: DueTicket, *, seconds_ago: float = 15, changed: bool = False, who: Recipient = VERA) -> int:
    before = NOON - timedelta(seconds=seconds_ago)
    ids = frozenset({ticket.sys_id} if changed else ())
    return len(due_news(who, [ticket], ids, before=before, now=NOON))


@pytest.mark.parametrize(("minutes", "expected"), [(31, 0), (30, 1), (29.9, 1), (29.7, 0), (1, 0), (0, 0), (-1, 0)])
def test_a_user_is_warned_once_when_the_time_comes(minutes: float, expected: int) -> None:
    assert warned(due(minutes)) == expected


def test_a_ticket_whose_end_has_moved_into_the_time_is_news_too() -> None:
    assert warned(due(10), changed=True) == 1
    assert warned(due(31), changed=True) == 0
    assert warned(due(10), seconds_ago=3600) == 1  # the app was away meanwhile


def test_only_tickets_that_match_the_rules_are_news() -> None:
    critical = replace(VERA, rules=replace(RULES, priority=(1,)))
    assert warned(due(30, priority=3), who=critical) == 0
    assert warned(due(30, priority=1), who=critical) == 1
    assert warned(due(30), who=replace(VERA, rules=replace(RULES, events=()))) == 0


def change(old: list[bool], new: list[bool], **special: Any) -> TicketChange:
    slas = [[{"name": str(place), "breached": each} for place, each in enumerate(side)] for side in (old, new)]
    plain: dict[str, Any] = {"type": ChangeType.UPDATED, "origin": Origin.POLL, **special}
    made = Change(1, NOON, plain["type"], "incident", "1", "INC1", {"sla": (slas[0], slas[1])}, plain["origin"])
    return TicketChange(made, make(1).content())


def test_a_breach_is_news_once_and_not_if_it_was_imported() -> None:
    assert [each.event for each in breached_news(VERA, [change([False], [True])])] == [NoticeEvent.SLA_BREACHED]
    assert breached_news(VERA, [change([True], [True, False])]) == ()
    assert breached_news(VERA, [change([False], [True], origin=Origin.IMPORT)]) == ()
    everything = replace(VERA, rules=replace(RULES, events=tuple(NoticeEvent)), watched=frozenset({"1"}))
    assert news_for(everything, [change([False], [True])]) == ()  # no second notification, as of a watched ticket


def test_they_say_what_it_is_about_and_lead_to_the_list() -> None:
    (warning,) = due_news(VERA, [due(29.9)], frozenset(), before=NOON - timedelta(minutes=1), now=NOON)
    shown = single(warning, NOON)
    assert (shown.title, shown.text) == (
        "INC0000001 is about to breach its SLA",
        "Due in 30 min · Printer 1 is on fire",
    )
    breach = single(breached_news(VERA, [change([False], [True])])[0], NOON)
    assert (breach.title, breach.level.value) == ("INC1 breached its SLA", "warning")
    burst: list[News] = [warning, warning]
    assert together(burst, RULES, NOON).link == "/?due_before=4h&is_open=true&sort=due_at"
    assert together(burst, RULES, NOON).title == "2 tickets about to breach"


def test_the_minutes_are_stored_and_a_wrong_number_is_the_default() -> None:
    chosen = Preferences(notices=replace(RULES, due_minutes=120))
    assert Preferences.from_json(chosen.as_json()) == chosen
    assert Preferences.from_json({"notices": {"due_minutes": 7}}).notices.due_minutes == 30
