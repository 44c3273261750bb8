"""How a table's cursor moves: at a sweep's start, after a batch, at its end. Pure.

A sweep that was cut off needs nothing done: its cursor still has ``until`` and the last pair, and the next sweep goes
on from there. Between sweeps the cursor is a time, the end of the last sweep less the overlap.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.servicenow.order import Position
from rca_dashboard.servicenow.sweep import SweepBatch, Window


def first_cursor(table: str, *, now: datetime, overlap: timedelta) -> Cursor:
    """Return the cursor of a table that was never polled: polls start at the server's now; history is the import's."""
    return Cursor(table=table, since=now - overlap)


def begin(cursor: Cursor, *, now: datetime) -> Cursor:
    """Return the cursor of a sweep that begins, or goes on where it was cut off.

    Args:
        cursor: As it was saved.
        now: The server's upper bound for a new sweep.
    """
    return cursor if cursor.until is not None else replace(cursor, until=now)


def moved_back(cursor: Cursor, since: datetime) -> Cursor:
    """Return the cursor from which everything since a time is read again; itself where it reads that anyway."""
    return Cursor(table=cursor.table, since=since) if cursor.since is None or since < cursor.since else cursor


def window_of(cursor: Cursor) -> Window:
    """Return the window of the sweep under way.

    Raises:
        ValueError: Between sweeps.
    """
    if cursor.until is None:
        message = f"no sweep of {cursor.table} is under way"
        raise ValueError(message)
    return Window(since=cursor.since, until=cursor.until)


def position_of(cursor: Cursor) -> Position | None:
    """Return the pair that the sweep under way has stored last."""
    return Position(cursor.last_updated_on, cursor.last_sys_id) if cursor.last_updated_on else None


def advance(cursor: Cursor, batch: SweepBatch, *, overlap: timedelta) -> Cursor:
    """Return the cursor to save together with a batch's rows."""
    if batch.is_last:
        since = next_since(cursor, overlap)
        return replace(cursor, since=since, until=None, last_updated_on=None, last_sys_id="")
    if batch.position is None:
        return cursor
    return replace(cursor, last_updated_on=batch.position.updated_on, last_sys_id=batch.position.sys_id)


def next_since(cursor: Cursor, overlap: timedelta) -> datetime | None:
    """Return where the next sweep will begin, should this one end well."""
    return cursor.since if cursor.until is None else cursor.until - overlap


def swept_until(cursor: Cursor, overlap: timedelta) -> datetime | None:
    """Return where the last sweep ended; None before the first one."""
    return cursor.since + overlap if cursor.since is not None else None


def is_end_worth_saving(saved: Cursor) -> bool:
    """Say whether a sweep that brought no news must still save its end.

    Not where the saved cursor differs in its time alone: nothing has happened since, so that beginning there again
    costs nothing, and a quiet poll writes nothing.
    """
    return saved.until is not None
