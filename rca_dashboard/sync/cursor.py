"""How a table's cursor moves: at a sweep's start, after a batch, at its end. Pure.

A sweep that was cut off needs nothing done: its cursor still has ``until`` and the last pair, and the next sweep goes
on from there. Between sweeps the cursor is a time, the end of the last sweep less the overlap.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from rca_dashboard.domain.cursor import Cursor
from rca_dashboard.servicenow.order import Position
from rca_dashboard.servicenow.sweep import SweepBatch, Window


def is_importing(cursor: Cursor, *, is_import_enabled: bool) -> bool:
    """Say whether the sweep that is under way or comes next is the first import of all history."""
    return is_import_enabled and not cursor.is_imported


def begin(cursor: Cursor, *, now: datetime, overlap: timedelta, is_import_enabled: bool) -> Cursor:
    """Give the cursor of a sweep that begins, or goes on where it was cut off.

    Args:
        cursor: As it was saved.
        now: The server's upper bound for a new sweep.
        overlap: How far back a sweep reads again.
        is_import_enabled: Whether a table that was never imported is read from the beginning of time.
    """
    if is_importing(cursor, is_import_enabled=is_import_enabled):
        is_under_way = cursor.until is not None and cursor.since is None
        return cursor if is_under_way else Cursor(table=cursor.table, until=now)
    if cursor.since is None:
        return Cursor(table=cursor.table, since=now - overlap, until=now, is_imported=cursor.is_imported)
    return cursor if cursor.until is not None else replace(cursor, until=now)


def window_of(cursor: Cursor) -> Window:
    """Give the window of the sweep under way.

    Raises:
        ValueError: Between sweeps.
    """
    if cursor.until is None:
        message = f"no sweep of {cursor.table} is under way"
        raise ValueError(message)
    return Window(since=cursor.since, until=cursor.until)


def position_of(cursor: Cursor) -> Position | None:
    """Give the pair that the sweep under way has stored last."""
    return Position(cursor.last_updated_on, cursor.last_sys_id) if cursor.last_updated_on else None


def advance(cursor: Cursor, batch: SweepBatch, *, overlap: timedelta, is_import_enabled: bool) -> Cursor:
    """Give the cursor to save together with a batch's rows."""
    if is_importing(cursor, is_import_enabled=is_import_enabled):
        imported = cursor.imported + len(batch.records)
        # A resumed import knows from its start how many there are; some servers do not count at all.
        cursor = replace(cursor, imported=imported, to_import=max(cursor.to_import or batch.expected, imported))
    return (
        _end(cursor, overlap, is_import_enabled=is_import_enabled) if batch.is_last else _move(cursor, batch.position)
    )


def _move(cursor: Cursor, position: Position | None) -> Cursor:
    if position is None:
        return cursor
    return replace(cursor, last_updated_on=position.updated_on, last_sys_id=position.sys_id)


def _end(cursor: Cursor, overlap: timedelta, *, is_import_enabled: bool) -> Cursor:
    return replace(
        cursor,
        since=next_since(cursor, overlap),
        until=None,
        last_updated_on=None,
        last_sys_id="",
        is_imported=cursor.is_imported or is_import_enabled,
    )


def next_since(cursor: Cursor, overlap: timedelta) -> datetime | None:
    """Give where the next sweep will begin, should this one end well."""
    return cursor.since if cursor.until is None else cursor.until - overlap


def is_end_worth_saving(saved: Cursor, ended: Cursor) -> bool:
    """Say whether a sweep that brought no news must still save its end.

    Not where the saved cursor differs in its time alone: nothing has happened since, so that beginning there again
    costs nothing, and a quiet poll writes nothing.
    """
    return saved.until is not None or saved.since is None or saved.is_imported != ended.is_imported
