"""What a stored session gives: whether it is still valid, and whose it is."""

import json
from datetime import datetime, timedelta

from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.store.accounts import Account
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


def groups_in(account: Account) -> frozenset[str]:
    """Return the groups that the provider or the proxy named at the last login."""
    return frozenset(json.loads(account.groups))
