"""Check the database before anything else starts, so that a failure is reported in one line."""

import os
from pathlib import Path

from sqlalchemy.engine import make_url

from rca_dashboard.settings import Settings
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import DEMO, check_rights, check_source, check_version


def check_database(settings: Settings) -> bool:
    """Verify that the database can be used and holds no other source's tickets; writes nothing.

    Returns:
        Whether it exists; a missing SQLite file will be created.

    Raises:
        DatabaseUnavailableError: If it cannot be used.
        ForeignDatabaseError: If it holds the tickets of another instance.
    """
    database = Database(settings.database_url)
    try:
        if database.is_sqlite and not _has_file(database, settings.database_url):
            return False
        check_version(database)
        check_rights(database)
        check_source(database, source_of(settings), instance_id=settings.instance_id)
        return True
    finally:
        database.close()


def source_of(settings: Settings) -> str:
    """Return the source of the database's tickets."""
    return DEMO if settings.is_demo else settings.servicenow_url


def _has_file(database: Database, url: str) -> bool:
    file = Path(make_url(url).database or "")
    folder = file.absolute().parent
    if file.exists():
        return True
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        message = f"The database {database.name} cannot be created: {folder} is not a writable folder."
        raise DatabaseUnavailableError(message)
    return False
