"""Login sessions: started with a password, carried by a cookie, checked on each use, ended everywhere in seconds."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.access.logins.cookies import SessionCookie, cookie_name
from rca_dashboard.access.logins.outcomes import Given, LoggedIn, Refused
from rca_dashboard.access.logins.password_login import PasswordLogin
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.session_cache import KnownSessions
from rca_dashboard.access.logins.session_watch import keep_watch
from rca_dashboard.access.logins.stored_sessions import IDLE, SessionReader, goes_on, identity_in
from rca_dashboard.access.logins.throttle import Throttle
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.store import accounts, sessions
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.sessions import StoredSession
from rca_dashboard.store.texts import storable

logger = logging.getLogger(__name__)

LONGEST = timedelta(days=7)
# A role that the identity provider has changed counts at the next login, which has to follow within a working day.
LONGEST_BY_PROVIDER = timedelta(hours=12)
# Sessions that ended longer ago are deleted; until then they show the addresses an account usually logs in from.
_KEPT = timedelta(days=30)
# Workers' clocks may differ: sessions ended in the last minutes are read each time, and acted upon once.
_LOOKS_BACK = timedelta(minutes=5)
_LONGEST_USER_AGENT = 200

OnEnded = Callable[[frozenset[str]], Awaitable[None]]


class Sessions:
    """The sessions of all accounts, as this worker knows them.

    Args:
        database: Its tables may be created later, before ``prepare``.
        passwords: Checks passwords.
        throttle: Slows down guesses.
        secret: Signs cookies; if empty, one is generated and kept in the database.
        is_https: Whether browsers send the cookie over TLS only.
        open_sessions: Returns the sessions with an open socket: they count as used, and are ended when they expire.
        on_ended: Called with the ids of sessions that end, in any worker.
        least_password_role: Who may log in with a password; with single sign-on alone, an admin in an emergency.
        now: The server's clock.

    Attributes:
        audit: Records logins and account changes.
        password_login: Checks passwords, and what a login needs beside them.
        reader: Reads which sessions are valid, and for what.
        secrets: The key that signs cookies, and the one kept in the database; empty before ``prepare``.
        on_account_changed: Called with the username of each account that changes here.
    """

    def __init__(  # noqa: PLR0913 - wiring: two of them are listeners
        self,
        database: Database,
        passwords: Passwords,
        throttle: Throttle,
        *,
        secret: str = "",
        is_https: bool = False,
        open_sessions: Callable[[], frozenset[str]] = frozenset,
        on_ended: Sequence[OnEnded] = (),
        least_password_role: Role = Role.VIEWER,
        now: Clock = utc_now,
    ) -> None:
        self.audit = AuditLog(database, now)
        self.on_account_changed: list[Callable[[str], None]] = []
        self._database = database
        self.password_login = PasswordLogin(database, passwords, throttle, self.audit, least_password_role)
        self._secret = secret
        self.secrets: tuple[str, ...] = ()
        self._is_https = is_https
        self._now = now
        self._cookie: SessionCookie | None = None
        self.reader = SessionReader(database, now)
        self._known = KnownSessions(self.reader.read)
        self._on_ended = tuple(on_ended)
        self._open_sessions = open_sessions
        self._used: set[str] = set()
        self._seen_ended: frozenset[str] = frozenset()

    async def prepare(self) -> None:
        """Prepare the sessions once the tables exist; before that no session is valid.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        kept = await asyncio.to_thread(sessions.kept_secret, self._database, secrets.token_urlsafe)
        name = cookie_name(kept, is_secure=self._is_https)
        seconds = int(LONGEST.total_seconds())
        self._secret = self._secret or kept
        self.secrets = (self._secret, kept)
        self._cookie = SessionCookie(self._secret, name=name, is_secure=self._is_https, seconds=seconds)

    @property
    def secret(self) -> str:
        """The key that signs cookies; empty before ``prepare``, unless it is a setting."""
        return self._secret

    async def login(self, given: Given, address: str, user_agent: str) -> LoggedIn | Refused:
        """Log in with a password, and what else the account needs.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        checked = await self.password_login.check(given, address)
        if isinstance(checked, Refused):
            return checked
        login = await self.begin(checked.account, address, user_agent)
        return replace(login, recovery_codes=checked.recovery_codes)

    async def identity(self, cookie_header: str) -> Identity | None:
        """Return the identity of the session in a ``Cookie`` header, or None if there is no valid one.

        Raises:
            DatabaseUnavailableError: If the database is unavailable and the session was not seen in the last minute.
        """
        for session_id in self._cookie.session_ids(cookie_header) if self._cookie else ():
            found = await self._known.identity(session_id)
            if found is not None:
                self._used.add(session_id)
                return found
        return None

    def without_cookie(self, cookie_header: str) -> str:
        """Return a ``Cookie`` header without the session cookie."""
        return self._cookie.without_session(cookie_header) if self._cookie else cookie_header

    async def current(self, identity: Identity) -> Identity | None:
        """Return an identity with its current role, or None if its session has ended. Without a session, unchanged.

        Raises:
            DatabaseUnavailableError: As in ``identity``.
        """
        if not identity.session_id:
            return identity
        found = await self._known.identity(identity.session_id)
        if found is not None:
            self._used.add(identity.session_id)
        return found

    async def logout(self, identity: Identity) -> str:
        """End a session; return the ``Set-Cookie`` header that deletes the cookie in the browser."""
        await self.revoke(identity, identity.session_id)
        return self._cookie.clearing() if self._cookie else ""

    async def sessions_of(self, identity: Identity) -> tuple[StoredSession, ...]:
        """Return the valid sessions of the identity's account, the last used first."""
        now, key = self._now(), account_key(identity.username)
        found = await asyncio.to_thread(sessions.sessions_of, self._database, key, now, now - IDLE)
        return tuple(login for login in found if goes_on(login, now))

    async def revoke(self, identity: Identity, session_id: str) -> bool:
        """End a session of the identity's own account; return False if there is none with that id."""
        key = account_key(identity.username)
        done = await asyncio.to_thread(sessions.revoke_session, self._database, key, session_id, self._now())
        if done:
            await self.announce_ended((session_id,))
        return done

    async def revoke_all(self, identity: Identity, *, but_this: bool) -> int:
        """End all sessions of the identity's own account, or all but the current one; return how many."""
        kept, key = identity.session_id if but_this else None, account_key(identity.username)
        ended = await asyncio.to_thread(sessions.revoke_sessions, self._database, key, self._now(), except_session=kept)
        await self.announce_ended(ended)
        return len(ended)

    async def announce_ended(self, session_ids: tuple[str, ...]) -> None:
        """Drop ended sessions from the cache, and call ``on_ended``."""
        ended = frozenset(session_ids)
        if not ended:
            return
        self._known.forget(ended)
        self._used -= ended
        for callback in self._on_ended:
            await callback(ended)

    def forget_user(self, username: str) -> None:
        """Read the sessions of a user again at their next use here."""
        self._known.forget_user(username)

    def announce_changed(self, username: str) -> None:
        """Call ``on_account_changed``."""
        for callback in self.on_account_changed:
            callback(username)

    async def run(self) -> None:
        """Follow the sessions that other workers end, until cancelled."""
        await keep_watch(self.watch, self.touch)

    async def watch(self) -> None:
        """Act on the sessions that any worker has ended since the last call."""
        ended = await asyncio.to_thread(sessions.revoked_since, self._database, self._now() - _LOOKS_BACK)
        fresh, self._seen_ended = ended - self._seen_ended, ended
        await self.announce_ended(tuple(fresh))

    async def touch(self) -> None:
        """Store which sessions were used, and end expired ones that have an open socket."""
        used, self._used = self._used | self._open_sessions(), set()
        await asyncio.to_thread(sessions.touch_sessions, self._database, used, self._now())
        still_open = tuple(self._open_sessions())
        found = await asyncio.gather(*(self._known.identity(each) for each in still_open))
        await self.announce_ended(
            tuple(each for each, identity in zip(still_open, found, strict=True) if identity is None)
        )

    async def begin(
        self,
        account: accounts.Account,
        address: str,
        user_agent: str,
        *,
        provider_session: str = "",
        id_token: str = "",
    ) -> LoggedIn:
        """Begin a session for an account whose owner has been verified.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        if self._cookie is None:
            raise DatabaseUnavailableError("The database is not ready yet; try again in a moment.")
        session_id, cookie = self._cookie.issue()
        now = self._now()
        login = StoredSession(
            id=session_id,
            account_key=account.key,
            created_at=now,
            last_used_at=now,
            expires_at=now + (LONGEST if account.source == "password" else LONGEST_BY_PROVIDER),
            address=address,
            user_agent=storable(user_agent[:_LONGEST_USER_AGENT]),
            provider_session=storable(provider_session),
            id_token=storable(id_token),
        )
        await asyncio.to_thread(sessions.add_session, self._database, login, forget_before=now - _KEPT)
        logger.info("%s logged in from %s", account.username, address)
        await self.audit.write(Actor(account.username, address), Action.LOGIN)
        return LoggedIn(identity=identity_in(account, session_id), cookie=cookie)
