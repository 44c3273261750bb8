"""Accounts and sessions on a real database, with a controllable clock and cheap hashes."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from argon2 import PasswordHasher

from rca_dashboard.access.account_care.account_care import AccountCare
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.outcomes import Given
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.sessions import LoggedIn, Refused, Sessions
from rca_dashboard.access.logins.throttle import OwnThrottle
from rca_dashboard.store.engine import Database

PASSWORD = "correct horse battery"


class CountingHasher(PasswordHasher):
    """Counts how often a password was held against a hash: that is what takes the time."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.checks = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2's name
        self.checks += 1
        return super().verify(hash, password)


class AccountsHarness:
    def __init__(self, database: Database, *, is_https: bool = False) -> None:
        self.database = database
        self.at = datetime(2026, 11, 23, 8, tzinfo=UTC)
        self.monotonic = 0.0
        self.hasher = CountingHasher()
        self.passwords = Passwords(self.hasher)
        throttle = OwnThrottle(lambda: self.monotonic)
        self.ended: list[frozenset[str]] = []
        self.open_sessions: frozenset[str] = frozenset()
        self.sessions = Sessions(
            database,
            self.passwords,
            throttle,
            is_https=is_https,
            open_sessions=lambda: self.open_sessions,
            on_ended=(self._note_ended,),
            now=lambda: self.at,
        )
        self.sessions._known._now = lambda: self.monotonic
        self.accounts = Accounts(database, self.passwords, self.sessions, throttle, now=lambda: self.at)
        self.care = self.care_of()

    def care_of(self, *required: Role) -> AccountCare:
        """Return the care of these accounts as another setting makes it; logins follow it from now on."""
        return AccountCare(self.database, self.accounts, self.passwords, self.sessions, required, now=lambda: self.at)

    async def _note_ended(self, session_ids: frozenset[str]) -> None:
        self.ended.append(session_ids)

    def pass_time(self, **span: float) -> None:
        self.at += timedelta(**span)
        self.monotonic += timedelta(**span).total_seconds()

    async def login(self, username: str = "vera", password: str = PASSWORD) -> LoggedIn:
        outcome = await self.sessions.login(Given(username=username, password=password), "198.51.100.7", "a browser")
        assert isinstance(outcome, LoggedIn), outcome
        return outcome

    async def refused(self, username: str, password: str = PASSWORD) -> Refused:
        outcome = await self.sessions.login(Given(username=username, password=password), "203.0.113.9", "a browser")
        assert isinstance(outcome, Refused), outcome
        return outcome

    async def is_in(self, login: LoggedIn) -> bool:
        return await self.sessions.identity(cookie(login)) is not None


def cookie(login: LoggedIn) -> str:
    """Return the Cookie header that a browser sends after a login."""
    return login.cookie.partition(";")[0]
