"""A ticket's page from the store: found by number or sys_id, with its activity and relations."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.detail import RelatedGroup, RelatedTicket, TicketDetail
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.view import View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import ticket_page
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.activity import older_activity
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.detail import ACTIVITY_PAGE, MOST_RELATED, ticket_key, ticket_sight
from rca_dashboard.store.tickets.upsert import upsert
from tests.statements import sent_to
from tests.store.listing.kept_tickets import keep
from tests.tickets import NOON, make

PROBLEM = Reference("p" * 32, "PRB0040001")
ROUTER = Reference("c" * 32, "Router 7")


def sys_id(place: int) -> str:
    return f"{place:032x}"


def detail(database: Database, place: int = 1) -> TicketDetail:
    return ticket_sight(database, sys_id(place)).detail


def group(database: Database, title: str, place: int = 1) -> RelatedGroup:
    return next(each for each in detail(database, place).related if each.title == title)


def names(tickets: tuple[RelatedTicket, ...]) -> list[str]:
    return [each.name for each in tickets]


def update_ticket(database: Database, ticket: Ticket, count: int, **special: Any) -> Ticket:
    """Store a newer version of a ticket."""
    kept = {name: getattr(ticket, name) for name in Ticket.__slots__}
    newer = Ticket(**{**kept, **special, "mod_count": count, "updated_at": NOON + timedelta(hours=count)})
    upsert(database, [newer], origin=Origin.POLL, at=NOON + timedelta(hours=count))
    return newer


def test_a_ticket_is_found_by_its_sys_id_and_by_its_number_in_any_letter_case(database: Database) -> None:
    keep(database, make(1), make(2))
    for asked in (sys_id(2), "INC0000002", "inc0000002"):
        assert ticket_key(database, asked) == sys_id(2)
    assert detail(database, 2).number == "INC0000002"


def test_of_several_with_one_number_the_newest_is_found_and_names_the_others(database: Database) -> None:
    keep(database, *(make(place, ticket_id="INC0000007") for place in (1, 2, 3)))
    mark_deleted(database, [sys_id(3)], origin=Origin.POLL, at=NOON)
    assert ticket_key(database, "INC0000007") == sys_id(2)
    assert [(each.sys_id, each.status) for each in detail(database, 2).same_number] == [
        (sys_id(1), "New"),
        (sys_id(3), "Deleted"),
    ]


def test_an_unknown_ticket_is_distinguished_and_looked_up_again_when_one_with_its_number_arrives(
    database: Database,
) -> None:
    keep(database, make(1))
    for asked in ("INC9999999", "", "\0", "x" * 5000, "'; DROP TABLE ticket"):
        assert ticket_sight(database, ticket_key(database, asked)).detail.is_known is False
    sight = ticket_sight(database, ticket_key(database, "inc9999999"))
    assert (sight.detail.rev, sight.detail.key) == (1, "inc9999999")
    assert "INC9999999" in sight.depends_on
    keep(database, make(2, ticket_id="INC9999999"))
    assert ticket_sight(database, "inc9999999").detail.sys_id == sys_id(2)


def test_every_main_field_is_shown_and_every_other_that_is_not_empty(database: Database) -> None:
    extra = {"u_floor": "3", "u_empty": "", "due_date": "2026-11-24 08:00:00", "opened_by": {"id": "u", "name": "Ada"}}
    keep(
        database,
        make(1, category="net", labels={"category": "Network"}, assigned_to=Reference("b", "Beth"), extra=extra),
    )
    shown = detail(database)
    main = {field.label: field.value.text for each in shown.groups for field in each.fields}
    assert main["Category"] == "Network"
    assert main["Assigned to"] == "Beth"
    assert main["Resolved"] == ""
    others = {field.label: field.value for field in shown.others}
    assert others["Floor"].text == "3"
    assert others["Opened by"].text == "Ada"
    assert others["Due date"].at == 1_795_507_200_000
    assert "Empty" not in others


def test_the_activity_says_what_was_done_and_by_whom_newest_first(database: Database) -> None:
    first = make(1, source="phone", requester=Reference("j", "Joe Employee"), assigned_to=None)
    upsert(database, [first], origin=Origin.IMPORT, at=NOON)
    changes: dict[str, Any] = {
        "state": "3",
        "status": "On Hold",
        "priority": 1,
        "assigned_to": Reference("b", "Beth Anglin"),
        "extra": {"u_floor": "3", "sys_updated_by": "beth.anglin", "work_notes": journal("Waiting for a part.")},
    }
    update_ticket(database, first, 1, **changes)
    changed, note, opened = detail(database).activity
    assert (note.kind, note.author, note.text) == ("work_note", "Beth Anglin", "Waiting for a part.")
    assert (changed.kind, changed.author) == ("change", "Beth Anglin")
    assert changed.text == "moved it to On Hold · Priority 3 → 1 · assigned it to Beth Anglin"
    assert (opened.kind, opened.author, opened.text) == ("change", "Joe Employee", "opened it by phone")
    assert changed.at == note.at


def journal(text: str, author: str = "Beth Anglin") -> dict[str, str]:
    at = (NOON + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
    return {"value": "", "display_value": f"{at} - {author} (Work notes)\n{text}\n\n"}


def test_an_update_of_bookkeeping_alone_is_no_entry(database: Database) -> None:
    keep(database, make(1))
    update_ticket(
        database, make(1), 1, extra={"u_floor": "3", "activity_due": "2026-11-23 13:00:00", "sys_updated_by": "x"}
    )
    assert [entry.text for entry in detail(database).activity] == ["opened it"]


def test_an_activity_of_hundreds_is_paged_without_a_hole(database: Database) -> None:
    ticket = make(1)
    keep(database, ticket)
    for count in range(1, 100):
        ticket = update_ticket(database, ticket, count, short_description=f"Version {count}")
    shown = detail(database)
    assert shown.entries == 100
    entries = list(shown.activity)
    assert len(entries) == ACTIVITY_PAGE
    while more := older_activity(database, sys_id(1), entries[-1].key, 7):
        entries.extend(more)
    assert [entry.key for entry in entries] == [*(f"change:{seq}" for seq in range(100, 1, -1)), "opened"]
    assert older_activity(database, sys_id(1), "unknown", 7) == ()


def test_relations_are_shown_open_ones_first_with_how_many_there_are(database: Database) -> None:
    keep(
        database,
        make(1, problem=PROBLEM, cmdb_ci=ROUTER, extra={"parent_incident": {"id": sys_id(4), "name": "INC0000004"}}),
        make(2, problem=PROBLEM, is_active=False),
        make(3, problem=PROBLEM),
        make(4),
        make(5, extra={"parent_incident": sys_id(4)}),
        make(6, extra={"parent": {"id": sys_id(4), "name": "INC0000004"}}),
        make(90, sys_id=PROBLEM.id, table="problem", ticket_id=PROBLEM.name),
        *(make(place, cmdb_ci=ROUTER, is_active=place > 20) for place in range(10, 10 + MOST_RELATED + 5)),
    )
    assert names(group(database, "Problem").tickets) == ["PRB0040001"]
    assert names(group(database, "Other tickets with the same problem").tickets) == ["INC0000003", "INC0000002"]
    assert names(group(database, "Parent").tickets) == ["INC0000004"]
    assert set(names(group(database, "Children", 4).tickets)) == {"INC0000001", "INC0000005", "INC0000006"}
    of_router = group(database, "Other tickets on Router 7")
    assert (len(of_router.tickets), of_router.total) == (MOST_RELATED, MOST_RELATED + 5)
    listed = ticket_page(database, View.from_key(of_router.query))
    assert {each.number for each in listed.rows} >= {each.name for each in of_router.tickets}
    assert listed.total == of_router.total + 1
    of_same = ticket_page(database, View.from_key(group(database, "Other tickets with the same problem").query))
    assert {each.number for each in of_same.rows} == {"INC0000001", "INC0000002", "INC0000003"}
    assert names(of_router.tickets)[:5] == [f"INC00000{place}" for place in (24, 23, 22, 21, 20)]
    of_problem = ticket_sight(database, PROBLEM.id).detail.related
    assert [(each.title, each.total) for each in of_problem] == [("Tickets with this problem", 3)]


def test_a_relation_to_a_record_that_is_not_kept_is_named(database: Database) -> None:
    keep(database, make(1, problem=PROBLEM, extra={"rfc": {"id": "r", "name": "CHG0030001"}}))
    assert group(database, "Problem").tickets == (RelatedTicket(PROBLEM.id, "PRB0040001", is_kept=False),)
    assert names(group(database, "Change").tickets) == ["CHG0030001"]


def test_a_sight_depends_on_all_whose_changes_it_shows(database: Database) -> None:
    keep(database, make(1, problem=PROBLEM, cmdb_ci=ROUTER), make(2, problem=PROBLEM))
    assert ticket_sight(database, sys_id(1)).depends_on == {sys_id(1), "INC0000001", sys_id(2), PROBLEM.id, ROUTER.id}


def test_a_deleted_ticket_says_so_and_keeps_its_history(database: Database) -> None:
    keep(database, make(1))
    mark_deleted(database, [sys_id(1)], origin=Origin.POLL, at=NOON)
    shown = detail(database)
    assert (shown.is_known, shown.is_deleted) == (True, True)
    assert [entry.text for entry in shown.activity] == ["opened it", "Deleted in ServiceNow"]


def test_texts_of_any_length_are_bounded(database: Database) -> None:
    keep(database, make(1, description="d" * 100_000, extra={"u_log": "l" * 100_000}))
    shown = detail(database)
    assert shown.description.endswith("(80,000 more characters)")
    (log,) = [field.value for field in shown.others if field.name == "u_log"]
    assert len(log.text) < 5_000
    assert log.is_long


def test_relations_are_found_by_an_index(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL chooses by its statistics")
    keep(database, make(1, problem=PROBLEM, cmdb_ci=ROUTER))
    with sent_to(database) as sent:
        ticket_sight(database, sys_id(1))
    with database.engine.connect() as connection:
        asked = [one for one in sent if "FROM ticket" in one and "ORDER BY" in one]
        for statement in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("",) * statement.count("?")).all()
            assert not any("SCAN" in row[3] for row in plan), (statement, plan)
    assert len(asked) == 5


def test_tickets_that_were_kept_before_learn_their_parents_from_the_migration(database: Database) -> None:
    import importlib  # noqa: PLC0415 - a migration's name is no name of Python

    migration = importlib.import_module("rca_dashboard.store.migrations.versions.0009_relations")
    find = migration._on_sqlite if database.is_sqlite else migration._on_postgresql
    keep(
        database,
        make(1, extra={"parent_incident": {"id": "one", "name": "INC1"}, "parent": "two"}),
        make(2, extra={"parent_incident": "", "parent": "two"}),
        make(3, extra={"parent": {"id": "", "name": ""}, "u_parent": "no"}),
        make(4),
    )
    with database.write() as session:
        connection = session.connection()
        kept = dict(tuple(row) for row in connection.execute(select(TICKET.c.ticket_id, TICKET.c.parent_id)))
        connection.execute(update(TICKET).values(parent_id=None))
        found = ", ".join(part for name in ("parent_incident", "parent") for part in find(name))
        connection.exec_driver_sql(f"UPDATE ticket SET parent_id = COALESCE({found})")  # noqa: S608 - names of ours
        again = dict(tuple(row) for row in connection.execute(select(TICKET.c.ticket_id, TICKET.c.parent_id)))
    assert kept == again == {"INC0000001": "one", "INC0000002": "two", "INC0000003": None, "INC0000004": None}
