"""Lists, pages, single tickets, counts, filter options."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.page import TicketCounts, ticket_row
from rca_dashboard.domain.views.view import SORTABLE, TicketFilter, View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import (
    choices,
    ticket,
    ticket_counts,
    ticket_list,
    ticket_page,
    ticket_stats,
)
from rca_dashboard.store.tickets.deletions import mark_deleted
from tests.statements import sent_to
from tests.store.listing.kept_tickets import found, keep
from tests.tickets import NOON, make


def value_of(each: Ticket, sort: str) -> Any:
    value = getattr(each, sort)
    return value.name if isinstance(value, Reference) else value


@pytest.mark.parametrize("sort", SORTABLE)
@pytest.mark.parametrize("descending", [False, True])
def test_pages_of_any_order_show_each_ticket_once_and_missing_values_last(
    database: Database,
    sort: str,
    descending: bool,  # noqa: FBT001 - a parameter of pytest's
) -> None:
    times = [None, *(NOON - timedelta(hours=n) for n in range(3))]
    people = [None, Reference("z", "Ann"), Reference("y", "Bob"), Reference("x", "ann")]
    keep(
        database,
        *(
            make(
                place,
                ticket_id=f"INC{place % 5}",
                short_description=f"{place % 3}",
                status="ABC"[place % 3],
                category="xyz"[place % 3],
                source="pq"[place % 2],
                table=("incident", "problem")[place % 2],
                priority=(None, 1, 2, 3)[place % 4],
                assignment_group=people[place % 4],
                assigned_to=people[place // 4 % 4],
                opened_at=times[place % 4],
                updated_at=times[place // 4 % 4],
                resolved_at=times[place % 4],
                closed_at=times[place // 2 % 4],
            )
            for place in (*range(0, 40, 2), *range(39, 0, -2))
        ),
    )
    view = View(sort=sort, descending=descending, limit=7)
    if sort == "age":  # the youngest was opened last
        sort, descending = "opened_at", not descending
    pages = [ticket_list(database, view.at_page(page)) for page in range(1, 8)]
    listed = [each for page in pages for each in page.tickets]
    assert [len(page.tickets) for page in pages] == [7, 7, 7, 7, 7, 5, 0]
    assert {page.total for page in pages} == {40}
    assert len({each.sys_id for each in listed}) == 40
    values = [value_of(each, sort) for each in listed]
    present = [value for value in values if value is not None]
    assert present == sorted(present, reverse=descending)
    assert values == [*present, *[None] * (40 - len(present))]
    for one, following in pairwise(listed):
        if (value_of(one, sort), one.opened_at) == (value_of(following, sort), following.opened_at):
            # Of two that are alike in both, the one that came first has the lower revision.
            assert (one.revision > following.revision) == descending


def test_a_page_for_browsers_shows_what_the_whole_tickets_hold(database: Database) -> None:
    keep(
        database,
        make(
            1, category="net", labels={"category": "Network", "source": "Phone"}, source="phone", description="x" * 999
        ),
        make(2, assignment_group=None, opened_at=None, ticket_id="", priority=None, short_description="y" * 999),
        make(3, assigned_to=Reference("u", ""), is_active=False),
    )
    view = View(sort="ticket_id", descending=False, limit=2)
    for page, last in ((1, 1), (2, 2), (3, 2), (1_000_000, 2)):
        whole = ticket_list(database, view.at_page(last))
        shown = ticket_page(database, view.at_page(page))
        assert shown.rows == tuple(ticket_row(each) for each in whole.tickets)
        assert (shown.total, shown.pages, shown.page, shown.limit, shown.rev) == (3, 2, last, 2, 3)
        assert shown.view == view.at_page(page).key


def test_a_page_for_browsers_reads_no_long_text(database: Database) -> None:
    keep(database, make(1))
    with sent_to(database) as sent:
        ticket_page(database, View())
    assert any("short_description" in statement for statement in sent)
    assert not any(".extra" in statement or ".description" in statement for statement in sent)


def test_an_empty_list_is_one_page_of_nothing(database: Database) -> None:
    page = ticket_page(database, View())
    assert (page.rows, page.total, page.pages, page.rev) == ((), 0, 1, 0)
    assert ticket_page(database, View(page=1_000_000, limit=200)).rows == ()


def test_deleted_tickets_are_in_no_list_and_no_figure(database: Database) -> None:
    keep(database, make(1, status="Gone", priority=1), make(2))
    mark_deleted(database, [make(1).sys_id], origin=Origin.POLL, at=NOON)
    assert found(database) == [2]
    assert ticket_list(database, View()).rev == 3
    assert ticket_counts(database, now=NOON) == TicketCounts(total=1, active=1, new_today=1)
    assert ticket_stats(database).total == 1
    assert choices(database).status == (("New", "New"),)
    gone = ticket(database, make(1).sys_id)
    assert gone is not None
    assert (gone.is_deleted, gone.revision) == (True, 3)


def test_a_ticket_is_found_by_its_sys_id_or_by_the_number_that_it_may_share(database: Database) -> None:
    shared = [make(place, ticket_id="INC7", opened_at=NOON + timedelta(days=place % 3)) for place in range(4)]
    keep(database, *shared, make(5, ticket_id="INC7", opened_at=None))
    newest = ticket(database, "INC7")
    assert newest is not None
    assert newest.sys_id == shared[2].sys_id
    assert ticket(database, shared[1].sys_id) == replace(shared[1], revision=2, arrived_at=NOON)
    assert ticket(database, "INC8") is None
    assert ticket(database, "a\0\ud83d") is None
    mark_deleted(database, [shared[2].sys_id], origin=Origin.POLL, at=NOON)
    present = ticket(database, "INC7")
    assert present is not None
    assert present.sys_id == shared[1].sys_id


def test_the_cards_count_by_activity_priority_and_day(database: Database) -> None:
    assert ticket_counts(database, now=NOON) == TicketCounts()
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    keep(
        database,
        make(1, priority=1, opened_at=midnight),
        make(2, priority=2, opened_at=midnight - timedelta(microseconds=1)),
        make(3, priority=1, is_active=False, opened_at=None),
        make(4, priority=None),
    )
    assert ticket_counts(database, now=NOON) == TicketCounts(total=4, active=3, high_priority=2, new_today=2)


def test_the_totals_are_by_activity_priority_category_and_status(database: Database) -> None:
    keep(
        database,
        make(1, priority=1, category="net"),
        make(2, priority=None, category="net", is_active=False, status="Closed"),
        make(3),
    )
    stats = ticket_stats(database)
    assert (stats.total, stats.open, stats.closed) == (3, 2, 1)
    assert stats.by_priority == {"1": 1, "3": 1, "": 1}
    assert stats.by_category == {"net": 2, "": 1}
    assert stats.by_status == {"New": 2, "Closed": 1}


def test_menus_offer_each_value_once_with_its_label(database: Database) -> None:
    keep(
        database,
        make(1, category="net", labels={"category": "Network"}, source="phone"),
        make(2, category="net", labels={"category": "Network"}, table="problem", source=""),
        make(3, category="db", labels={"category": "A database"}, assignment_group=Reference("g2", "Desk")),
        make(4, assignment_group=None),
    )
    offered = choices(database)
    assert offered.category == (("db", "A database"), ("net", "Network"))
    assert offered.source == (("phone", "phone"),)
    assert offered.table == (("incident", "Incident"), ("problem", "Problem"))
    assert offered.assignment_group == (("g2", "Desk"), ("g1", "Network"))
    assert found(database, assignment_group=(offered.assignment_group[0][0],)) == [3]


def test_menus_end_at_two_hundred(database: Database) -> None:
    keep(database, *(make(place, category=f"{place:03}") for place in range(210)))
    assert len(choices(database).category) == 200


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("words", ["", "mail"])
def test_by_priority_no_closed_ticket_stands_above_an_open_one(
    database: Database,
    descending: bool,  # noqa: FBT001 - a parameter of pytest's
    words: str,
) -> None:
    keep(
        database,
        *(
            make(place, priority=priority, is_active=is_active, short_description="Mail is down")
            for place, (priority, is_active) in enumerate(
                ((1, False), (3, True), (None, True), (2, False), (1, True), (None, False)), start=1
            )
        ),
    )
    view = View(filter=TicketFilter(query=words), sort="priority", descending=descending)
    shown = [(each.is_active, each.priority) for each in ticket_list(database, view).tickets]
    numbers = [3, 1, None, 2, 1, None] if descending else [1, 3, None, 1, 2, None]
    assert shown == list(zip([True] * 3 + [False] * 3, numbers, strict=True))


def test_tickets_of_one_second_are_in_the_order_of_their_numbers(database: Database) -> None:
    numbers = ("INC10", "INC9", "INC11", "INC8")
    keep(
        database,
        *(
            make(place, ticket_id=number, opened_at=NOON, updated_at=NOON)
            for place, number in enumerate(numbers, start=1)
        ),
    )
    for descending in (False, True):
        listed = ticket_list(database, View(sort="opened_at", descending=descending)).tickets
        expected = ["INC8", "INC9", "INC10", "INC11"]
        assert [each.ticket_id for each in listed] == (expected[::-1] if descending else expected)
