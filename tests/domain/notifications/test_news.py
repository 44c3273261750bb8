"""Which changes notify which users, and the texts."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_dashboard.domain.notifications.news import Recipient, TicketChange, event_for, news_for, ticket_changes
from rca_dashboard.domain.notifications.notice import NoticeLevel
from rca_dashboard.domain.notifications.wording import list_link, single, together
from rca_dashboard.domain.preferences import NoticeEvent, NoticeRules
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin, difference
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.view import View
from tests.tickets import NOON, make

ALL = NoticeRules(events=tuple(NoticeEvent), priority=())
NEW, UPDATED, WATCHED = NoticeEvent.NEW_TICKET, NoticeEvent.UPDATED_TICKET, NoticeEvent.WATCHED_TICKET


def changed(old: Ticket | None, new: Ticket, seq: int = 1, origin: Origin = Origin.POLL) -> Change:
    kind = ChangeType.UPDATED if old else ChangeType.NEW
    return Change(seq, NOON, kind, new.table, new.sys_id, new.ticket_id, difference(old, new), origin)


def happened(old: Ticket | None, new: Ticket, origin: Origin = Origin.POLL) -> TicketChange:
    return TicketChange(changed(old, new, origin=origin), new.content())


def recipient(rules: NoticeRules = ALL, *watched: str) -> Recipient:
    return Recipient(username="vera", rules=rules, watched=frozenset(watched))


def test_by_default_new_critical_and_watched_tickets_are_news() -> None:
    default = recipient(NoticeRules(), make(2).sys_id)
    assert event_for(default, happened(None, make(1, priority=1))) is NEW
    assert event_for(default, happened(None, make(1, priority=2))) is None
    assert event_for(default, happened(make(1), make(1, priority=1))) is None
    assert event_for(default, happened(make(2), make(2, status="Closed"))) is WATCHED


@pytest.mark.parametrize(
    ("field", "wanted", "unwanted"),
    [
        ("priority", (2, 3), (1, 4)),
        ("table", ("incident",), ("problem",)),
        ("assignment_group", ("g1",), ("g2",)),
        ("assignment_group", ("Network",), ("Database",)),
        ("category", ("software", "network"), ("hardware",)),
        ("category", ("Network",), ("Networks",)),
        ("source", ("email",), ("phone",)),
        ("source", ("Email",), ("",)),
    ],
)
def test_each_field_of_the_rules_decides(field: str, wanted: tuple[Any, ...], unwanted: tuple[Any, ...]) -> None:
    ticket = make(1, category="network", source="email", assignment_group=Reference("g1", "Network"))
    assert event_for(recipient(replace(ALL, **{field: wanted})), happened(None, ticket)) is NEW
    assert event_for(recipient(replace(ALL, **{field: unwanted})), happened(None, ticket)) is None


def test_a_watched_ticket_passes_whatever_the_other_fields_say_unless_its_event_is_off() -> None:
    ticket = make(1)
    closed = happened(ticket, replace(ticket, status="Closed"))
    nothing = NoticeRules(events=(WATCHED,), priority=(5,), table=("problem",))
    assert event_for(recipient(nothing, ticket.sys_id), closed) is WATCHED
    assert event_for(recipient(replace(nothing, events=()), ticket.sys_id), closed) is None


@pytest.mark.parametrize("by", ["vera", "VERA", " Vera ", {"value": "vera", "display_value": "Vera V."}])
def test_own_actions_are_no_news(by: Any) -> None:
    ticket = make(1, extra={"sys_updated_by": by})
    assert event_for(recipient(), happened(None, ticket)) is None
    assert event_for(recipient(ALL, ticket.sys_id), happened(make(1), ticket)) is None


def test_what_others_did_to_a_ticket_that_one_changed_before_is_news() -> None:
    """The second change names no one where the same person made the first; what stood there then decides."""
    mine = make(1, extra={"sys_updated_by": "vera"}, status="In Progress")
    also_mine = replace(mine, status="On Hold")
    theirs = replace(also_mine, extra={"sys_updated_by": "otto"}, status="Closed")
    changes = [changed(make(1), mine, 1), changed(mine, also_mine, 2), changed(also_mine, theirs, 3)]
    found = ticket_changes(changes, {mine.sys_id: theirs.content()})
    assert [event_for(recipient(), each) for each in found] == [None, None, UPDATED]


def test_an_import_notifies_no_one() -> None:
    change = changed(None, make(1, priority=1), origin=Origin.IMPORT)
    assert ticket_changes([change], {make(1).sys_id: make(1).content()}) == ()
    assert event_for(recipient(), happened(None, make(1), Origin.IMPORT)) is None


def test_a_save_that_changes_nothing_but_its_own_stamp_is_no_news() -> None:
    ticket = make(1)
    saved = replace(ticket, mod_count=9, updated_at=NOON, extra={**ticket.extra, "sys_updated_by": "otto"})
    assert event_for(recipient(ALL, ticket.sys_id), happened(ticket, saved)) is None


def test_a_ticket_is_news_once_however_often_it_changed() -> None:
    born = make(1)
    begun = replace(born, status="In Progress", state="2")
    held = replace(begun, status="On Hold", state="3")
    changes = [changed(None, born, 1), changed(born, begun, 2), changed(None, make(2), 3), changed(begun, held, 4)]
    found = news_for(
        recipient(), ticket_changes(changes, {born.sys_id: held.content(), make(2).sys_id: make(2).content()})
    )
    assert [(news.event, news.ticket_change.change.ticket_id) for news in found] == [
        (NEW, "INC0000001"),
        (NEW, "INC0000002"),
    ]
    assert found[0].ticket_change.change.type is ChangeType.NEW
    assert found[0].ticket_change.content["status"] == "On Hold"


@given(st.lists(st.sampled_from(["New", "In Progress", "On Hold", "Closed"]), min_size=1, max_size=8))
def test_what_stood_in_a_ticket_after_each_change_is_found_from_its_last_content(statuses: list[str]) -> None:
    versions = [make(1, mod_count=place, status=status) for place, status in enumerate(statuses)]
    changes = [
        changed(old, new, seq) for seq, (old, new) in enumerate(zip([None, *versions], versions, strict=False), 1)
    ]
    found = ticket_changes(changes, {versions[0].sys_id: versions[-1].content()})
    assert [each.content["status"] for each in found] == statuses
    assert [each.content["mod_count"] for each in found] == list(range(len(statuses)))


def news(event: NoticeEvent, *tickets: Ticket) -> list[Any]:
    old = None if event is NEW else make(0)
    watched = {ticket.sys_id for ticket in tickets} if event is WATCHED else set()
    return list(news_for(recipient(ALL, *watched), [happened(old, ticket) for ticket in tickets]))


def test_one_ticket_is_notified_with_its_number_text_and_page() -> None:
    (one,) = news(NEW, make(7, priority=1))
    told = single(one, NOON)
    assert (told.title, told.text) == ("New critical ticket INC0000007", "Printer 7 is on fire")
    assert (told.level, told.priority, told.count) == (NoticeLevel.WARNING, 1, 1)
    assert (told.link, told.sys_id) == ("/tickets/INC0000007", make(7).sys_id)
    assert single(news(NEW, make(7))[0], NOON).title == "New ticket INC0000007"


def test_a_number_cannot_lead_to_another_site() -> None:
    (one,) = news(NEW, make(7, ticket_id="//other.example/?x"))
    assert single(one, NOON).link == "/tickets/%2F%2Fother.example%2F%3Fx"


def test_a_change_is_notified_with_what_changed() -> None:
    old = make(7)
    new = replace(old, status="On Hold", state="3", assigned_to=Reference("u1", "Beth"), close_notes="x" * 400)
    (one,) = news_for(recipient(ALL, old.sys_id), [happened(old, new)])
    told = single(one, NOON)
    assert told.title == "Watched ticket INC0000007 changed"
    assert "Status: On Hold" in told.text
    assert "Assigned to: Beth" in told.text
    assert "State" not in told.text
    assert len(told.text) <= 300


def test_a_notification_names_values_as_people_read_them() -> None:
    old = make(7)
    labels = {"category": "Network", "urgency": "2 - Medium"}
    extra = {"active": "false", "u_vip": True, "work_start": "2026-11-28 10:00:00"}
    changed = replace(
        old, is_active=False, priority=1, category="network", urgency="2", labels=labels, extra={**old.extra, **extra}
    )
    (one,) = news_for(recipient(ALL, old.sys_id), [happened(old, changed)])
    text = single(one, NOON).text
    assert text.startswith("Priority: 1 - Critical; Category: Network; ")
    for raw in ("False", "Is active", "Active", "network"):
        assert raw not in text
    alone = news_for(recipient(ALL, old.sys_id), [happened(old, replace(old, extra={**old.extra, **extra}))])
    assert "Work start: 2026-11-28 10:00 UTC" in single(alone[0], NOON).text
    assert "Vip: Yes" in single(alone[0], NOON).text


def test_a_burst_says_how_many_names_the_first_and_leads_to_the_list() -> None:
    rules = NoticeRules(priority=(1, 2), assignment_group=("g1",))
    told = together(news(NEW, *(make(place, priority=1 if place < 3 else 2) for place in range(1, 13))), rules, NOON)
    assert told.title == "12 new tickets, 2 critical"
    assert told.text == "INC0000001, INC0000002, INC0000003 and 9 more"
    assert told.link == "/?assignment_group=g1&priority=1%2C2"
    assert View.from_query({"assignment_group": "g1", "priority": "1,2"}).filter.priority == (1, 2)
    assert (told.count, told.priority, told.level) == (12, 1, NoticeLevel.WARNING)


def test_bursts_of_each_kind_have_their_own_words() -> None:
    tickets = [make(place) for place in range(1, 6)]
    titles = [together(news(event, *tickets), ALL, NOON).title for event in (NEW, UPDATED, WATCHED)]
    assert titles == ["5 new tickets", "5 tickets changed", "5 watched tickets changed"]
    assert together(news(NEW, make(1, priority=1), make(2, priority=1)), ALL, NOON).title == "2 new critical tickets"


def test_a_list_that_no_address_can_say_is_shown_whole() -> None:
    assert list_link(NEW, NoticeRules(priority=(), category=("a, b",))) == "/"
    assert list_link(UPDATED, NoticeRules(priority=(1,))) == "/?priority=1&sort=-updated_at"
    assert list_link(WATCHED, NoticeRules(priority=(1,))) == "/?sort=-updated_at"
