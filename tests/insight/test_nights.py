"""The hour of the nightly rebuild, in the desk's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rca_dashboard.insight.nights import Night


def test_the_last_night_is_one_of_the_desks_zone() -> None:
    night = Night(3, ZoneInfo("Europe/Berlin"))
    assert night.last_before(datetime(2026, 7, 2, 0, 59, tzinfo=UTC)) == datetime(2026, 7, 1, 1, tzinfo=UTC)
    assert night.last_before(datetime(2026, 7, 2, 1, 0, tzinfo=UTC)) == datetime(2026, 7, 2, 1, tzinfo=UTC)
    assert night.last_before(datetime(2026, 12, 2, 1, 30, tzinfo=UTC)) == datetime(2026, 12, 1, 2, tzinfo=UTC)
