"""Accounts: who may log in, and with which role. A change ends the sessions it affects."""

import asyncio
import logging
import secrets
import sys
from dataclasses import replace
from typing import Any

from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.access.logins.account_views import AccountError, AccountView, account_view
from rca_dashboard.access.logins.passwords import Passwords, TooManyLoginsError
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.throttle import Throttle
from rca_dashboard.access.logins.usernames import LONGEST_USERNAME, account_key, is_username
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import THE_APP, Action, Actor
from rca_dashboard.store import accounts as stored
from rca_dashboard.store.engine import Database

logger = logging.getLogger(__name__)


class Accounts:
    """Account changes by admins, and password changes by users; each change is recorded in the audit log.

    Args:
        database: Its tables must exist before the first call.
        passwords: Hashes and checks passwords.
        sessions: Notified of sessions that end; its audit log is used.
        throttle: Slows down guesses of the old password.
        now: The server's clock.
    """

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        sessions: Sessions,
        throttle: Throttle,
        now: Clock = utc_now,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._sessions = sessions
        self._throttle = throttle
        self._now = now

    async def all(self) -> tuple[AccountView, ...]:
        """Return all accounts, ordered by name."""
        return tuple(account_view(account) for account in await asyncio.to_thread(stored.all_accounts, self._database))

    async def create(
        self, username: str, password: str | None, role: Role, *, by: Actor = THE_APP, email: str = ""
    ) -> AccountView:
        """Create an account; without a password its owner is invited by a link to choose one.

        Raises:
            AccountError: ``invalid_username``, ``invalid_password``, ``invalid_role`` or ``username_taken``.
        """
        account = replace(self._new(username, await self._hash_of_new(username, password), role), email=email)
        if not await asyncio.to_thread(stored.add_account, self._database, account):
            raise AccountError("username_taken", f"The username {account.username} is already taken.")
        logger.info("The account %s was created with the role %s", account.username, account.role)
        await self._sessions.audit.write(by, Action.ACCOUNT_CREATED, account.username, f"role {account.role}")
        return account_view(account)

    async def disable(self, username: str, *, by: Actor = THE_APP) -> None:
        """Disable an account, and end its sessions.

        Raises:
            AccountError: ``unknown_account`` or ``last_admin``.
        """
        await self._change(username, {"is_disabled": True})
        await self._sessions.audit.write(by, Action.ACCOUNT_DISABLED, username)

    async def enable(self, username: str, *, by: Actor = THE_APP) -> None:
        """Enable an account again.

        Raises:
            AccountError: ``unknown_account``.
        """
        await self._change(username, {"is_disabled": False})
        await self._sessions.audit.write(by, Action.ACCOUNT_ENABLED, username)

    async def set_role(self, username: str, role: Role, *, by: Actor = THE_APP) -> None:
        """Change an account's role, and end its sessions: the next one starts with the new role.

        Raises:
            AccountError: ``unknown_account``, ``invalid_role`` or ``last_admin``.
        """
        await self._change(username, {"role": _role_name(role)})
        await self._sessions.audit.write(by, Action.ROLE_CHANGED, username, f"role {_role_name(role)}")

    async def set_password(self, username: str, password: str, *, by: Actor = THE_APP) -> None:
        """Reset an account's password, and end its sessions.

        Raises:
            AccountError: ``unknown_account`` or ``invalid_password``.
        """
        await self._change(username, await self._new_password(username, password))
        await self._sessions.audit.write(by, Action.PASSWORD_CHANGED, username)

    async def change_own_password(self, identity: Identity, old: str, new: str, address: str) -> None:
        """Change the caller's own password, and end their other sessions.

        Raises:
            AccountError: ``wrong_password``, ``invalid_password``, ``too_many_attempts`` or ``unknown_account``.
        """
        account = await self.check_own_password(identity, old, address)
        await self._change(
            identity.username, await self._new_password(identity.username, new), except_session=identity.session_id
        )
        await self._sessions.audit.write(Actor(identity.username, address), Action.PASSWORD_CHANGED, account.username)

    async def check_own_password(self, identity: Identity, password: str, address: str) -> stored.Account:
        """Return the caller's account if this is its password.

        Raises:
            AccountError: ``wrong_password``, ``too_many_attempts`` or ``unknown_account``.
        """
        key = account_key(identity.username)
        account = await asyncio.to_thread(stored.find_account, self._database, key)
        if account is None:
            raise AccountError("unknown_account", f"Account {identity.username} not found.")
        wait = await self._throttle.attempt(key, address, is_known=True)
        if wait:
            raise _slowed(wait)
        try:
            check = await self._passwords.check(account.password_hash, password)
        except TooManyLoginsError:
            raise _slowed(1.0) from None
        if not check.is_right:
            raise AccountError("wrong_password", "The current password is incorrect.")
        await self._throttle.succeed(key, address)
        return account

    async def prepare_first_admin(self, username: str, password: str) -> None:
        """Create the first admin if there is no account yet.

        Without a password one is generated and printed once; the first login has to change it. A password configured
        later has no effect.

        Raises:
            AccountError: If the name or the password is invalid.
        """
        if await asyncio.to_thread(stored.has_accounts, self._database):
            await self._warn_of_unused_password(username, password)
            return
        chosen = password or secrets.token_urlsafe(12)
        account = self._new(username, await self._hash_of_new(username, chosen), Role.ADMIN)
        account = replace(account, must_change_password=not password)
        is_added = await asyncio.to_thread(stored.add_account, self._database, account, is_first=True)
        if is_added:
            await self._sessions.audit.write(THE_APP, Action.ACCOUNT_CREATED, account.username, "the first account")
        if is_added and not password:
            sys.stdout.write(
                f"\nThe first account: username {account.username}, password {chosen}\n"
                "It is shown this once; the first login asks for another.\n\n"
            )
            sys.stdout.flush()

    async def _warn_of_unused_password(self, username: str, password: str) -> None:
        if not password:
            return
        account = await asyncio.to_thread(stored.find_account, self._database, account_key(username))
        check = await self._passwords.check(account.password_hash if account else None, password)
        if not check.is_right:
            logger.warning(
                "ADMIN_USERNAME and ADMIN_PASSWORD are ignored: they only create the first account, and accounts "
                "already exist. An admin can reset passwords on the accounts page."
            )

    async def _hash_of_new(self, username: str, password: str | None) -> str:
        if not is_username(username.strip()):
            allowed = f"1 to {LONGEST_USERNAME} letters, digits or the characters . _ @ + -"
            raise AccountError("invalid_username", f"A username must be {allowed}.")
        return "" if password is None else await self._passwords.new_hash("", password)

    async def _new_password(self, username: str, password: str) -> dict[str, Any]:
        hashed = await self._passwords.new_hash(username, password)
        return {"password_hash": hashed, "password_changed_at": self._now(), "must_change_password": False}

    def _new(self, username: str, password_hash: str, role: Role) -> stored.Account:
        now = self._now()
        return stored.Account(
            key=account_key(username),
            username=username.strip(),
            password_hash=password_hash,
            role=_role_name(role),
            is_disabled=False,
            created_at=now,
            password_changed_at=now,
        )

    async def _change(self, username: str, changes: dict[str, Any], *, except_session: str | None = None) -> None:
        try:
            ended = await asyncio.to_thread(
                stored.change_account,
                self._database,
                account_key(username),
                changes,
                revoke_at=self._now(),
                except_session=except_session,
            )
        except stored.LastAdminError:
            raise AccountError("last_admin", "The last admin cannot be disabled or given another role.") from None
        if ended is None:
            raise AccountError("unknown_account", f"Account {username[:LONGEST_USERNAME]} not found.")
        logger.info("The account %s was changed: %s", account_key(username), ", ".join(changes))
        self._sessions.announce_changed(username)
        await self._sessions.announce_ended(ended)


def _role_name(role: Role) -> str:
    if role is Role.NOBODY:
        raise AccountError("invalid_role", "Role must be viewer, agent or admin.")
    return role.name.lower()


def _slowed(wait: float) -> AccountError:
    seconds = int(wait) + 1
    return AccountError("too_many_attempts", f"Try again in {seconds} s.", wait_seconds=seconds)
