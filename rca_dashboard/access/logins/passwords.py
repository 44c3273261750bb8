"""Passwords: argon2id, the same time for a name that exists and one that does not, and no flood of hashing."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP ASVS 5.0 asks for at least 8 and allows no composition rules; 10 costs nobody more than a word.
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
# A hash takes 64 MB and some 50 ms of two cores: two at once, and a queue that is worked off within a second or two.
_AT_ONCE = 2
_MOST_WAITING = 40


class TooManyLoginsError(Exception):
    """More passwords wait to be checked than can be soon."""


@dataclass(frozen=True, slots=True)
class Check:
    """What the check of a password found.

    Attributes:
        new_hash: To be stored instead of the old one, which was made with weaker parameters; else None.
    """

    is_right: bool
    new_hash: str | None = None


def password_problem(password: str) -> str | None:
    """Say in one sentence what is wrong with a new password; None if nothing is."""
    if len(password) < SHORTEST_PASSWORD:
        return f"The password must have at least {SHORTEST_PASSWORD} characters."
    if len(password) > LONGEST_PASSWORD:
        return f"The password must have at most {LONGEST_PASSWORD} characters."
    return None


class Passwords:
    """Hashes and checks passwords in two threads of its own.

    Args:
        hasher: Its parameters are those of RFC 9106's second recommendation (64 MiB, 3 passes) by default.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys_hash = self._hasher.hash(secrets.token_urlsafe(32))
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="passwords")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Return the hash to store."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash_now, password)

    def hash_now(self, password: str) -> str:
        """Return the hash to store, in this thread."""
        return self._hasher.hash(_as_bytes(password))

    async def check(self, stored: str | None, password: str) -> Check:
        """Check a password.

        Args:
            stored: The account's hash; None where there is no such account, which takes as long.
            password: As it was typed.

        Raises:
            TooManyLoginsError: If too many wait already.
        """
        if self._waiting >= _MOST_WAITING:
            raise TooManyLoginsError
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self.check_now, stored, password)
        finally:
            self._waiting -= 1

    def check_now(self, stored: str | None, password: str) -> Check:
        """Check a password in this thread."""
        typed = _as_bytes(password)
        try:
            self._hasher.verify(stored or self._nobodys_hash, typed)
        except (VerificationError, InvalidHashError):
            return Check(is_right=False)
        if stored is None:
            return Check(is_right=False)
        is_weak = self._hasher.check_needs_rehash(stored)
        return Check(is_right=True, new_hash=self._hasher.hash(typed) if is_weak else None)


def _as_bytes(password: str) -> bytes:
    # JSON can carry half of a surrogate pair, which UTF-8 cannot.
    return password.encode("utf-8", "surrogatepass")
