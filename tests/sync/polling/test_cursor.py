"""How a cursor moves."""

from datetime import UTC, datetime, timedelta

from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.servicenow.paging.order import Position
from rca_dashboard.servicenow.paging.sweep import SweepBatch
from rca_dashboard.sync.polling.cursor import advance, begin, first_cursor, moved_back, position_of, window_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OVERLAP = timedelta(seconds=10)
BETWEEN = Cursor(table="incident", since=NOON)
ROW = {"sys_id": "a"}


def begun(cursor: Cursor, *, minutes: int = 1) -> Cursor:
    return begin(cursor, now=NOON + timedelta(minutes=minutes))


def batch(*, is_last: bool = False) -> SweepBatch:
    return SweepBatch(records=(ROW,), position=Position(NOON, "a"), is_last=is_last, expected=0, hidden=0)


def advanced(cursor: Cursor, batch: SweepBatch) -> Cursor:
    return advance(cursor, batch, overlap=OVERLAP)


def test_a_fresh_table_is_polled_from_now() -> None:
    first = first_cursor("incident", now=NOON, overlap=OVERLAP)
    assert (first.since, first.until) == (NOON - OVERLAP, None)


def test_a_sweep_begins_where_the_last_one_ended_less_the_overlap() -> None:
    ended = advanced(begun(BETWEEN), batch(is_last=True))
    assert (ended.since, ended.until) == (NOON + timedelta(seconds=50), None)
    assert position_of(ended) is None
    assert window_of(begun(ended, minutes=2)).since == NOON + timedelta(seconds=50)


def test_an_interrupted_sweep_resumes_in_the_same_window() -> None:
    cut = advanced(begun(BETWEEN), batch())
    assert position_of(cut) == Position(NOON, "a")
    assert begun(cut, minutes=99) == cut


def test_a_cursor_moves_back_and_never_forward() -> None:
    cut, earlier = advanced(begun(BETWEEN), batch()), NOON - timedelta(days=1)
    assert moved_back(cut, earlier) == Cursor(table="incident", since=earlier)
    assert moved_back(cut, NOON + timedelta(seconds=1)) == cut
    assert moved_back(Cursor(table="incident"), earlier).since == earlier
