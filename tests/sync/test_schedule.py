"""Cron expressions mean what crontab(5) says, and a change of the wall clock does not stop them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from rca_dashboard.sync.schedule import CronTrigger, Timetable

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def days_of(text: str) -> str:
    """Return the weekdays on which a cron fires in a week."""
    trigger = CronTrigger(text)
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
        ("0-0", "sun"),
        ("sun-sun", "sun"),
        ("mon-0,3", "mon tue wed thu fri sat sun"),
        ("1,sat/2", "mon sat"),
        ("sun/3", "wed sat sun"),
        ("sat/1", "sat"),
        ("wed-3/2", "wed"),
        ("sun-0/2", "sun"),
    ],
)
def test_weekdays_are_those_of_cron(weekdays: str, expected: str) -> None:
    assert days_of(f"0 9 * * {weekdays}") == expected


def test_nine_on_mondays_is_nine_on_a_monday_in_utc() -> None:
    fires = CronTrigger("0 9 * * 1").get_next_fire_time(None, MONDAY)
    assert fires == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"), [("*/1 * * * *", 60), ("*/2 * * * * *", 2), ("0 * * * *", 3600), ("30 */5 * * * *", 300)]
)
def test_five_fields_are_minutes_and_six_begin_with_seconds(text: str, seconds: float) -> None:
    assert CronTrigger(text).interval_seconds(MONDAY) == seconds


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
        "0 0 * * 1" + 5000 * "0",
        "0 0 31 4,6 *",
        "0 0 * * sunmon",
        "0 0 * * 1sun",
    ],
)
def test_nonsense_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be a cron expression in UTC with five fields"):
        CronTrigger(text)


def times(text: str, count: int, start: datetime = MONDAY) -> list[str]:
    """Return the first times of a cron, day of the month first."""
    trigger, moment, found = CronTrigger(text), start - timedelta(seconds=1), []
    for _ in range(count):
        moment = trigger.get_next_fire_time(moment, moment)
        assert moment is not None
        found.append(f"{moment:%d %H:%M:%S}")
    return found


def test_a_day_of_the_month_and_a_weekday_are_either_of_the_two() -> None:
    assert times("0 9 25 * 5", 3) == ["25 09:00:00", "27 09:00:00", "04 09:00:00"]


def test_a_star_beside_a_weekday_leaves_the_weekday_alone() -> None:
    assert times("0 9 */2 * 1", 2) == ["23 09:00:00", "07 09:00:00"]


def test_a_range_of_one_value_with_a_step_is_that_value() -> None:
    assert times("0 6-6/3 * * *", 2) == ["23 06:00:00", "24 06:00:00"]


def test_a_time_of_now_fires_now_and_only_once() -> None:
    trigger = CronTrigger("* * * * *")
    assert trigger.get_next_fire_time(None, MONDAY) == MONDAY
    assert trigger.get_next_fire_time(MONDAY, MONDAY) == MONDAY + timedelta(minutes=1)


def test_a_missed_time_is_given_too_unless_it_is_long_past() -> None:
    trigger, hour = CronTrigger("0 * * * *"), timedelta(hours=1)
    half_past = MONDAY + 12.5 * hour
    assert trigger.get_next_fire_time(MONDAY + 11 * hour, half_past) == MONDAY + 12 * hour
    assert trigger.get_next_fire_time(MONDAY - 100 * hour, half_past) == MONDAY + 12 * hour


def test_after_the_clock_was_set_back_times_are_counted_from_now() -> None:
    trigger, hour = CronTrigger("* * * * *"), timedelta(hours=1)
    assert trigger.get_next_fire_time(MONDAY + hour, MONDAY) == MONDAY


class WallClock(datetime):
    """A wall clock that can be set; APScheduler reads it in the place of ``datetime``."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.ahead


class Turns:
    """Counts turns."""

    def __init__(self) -> None:
        self.taken = asyncio.Event()

    async def take(self) -> None:
        self.taken.set()

    async def next(self) -> None:
        self.taken.clear()
        await asyncio.wait_for(self.taken.wait(), 10)


@pytest.fixture
async def turns(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Turns]:
    """Take turns every second, by a wall clock that a test may set."""
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", WallClock)
    monkeypatch.setattr("apscheduler.executors.base.datetime", WallClock)
    monkeypatch.setattr("rca_dashboard.sync.schedule.LONGEST_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(WallClock, "ahead", timedelta())
    counted = Turns()
    timetable = Timetable(CronTrigger("* * * * * *"), counted.take, clock=lambda: WallClock.now(UTC))
    yield counted
    timetable.stop()
    await asyncio.sleep(0)


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-400), timedelta(seconds=-7)])
async def test_a_step_of_the_wall_clock_does_not_stop_turns(
    turns: Turns, step: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    await turns.next()
    monkeypatch.setattr(WallClock, "ahead", step)
    await turns.next()
    await turns.next()
