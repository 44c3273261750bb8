"""Migrate a database, and ensure that it holds the tickets of one ServiceNow instance only."""

from pathlib import Path
from urllib.parse import urlsplit

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, insert, select, text

from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.postgresql_setup import missing_right
from rca_dashboard.store.schema.bulk_import import IMPORT_PLACE
from rca_dashboard.store.schema.tickets import CURSOR, KEPT_VALUE, TICKET

# An arbitrary key for the advisory lock: the letters of "rca" by their place in the alphabet.
_ADVISORY_LOCK = 18_03_01
_SOURCE = "source"
DEMO = "demo"


class ForeignDatabaseError(Exception):
    """The database holds the tickets of another instance; the text says in one sentence which, and what to do."""


class NewerDatabaseError(DatabaseUnavailableError):
    """The tables were updated by a newer version of the app; the text says what to do."""


def migrate(database: Database) -> None:
    """Create or update the tables; if they are up to date, this is one small read.

    Several processes may call it at once: they wait for one another.

    Raises:
        DatabaseUnavailableError: If the database cannot be used.
        NewerDatabaseError: If a newer version of the app has updated the tables.
    """
    config = _config()
    with database.read() as session:
        if _is_up_to_date(session.connection(), config):
            return
    with database.write(is_migration=True) as session:
        connection = session.connection()
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        _check_known(connection, database)
        if not _is_up_to_date(connection, config):
            if not database.is_sqlite:
                _check_rights(connection, database)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def check_rights(database: Database) -> None:
    """Verify that missing tables can be created; writes nothing.

    Raises:
        DatabaseUnavailableError: If they cannot; the text says what to run.
    """
    if database.is_sqlite:
        return
    with database.read() as session:
        if not _is_up_to_date(session.connection(), _config()):
            _check_rights(session.connection(), database)


def _check_rights(connection: Connection, database: Database) -> None:
    if missing := missing_right(connection):
        raise DatabaseUnavailableError(f"The database {database.name} {missing}")


def check_version(database: Database) -> None:
    """Verify that no newer version of the app has updated the tables; writes nothing, and they may be missing.

    Raises:
        NewerDatabaseError: If one has.
        DatabaseUnavailableError: If the database cannot be used.
    """
    with database.read() as session:
        _check_known(session.connection(), database)


def _check_known(connection: Connection, database: Database) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(_config())
    if current is not None and current not in {each.revision for each in script.walk_revisions()}:
        raise NewerDatabaseError(
            f"The database {database.name} was updated by a newer version of the dashboard (its tables are at "
            f"{current}, this version knows them up to {script.get_current_head()}); start that version again, or set "
            "DATABASE_URL to another database."
        )


def is_migrated(database: Database) -> bool:
    """Return whether the tables exist and are up to date.

    Raises:
        DatabaseUnavailableError: If the database cannot be used.
    """
    with database.read() as session:
        return _is_up_to_date(session.connection(), _config())


def claim(database: Database, source: str, *, instance_id: str = "") -> None:
    """Record permanently whose tickets the database holds, as soon as there is one.

    Args:
        database: A migrated database.
        source: ``demo``, or the instance's URL, of which scheme, host and port are compared.
        instance_id: What identifies the instance under any URL: a word, or the host under which it was claimed first.

    Raises:
        ForeignDatabaseError: If it holds another source's tickets.
        DatabaseUnavailableError: If the database cannot be used.
    """
    names = _source_names(source, instance_id)
    name = names[-1]
    with database.read() as session:
        if _claimed_by(session.connection()) == name:
            return
    with database.write() as session:
        connection = session.connection()
        take_turn(connection)
        owner = _claimed_by(connection)
        is_ours = owner is None or _is_one_of(owner, names)
        if not is_ours and connection.execute(select(TICKET.c.sys_id).limit(1)).first():
            raise ForeignDatabaseError(_foreign(database, owner, name))
        connection.execute(delete(KEPT_VALUE).where(KEPT_VALUE.c.name == _SOURCE))
        connection.execute(insert(KEPT_VALUE).values(name=_SOURCE, value=name))
        if not is_ours:
            # Another source's empty tables may have been read to the end.
            connection.execute(delete(CURSOR))
            connection.execute(delete(IMPORT_PLACE))


def check_source(database: Database, source: str, *, instance_id: str = "") -> None:
    """Verify that a database holds no other source's tickets; writes nothing, and its tables may be missing.

    Raises:
        ForeignDatabaseError: If it holds another source's tickets.
        DatabaseUnavailableError: If the database cannot be used.
    """
    names = _source_names(source, instance_id)
    with database.read() as session:
        connection = session.connection()
        if MigrationContext.configure(connection).get_current_revision() is None:
            return
        owner = _claimed_by(connection)
        is_ours = owner is None or _is_one_of(owner, names)
        if not is_ours and connection.execute(select(TICKET.c.sys_id).limit(1)).first():
            raise ForeignDatabaseError(_foreign(database, owner, names[-1]))


def _foreign(database: Database, owner: str | None, name: str) -> str:
    same = "" if DEMO in (owner, name) else f", or INSTANCE_ID={_host(owner or '')} if it is the same instance, renamed"
    return (
        f"The database {database.name} holds tickets of {owner} and not of {name}; "
        f"set DATABASE_URL to another database, or move this one away{same}."
    )


def _config() -> Config:
    config = Config()
    # Alembic's Config is an INI file, in which a percent sign starts a reference.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _is_up_to_date(connection: Connection, config: Config) -> bool:
    current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(config).get_current_head()


def _claimed_by(connection: Connection) -> str | None:
    return connection.execute(select(KEPT_VALUE.c.value).where(KEPT_VALUE.c.name == _SOURCE)).scalar()


def _source_name(source: str) -> str:
    parts = urlsplit(source.strip())
    # Without a user and password in the URL.
    host = parts.netloc.rpartition("@")[2].lower()
    return f"{parts.scheme}://{host}" if host else source.strip().lower()


def _source_names(source: str, instance_id: str) -> tuple[str, ...]:
    """Return the names under which a source may have been claimed; the last is the one to claim it under."""
    name = _source_name(source)
    return (name, instance_id) if instance_id and name != DEMO else (name,)


def _is_one_of(owner: str, names: tuple[str, ...]) -> bool:
    """Return whether a source was claimed under one of its names; a name without a scheme has any."""
    return any(
        owner == name or (_host(owner) == _host(name) and not ("://" in owner and "://" in name)) for name in names
    )


def _host(name: str) -> str:
    return name.rpartition("://")[2]
