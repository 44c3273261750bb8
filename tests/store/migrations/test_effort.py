"""What the migration computes for stored tickets is what the store writes with new ones."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from sqlalchemy import null, select, text, update

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make

migration: Any = import_module("rca_dashboard.store.migrations.versions.0022_effort")
DURATIONS = (-5, 0, 59, 61, 3_599, 3_600, 4_499, 86_399, 86_401, 100_000, 2_592_001, 40_000_000)
COUNTS = ("0", "7", "", "many", "1,234", "12345", 3)


def _columns(database: Database) -> list[tuple[Any, ...]]:
    columns = (TICKET.c.sys_id, TICKET.c.ended_after, TICKET.c.reassignments)
    with database.read() as session:
        return [tuple(row) for row in session.connection().execute(select(*columns).order_by(TICKET.c.sys_id))]


def test_stored_tickets_get_the_columns_that_new_ones_have(database: Database) -> None:
    some = [
        make(
            place,
            opened_at=NOON,
            resolved_at=NOON + timedelta(seconds=seconds) if place % 3 else None,
            closed_at=NOON + timedelta(seconds=seconds),
            is_active=place % 5 == 0,
            extra={"reassignment_count": COUNTS[place % len(COUNTS)]} if place % 4 else {},
        )
        for place, seconds in enumerate(DURATIONS * 3)
    ]
    upsert(database, some, origin=Origin.IMPORT, at=NOON)
    written = _columns(database)
    statement = migration._OF_SQLITE if database.is_sqlite else migration._OF_POSTGRESQL
    with database.write() as session:
        session.connection().execute(update(TICKET).values(ended_after=null(), reassignments=null()))
        session.connection().execute(text(statement))
    assert len({row[1] for row in written}) > 8
    # A number with a separator is one in Python alone.
    assert [row[:2] for row in _columns(database)] == [row[:2] for row in written]
    assert [row[2] for row in _columns(database)] == [None if row[2] == 1234 else row[2] for row in written]
