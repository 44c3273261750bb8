"""What is looked at before anything starts, so that it can be said in one line: the database."""

import os
from pathlib import Path

from sqlalchemy.engine import make_url

from rca_dashboard.settings import Settings
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import check_source


def check_database(settings: Settings) -> bool:
    """See that the database can be used and holds nobody else's tickets; nothing is written.

    Returns:
        Whether it is there; a SQLite file that is not will be made.

    Raises:
        DatabaseUnavailableError: If it cannot be used.
        ForeignDatabaseError: If it holds another ServiceNow's tickets.
    """
    database = Database(settings.database_url)
    try:
        if database.is_sqlite and not _has_file(database, settings.database_url):
            return False
        check_source(database, source_of(settings))
        return True
    finally:
        database.close()


def source_of(settings: Settings) -> str:
    """Return whose tickets the database is for."""
    return "demo" if settings.is_demo else settings.servicenow_url


def _has_file(database: Database, url: str) -> bool:
    file = Path(make_url(url).database or "")
    folder = file.absolute().parent
    if file.exists():
        return True
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        message = f"The database {database.name} cannot be made: {folder} is no folder that can be written to."
        raise DatabaseUnavailableError(message)
    return False
