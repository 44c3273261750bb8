"""Hours, days and weeks of a zone."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rca_dashboard.domain.chart.periods import MOST_PERIODS, Unit, periods, unit_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [UTC, BERLIN, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")]


def test_a_day_of_a_zone_has_23_or_25_hours_where_the_clock_changes() -> None:
    start = datetime(2026, 3, 28, 23, tzinfo=UTC)
    spring = list(periods(start, start + timedelta(hours=46), Unit.DAY, BERLIN))
    assert [(each.label, (each.end - each.start) / timedelta(hours=1)) for each in spring] == [
        ("2026-03-29", 23),
        ("2026-03-30", 24),
    ]
    (autumn,) = periods(datetime(2026, 10, 25, 3, tzinfo=UTC), datetime(2026, 10, 25, 4, tzinfo=UTC), Unit.DAY, BERLIN)
    assert autumn.end - autumn.start == timedelta(hours=25)


def test_weeks_begin_on_monday() -> None:
    start = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert [each.label for each in periods(start, start + timedelta(days=7), Unit.WEEK, UTC)] == [
        "2026-11-23",
        "2026-11-30",
    ]


def test_the_unit_follows_the_span() -> None:
    assert [unit_of(timedelta(days=days)) for days in (1, 4, 5, 120, 121)] == [
        Unit.HOUR,
        Unit.HOUR,
        Unit.DAY,
        Unit.DAY,
        Unit.WEEK,
    ]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.floats(0.1, 3000),
    st.sampled_from(Unit),
    st.sampled_from(ZONES),
)
def test_periods_cover_the_span_without_gap_or_overlap(
    start: datetime, hours: float, unit: Unit, zone: ZoneInfo
) -> None:
    end = start + timedelta(hours=hours)
    found = list(periods(start, end, unit, zone))
    assert len(found) <= MOST_PERIODS + 1
    assert found[0].start <= start or len(found) >= MOST_PERIODS
    assert found[-1].end >= end > found[-1].start
    assert all(one.end == other.start for one, other in pairwise(found))
    assert all(each.start < each.end for each in found)
