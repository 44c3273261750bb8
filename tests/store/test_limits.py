"""Limited readers: every query of the store, and no foreign ticket, count, name, or change."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.view import TicketFilter, View
from rca_dashboard.domain.visibility import EVERYTHING, NOTHING, TeamFilter, Visibility
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after, history
from rca_dashboard.store.limits import ForgottenLimitError, seen_by, tables_without_policy
from rca_dashboard.store.listing.figures import list_figures
from rca_dashboard.store.listing.membership import matching
from rca_dashboard.store.tickets.activity import activity, older_activity
from rca_dashboard.store.tickets.detail import ticket_key, ticket_sight
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

SECRET = "payroll"
MINE, FOREIGN = Reference("g1", "Network"), Reference("g9", f"{SECRET} team")
NETWORK = Visibility((TeamFilter(assignment_groups=("Network",)),))
ALL = View.from_query({"limit": "200"})
FOREIGN_ID = make(7).sys_id


def _mine(place: int) -> Ticket:
    return make(place, assignment_group=MINE, problem=Reference(FOREIGN_ID, "INC7"))


def _foreign(place: int) -> Ticket:
    secret = {
        "short_description": f"A {SECRET} printer is on fire",
        "assignment_group": FOREIGN,
        "assigned_to": Reference("u9", f"{SECRET} agent"),
        "company": Reference("c9", f"{SECRET} company"),
        "category": SECRET,
        "source": SECRET,
        "status": SECRET,
        "problem": Reference("p9", f"{SECRET} problem"),
        "extra": {"parent": {"id": make(1).sys_id, "name": "INC1"}, "comments": SECRET},
    }
    return make(place, **secret)


@pytest.fixture
def mixed(database: Database) -> Database:
    """A database with visible and foreign tickets, written and changed in turns."""
    for place in (1, 7, 2, 8, 3, 9):
        upsert(database, [(_foreign if place > 6 else _mine)(place)], origin=Origin.POLL, at=NOON)
    later = NOON + timedelta(hours=1)
    upsert(database, [make(2, assignment_group=MINE, priority=1, updated_at=later)], origin=Origin.POLL, at=later)
    return database


QUERIES: dict[str, Callable[[Database], Any]] = {
    "ticket_list": lambda d: queries.ticket_list(d, ALL),
    "ticket_list by search": lambda d: queries.ticket_list(d, View.from_query({"query": "printer"})),
    "ticket_list by foreign words": lambda d: queries.ticket_list(d, View.from_query({"query": SECRET})),
    "ticket_list by foreign group": lambda d: queries.ticket_list(d, View.from_query({"assignment_group": FOREIGN.id})),
    "ticket_list by status": lambda d: queries.ticket_list(d, View.from_query({"status": f"New,{SECRET}"})),
    "ticket_list by order": lambda d: queries.ticket_list(d, View.from_query({"sort": "status"})),
    "ticket_page": lambda d: queries.ticket_page(d, ALL),
    "ticket_page by order": lambda d: queries.ticket_page(d, View.from_query({"sort": "-assigned_to", "limit": "2"})),
    "view_counts": lambda d: queries.view_counts(d, [ALL, View.from_query({"query": "printer"})]),
    "selected_ids": lambda d: len(queries.selected_ids(d, ALL)),
    "tickets_by_id": lambda d: queries.tickets_by_id(d, range(20)),
    "ticket_rows": lambda d: queries.ticket_rows(d, [make(place).sys_id for place in range(1, 10)]),
    "ticket by sys_id": lambda d: queries.ticket(d, FOREIGN_ID),
    "ticket by number": lambda d: queries.ticket(d, "INC0000007"),
    "ticket_counts": lambda d: queries.ticket_counts(d, now=NOON),
    "ticket_stats": queries.ticket_stats,
    "choices": queries.choices,
    "names_like": lambda d: queries.names_like(d, "assignment_group", ""),
    "names_like of people": lambda d: queries.names_like(d, "assigned_to", SECRET),
    "names_of": lambda d: queries.names_of(d, ["g1", "g9", "u9"]),
    "changes_after": lambda d: changes_after(d, 0, 1000),
    "history": lambda d: history(d, FOREIGN_ID),
    "list_figures": lambda d: list_figures(d, TicketFilter(), now=NOON),
    "matching": lambda d: matching(d, TicketFilter(), [make(place).sys_id for place in range(1, 10)]),
    "ticket_key": lambda d: ticket_key(d, "INC0000007"),
    "ticket_sight": lambda d: ticket_sight(d, FOREIGN_ID).detail,
    "ticket_sight of a visible one": lambda d: ticket_sight(d, make(1).sys_id).detail,
    "activity": lambda d: activity(d, _foreign(7)).__class__,
    "older_activity": lambda d: older_activity(d, FOREIGN_ID, "", 10),
    "visible_among": lambda d: sorted(queries.visible_among(d, [make(place).sys_id for place in (1, 7)])),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_of_a_limited_reader_answers_as_if_there_were_no_other_tickets(mixed: Database, name: str) -> None:
    found = QUERIES[name](mixed.seen_by(NETWORK))
    assert SECRET not in repr(found).lower()
    assert "INC0000007" not in repr(found) or name == "ticket_key"
    with seen_by(NETWORK):
        assert repr(QUERIES[name](mixed)) == repr(found)
    assert repr(QUERIES[name](mixed.seen_by(EVERYTHING))) == repr(QUERIES[name](mixed))


def test_counts_are_those_of_the_visible_tickets(mixed: Database) -> None:
    limited = mixed.seen_by(NETWORK)
    assert queries.ticket_list(limited, ALL).total == 3
    assert queries.ticket_list(limited, View.from_query({"query": "printer"})).total == 3
    assert queries.ticket_list(limited, View.from_query({"query": SECRET})).total == 0
    assert queries.ticket_stats(limited).total == 3
    assert queries.ticket_counts(limited, now=NOON).total == 3
    assert queries.choices(limited).assignment_group == (("g1", "Network"),)
    assert [change.ticket_id for change in changes_after(limited, 0, 100)][:3] == [
        "INC0000001",
        "INC0000002",
        "INC0000003",
    ]
    assert queries.ticket_list(mixed, ALL).total == 6


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ((TeamFilter(assignment_groups=("g1",)),), 3),
        ((TeamFilter(companies=(f"{SECRET} company",)),), 3),
        ((TeamFilter(companies=("c9",), assignment_groups=("Network",)),), 0),
        ((TeamFilter(companies=("c9",)), TeamFilter(assignment_groups=("Network",))), 6),
        ((TeamFilter(tables=("incident",)),), 6),
        ((TeamFilter(tables=("problem",)),), 0),
        ((TeamFilter(),), 0),
        ((), 0),
        (None, 6),
    ],
)
def test_a_ticket_is_visible_if_any_team_is_responsible(
    mixed: Database, filters: tuple[TeamFilter, ...] | None, total: int
) -> None:
    assert queries.ticket_list(mixed.seen_by(Visibility(filters)), ALL).total == total


def test_a_ticket_that_moves_to_another_group_is_gone_at_once(mixed: Database) -> None:
    later = NOON + timedelta(hours=2)
    upsert(mixed, [make(1, assignment_group=FOREIGN, updated_at=later)], origin=Origin.POLL, at=later)
    assert queries.ticket(mixed.seen_by(NETWORK), "INC0000001") is None
    assert history(mixed.seen_by(NETWORK), make(1).sys_id) == ()


def test_the_one_whose_event_it_is_never_limits_what_states_its_reader(mixed: Database) -> None:
    with seen_by(NOTHING):
        assert queries.ticket_list(mixed.seen_by(EVERYTHING), ALL).total == 6
        assert queries.ticket_list(mixed, ALL).total == 0


def test_a_statement_in_plain_text_or_of_an_unknown_table_is_not_executed(mixed: Database) -> None:
    with mixed.seen_by(NETWORK).read() as session, pytest.raises(ForgottenLimitError, match="plain text"):
        session.connection().execute(text("SELECT short_description FROM ticket"))
    assert tables_without_policy() == []
