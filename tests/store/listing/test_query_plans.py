"""SQLite uses the plan that it is given, which is the cheapest."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from rca_dashboard.domain.views.view import View
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing.conditions import PRESENT, Condition
from rca_dashboard.store.listing.query_plans import QueryPlan, QueryPlans, hinted
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.queries import ticket_page
from rca_dashboard.store.schema.tickets import TICKET
from tests.statements import sent_to
from tests.store.listing.kept_tickets import keep
from tests.tickets import make

MILLION = 1_000_000
_T = TICKET.c


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A database of SQLite, with tables and no tickets."""
    made = Database(f"sqlite:///{tmp_path / 'tickets.db'}")
    migrate(made)
    yield made
    made.close()


def of_kinds(count: int) -> Condition:
    return Condition(sql=(_T.kind.in_([1]),), count=count, index="ix_ticket_kind")


def of_groups(count: int) -> Condition:
    return Condition(sql=(_T.assignment_group_name.in_(["Mail"]),), count=count, index="ix_ticket_group")


def plans(*conditions: Condition) -> QueryPlans:
    return QueryPlans(conditions=conditions, tickets=MILLION)


def sql_of(plan: QueryPlan, database: Database) -> str:
    return str(select(_T.id).where(*plan.sql).compile(database.engine))


def plan(connection: Connection, index: str) -> str:
    wanted = hinted(select(_T.id).where(PRESENT, _T.kind == 1).order_by(_T.opened_at), index)
    sql = str(wanted.compile(connection.engine, compile_kwargs={"literal_binds": True}))
    return " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {sql}")))


@pytest.mark.parametrize("index", ["ix_ticket_short_description", "ix_ticket_kind", "ix_ticket_closed_at"])
def test_sqlite_reads_the_hinted_index(sqlite: Database, index: str) -> None:
    with sqlite.read() as session:
        assert f" {index} " in plan(session.connection(), index)


def test_sqlite_reads_no_index_if_hinted_so(sqlite: Database) -> None:
    with sqlite.read() as session:
        assert "ix_ticket" not in plan(session.connection(), "")


def test_a_page_is_asked_for_by_the_way_that_was_chosen(sqlite: Database) -> None:
    keep(sqlite, *(make(place) for place in range(5)))
    with sent_to(sqlite) as sent:
        ticket_page(sqlite, View(sort="short_description"))
    assert any("FROM ticket INDEXED BY ix_ticket_short_description" in each for each in sent)


def test_what_matches_often_is_walked_and_what_matches_seldom_gathered() -> None:
    assert plans(of_kinds(300_000)).in_order("updated_at", 26).index == "ix_ticket_updated_at"
    assert plans(of_kinds(300)).in_order("updated_at", 26).index == "ix_ticket_kind"


def test_what_an_index_has_in_order_is_gathered_even_where_there_is_much_of_it() -> None:
    assert plans(of_kinds(5_000)).in_order("opened_at", 26).index == "ix_ticket_kind"


def test_few_of_a_kind_in_a_group_are_counted_in_the_groups_index_alone() -> None:
    assert plans(of_kinds(15_000), of_groups(20_000)).to_count(10_001).index == "ix_ticket_group"


def test_a_walk_looks_a_groups_tickets_up_in_a_set_and_not_in_the_table(sqlite: Database) -> None:
    plan = plans(of_groups(20_000)).in_order("updated_at", 501)
    assert plan.index == "ix_ticket_updated_at"
    assert "FROM ticket INDEXED BY ix_ticket_group" in sql_of(plan, sqlite)


def test_a_walk_seeks_no_ticket_of_a_group_for_each_kind(sqlite: Database) -> None:
    with sqlite.read() as session:
        connection = session.connection()
        chosen = plans(of_kinds(300_000), of_groups(20_000)).in_order("due_at", 26)
        wanted = hinted(select(_T.id).where(PRESENT, *chosen.sql, _T.due_at.is_(None)), chosen.index)
        sql = str(wanted.compile(connection.engine, compile_kwargs={"literal_binds": True}))
        steps = [str(row[3]) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {sql}"))]
    assert chosen.index == "ix_ticket_due_at"
    assert steps[0] == "SEARCH ticket USING COVERING INDEX ix_ticket_due_at (is_deleted=? AND due_at=?)"


def test_postgresql_reads_a_group_in_the_order_of_its_index_as_far_as_a_page_needs() -> None:
    group = replace(of_groups(20_000), is_by_time=True)
    chosen = QueryPlans(conditions=[group], tickets=MILLION, is_sqlite=False).in_order("opened_at", 26)
    assert (chosen.index, chosen.is_walk) == ("ix_ticket_group", True)


def test_a_walk_of_some_steps_looks_a_broad_condition_up_in_the_table(sqlite: Database) -> None:
    plan = plans(of_groups(900_000)).in_order("updated_at", 26)
    assert plan.index == "ix_ticket_updated_at"
    assert "INDEXED BY" not in sql_of(plan, sqlite)
