"""What a stored session gives: whether it is still valid, and whose it is."""

import asyncio
import json
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.clock import Clock
from rca_dashboard.store import sessions
from rca_dashboard.store.access.second_factors import confirmed_factors
from rca_dashboard.store.accounts import Account
from rca_dashboard.store.engine import Database
from rca_dashboard.store.sessions import StoredSession

IDLE = timedelta(hours=12)
# A session that began later than now began while the clock was ahead, which was then set back: its end is as far ahead,
# and it would go on for as long. Clocks of workers differ by less.
_FURTHEST_AHEAD = timedelta(hours=1)


def goes_on(login: StoredSession, now: datetime) -> bool:
    """Return whether a session has neither ended nor expired."""
    has_begun = login.created_at <= now + _FURTHEST_AHEAD
    return login.revoked_at is None and has_begun and login.expires_at > now and login.last_used_at > now - IDLE


def identity_in(account: Account, session_id: str) -> Identity:
    """Return the identity of an account's session."""
    return Identity(
        username=account.username, role=Role[account.role.upper()], session_id=session_id, groups=groups_in(account)
    )


class SessionReader:
    """Reads whose sessions are valid.

    Args:
        database: Its tables must exist before the first call.
        now: The server's clock.

    Attributes:
        needs_factor: Returns whether an account may not be used without a second factor.
    """

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now
        self.needs_factor: Callable[[Account], bool] = lambda _account: False

    async def read(self, session_ids: Collection[str]) -> dict[str, Identity]:
        """Return the identities of those of these sessions that are valid."""
        return await asyncio.to_thread(self._read, session_ids)

    def _read(self, session_ids: Collection[str]) -> dict[str, Identity]:
        found, now = sessions.find_sessions(self._database, session_ids), self._now()
        valid = [each for each in found.values() if goes_on(each[0], now) and not each[1].is_disabled]
        asked = [account.key for _, account in valid if self.needs_factor(account)]
        secured = confirmed_factors(self._database) if asked else frozenset[str]()
        waiting = frozenset(asked) - secured
        return {
            login.id: waiting_identity(account, login.id) if account.key in waiting else identity_in(account, login.id)
            for login, account in valid
        }


def waiting_identity(account: Account, session_id: str) -> Identity:
    """Return the identity of a session that may only set up a second factor, which its role requires."""
    return Identity(username=account.username, role=Role.NOBODY, session_id=session_id, must_enrol=True)


def groups_in(account: Account) -> frozenset[str]:
    """Return the groups that the provider or the proxy named at the last login."""
    return frozenset(json.loads(account.groups))
