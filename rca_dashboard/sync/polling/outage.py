"""The outage of a table: since when, why, and when to retry. Pure, except for the jitter."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from rca_dashboard.domain.progress.table_wait import TableWait

FIRST_WAIT_SECONDS = 1.0
# Even if a poll is due every second, a failing instance is retried less often than that.
LEAST_LONGEST_WAIT_SECONDS = 5.0
# Enough doublings of one second for any interval; more would overflow a float in a year-long outage.
_MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A series of failures without a success between them.

    Attributes:
        since: When it began, by the local clock.
        tries: How many polls have failed.
        sentence: The last failure, in words for people.
        concerns_table: Whether other tables of the instance may still work.
        retry_at: Monotonic seconds before which no scheduled poll retries.
        barred_until: Monotonic seconds before which nothing retries: ServiceNow sent a Retry-After.
        is_pause: Refused credentials are not sent again before ``retry_at``.
    """

    since: datetime
    tries: int
    sentence: str
    concerns_table: bool
    retry_at: float
    barred_until: float
    is_pause: bool = False


def longest_wait(interval_seconds: float) -> float:
    """Return the longest wait of a failing table between two attempts, unless ServiceNow requests more."""
    return max(interval_seconds, LEAST_LONGEST_WAIT_SECONDS)


def wait_seconds(tries: int, longest: float, random: Random) -> float:
    """Return the wait after so many failures: doubled each time up to the longest, half of it random.

    The jitter keeps many pollers from hitting a recovering instance in step.
    """
    full = min(FIRST_WAIT_SECONDS * 2 ** min(tries - 1, _MOST_DOUBLINGS), longest)
    return full * random.uniform(0.5, 1.0)


def worsened(outage: Outage | None, failure: Outage) -> Outage:
    """Return the outage after another failure, which may be its first."""
    if outage is None:
        return failure
    return replace(failure, since=outage.since, tries=outage.tries + 1)


def wait_of(table: str, outage: Outage, now: datetime, monotonic: float) -> TableWait:
    """Return an outage with times that every worker understands."""
    return TableWait(
        table=table,
        since=outage.since,
        tries=outage.tries,
        sentence=outage.sentence,
        concerns_table=outage.concerns_table,
        retry_at=now + timedelta(seconds=outage.retry_at - monotonic),
        barred_until=now + timedelta(seconds=outage.barred_until - monotonic),
    )


def outage_of(wait: TableWait, now: datetime, monotonic: float) -> Outage:
    """Return an outage that another worker has begun."""
    return Outage(
        since=wait.since,
        tries=wait.tries,
        sentence=wait.sentence,
        concerns_table=wait.concerns_table,
        retry_at=monotonic + (wait.retry_at - now).total_seconds(),
        barred_until=monotonic + (wait.barred_until - now).total_seconds(),
    )
