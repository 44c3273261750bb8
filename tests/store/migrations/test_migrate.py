"""Creating the tables, and which instance's tickets they hold."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.migrate import ForeignDatabaseError, check_source, claim, migrate
from rca_dashboard.store.progress.cursors import load_cursor, save_cursor
from rca_dashboard.store.schema.tickets import Record
from rca_dashboard.store.tickets.upsert import upsert
from tests.statements import sent_to, writes
from tests.tickets import NOON, make

PREFIX_INDEXES = {
    f"ix_ticket_{name}"
    for name in ("group", "assigned_to", "number", "short_description", "problem_id", "cmdb_ci_id", "parent_id")
} | {f"ix_ticket_{name}" for name in ("group_ended_after", "location", "requester")}
NULLS_FIRST_INDEXES = {f"ix_ticket_{name}" for name in ("opened_at", "updated_at", "resolved_at", "closed_at")}


def test_the_migrated_tables_are_those_that_the_code_describes(database: Database) -> None:
    def is_described(_object: Any, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:  # noqa: FBT001 - Alembic's
        # PostgreSQL alone has indexes with missing values first: their order cannot be said in a description for both.
        # The index of words is another thing in each database, and in SQLite a table with tables of its own behind it.
        # PostgreSQL's indexes of long texts hold prefixes: see the schema's prefixes.py.
        alone = ("ix_ticket_long_texts", "ticket_search", "ix_ticket_search")
        of_postgresql = PREFIX_INDEXES | NULLS_FIRST_INDEXES
        return not (name and (name.startswith(alone) or (not database.is_sqlite and name in of_postgresql)))

    with database.read() as session:
        options = {"include_object": is_described, "compare_server_default": True}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, Record.metadata) == []


def test_columns_may_be_empty_where_the_code_says_so(database: Database) -> None:
    with database.read() as session:
        inspector = inspect(session.connection())
        for table in Record.metadata.sorted_tables:
            found = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
            assert found == {column.name: column.nullable for column in table.c}


def test_a_second_migration_does_nothing(database: Database) -> None:
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON)
    with sent_to(database) as sent:
        migrate(database)
    assert [one for one in writes(sent) if "PRAGMA" not in one] == []
    assert latest_seq(database) == 1


def test_processes_that_migrate_at_once_wait_for_one_another(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, databases))
    assert latest_seq(databases[0]) == 0
    for database in databases:
        database.close()


def test_a_migration_that_fails_leaves_no_table(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(empty_url)

    def fail(*_: object, **__: object) -> None:
        message = "the process dies here"
        raise RuntimeError(message)

    with monkeypatch.context() as broken:
        broken.setattr("alembic.op.bulk_insert", fail)
        with pytest.raises(RuntimeError, match="dies here"):
            migrate(database)
    with database.read() as session:
        assert inspect(session.connection()).get_table_names() == []
    migrate(database)
    assert latest_seq(database) == 0
    database.close()


def test_a_database_is_claimed_by_the_first_source_with_tickets(database: Database) -> None:
    claim(database, "https://One.service-now.com/")
    upsert(database, [make(1)], origin=Origin.IMPORT, at=NOON)
    claim(database, "https://admin:hunter2@one.service-now.com")
    for other in ("demo", "https://two.service-now.com"):
        with pytest.raises(ForeignDatabaseError) as refusal:
            claim(database, other)
        assert "holds tickets of https://one.service-now.com" in str(refusal.value)
        assert "hunter2" not in str(refusal.value)


def test_claiming_again_writes_nothing(database: Database) -> None:
    claim(database, "demo")
    with sent_to(database) as sent:
        claim(database, "demo")
    assert writes(sent) == []


def test_a_database_without_tickets_changes_hands_with_its_cursors_forgotten(database: Database) -> None:
    claim(database, "demo")
    save_cursor(database, Cursor(table="incident", since=NOON))
    claim(database, "https://one.service-now.com")
    assert load_cursor(database, "incident") == Cursor(table="incident")
    upsert(database, [make(1)], origin=Origin.IMPORT, at=NOON)
    with pytest.raises(ForeignDatabaseError):
        claim(database, "demo")


def _claimed_with_a_ticket(database: Database, source: str) -> None:
    migrate(database)
    claim(database, source)
    upsert(database, [make(1)], origin=Origin.IMPORT, at=NOON)


def test_a_renamed_instance_keeps_its_database_under_its_old_host(database: Database) -> None:
    instance_id = "old.service-now.com"
    _claimed_with_a_ticket(database, "https://old.service-now.com")
    for source in ("https://desk.example.com", "https://new.service-now.com", "https://old.service-now.com"):
        check_source(database, source, instance_id=instance_id)
        claim(database, source, instance_id=instance_id)
    claim(database, "https://old.service-now.com")


def test_another_host_without_an_id_is_refused_and_the_error_says_how_to_say_it_is_the_same(database: Database) -> None:
    _claimed_with_a_ticket(database, "https://old.service-now.com")
    for refused in (claim, check_source):
        with pytest.raises(ForeignDatabaseError, match=r"INSTANCE_ID=old\.service-now\.com if it is the same instance"):
            refused(database, "https://new.service-now.com")


def test_an_id_that_is_chosen_before_the_renaming_holds_after_it(database: Database) -> None:
    _claimed_with_a_ticket(database, "https://old.service-now.com")
    claim(database, "https://old.service-now.com", instance_id="production")
    claim(database, "https://new.service-now.com", instance_id="production")
    with pytest.raises(ForeignDatabaseError, match=r"holds tickets of production .*INSTANCE_ID=production if"):
        claim(database, "https://new.service-now.com")


def test_another_instance_with_another_id_stays_foreign_and_so_does_the_demo(database: Database) -> None:
    _claimed_with_a_ticket(database, "https://old.service-now.com")
    with pytest.raises(ForeignDatabaseError):
        claim(database, "https://new.service-now.com", instance_id="test")
    with pytest.raises(ForeignDatabaseError) as raised:
        claim(database, "demo", instance_id="old.service-now.com")
    assert "INSTANCE_ID" not in str(raised.value)
