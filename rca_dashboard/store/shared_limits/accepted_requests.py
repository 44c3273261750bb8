"""Signed requests, each of which one worker accepts once."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.workers import ACCEPTED_REQUEST
from rca_dashboard.store.wake_ups import database_now


def accept_once(database: Database, digest: str, until: datetime) -> bool:
    """Remember a request until a time; return False if any worker has accepted it before."""
    with database.write() as session:
        connection = session.connection()
        connection.execute(delete(ACCEPTED_REQUEST).where(ACCEPTED_REQUEST.c.until < database_now(connection)))
        insert_of = sqlite.insert if database.is_sqlite else postgresql.insert
        statement = insert_of(ACCEPTED_REQUEST).values(digest=digest, until=until).on_conflict_do_nothing()
        # What was inserted is returned: psycopg does not count it reliably.
        return connection.execute(statement.returning(ACCEPTED_REQUEST.c.digest)).first() is not None
