"""Times as text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from rca_dashboard.domain.iso8601 import from_iso, to_iso

MORNING = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)


def test_a_time_is_written_in_utc_with_a_z() -> None:
    assert to_iso(MORNING) == "2026-11-23T08:15:00Z"
    assert to_iso(MORNING.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-11-23T08:15:00Z"
    assert to_iso(MORNING.replace(microsecond=250_000)) == "2026-11-23T08:15:00.250000Z"
    assert to_iso(None) is None


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        to_iso(MORNING.replace(tzinfo=None))


@pytest.mark.parametrize("moment", [MORNING, MORNING.replace(microsecond=1), datetime.min.replace(tzinfo=UTC), None])
def test_what_is_written_is_read_again(moment: datetime | None) -> None:
    assert from_iso(to_iso(moment)) == moment


def test_other_zones_and_none_are_read_as_utc() -> None:
    assert from_iso("2026-11-23T08:15:00") == MORNING
    read = from_iso("2026-11-23T13:45:00+05:30")
    assert read == MORNING
    assert read is not None
    assert read.tzinfo is UTC
    assert from_iso("") is None


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "23/11/2026"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|month"):
        from_iso(text)
