"""A table that cannot be polled: since when, why, and when to try again. Pure, but for the jitter."""

from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

FIRST_WAIT_SECONDS = 1.0
# Even where a poll is due every second, a failing instance is asked less often than that.
LEAST_LONGEST_WAIT_SECONDS = 5.0
# Enough doublings of a second for any interval; more would overflow a float in a year-long outage.
_MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A row of failures without a success between them.

    Attributes:
        since: When it began, by our clock.
        tries: How many polls have failed.
        sentence: The last failure, for a person.
        concerns_table: Other tables of the instance may be well.
        retry_at: Monotonic seconds before which no poll of the schedule tries again.
        barred_until: Monotonic seconds before which nobody does: ServiceNow said when to come back.
    """

    since: datetime
    tries: int
    sentence: str
    concerns_table: bool
    retry_at: float
    barred_until: float


def longest_wait(interval_seconds: float) -> float:
    """Return the most that a failing table waits between two tries, unless ServiceNow asks for more."""
    return max(interval_seconds, LEAST_LONGEST_WAIT_SECONDS)


def wait_seconds(tries: int, longest: float, random: Random) -> float:
    """Return the wait after so many failures: doubled each time up to the longest, and half of it by chance.

    Chance keeps many pollers from asking a recovering instance in step.
    """
    full = min(FIRST_WAIT_SECONDS * 2 ** min(tries - 1, _MOST_DOUBLINGS), longest)
    return full * random.uniform(0.5, 1.0)


def worsened(outage: Outage | None, failure: Outage) -> Outage:
    """Return the outage after another failure, which may be its first."""
    if outage is None:
        return failure
    return replace(failure, since=outage.since, tries=outage.tries + 1)
