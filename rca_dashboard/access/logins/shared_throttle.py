"""Logins are slowed down as in ``throttle.py``, with counts that all workers share."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from rca_dashboard.access.logins.throttle import (
    FORGOTTEN_AFTER_SECONDS,
    FREE,
    LONGEST_WAIT_SECONDS,
    keys_of,
    wait_after,
)
from rca_dashboard.store.engine import Database
from rca_dashboard.store.shared_limits.login_attempts import Attempts, change_attempts

_FORGOTTEN_AFTER = timedelta(seconds=FORGOTTEN_AFTER_SECONDS)
# A count from further ahead was made before the database's clock was set back: it would delay until that time returns.
_FURTHEST_AHEAD = timedelta(seconds=LONGEST_WAIT_SECONDS)


class SharedThrottle:
    """Counts attempts in the database, by its clock.

    Args:
        database: Holds the counts.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def attempt(self, account: str, address: str, *, is_known: bool = False) -> float:
        """Request an attempt; return the seconds to wait. See ``LoginThrottle.attempt``.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        keys = {"\n".join(key): FREE[key[0]] for key in keys_of(account, address)}
        binding = list(keys)[:1] if is_known else list(keys)
        wait = 0.0

        def change(found: Mapping[str, Attempts], now: datetime) -> Mapping[str, Attempts]:
            nonlocal wait
            fresh = {key: each for key, each in found.items() if -_FURTHEST_AHEAD <= now - each.at <= _FORGOTTEN_AFTER}
            wait = max(_seconds_left(fresh.get(key), keys[key], now) for key in binding)
            return found if wait > 0 else {key: _one_more(fresh.get(key), now) for key in keys}

        await asyncio.to_thread(change_attempts, self._database, keys, change)
        return max(0.0, wait)

    async def succeed(self, account: str, address: str) -> None:
        """Take back this attempt, whose password was correct, and no other.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        keys = ["\n".join(key) for key in keys_of(account, address)]

        def change(found: Mapping[str, Attempts], _now: datetime) -> Mapping[str, Attempts]:
            return {key: Attempts(each.attempts - 1, each.at_before, each.at_before) for key, each in found.items()}

        await asyncio.to_thread(change_attempts, self._database, keys, change)


def _seconds_left(counted: Attempts | None, free: int, now: datetime) -> float:
    if counted is None:
        return 0.0
    return wait_after(counted.attempts, free) - (now - counted.at).total_seconds()


def _one_more(counted: Attempts | None, now: datetime) -> Attempts:
    return Attempts(counted.attempts + 1, now, counted.at) if counted else Attempts(1, now, now)
