"""The workers that run: each reports its figures every few seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.workers import WORKER
from rca_dashboard.store.wake_ups import database_now

# Three reports may be missed before a worker counts as gone.
GONE_AFTER = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    """A worker as it last reported; ``figures`` is JSON."""

    id: str
    version: str
    started_at: datetime
    seen_at: datetime
    figures: str


def report_worker(database: Database, worker_id: str, version: str, figures: str) -> tuple[WorkerRow, ...]:
    """Store a worker's figures, forget those that are gone, and return all that run."""
    with database.write() as session:
        connection = session.connection()
        now = database_now(connection)
        mine = update(WORKER).where(WORKER.c.id == worker_id).values(seen_at=now, figures=figures)
        if not connection.execute(mine).rowcount:
            row = {"id": worker_id, "version": version, "started_at": now, "seen_at": now, "figures": figures}
            connection.execute(insert(WORKER).values(row))
        # One that was seen later than now was seen before the database's clock was set back, or reports again soon.
        is_gone = (WORKER.c.seen_at < now - GONE_AFTER) | (WORKER.c.seen_at > now + GONE_AFTER)
        connection.execute(delete(WORKER).where(is_gone))
        rows = connection.execute(select(WORKER).order_by(WORKER.c.started_at, WORKER.c.id)).mappings()
        return tuple(WorkerRow(**row) for row in rows)


def forget_worker(database: Database, worker_id: str) -> None:
    """Remove a worker that ends."""
    with database.write() as session:
        session.connection().execute(delete(WORKER).where(WORKER.c.id == worker_id))
