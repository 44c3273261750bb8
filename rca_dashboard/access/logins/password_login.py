"""Whose password is right: throttled, in constant time, and recorded in the audit log."""

import asyncio
import math

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.outcomes import Refused
from rca_dashboard.access.logins.passwords import Check, Passwords, TooManyLoginsError
from rca_dashboard.access.logins.throttle import Throttle
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.domain.audit import UNKNOWN_ACCOUNT, Action, Actor
from rca_dashboard.store import accounts, sessions
from rca_dashboard.store.engine import Database
from rca_dashboard.store.texts import storable

_BUSY_SECONDS = 2


class PasswordLogin:
    """Checks the password of a login.

    Args:
        database: Its tables must exist before the first call.
        passwords: Checks passwords.
        throttle: Slows down guesses.
        audit: Records refused logins.
        least_role: Who may log in with a password; with single sign-on alone, an admin in an emergency.
    """

    def __init__(
        self, database: Database, passwords: Passwords, throttle: Throttle, audit: AuditLog, least_role: Role
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._throttle = throttle
        self._audit = audit
        self._least_role = least_role

    async def check(self, username: str, password: str, address: str) -> accounts.Account | Refused:
        """Return the account whose name and password these are, or why there is no login.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        key = storable(account_key(username))
        is_known = await asyncio.to_thread(sessions.has_logged_in_from, self._database, key, address)
        wait = await self._throttle.attempt(key, address, is_known=is_known)
        if wait:
            return Refused(reason="slowed", wait_seconds=math.ceil(wait))
        account = await asyncio.to_thread(accounts.find_account, self._database, key)
        try:
            check = await self._passwords.check(account.password_hash if account else None, password)
        except TooManyLoginsError:
            return Refused(reason="slowed", wait_seconds=_BUSY_SECONDS)
        if account is None or not check.is_right:
            # A name without an account may be a password entered into the wrong field.
            tried = Actor(account.username if account else UNKNOWN_ACCOUNT, address)
            await self._audit.write(tried, Action.LOGIN_FAILED, detail="wrong username or password")
            return Refused(reason="wrong")
        await self._throttle.succeed(key, address)
        return await self._refusal(account, address) or await self._with_strong_hash(account, check)

    async def _refusal(self, account: accounts.Account, address: str) -> Refused | None:
        tried = Actor(account.username, address)
        if account.is_disabled:
            await self._audit.write(tried, Action.LOGIN_FAILED, detail="the account is disabled")
            return Refused(reason="disabled")
        if Role[account.role.upper()] < self._least_role:
            await self._audit.write(tried, Action.LOGIN_FAILED, detail="a password, where single sign-on is required")
            return Refused(reason="single_sign_on")
        return None

    async def _with_strong_hash(self, account: accounts.Account, check: Check) -> accounts.Account:
        if check.new_hash is not None:
            await asyncio.to_thread(
                accounts.replace_hash, self._database, account.key, account.password_hash, check.new_hash
            )
        return account
