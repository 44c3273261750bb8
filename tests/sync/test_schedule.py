"""Cron texts mean what crontab(5) says."""

from datetime import UTC, datetime

import pytest

from rca_dashboard.sync.schedule import cron_trigger, seconds_between

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def days_of(text: str) -> str:
    """Return the weekdays on which a cron fires in a week."""
    trigger = cron_trigger(text)
    found, moment = set(), MONDAY
    while (moment := trigger.get_next_fire_time(moment, moment)) and (moment - MONDAY).days < 8:
        found.add(moment.weekday())
    return " ".join(DAYS[day] for day in sorted(found))


@pytest.mark.parametrize(
    ("weekdays", "expected"),
    [
        ("1", "mon"),
        ("0", "sun"),
        ("7", "sun"),
        ("1-5", "mon tue wed thu fri"),
        ("5-7", "fri sat sun"),
        ("0-6", "mon tue wed thu fri sat sun"),
        ("*/2", "tue thu sat sun"),
        ("1-5/2", "mon wed fri"),
        ("3/2", "wed fri"),
        ("fri-sun", "fri sat sun"),
        ("MON,3", "mon wed"),
        ("*", "mon tue wed thu fri sat sun"),
    ],
)
def test_weekdays_are_those_of_cron(weekdays: str, expected: str) -> None:
    assert days_of(f"0 9 * * {weekdays}") == expected


def test_nine_on_mondays_is_nine_on_a_monday_in_utc() -> None:
    fires = cron_trigger("0 9 * * 1").get_next_fire_time(None, MONDAY)
    assert fires == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"), [("*/1 * * * *", 60), ("*/2 * * * * *", 2), ("0 * * * *", 3600), ("30 */5 * * * *", 300)]
)
def test_five_fields_are_minutes_and_six_begin_with_seconds(text: str, seconds: float) -> None:
    assert seconds_between(cron_trigger(text), MONDAY) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "* * * *",
        "* * * * * * *",
        "61 * * * *",
        "* * * * 8",
        "* * * * 6-2",
        "*/0 * * * *",
        "a b c d e",
        "0 0 30 2 *",
    ],
)
def test_nonsense_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=r"allowed is a cron in UTC of five fields"):
        cron_trigger(text)
