"""What a reconcile reads and writes besides tickets: stored versions, marks, and its place."""

from datetime import timedelta

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.progress.stored_versions import (
    StoredVersion,
    count_stored,
    newest_update,
    place_to_go_on,
    save_place,
    versions_between,
)
from rca_dashboard.store.queries import ticket
from rca_dashboard.store.tickets.deletions import mark_deleted
from tests.statements import sent_to
from tests.store.listing.kept_tickets import keep
from tests.tickets import NOON, make


def sys_id(place: int) -> str:
    return make(place).sys_id


def test_versions_are_given_between_two_keys_of_one_table(database: Database) -> None:
    keep(database, *(make(place, mod_count=place) for place in range(1, 7)), make(4, table="problem", sys_id="4" * 32))
    mark_deleted(database, [sys_id(3)], origin=Origin.POLL, at=NOON)
    held = versions_between(database, "incident", sys_id(1), sys_id(4))
    assert held == {
        sys_id(2): StoredVersion(2, NOON + timedelta(minutes=2), is_deleted=False, revision=2),
        sys_id(3): StoredVersion(3, NOON + timedelta(minutes=3), is_deleted=True, revision=8),
        sys_id(4): StoredVersion(4, NOON + timedelta(minutes=4), is_deleted=False, revision=4),
    }
    assert list(versions_between(database, "incident", sys_id(4), None)) == [sys_id(5), sys_id(6)]
    assert len(versions_between(database, "incident", "", None)) == 6
    assert (count_stored(database, "incident"), count_stored(database, "problem")) == (5, 1)


def test_the_newest_update_is_of_one_table_up_to_a_time_whether_deleted_or_not(database: Database) -> None:
    keep(database, *(make(place) for place in range(1, 7)), make(9, table="problem", sys_id="9" * 32))
    mark_deleted(database, [sys_id(4)], origin=Origin.POLL, at=NOON)

    def newest(minutes: float, table: str = "incident") -> float | None:
        found = newest_update(database, table, NOON + timedelta(minutes=minutes))
        return found and (found - NOON).total_seconds() / 60

    assert [newest(minutes) for minutes in (0, 3.5, 4.5, 5.5, 100)] == [None, 3, 4, 5, 6]
    assert (newest(100, "problem"), newest(100, "change_request")) == (9, None)


def test_neither_the_newest_update_nor_the_count_reads_every_ticket(database: Database) -> None:
    keep(database, *(make(place) for place in range(1, 7)))
    with sent_to(database) as sent:
        assert newest_update(database, "incident", NOON + timedelta(hours=1))
        assert count_stored(database, "incident") == 6
    tickets = [statement for statement in sent if "FROM ticket \n" in statement]
    assert len(tickets) == 2
    assert not any("count(*)" in statement for statement in sent)
    if not database.is_sqlite:
        return  # PostgreSQL chooses by its statistics.
    with database.engine.connect() as connection:
        for statement in tickets:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("x",) * statement.count("?")).all()
            assert any("USING COVERING INDEX ix_ticket_updated_at" in row[3] for row in plan), (statement, plan)


def test_a_ticket_that_changed_since_the_check_began_is_not_marked(database: Database) -> None:
    keep(database, make(1), make(2))
    looked = latest_seq(database)
    keep(database, make(2, mod_count=1, status="Back"))
    (change,) = mark_deleted(database, [sys_id(2), sys_id(1)], origin=Origin.POLL, at=NOON, as_of=looked)
    assert (change.sys_id, change.seq) == (sys_id(1), looked + 2)
    back = ticket(database, sys_id(2))
    assert back is not None
    assert not back.is_deleted


def test_a_place_is_kept_for_each_table(database: Database) -> None:
    assert place_to_go_on(database, "incident") == ""
    save_place(database, "incident", "a")
    save_place(database, "incident", "b")
    save_place(database, "problem", "c")
    assert (place_to_go_on(database, "incident"), place_to_go_on(database, "problem")) == ("b", "c")
