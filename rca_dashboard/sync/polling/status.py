"""How polling is doing, put together from its parts."""

from datetime import datetime, timedelta

from rca_dashboard.clock import Clock
from rca_dashboard.domain.progress.poll import PollerHealth, PollerStatus
from rca_dashboard.sync.polling.overdue import Overdue
from rca_dashboard.sync.polling.rounds import Rounds, sentences
from rca_dashboard.sync.schedule import CronTrigger, Timetable

_LATE_AFTER_POLLS = 3
# Polls of every second are not late after three: an answer may take as long as that.
_LEAST_LATENESS = timedelta(seconds=10)


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


def next_at(rounds: Rounds, timetable: Timetable | None, clock: Clock) -> datetime | None:
    """Return when the next poll is due: turns of the timetable pass while every table waits for another try."""
    if timetable is None:
        return None
    seconds = rounds.seconds_to_retry()
    retry_at = None if seconds is None else clock() + timedelta(seconds=seconds)
    if rounds.is_all_failing:
        return retry_at
    return min(filter(None, [timetable.next_at, retry_at]), default=None)


def pushed_part(status: PollerStatus) -> tuple[object, ...]:
    """Return what is pushed at once when it changes; times and counts of idle polls are not."""
    return status.health, status.error, status.failing_since, status.sla_refusal


def late_at(trigger: CronTrigger, succeeded_at: datetime | None) -> datetime | None:
    """Return when three polls should have ended since the last one: from then on, ServiceNow may hang."""
    due = succeeded_at
    for _ in range(_LATE_AFTER_POLLS):
        due = trigger.get_next_fire_time(due, due) if due else None
    return max(due, succeeded_at + _LEAST_LATENESS) if due and succeeded_at else None
