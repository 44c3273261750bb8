"""How polling is doing, put together from its parts."""

from datetime import datetime, timedelta

from rca_dashboard.clock import Clock
from rca_dashboard.domain.progress.poll import PollerHealth, PollerStatus
from rca_dashboard.sync.polling.overdue import Overdue
from rca_dashboard.sync.polling.rounds import Rounds, sentences
from rca_dashboard.sync.schedule import Timetable


def health_of(rounds: Rounds, overdue: Overdue, *, is_paused: bool) -> PollerHealth:
    """Return how polling is doing, in a word."""
    if is_paused:
        return PollerHealth.PAUSED
    return PollerHealth.FAILING if rounds.outages or overdue.since else PollerHealth.OK


def error_of(rounds: Rounds, overdue: Overdue) -> str | None:
    """Return what is wrong, for a person, or None."""
    return sentences(rounds.outages) or overdue.sentence


def failing_since(rounds: Rounds, overdue: Overdue) -> datetime | None:
    """Return when it went wrong, or None."""
    return rounds.outages[0].since if rounds.outages else overdue.since


def next_at(rounds: Rounds, timetable: Timetable, clock: Clock) -> datetime | None:
    """Return when the next poll is due: turns of the timetable pass while every table waits for another try."""
    seconds = rounds.seconds_to_retry()
    retry_at = None if seconds is None else clock() + timedelta(seconds=seconds)
    if rounds.is_all_failing:
        return retry_at
    return min(filter(None, [timetable.next_at, retry_at]), default=None)


def pushed_part(status: PollerStatus) -> tuple[object, ...]:
    """Return what is pushed at once when it changes; times and counts of idle polls are not."""
    return status.health, status.error, status.failing_since, status.sla_refusal
