"""Writes of a leader, which are refused once another worker leads."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Connection, select
from sqlmodel import Session

from rca_dashboard.store.engine import Database, LeaseLostError
from rca_dashboard.store.feed import take_turn
from rca_dashboard.store.schema.workers import LEASE


class FencedDatabase(Database):
    """The same database and connections, for the writes of one leader.

    Each write waits its turn at the feed's counter, and only then compares the lease's number: a statement that both
    waits and compares would see the number from before the wait.
    """

    def __init__(self, database: Database, number: int) -> None:
        """Share another database's connections, which its creator closes.

        Args:
            database: The database.
            number: The lease's number under which the writer leads.
        """
        self.__dict__.update(database.__dict__)
        self._number = number

    @contextmanager
    def write(self, *, is_migration: bool = False) -> Generator[Session]:
        """Open a transaction that may write, as ``Database.write`` does.

        Raises:
            LeaseLostError: If another worker has taken the lease; nothing is then written.
            DatabaseUnavailableError: As in ``Database.write``.
        """
        with super().write(is_migration=is_migration) as session:
            connection = session.connection()
            take_turn(connection)
            _check(connection, self._number)
            yield session


def _check(connection: Connection, number: int) -> None:
    if connection.execute(select(LEASE.c.number)).scalar_one() != number:
        raise LeaseLostError("Another worker leads by now; this one has stopped writing.")
