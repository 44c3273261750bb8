"""A database of before names were counted by digests: groups and people stay as they were, and go on being counted."""

from alembic import command
from sqlalchemy import text

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference
from rca_dashboard.store import migrate as migrating
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.upsert import upsert
from tests.tickets import NOON, make


def test_names_are_kept_and_go_on_being_counted(empty_url: str) -> None:
    database, config = Database(empty_url), migrating._config()
    with database.write() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0011")
        session.connection().execute(
            text("INSERT INTO ticket_name (field, sys_id, name, count) VALUES ('assignment_group', 'g1', 'Zürich', 2)")
        )
    migrate(database)
    upsert(database, [make(1, assignment_group=Reference("g1", "Zürich"))], origin=Origin.POLL, at=NOON)
    assert queries.names_like(database, "assignment_group", "") == (("g1", "Zürich"),)
    with database.read() as session:
        assert session.connection().execute(text("SELECT count FROM ticket_name")).scalars().all() == [3]
    database.close()
