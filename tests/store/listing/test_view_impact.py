"""Changes that cannot affect a view: reading it again gives the same page."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from rca_dashboard.cases.cases import Cases
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.cases.case import TicketRole
from rca_dashboard.domain.cases.edit import Edit
from rca_dashboard.domain.tickets.change import Change, Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.view import SORTABLE, TicketFilter, View
from rca_dashboard.domain.views.view_impact import can_change_members, can_touch
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

ROUNDS = 80
# Views that are looked at in each round, and how many of them others take the place of.
FOLLOWED, EXCHANGED = 12, 4
STATES = (("1", "New"), ("2", "In Progress"), ("7", "Closed"))
GROUPS = (None, Reference("g1", "Network"), Reference("g2", "Mail"))
PEOPLE = (None, Reference("u1", "Ann"), Reference("u2", "Bob"))
TEXTS = ("VPN drops", "Mail is late", "Printer jams")
FILTERS = (
    TicketFilter(),
    TicketFilter(status=("New",)),
    TicketFilter(status=("7", "In Progress")),
    TicketFilter(priority=(1, 2)),
    TicketFilter(category=("network",), priority=(3,)),
    TicketFilter(source=("phone",)),
    TicketFilter(table=("problem",)),
    TicketFilter(assignment_group=("Network",)),
    TicketFilter(assignment_group=("g2",), status=("New",)),
    TicketFilter(query="vpn"),
    TicketFilter(is_open=True),
    TicketFilter(is_open=False, priority=(1,)),
    TicketFilter(assigned_to=("none",), is_open=True),
    TicketFilter(assigned_to=("me", "u2"), me="u1"),
    TicketFilter(assigned_to=("me",)),
    TicketFilter(opened_from=NOON + timedelta(minutes=20), opened_to=NOON + timedelta(minutes=30)),
)
VIEWS = tuple(
    View(filter=wanted, sort=SORTABLE[place % len(SORTABLE)], descending=place % 2 == 0, page=1 + place % 3, limit=5)
    for wanted in FILTERS
    for place in range(len(SORTABLE))
)


@pytest.fixture
def tickets(tmp_path) -> Iterator[Database]:  # noqa: ANN001 - pytest's own
    database = Database(f"sqlite:///{tmp_path}/tickets.db")
    migrate(database)
    yield database
    database.close()


def a_version(chance: random.Random, known: dict[str, Ticket]) -> Ticket:
    """Return a new ticket, or one in which a field or two have changed."""
    place = chance.randrange(1, 60)
    state, status = chance.choice(STATES)
    special: dict[str, object] = {
        "state": state,
        "status": status,
        "priority": chance.choice((1, 2, 3, None)),
        "category": chance.choice(("network", "mail", "")),
        "source": chance.choice(("phone", "email")),
        "assignment_group": chance.choice(GROUPS),
        "assigned_to": chance.choice(PEOPLE),
        "is_active": chance.random() < 0.6,
        "short_description": chance.choice(TEXTS),
        "opened_at": chance.choice((None, NOON + timedelta(minutes=chance.randrange(60)))),
        "closed_at": chance.choice((None, NOON)),
    }
    ticket = known.get(make(place).sys_id)
    if ticket is None:
        return make(place, table=chance.choice(("incident", "problem")), **special)
    names = chance.sample(sorted(special), chance.randint(1, 2))
    changed = {name: special[name] for name in names} | {"mod_count": ticket.mod_count + 1}
    changed["updated_at"] = NOON + timedelta(days=1, seconds=chance.randrange(100))
    if "state" in changed or "status" in changed:
        changed |= {"state": state, "status": status}
    return replace(ticket, **changed)


def write(database: Database, chance: random.Random, known: dict[str, Ticket]) -> list[Change]:
    before = queries.latest_seq(database)
    batch = [a_version(chance, known) for _ in range(chance.randint(1, 3))]
    known.update((ticket.sys_id, ticket) for ticket in batch)
    upsert(database, batch, origin=Origin.POLL, at=NOON)
    if chance.random() < 0.1:
        mark_deleted(database, [chance.choice(sorted(known))], origin=Origin.POLL, at=NOON)
    return list(changes_after(database, before, 100))


def is_touched(page: TicketPage, view: View, changes: list[Change]) -> bool:
    shown = {row.sys_id for row in page.rows}
    return any(can_touch(view, change, shown) for change in changes)


@pytest.mark.slow  # 3 s of CPU: properties of many views, on a database
def test_a_view_that_cannot_be_touched_looks_the_same_and_most_cannot(tickets: Database) -> None:
    chance, known, asked, skipped, kept_members = random.Random(7), dict[str, Ticket](), 0, 0, 0
    pages: dict[View, TicketPage] = {}
    for _ in range(ROUNDS):
        # What was read after the last write is what this one finds; some views make room for others.
        kept = chance.sample(sorted(pages, key=VIEWS.index), max(0, len(pages) - EXCHANGED))
        pages = {view: pages[view] for view in kept}
        pages |= {
            view: queries.ticket_page(tickets, view)
            for view in chance.sample([view for view in VIEWS if view not in pages], FOLLOWED - len(pages))
        }
        changes = write(tickets, chance, known)
        for view, before in pages.items():
            fresh = pages[view] = queries.ticket_page(tickets, view)
            asked += 1
            if not is_touched(before, view, changes):
                skipped += 1
                assert fresh.shows_the_same_as(before), (view, changes)
            if not any(can_change_members(view.filter, change) for change in changes):
                kept_members += 1
                assert fresh.total == before.total, (view, changes)
    assert kept_members > skipped > asked / 3


def test_an_edit_of_a_case_touches_the_lists_whose_rows_name_it_and_no_others(tickets: Database) -> None:
    upsert(tickets, [make(place) for place in range(1, 150)], origin=Origin.POLL, at=NOON)
    cases, anna, view = Cases(tickets, now=lambda: NOON), Actor("anna"), View(limit=5)
    page = queries.ticket_page(tickets, view)
    shown, away = page.rows[0].number, "INC0000001"

    def touches(edit: Callable[[], object]) -> bool:
        before = queries.latest_seq(tickets)
        edit()
        return is_touched(page, view, list(changes_after(tickets, before, 10)))

    assert not touches(lambda: cases.start(anna, title="Printers burn", tickets=[away]))
    assert not touches(lambda: cases.change_fields("RCA-1", anna, {"statement": "All of them"}, 1))
    assert not touches(lambda: cases.put_hypothesis("RCA-1", anna, {"text": "A fan"}))
    assert touches(lambda: cases.put_tickets("RCA-1", anna, [shown]))
    assert queries.ticket_page(tickets, view).rows[0].case == "RCA-1"
    assert touches(lambda: cases.remove_tickets("RCA-1", anna, [shown]))
    assert touches(lambda: cases.put_tickets("RCA-1", anna, [f"INC{place:07}" for place in range(1, 130)]))
    # A fix is named in the rows of the tickets that came after it.
    cases.put_tickets("RCA-1", anna, [shown], TicketRole.RECURRENCE)
    fixed = NOON - timedelta(days=2)
    assert touches(
        lambda: cases.edit("RCA-1", anna, lambda case: Edit(case=replace(case, fixed_at=fixed), kind="edited"))
    )
    assert queries.ticket_page(tickets, view).rows[0].case.startswith("RCA-1, fixed ")
    said = changes_after(tickets, 0, 1_000)[-1].as_json()
    assert said["changes"] == {"version": [7, 8]}
