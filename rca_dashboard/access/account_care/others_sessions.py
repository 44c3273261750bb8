"""The sessions of any account, for admins: where people are logged in, and how to end that."""

import asyncio

from rca_dashboard.access.logins.account_views import AccountError
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.stored_sessions import IDLE
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.store import sessions as stored
from rca_dashboard.store.accounts import find_account
from rca_dashboard.store.engine import Database
from rca_dashboard.store.sessions import StoredSession


class OthersSessions:
    """Lists and ends the sessions of any account.

    Args:
        database: Its tables must exist before the first call.
        sessions: Notified of sessions that end; its audit log is used.
        now: The server's clock.
    """

    def __init__(self, database: Database, sessions: Sessions, now: Clock = utc_now) -> None:
        self._database = database
        self._sessions = sessions
        self._now = now

    async def of(self, username: str) -> tuple[StoredSession, ...]:
        """Return an account's valid sessions, the last used first.

        Raises:
            AccountError: ``unknown_account``.
        """
        key, now = await self._existing(username), self._now()
        return await asyncio.to_thread(stored.sessions_of, self._database, key, now, now - IDLE)

    async def end(self, username: str, session_id: str, *, by: Actor) -> bool:
        """End one session of an account; return False if it has none with that id.

        Raises:
            AccountError: ``unknown_account``.
        """
        key = await self._existing(username)
        if not await asyncio.to_thread(stored.revoke_session, self._database, key, session_id, self._now()):
            return False
        await self._announce((session_id,), key, by)
        return True

    async def end_all(self, username: str, *, by: Actor) -> int:
        """End all sessions of an account; return how many.

        Raises:
            AccountError: ``unknown_account``.
        """
        key = await self._existing(username)
        ended = await asyncio.to_thread(stored.revoke_sessions, self._database, key, self._now(), except_session=None)
        await self._announce(ended, key, by)
        return len(ended)

    async def _announce(self, ended: tuple[str, ...], key: str, by: Actor) -> None:
        await self._sessions.announce_ended(ended)
        if ended:
            await self._sessions.audit.write(by, Action.LOGINS_ENDED, key, f"{len(ended)} by an admin")

    async def _existing(self, username: str) -> str:
        key = account_key(username)
        if await asyncio.to_thread(find_account, self._database, key) is None:
            raise AccountError("unknown_account", f"Account {username[:64]} not found.")
        return key
