"""The last polls, for the operations page."""

from dataclasses import asdict

from sqlalchemy import delete, insert, select

from rca_dashboard.domain.progress.poll import PollResult
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.tickets import POLL
from rca_dashboard.store.texts import storable

# A month of minutes with news in each; RETENTION_POLLS_DAYS sets the days, this limit is for polls of every second.
KEPT_POLLS = 50_000


def record_poll(database: Database, result: PollResult) -> None:
    """Store a poll's result, and delete those before the last 50,000."""
    values = asdict(result) | {"error": None if result.error is None else storable(result.error)}
    with database.write() as session:
        connection = session.connection()
        number = connection.execute(insert(POLL).values(values).returning(POLL.c.id)).scalar_one()
        connection.execute(delete(POLL).where(POLL.c.id <= number - KEPT_POLLS))


def recent_polls(database: Database, limit: int = 200) -> tuple[PollResult, ...]:
    """Return the last polls, the newest first."""
    columns = [column for column in POLL.c if column.name != "id"]
    with database.read() as session:
        rows = session.connection().execute(select(*columns).order_by(POLL.c.id.desc()).limit(limit)).mappings()
        return tuple(PollResult(**row) for row in rows)
