"""Logins are slowed, never locked: who guesses waits longer and longer, who knows the password waits a minute at most.

Three counts are kept, each with a number of free attempts: for an account from an address, for an account, and for an
address. Where an account has logged in before, only the first counts, so that strangers who guess at an account, or a
colleague's broken script behind the same address, hold up none of those who are known there.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass

from rca_dashboard.access.addresses import neighbourhood
from rca_dashboard.clock import Monotonic

LONGEST_WAIT_SECONDS = 60.0
FORGOTTEN_AFTER_SECONDS = 900.0
# Mistyping a new password takes three; many people share an office's address on a Monday morning.
_FREE = {"both": 3, "account": 10, "address": 20}
_MOST_KEPT = 30_000

Key = tuple[str, str, str]


@dataclass(slots=True)
class _Count:
    """Attempts that failed, when the last two were made, and until when the next one has to wait."""

    attempts: int = 0
    at: float = 0.0
    at_before: float = 0.0
    until: float = 0.0


class LoginThrottle:
    """Counts attempts in memory; each worker counts for itself.

    Args:
        now: Seconds of a clock that never goes back.
    """

    def __init__(self, now: Monotonic = time.monotonic) -> None:
        self._now = now
        self._counts: OrderedDict[Key, _Count] = OrderedDict()

    def attempt(self, account: str, address: str, *, is_known: bool = False) -> float:
        """Ask for an attempt.

        It is counted as failed at once, so that a hundred at the same moment are a hundred; one that has to wait is
        not counted.

        Returns:
            Seconds to wait; 0.0 means that the password may be checked now.
        """
        now = self._now()
        keys = _keys(account, address)
        binding = keys[:1] if is_known else keys
        wait = max(self._count(key, now).until - now for key in binding)
        if wait > 0:
            return wait
        for key in keys:
            count = self._count(key, now)
            count.attempts += 1
            count.at_before, count.at = count.at, now
            count.until = now + _wait_after(count.attempts, _FREE[key[0]])
            self._counts[key] = count
            self._counts.move_to_end(key)
        while len(self._counts) > _MOST_KEPT:
            self._counts.popitem(last=False)
        return 0.0

    def succeed(self, account: str, address: str) -> None:
        """Take back this attempt, whose password was right, and no other.

        A login that forgave the failures before it would let an attacker with an account of their own guess at others
        without waiting: 120 guesses went through in 66 s that way.
        """
        for key in _keys(account, address):
            count = self._counts.get(key)
            if count is None:
                continue
            count.attempts -= 1
            count.at = count.at_before
            count.until = count.at + _wait_after(count.attempts, _FREE[key[0]])
            if count.attempts <= 0:
                del self._counts[key]

    def _count(self, key: Key, now: float) -> _Count:
        count = self._counts.get(key)
        if count is None or now - count.at > FORGOTTEN_AFTER_SECONDS:
            return _Count()
        return count


def _wait_after(attempts: int, free: int) -> float:
    """Return the seconds to wait after this many failed attempts: 1, 2, 4 … 60."""
    excess = min(attempts - free, 10)
    return min(LONGEST_WAIT_SECONDS, 2.0 ** (excess - 1)) if excess > 0 else 0.0


def _keys(account: str, address: str) -> tuple[Key, ...]:
    near = neighbourhood(address)
    return ("both", account, near), ("account", account, ""), ("address", "", near)
