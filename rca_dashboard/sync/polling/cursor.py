"""How a table's cursor moves: at the start of a sweep, after a batch, at its end. Pure functions.

A sweep that was cut off needs no handling: its cursor still has ``until`` and the last pair, and the next sweep resumes
there. Between sweeps the cursor is a time, the end of the last sweep less the overlap.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.servicenow.paging.order import Position
from rca_dashboard.servicenow.paging.sweep import SweepBatch, Window


def first_cursor(table: str, *, now: datetime, overlap: timedelta) -> Cursor:
    """Return the cursor of a table that was never polled: polls start at the current time, not with history."""
    return Cursor(table=table, since=now - overlap)


def begin(cursor: Cursor, *, now: datetime) -> Cursor:
    """Return the cursor of a sweep that starts, or resumes where it was cut off.

    Args:
        cursor: The saved cursor.
        now: The server's upper bound for a new sweep.
    """
    return cursor if cursor.until is not None else replace(cursor, until=now)


def moved_back(cursor: Cursor, since: datetime) -> Cursor:
    """Return the cursor from which everything since a time is read again; the same cursor if it already covers that."""
    return Cursor(table=cursor.table, since=since) if cursor.since is None or since < cursor.since else cursor


def window_of(cursor: Cursor) -> Window:
    """Return the window of the sweep in progress.

    Raises:
        ValueError: If no sweep is in progress.
    """
    if cursor.until is None:
        message = f"no sweep of {cursor.table} is in progress"
        raise ValueError(message)
    return Window(since=cursor.since, until=cursor.until)


def position_of(cursor: Cursor) -> Position | None:
    """Return the last pair that the sweep in progress has stored."""
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
    """Return where the next sweep starts if this one completes."""
    return cursor.since if cursor.until is None else cursor.until - overlap


def swept_until(cursor: Cursor, overlap: timedelta) -> datetime | None:
    """Return where the last sweep ended; None before the first one."""
    return cursor.since + overlap if cursor.since is not None else None


def is_end_worth_saving(saved: Cursor) -> bool:
    """Return whether a sweep without news must still save its end.

    Not if the saved cursor differs only in its time: nothing has happened since, so starting there again costs nothing,
    and an idle poll writes nothing.
    """
    return saved.until is not None
