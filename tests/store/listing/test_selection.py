"""Every query plan for a page returns the same page as a plain scan of all tickets."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.view import SORTABLE, TicketFilter, View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing import query_plans, search, selection
from rca_dashboard.store.queries import selected_ids, ticket_list, ticket_page, tickets_by_id
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.upsert import upsert
from tests.store.listing.kept_tickets import keep
from tests.tickets import NOON, make

GROUPS = (None, Reference("g1", "Network"), Reference("g2", "Mail"), Reference("g3", "Mail"))
PEOPLE = (None, Reference("u1", "Ann"), Reference("u2", "Bob"))
PROBLEMS = (None, Reference("p1", "PRB1"), Reference("p2", "PRB2"))
ITEMS = (None, Reference("c1", "mail-1"), Reference("c2", "web-1"))
TEXTS = ("VPN drops at 100% load", "Mail and/or phone is late", "Printer jams", "vpn is slow")
SHARED = ("status", "priority", "category", "source", "table", "assignment_group", "assigned_to")
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"status": ("New",)},
    {"status": ("7", "New"), "priority": (1, 2)},
    {"category": ("network",), "source": ("phone", "email")},
    {"assignment_group": ("g2",)},
    {"assignment_group": ("Mail",), "assigned_to": ("u1", "Bob")},
    {"assigned_to": ("Ann",), "table": ("incident",)},
    {"opened_from": NOON + timedelta(minutes=9), "opened_to": NOON + timedelta(minutes=30)},
    {"opened_from": NOON + timedelta(minutes=20), "assignment_group": ("Network", "g3"), "priority": (3,)},
    {"status": ("nothing",)},
    {"assignment_group": ("nobody",)},
    {"is_open": True},
    {"is_open": False, "priority": (1, 2)},
    {"assigned_to": ("none",), "is_open": True},
    {"assigned_to": ("none", "Bob"), "assignment_group": ("Mail",)},
    {"assigned_to": ("me",), "me": "u1"},
    {"assigned_to": ("me", "none"), "me": "u2"},
    {"assigned_to": ("me",)},
    {"problem": ("p1",)},
    {"problem": ("p1", "p2"), "cmdb_ci": ("c1",)},
    {"cmdb_ci": ("c2",), "status": ("New",), "assignment_group": ("Mail",)},
    {"cmdb_ci": ("unknown",)},
)
QUERIES = ("", "vpn", "100%", "and/or", "p", "%", "late phone", "0001", "nowhere")


def some_tickets(chance: random.Random) -> list[Ticket]:
    return [
        make(
            place,
            state=(state := chance.choice("127")),
            status={"1": "New", "2": "In Progress", "7": "Closed"}[state],
            priority=chance.choice((None, 1, 2, 3)),
            category=chance.choice(("network", "mail", "")),
            source=chance.choice(("phone", "email", "")),
            table=chance.choice(("incident", "problem")),
            assignment_group=chance.choice(GROUPS),
            assigned_to=chance.choice(PEOPLE),
            is_active=chance.random() < 0.6,
            problem=chance.choice(PROBLEMS),
            cmdb_ci=chance.choice(ITEMS),
            short_description=chance.choice(TEXTS),
            opened_at=chance.choice((None, NOON + timedelta(minutes=chance.randrange(40)))),
            closed_at=chance.choice((None, NOON)),
        )
        for place in range(60)
    ]


@pytest.fixture
def tickets(database: Database) -> list[Ticket]:
    """What the store holds after some changes and deletions, by revision of their arrival."""
    chance = random.Random(5)
    first = some_tickets(chance)
    keep(database, *first)
    later = [replace(each, mod_count=1) for each in some_tickets(chance)[::3]]
    keep(database, *later)
    gone = [each.sys_id for each in first[::7]]
    mark_deleted(database, gone, origin=Origin.POLL, at=NOON)
    upsert(database, [replace(first[7], mod_count=2)], origin=Origin.POLL, at=NOON)
    latest = {each.sys_id: each for each in (*first, *later, first[7])}
    return [latest[each.sys_id] for each in first if each.sys_id not in gone or each is first[7]]


def is_assigned(person: Reference | None, wanted: TicketFilter) -> bool:
    chosen = {wanted.me if each == "me" else each for each in wanted.assigned_to}
    return not chosen or (("none" in chosen) if person is None else bool({person.id, person.name} & chosen))


def is_let_through(ticket: Ticket, wanted: TicketFilter) -> bool:
    def holds(reference: Reference | None, choices: tuple[str, ...]) -> bool:
        return not choices or (reference is not None and bool({reference.id, reference.name} & set(choices)))

    texts = f"{ticket.ticket_id} {ticket.short_description} {ticket.description}".lower()
    names = [each.name.lower() for each in (ticket.assigned_to, ticket.assignment_group) if each]
    words = " ".join((texts, *names)).split()
    same = ("category", "source", "table")
    return (
        (not wanted.status or bool({ticket.status, ticket.state} & set(wanted.status)))
        and (not wanted.priority or ticket.priority in wanted.priority)
        and all(not getattr(wanted, f) or getattr(ticket, f) in getattr(wanted, f) for f in same)
        and holds(ticket.assignment_group, wanted.assignment_group)
        and is_assigned(ticket.assigned_to, wanted)
        and wanted.is_open in {None, ticket.is_active}
        and holds(ticket.problem, wanted.problem)
        and holds(ticket.cmdb_ci, wanted.cmdb_ci)
        and (wanted.opened_from is None or (ticket.opened_at is not None and ticket.opened_at >= wanted.opened_from))
        and (wanted.opened_to is None or (ticket.opened_at is not None and ticket.opened_at < wanted.opened_to))
        and all(
            any(text.startswith(word) for text in words)
            or (word.isdigit() and word in ticket.ticket_id)
            or (not word.isalnum() and word in texts)
            for word in wanted.query.split()
        )
    )


def in_order(tickets: list[Ticket], view: View) -> list[str]:
    if view.sort == "age":  # the youngest was opened last
        view = replace(view, sort="opened_at", descending=not view.descending)
    place = {ticket.sys_id: number for number, ticket in enumerate(tickets)}
    if view.sort == "priority" and not all(each.is_active == tickets[0].is_active for each in tickets):
        halves = ([each for each in tickets if each.is_active is is_active] for is_active in (True, False))
        return [sys_id for half in halves for sys_id in in_order(half, view)]

    def value(ticket: Ticket) -> Any:
        held = getattr(ticket, view.sort)
        return held.name if isinstance(held, Reference) else held

    def key(ticket: Ticket) -> tuple[Any, ...]:
        opened = ticket.opened_at.timestamp() if ticket.opened_at and view.sort in SHARED else -1.0
        return value(ticket), opened, place[ticket.sys_id]

    present = sorted((each for each in tickets if value(each) is not None), key=key, reverse=view.descending)

    def key_of_missing(ticket: Ticket) -> tuple[Any, ...]:
        return key(ticket)[1:]

    missing = sorted((each for each in tickets if value(each) is None), key=key_of_missing, reverse=view.descending)
    return [each.sys_id for each in (*present, *missing)]


# A second of CPU for each, in each database: the two that differ most stay quick.
@pytest.fixture(
    params=[
        "as it is",
        pytest.param("everything is broad", marks=pytest.mark.slow),
        pytest.param("and seldom", marks=pytest.mark.slow),
        "and walked",
    ]
)
def _limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thresholds so low that a few tickets are as many as a million."""
    if request.param != "as it is":
        monkeypatch.setattr(search, "MOST_FOUND", 4)
        monkeypatch.setattr(selection, "MOST_COUNTED", 4)
    if request.param == "and seldom":
        monkeypatch.setattr(search, "_MOST_READ", 5)
        monkeypatch.setattr(query_plans, "_ROW", 0.0)
    if request.param == "and walked":
        monkeypatch.setattr(query_plans, "_ENTRY", 0.0)
        monkeypatch.setattr(query_plans, "_GATHERED", 0.0)


