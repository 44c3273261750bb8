"""The result of the last reconcile, which survives a restart of the app."""

from dataclasses import asdict

from sqlalchemy import delete, insert, select

from rca_dashboard.domain.progress.reconcile import ReconcileStatus
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.reconcile import RECONCILE_RUN
from rca_dashboard.store.texts import storable


def last_reconcile(database: Database) -> ReconcileStatus:
    """Return the result of the last run; an empty status if there is none.

    Raises:
        DatabaseUnavailableError: If the database does not work.
    """
    with database.read() as session:
        row = session.connection().execute(select(RECONCILE_RUN)).mappings().first()
        return ReconcileStatus(**row) if row else ReconcileStatus()


def keep_reconcile(database: Database, status: ReconcileStatus) -> None:
    """Store the result of a run, replacing the previous one.

    Raises:
        DatabaseUnavailableError: If the database does not work.
    """
    columns = RECONCILE_RUN.c.keys()
    values = {name: value for name, value in asdict(status).items() if name in columns}
    values["warning"] = None if status.warning is None else storable(status.warning)
    with database.write() as session:
        connection = session.connection()
        connection.execute(delete(RECONCILE_RUN))
        connection.execute(insert(RECONCILE_RUN).values(values))
