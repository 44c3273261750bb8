"""Orders of people at workers that do not lead: a row each, which the leader takes and answers."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.workers import COMMAND
from rca_dashboard.store.wake_ups import Topic, announce, database_now

# Whoever ordered has stopped waiting by then, and has said so: it is not carried out later as a surprise.
WAIT_SECONDS = 30.0
_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCommand:
    """An order; ``arguments`` is JSON."""

    id: int
    kind: str
    arguments: str


def add_command(database: Database, kind: str, arguments: str) -> int:
    """Store an order and wake the leader; return its id. Old ones are forgotten."""
    with database.write() as session:
        connection = session.connection()
        now = database_now(connection)
        connection.execute(delete(COMMAND).where((COMMAND.c.at < now - _KEPT) | (COMMAND.c.at > now + _KEPT)))
        row = {"at": now, "kind": kind, "arguments": arguments, "taken_by": None, "answer": None}
        number = connection.execute(insert(COMMAND).values(row).returning(COMMAND.c.id)).scalar_one()
        announce(connection, Topic.COMMAND)
    return number


def take_commands(database: Database, number: int) -> tuple[StoredCommand, ...]:
    """Return the orders that no leader has taken and that someone waits for, oldest first, and take them.

    Args:
        database: The leader's, so that one that no longer leads takes nothing.
        number: The lease's number.
    """
    with database.read() as session:
        if session.connection().execute(_OPEN.limit(1)).first() is None:
            return ()
    with database.write() as session:
        connection = session.connection()
        now, wait = database_now(connection), timedelta(seconds=WAIT_SECONDS)
        # Not those of before the clock was set back, either.
        waited_for = _OPEN.where(COMMAND.c.at > now - wait, COMMAND.c.at <= now + wait)
        rows = connection.execute(waited_for.order_by(COMMAND.c.id).with_for_update()).all()
        if rows:
            ids = [row.id for row in rows]
            connection.execute(update(COMMAND).where(COMMAND.c.id.in_(ids)).values(taken_by=number))
    return tuple(StoredCommand(id=row.id, kind=row.kind, arguments=row.arguments) for row in rows)


def answer_command(database: Database, command_id: int, answer: str) -> None:
    """Store an order's answer, and wake whoever waits for it."""
    with database.write() as session:
        connection = session.connection()
        connection.execute(update(COMMAND).where(COMMAND.c.id == command_id).values(answer=answer))
        announce(connection, Topic.ANSWER)


def answer_of(database: Database, command_id: int) -> str | None:
    """Return an order's answer, or None if there is none yet."""
    with database.read() as session:
        wanted = select(COMMAND.c.answer).where(COMMAND.c.id == command_id)
        return session.connection().execute(wanted).scalar()


_OPEN = select(COMMAND.c.id, COMMAND.c.kind, COMMAND.c.arguments).where(COMMAND.c.taken_by.is_(None))
