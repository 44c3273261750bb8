"""A database of any earlier version keeps all its data."""

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    select,
)

from rca_dashboard.store import migrate as migrating
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import is_migrated, migrate

EARLIER = sorted(each.revision for each in ScriptDirectory.from_config(migrating._config()).walk_revisions())[:-1]
ROWS = 3
DAYS = [datetime(2026, 1, day, tzinfo=UTC) for day in range(1, ROWS + 2)]
# What an upgrade moves or creates, which other tests check.
MOVED = {"sweep_cursor": {"is_imported", "imported", "to_import"}, "ticket": {"search_text"}}
COUNTED = {"ticket_kind", "ticket_name", "feed_counter", "alembic_version", "lease"}
JSON = {"extra": "{}", "changes": "{}", "choices": "{}", "labels": "{}", "tags": "[]"}


def _of_version(url: str, version: str) -> Database:
    database, config = Database(url), migrating._config()
    with database.write() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, version)
    return database


def _tables(connection: Connection) -> dict[str, Table]:
    found = MetaData()
    found.reflect(connection)
    return {name: table for name, table in found.tables.items() if "ticket_search" not in name}


def _value(table: str, column: Any, number: int) -> object:
    if column.name in JSON:
        return JSON[column.name]
    if (table, column.name) == ("ticket", "kind"):
        return 1
    if isinstance(column.type, LargeBinary):
        return bytes([number])
    kinds = {Boolean: False, BigInteger: number, Integer: number, Float: number / 2, DateTime: DAYS[number]}
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), f"{column.name} {number}")


def _fill(connection: Connection) -> None:
    for name, table in _tables(connection).items():
        if name not in COUNTED:
            rows = [{each.name: _value(name, each, number) for each in table.c} for number in range(1, ROWS + 1)]
            connection.execute(insert(table), rows)


def _held(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    held: dict[str, list[dict[str, Any]]] = {}
    for name, table in _tables(connection).items():
        if name not in COUNTED:
            kept = [each for each in table.c if each.name not in MOVED.get(name, set())]
            order = [each for each in table.primary_key if each.name != "id"] or list(table.primary_key)
            held[name] = [dict(row) for row in connection.execute(select(*kept).order_by(*order)).mappings()]
    return held


# From the first and from the last: all migrations run. The versions between are as much again for each.
@pytest.mark.parametrize(
    "version",
    [pytest.param(each, marks=[] if each in (EARLIER[0], EARLIER[-1]) else [pytest.mark.slow]) for each in EARLIER],
)
def test_a_database_of_an_earlier_version_keeps_all_that_it_held(empty_url: str, version: str) -> None:
    database = _of_version(empty_url, version)
    with database.write() as session:
        _fill(session.connection())
    with database.read() as session:
        before = _held(session.connection())
    assert all(len(rows) == ROWS for rows in before.values())
    migrate(database)
    assert is_migrated(database)
    with database.read() as session:
        after = _held(session.connection())
    for table, rows in before.items():
        assert [{name: row[name] for name in rows[0]} for row in after[table]] == rows, table
    database.close()
