"""How a cursor moves."""

from datetime import UTC, datetime, timedelta

from rca_dashboard.domain.cursor import Cursor
from rca_dashboard.servicenow.order import Position
from rca_dashboard.servicenow.sweep import SweepBatch
from rca_dashboard.sync.cursor import advance, begin, position_of, window_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OVERLAP = timedelta(seconds=10)
FRESH = Cursor(table="incident")
BETWEEN = Cursor(table="incident", since=NOON, is_imported=True)
ROW = {"sys_id": "a"}


def begun(cursor: Cursor, *, imports: bool = True, minutes: int = 1) -> Cursor:
    return begin(cursor, now=NOON + timedelta(minutes=minutes), overlap=OVERLAP, is_import_enabled=imports)


def batch(*, rows: int = 1, expected: int = 0, is_last: bool = False) -> SweepBatch:
    return SweepBatch(records=(ROW,) * rows, position=Position(NOON, "a"), is_last=is_last, expected=expected, hidden=0)


def advanced(cursor: Cursor, batch: SweepBatch, *, imports: bool = True) -> Cursor:
    return advance(cursor, batch, overlap=OVERLAP, is_import_enabled=imports)


def test_the_first_import_reads_from_the_beginning_of_time() -> None:
    cursor = begun(FRESH)
    assert (cursor.since, cursor.until) == (None, NOON + timedelta(minutes=1))


def test_without_import_a_fresh_table_is_read_from_now() -> None:
    assert begun(FRESH, imports=False).since == NOON + timedelta(seconds=50)


def test_a_sweep_begins_where_the_last_one_ended_less_the_overlap() -> None:
    ended = advanced(begun(BETWEEN), batch(is_last=True))
    assert (ended.since, ended.until) == (NOON + timedelta(seconds=50), None)
    assert position_of(ended) is None
    assert window_of(begun(ended, minutes=2)).since == NOON + timedelta(seconds=50)


def test_a_sweep_that_was_cut_off_goes_on_in_the_same_window() -> None:
    cut = advanced(begun(BETWEEN), batch())
    assert position_of(cut) == Position(NOON, "a")
    assert begun(cut, minutes=99) == cut
    assert begun(advanced(begun(FRESH), batch()), minutes=99).until == NOON + timedelta(minutes=1)


def test_an_import_counts_what_is_stored_against_what_there_was_at_its_start() -> None:
    first = advanced(begun(FRESH), batch(rows=2, expected=5))
    resumed = advanced(begun(first), batch(rows=2, expected=3))
    ended = advanced(resumed, batch(rows=1, expected=3, is_last=True))
    assert [(one.imported, one.to_import, one.is_imported) for one in (first, resumed, ended)] == [
        (2, 5, False),
        (4, 5, False),
        (5, 5, True),
    ]


def test_an_import_that_is_turned_on_later_begins_anew() -> None:
    polled = advanced(begun(FRESH, imports=False), batch(is_last=True), imports=False)
    assert not polled.is_imported
    assert begun(polled).since is None
    cut = advanced(begun(polled, imports=False), batch(), imports=False)
    assert (begun(cut).since, position_of(begun(cut))) == (None, None)


def test_an_import_that_is_turned_off_half_way_ends_there() -> None:
    cut = advanced(begun(FRESH), batch())
    assert begun(cut, imports=False).since == NOON + timedelta(seconds=50)
