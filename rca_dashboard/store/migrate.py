"""Bring a database's tables up to date, and see to it that it holds the tickets of one ServiceNow only."""

from pathlib import Path
from urllib.parse import urlsplit

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, insert, select, text

from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.bulk_import import IMPORT_PLACE
from rca_dashboard.store.schema.tickets import CURSOR, KEPT_VALUE, TICKET

# Any number that no other program locks with: the digits of "rca" as letters of the alphabet.
_ADVISORY_LOCK = 18_03_01
_SOURCE = "source"


class ForeignDatabaseError(Exception):
    """The database holds the tickets of another ServiceNow; the text says in one sentence whose, and what to do."""


def migrate(database: Database) -> None:
    """Make or update the tables; where they are up to date, one small read is all that happens.

    Several processes may do so at once: they wait for one another.

    Raises:
        DatabaseUnavailableError: If the database cannot be used.
    """
    config = _config()
    with database.read() as session:
        if _is_up_to_date(session.connection(), config):
            return
    with database.write() as session:
        connection = session.connection()
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        if not _is_up_to_date(connection, config):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def is_migrated(database: Database) -> bool:
    """Say whether the tables are made and up to date.

    Raises:
        DatabaseUnavailableError: If the database cannot be used.
    """
    with database.read() as session:
        return _is_up_to_date(session.connection(), _config())


def claim(database: Database, source: str) -> None:
    """Remember whose tickets the database holds: once and for all, as soon as there is one.

    Args:
        database: With its tables made.
        source: ``demo``, or the instance's URL; of that the scheme, host and port count.

    Raises:
        ForeignDatabaseError: If it holds another source's tickets.
        DatabaseUnavailableError: If the database cannot be used.
    """
    name = _source_name(source)
    with database.read() as session:
        if _claimed_by(session.connection()) == name:
            return
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        owner = _claimed_by(connection)
        if owner not in {None, name} and connection.execute(select(TICKET.c.sys_id).limit(1)).first():
            raise ForeignDatabaseError(_foreign(database, owner, name))
        connection.execute(delete(KEPT_VALUE).where(KEPT_VALUE.c.name == _SOURCE))
        connection.execute(insert(KEPT_VALUE).values(name=_SOURCE, value=name))
        if owner not in {None, name}:
            # Another source's empty tables may have been read to their end.
            connection.execute(delete(CURSOR))
            connection.execute(delete(IMPORT_PLACE))


def check_source(database: Database, source: str) -> None:
    """See that a database holds no other source's tickets; nothing is written, and its tables may be missing.

    Raises:
        ForeignDatabaseError: If it holds another source's tickets.
        DatabaseUnavailableError: If the database cannot be used.
    """
    name = _source_name(source)
    with database.read() as session:
        connection = session.connection()
        if MigrationContext.configure(connection).get_current_revision() is None:
            return
        owner = _claimed_by(connection)
        if owner not in {None, name} and connection.execute(select(TICKET.c.sys_id).limit(1)).first():
            raise ForeignDatabaseError(_foreign(database, owner, name))


def _foreign(database: Database, owner: str | None, name: str) -> str:
    return (
        f"The database {database.name} holds tickets of {owner} and not of {name}; "
        "set DATABASE_URL to another database, or move this one away."
    )


def _config() -> Config:
    config = Config()
    # Config is an INI file's, where a percent sign begins a reference.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _is_up_to_date(connection: Connection, config: Config) -> bool:
    current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(config).get_current_head()


def _claimed_by(connection: Connection) -> str | None:
    return connection.execute(select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _SOURCE)).scalar()


def _source_name(source: str) -> str:
    parts = urlsplit(source.strip())
    # Without the user and password that somebody may have put into the URL.
    host = parts.netloc.rpartition("@")[2].lower()
    return f"{parts.scheme}://{host}" if host else source.strip().lower()
