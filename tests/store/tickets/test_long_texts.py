"""Texts of any length in every indexed column, in both databases: stored whole, found, and in order."""

import re
import string
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.domain.views.view import View
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing.orders import order_by
from rca_dashboard.store.schema.prefixes import has_name, has_text
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.detail import ticket_key, ticket_sight
from rca_dashboard.store.tickets.upsert import upsert
from tests.statements import sent_to
from tests.tickets import NOON, make

LENGTH = 3_000


def long_text(seed: int, length: int = LENGTH) -> str:
    # Random, so that PostgreSQL cannot compress it into an index entry; some take four bytes.
    return "".join(Random(seed).choices(string.ascii_letters + "ÄÖß漢字🖨", k=length))


@pytest.mark.parametrize(
    "special",
    [
        {"short_description": long_text(1)},
        {"ticket_id": long_text(2)},
        {"assignment_group": Reference(long_text(3), long_text(4))},
        {"assigned_to": Reference("u1", long_text(5))},
        {"problem": Reference(long_text(6), long_text(7))},
        {"cmdb_ci": Reference(long_text(8), "web01")},
        {"extra": {"parent": {"id": long_text(9), "name": "INC1"}}},
        {"category": long_text(10), "labels": {"category": long_text(11)}},
        {"requester": Reference(long_text(12), long_text(13)), "status": long_text(14)},
        {"description": long_text(15, 2_000_000)},
    ],
    ids=lambda special: next(iter(special)),
)
def test_a_ticket_with_a_long_text_is_stored_whole(database: Database, special: dict[str, Any]) -> None:
    result = upsert(database, [make(1), make(2, **special), make(3)], origin=Origin.POLL, at=NOON)
    assert result.new == 3
    found = queries.ticket(database, make(2).sys_id)
    assert found is not None
    assert {name: getattr(found, name) for name in special} == special
    changed = replace(make(2, **special), mod_count=1, status="Closed")
    assert upsert(database, [changed], origin=Origin.POLL, at=NOON).updated == 1


@pytest.mark.parametrize("field", ["short_description", "ticket_id", "assignment_group", "assigned_to"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_lists_are_in_order_by_whole_texts(database: Database, field: str, sign: str) -> None:
    shared = long_text(1)
    names = [f"{shared}{end}" for end in "cadb"] + ["m", "zz", "B"]

    def of(name: str) -> Any:
        return Reference(name[-1:], name) if field.startswith("assign") else name

    tickets = [make(place, **{field: of(name)}) for place, name in enumerate(names)]
    upsert(database, tickets, origin=Origin.POLL, at=NOON)
    listed = queries.ticket_list(database, View.from_query({"sort": f"{sign}{field}"})).tickets
    shown = [getattr(ticket, field) for ticket in listed]
    expected = [of(name) for name in sorted(names, reverse=bool(sign))]
    assert shown == expected


def test_a_ticket_is_found_by_its_whole_number_alone(database: Database) -> None:
    shared = long_text(1)
    tickets = [make(place, ticket_id=f"{shared}{place}") for place in (1, 2)]
    upsert(database, tickets, origin=Origin.POLL, at=NOON)
    assert ticket_key(database, f"{shared}2") == make(2).sys_id
    assert ticket_key(database, f"{shared}3") == f"{shared}3"
    found = queries.ticket(database, f"{shared}1")
    assert found is not None
    assert found.sys_id == make(1).sys_id


def test_groups_with_long_names_are_filtered_and_counted_one_by_one(database: Database) -> None:
    shared = long_text(1)
    groups = [Reference(f"g{place}", f"{shared}{place}") for place in range(3)]
    tickets = [make(place, assignment_group=groups[place % 3]) for place in range(7)]
    upsert(database, tickets, origin=Origin.POLL, at=NOON)
    totals = [queries.ticket_list(database, View.from_query({"assignment_group": group.id})).total for group in groups]
    assert totals == [3, 2, 2]
    assert dict(queries.names_like(database, "assignment_group", "")) == {group.id: group.name for group in groups}


def test_related_tickets_are_found_by_long_references(database: Database) -> None:
    problem = Reference(long_text(1), "PRB1")
    tickets = [make(place, problem=problem) for place in (1, 2)]
    tickets.append(make(3, problem=Reference(long_text(1) + "x", "PRB2")))
    upsert(database, tickets, origin=Origin.POLL, at=NOON)
    (group,) = [each for each in ticket_sight(database, make(1).sys_id).detail.related if "same problem" in each.title]
    assert [each.sys_id for each in group.tickets] == [make(2).sys_id]


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("condition", "sort", "index"),
    [
        (None, "short_description", "ix_ticket_short_description"),
        (None, "ticket_id", "ix_ticket_number"),
        (has_text(TICKET.c.ticket_id, ["INC1"]), "opened_at", "ix_ticket_number"),
        (has_text(TICKET.c.problem_id, ["p"]), "opened_at", "ix_ticket_problem_id"),
        (has_name(TICKET.c.assignment_group_name, ["Network"]), "opened_at", "Index Only Scan using ix_ticket_group"),
    ],
)
def test_postgresql_uses_the_indexes_of_prefixes_and_of_names(
    database: Database, condition: ColumnElement[bool] | None, sort: str, index: str
) -> None:
    upsert(database, [make(place) for place in range(200)], origin=Origin.POLL, at=NOON)
    with database.read() as session:
        connection = session.connection()
        order = order_by(connection, sort, descending=False)
        wanted = select(TICKET.c.id).where(TICKET.c.is_deleted.is_(False))
        wanted = wanted.order_by(*order).limit(25) if condition is None else wanted.where(condition)
        for way in ("seqscan", "bitmapscan", "sort"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        sql = str(wanted.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {sql}").scalars())
    assert index in plan, plan
    assert "Sort" not in plan, plan


@pytest.mark.parametrize("kind", ["postgresql"])
def test_whether_a_text_is_long_is_looked_up_in_the_index_of_long_texts(database: Database) -> None:
    with database.read() as session, sent_to(database) as sent:
        order_by(session.connection(), "short_description", descending=False)
    (asked,) = [str(each) for each in sent if "length(" in str(each)]
    with database.read() as session:
        connection = session.connection()
        for way in ("seqscan", "bitmapscan", "sort"):  # with no ticket, these are cheaper
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        asked = re.sub(r"%\(\w+\)s::INTEGER", "600", asked)
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {asked}").scalars())
    assert "ix_ticket_long_texts" in plan, plan
    assert "Sort" not in plan, plan
