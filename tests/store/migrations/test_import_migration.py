"""A database from before the import had its own progress: nothing is imported twice or skipped."""

from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import TextClause, bindparam, text

from rca_dashboard.domain.progress.bulk_import import ImportPlace
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.store import migrate as migrating
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.progress.cursors import load_cursor
from rca_dashboard.store.progress.import_places import load_places
from rca_dashboard.store.schema.column_types import UtcTime
from tests.tickets import NOON

NAMES = ("since", "until", "last_updated_on", "last_sys_id", "is_imported", "imported", "to_import")
HOUR = timedelta(hours=1)


def _insertion() -> TextClause:
    columns, values = ", ".join(NAMES), ", ".join(f":{name}" for name in NAMES)
    times = [bindparam(name, type_=UtcTime()) for name in NAMES[:3]]
    return text(f'INSERT INTO sweep_cursor ("table", {columns}) VALUES (:table, {values})').bindparams(*times)  # noqa: S608 - names stand above


@pytest.fixture
def older(empty_url: str) -> Database:
    """Return a database as it was before; its cursors are a test's to make."""
    database = Database(empty_url)
    config: Config = migrating._config()
    with database.write() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0006")
    return database


def keep(database: Database, table: str, values: tuple[object, ...]) -> None:
    with database.write() as session:
        session.connection().execute(_insertion(), {"table": table, **dict(zip(NAMES, values, strict=True))})


def test_imports_resume_where_they_were(older: Database) -> None:
    keep(older, "done", (NOON, None, None, "", True, 25, 26))
    keep(older, "polling", (NOON, NOON + HOUR, NOON, "p", True, 25, 26))
    keep(older, "half", (None, NOON, NOON - 9 * HOUR, "x", False, 10, 25))
    keep(older, "never", (NOON, None, None, "", False, 0, 0))
    migrate(older)
    places = load_places(older)
    assert places == {
        "done": ImportPlace(
            table="done", until=NOON, started_at=NOON, imported=25, to_import=26, is_done=True, is_stopped=False
        ),
        "polling": ImportPlace(
            table="polling", until=NOON + HOUR, started_at=NOON + HOUR, imported=25, to_import=26, is_done=True
        ),
        "half": ImportPlace(
            table="half",
            until=NOON,
            started_at=NOON,
            last_updated_on=NOON - 9 * HOUR,
            last_sys_id="x",
            imported=10,
            to_import=25,
        ),
    }
    assert load_cursor(older, "done") == Cursor(table="done", since=NOON)
    assert load_cursor(older, "never") == Cursor(table="never", since=NOON)
    assert load_cursor(older, "polling") == Cursor(
        table="polling", since=NOON, until=NOON + HOUR, last_updated_on=NOON, last_sys_id="p"
    )
    # Polls begin within what the import reads: the longest overlap that can be set is an hour.
    assert load_cursor(older, "half") == Cursor(table="half", since=NOON - HOUR)
    older.close()
