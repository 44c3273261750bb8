"""Passwords: argon2id, with constant time whether an account exists or not, and a bound on concurrent hashing."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rca_dashboard.access.logins.account_views import AccountError
from rca_dashboard.access.logins.usernames import account_key

# OWASP ASVS 5.0 requires at least 8 and forbids composition rules; 10 costs a user no more than a word.
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
# A hash takes 64 MB and some 50 ms on two cores: two at a time, and a queue that drains within a second or two.
_AT_ONCE = 2
_MOST_WAITING = 40


class TooManyLoginsError(Exception):
    """Too many password checks are queued."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a password check.

    Attributes:
        new_hash: Replaces a stored hash that was made with weaker parameters; otherwise None.
    """

    is_right: bool
    new_hash: str | None = None


def password_problem(password: str) -> str | None:
    """Return in one sentence what is wrong with a new password, or None if it is valid."""
    if len(password) < SHORTEST_PASSWORD:
        return f"The password must have at least {SHORTEST_PASSWORD} characters."
    if len(password) > LONGEST_PASSWORD:
        return f"The password must have at most {LONGEST_PASSWORD} characters."
    return None


class Passwords:
    """Hashes and checks passwords in two threads of its own.

    Args:
        hasher: The default has the parameters of RFC 9106's second recommendation (64 MiB, 3 passes).
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys_hash = self._hasher.hash(secrets.token_urlsafe(32))
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="passwords")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Return the hash to store."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash_now, password)

    async def new_hash(self, username: str, password: str) -> str:
        """Return the hash to store for an account's new password.

        Raises:
            AccountError: ``invalid_password``.
        """
        problem = password_problem(password)
        if account_key(password) == account_key(username):
            problem = "The password must differ from the username."
        if problem is not None:
            raise AccountError("invalid_password", problem)
        return await self.hash(password)

    def hash_now(self, password: str) -> str:
        """Return the hash to store, in this thread."""
        return self._hasher.hash(_as_bytes(password))

    async def check(self, stored: str | None, password: str) -> Check:
        """Check a password.

        Args:
            stored: The account's hash; None or empty if there is no such account or it has no password, which takes as
                long.
            password: The password as entered.

        Raises:
            TooManyLoginsError: If too many checks are queued.
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
        if not stored:
            return Check(is_right=False)
        is_weak = self._hasher.check_needs_rehash(stored)
        return Check(is_right=True, new_hash=self._hasher.hash(typed) if is_weak else None)


def _as_bytes(password: str) -> bytes:
    # JSON can contain a lone surrogate, which UTF-8 cannot.
    return password.encode("utf-8", "surrogatepass")
