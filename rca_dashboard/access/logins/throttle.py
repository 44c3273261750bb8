"""Logins are slowed down, never locked: delays grow with each failed attempt, up to a minute.

Three counts are kept, each with a number of free attempts: for an account from an address, for an account, and for an
address; with IPv6 also for a site, whose /48 holds 65,536 neighbourhoods. From an address where the account has logged
in before, only the first applies, so that strangers who guess at an account, or a colleague's broken script behind the
same address, do not delay its known users.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from rca_dashboard.access.addresses import neighbourhood, site
from rca_dashboard.clock import Monotonic

LONGEST_WAIT_SECONDS = 60.0
FORGOTTEN_AFTER_SECONDS = 900.0
# Mistyping a new password takes three; many users share an office's address on a Monday morning.
FREE = {"both": 3, "account": 10, "address": 20, "site": 60}
_MOST_KEPT = 30_000

Key = tuple[str, str, str]


@dataclass(slots=True)
class _Count:
    """Failed attempts, the times of the last two, and when the next one is allowed."""

    attempts: int = 0
    at: float = 0.0
    at_before: float = 0.0
    until: float = 0.0


class Throttle(Protocol):
    """Slows logins down."""

    async def attempt(self, account: str, address: str, *, is_known: bool = False) -> float:
        """Request an attempt; return the seconds to wait, 0.0 if the password may be checked now."""
        ...

    async def succeed(self, account: str, address: str) -> None:
        """Take back this attempt, whose password was correct."""
        ...


class OwnThrottle:
    """The throttle of a worker that runs alone.

    Args:
        now: A monotonic clock in seconds.
    """

    def __init__(self, now: Monotonic = time.monotonic) -> None:
        self._counts = LoginThrottle(now)

    async def attempt(self, account: str, address: str, *, is_known: bool = False) -> float:
        """Request an attempt."""
        return self._counts.attempt(account, address, is_known=is_known)

    async def succeed(self, account: str, address: str) -> None:
        """Take back this attempt."""
        self._counts.succeed(account, address)


class LoginThrottle:
    """Counts attempts in memory.

    Args:
        now: A monotonic clock in seconds.
    """

    def __init__(self, now: Monotonic = time.monotonic) -> None:
        self._now = now
        self._counts: OrderedDict[Key, _Count] = OrderedDict()

    def attempt(self, account: str, address: str, *, is_known: bool = False) -> float:
        """Request an attempt.

        It counts as failed immediately, so that a hundred concurrent ones count as a hundred; one that has to wait is
        not counted.

        Returns:
            Seconds to wait; 0.0 means that the password may be checked now.
        """
        now = self._now()
        keys = keys_of(account, address)
        binding = keys[:1] if is_known else keys
        wait = max(self._count(key, now).until - now for key in binding)
        if wait > 0:
            return wait
        for key in keys:
            count = self._count(key, now)
            count.attempts += 1
            count.at_before, count.at = count.at, now
            count.until = now + wait_after(count.attempts, FREE[key[0]])
            self._counts[key] = count
            self._counts.move_to_end(key)
        while len(self._counts) > _MOST_KEPT:
            self._counts.popitem(last=False)
        return 0.0

    def succeed(self, account: str, address: str) -> None:
        """Take back this attempt, whose password was correct, and no other.

        If a login reset earlier failures, an attacker with an account of their own could guess others' passwords
        without delay: 120 guesses succeeded in 66 s that way.
        """
        for key in keys_of(account, address):
            count = self._counts.get(key)
            if count is None:
                continue
            count.attempts -= 1
            count.at = count.at_before
            count.until = count.at + wait_after(count.attempts, FREE[key[0]])
            if count.attempts <= 0:
                del self._counts[key]

    def _count(self, key: Key, now: float) -> _Count:
        count = self._counts.get(key)
        if count is None or now - count.at > FORGOTTEN_AFTER_SECONDS:
            return _Count()
        return count


def wait_after(attempts: int, free: int) -> float:
    """Return the seconds to wait after this many failed attempts: 1, 2, 4 … 60."""
    excess = min(attempts - free, 10)
    return min(LONGEST_WAIT_SECONDS, 2.0 ** (excess - 1)) if excess > 0 else 0.0


def keys_of(account: str, address: str) -> tuple[Key, ...]:
    """Return the keys of the counts: the account from the address, the account, the address, and its site if any."""
    near, around = neighbourhood(address), site(address)
    keys = ("both", account, near), ("account", account, ""), ("address", "", near)
    return (*keys, ("site", "", around)) if around else keys