@pytest.mark.slow  # thousands of random views
@pytest.mark.usefixtures("_limits")
def test_a_page_holds_what_reading_all_tickets_would_give(database: Database, tickets: list[Ticket]) -> None:
    chance = random.Random(9)
    for filters in FILTERS:
        for query in QUERIES:
            sort, descending = chance.choice(SORTABLE), chance.random() < 0.5
            view = View(
                filter=TicketFilter(**filters, query=query),
                sort=sort,
                descending=descending,
                limit=7,
                page=chance.choice((1, 1, 2, 3)),
            )
            expected = in_order([each for each in tickets if is_let_through(each, view.filter)], view)
            shown = expected[view.offset : view.offset + view.limit]
            listed = ticket_list(database, view)
            assert ([each.sys_id for each in listed.tickets], listed.total) == (shown, len(expected)), view
            page = ticket_page(database, view)
            assert page.page == view.page or not shown, view
            assert [row.sys_id for row in page.rows] == expected[view.at_page(page.page).offset :][: view.limit], view
            assert page.total == len(expected) if not page.has_more else page.total <= len(expected), view
            assert page.pages > page.page or expected[view.at_page(page.page).offset + view.limit :] == [], view
            everything = tickets_by_id(database, selected_ids(database, view))
            assert [each.sys_id for each in everything] == expected, view


@pytest.mark.slow  # thousands of random views
def test_every_order_of_all_tickets_is_the_plain_one(database: Database, tickets: list[Ticket]) -> None:
    for sort in SORTABLE:
        for descending in (False, True):
            view = View(sort=sort, descending=descending, limit=200)
            assert [each.sys_id for each in ticket_list(database, view).tickets] == in_order(tickets, view), view
