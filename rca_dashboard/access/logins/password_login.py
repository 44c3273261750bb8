"""Whose password is right: throttled, in constant time, and recorded in the audit log."""

import asyncio
import math
from dataclasses import dataclass

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.outcomes import FurtherSteps, Given, Refused
from rca_dashboard.access.logins.passwords import Check, Passwords, TooManyLoginsError
from rca_dashboard.access.logins.throttle import Throttle
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.domain.audit import UNKNOWN_ACCOUNT, Action, Actor
from rca_dashboard.store import accounts, sessions
from rca_dashboard.store.engine import Database
from rca_dashboard.store.texts import storable

_BUSY_SECONDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """An account whose owner may log in, and new recovery codes if the login has confirmed a second factor."""

    account: accounts.Account
    recovery_codes: tuple[str, ...] = ()


class PasswordLogin:
    """Checks the password of a login.

    Args:
        database: Its tables must exist before the first call.
        passwords: Checks passwords.
        throttle: Slows down guesses.
        audit: Records refused logins.
        least_role: Who may log in with a password; with single sign-on alone, an admin in an emergency.

    Attributes:
        least_role: As given.
        steps: What a login needs after a correct password; None if that is all.
    """

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        throttle: Throttle,
        audit: AuditLog,
        least_role: Role,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._throttle = throttle
        self._audit = audit
        self.least_role = least_role
        self.steps: FurtherSteps | None = None

    async def check(self, given: Given, address: str) -> Verified | Refused:
        """Return the account whose owner has proved to be that, or why there is no login.

        A wrong code of the second factor counts as a wrong password does.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        checked = await self.check_password(given, address)
        if isinstance(checked, Refused):
            return checked
        taken = await self.steps.take(checked, given, address) if self.steps else ()
        if isinstance(taken, Refused) and taken.reason == "wrong_code":
            detail = "wrong code of the second factor"
            await self._audit.write(Actor(checked.username, address), Action.LOGIN_FAILED, detail=detail)
            return taken
        await self._throttle.succeed(checked.key, address)
        return taken if isinstance(taken, Refused) else Verified(account=checked, recovery_codes=taken)

    def is_for(self, role: Role) -> bool:
        """Return whether accounts of a role can log in with a password."""
        return role >= self.least_role

    async def succeed(self, account: accounts.Account, address: str) -> None:
        """Take back an attempt that ``check_password`` has counted."""
        await self._throttle.succeed(account.key, address)

    async def check_password(self, given: Given, address: str) -> accounts.Account | Refused:
        """Return the account whose name and password these are; the attempt is still counted then.

        Raises:
            DatabaseUnavailableError: If the database is unavailable.
        """
        key = storable(account_key(given.username))
        is_known = await asyncio.to_thread(sessions.has_logged_in_from, self._database, key, address)
        wait = await self._throttle.attempt(key, address, is_known=is_known)
        if wait:
            return Refused(reason="slowed", wait_seconds=math.ceil(wait))
        account = await asyncio.to_thread(accounts.find_account, self._database, key)
        try:
            check = await self._passwords.check(account.password_hash if account else None, given.password)
        except TooManyLoginsError:
            return Refused(reason="slowed", wait_seconds=_BUSY_SECONDS)
        if account is None or not check.is_right:
            # A name without an account may be a password entered into the wrong field.
            tried = Actor(account.username if account else UNKNOWN_ACCOUNT, address)
            await self._audit.write(tried, Action.LOGIN_FAILED, detail="wrong username or password")
            return Refused(reason="wrong")
        refusal = await self._refusal(account, address)
        if refusal is not None:
            await self._throttle.succeed(key, address)
            return refusal
        return await self._with_strong_hash(account, check)

    async def _refusal(self, account: accounts.Account, address: str) -> Refused | None:
        tried = Actor(account.username, address)
        if account.is_disabled:
            await self._audit.write(tried, Action.LOGIN_FAILED, detail="the account is disabled")
            return Refused(reason="disabled")
        if not self.is_for(Role[account.role.upper()]):
            await self._audit.write(tried, Action.LOGIN_FAILED, detail="a password, where single sign-on is required")
            return Refused(reason="single_sign_on")
        return None

    async def _with_strong_hash(self, account: accounts.Account, check: Check) -> accounts.Account:
        if check.new_hash is not None:
            await asyncio.to_thread(
                accounts.replace_hash, self._database, account.key, account.password_hash, check.new_hash
            )
        return account
