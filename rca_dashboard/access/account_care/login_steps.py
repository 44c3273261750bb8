"""The steps of a login after a correct password: a new password where it was generated, and the second factor."""

import asyncio
from dataclasses import dataclass

from rca_dashboard.access.account_care.second_factors import Enrolment, SecondFactors
from rca_dashboard.access.logins.account_views import AccountError
from rca_dashboard.access.logins.outcomes import Given, Refused
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.store.access.second_factors import find_factor
from rca_dashboard.store.accounts import Account, change_account
from rca_dashboard.store.engine import Database

_LOST = (
    "Codes of your app cannot be checked, for the dashboard's secret has changed. "
    "Use a recovery code, or ask an admin to reset your second factor."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Factor:
    is_on: bool
    is_begun: bool
    is_readable: bool


class LoginSteps:
    """Takes the steps; until all are taken there is no session.

    Args:
        database: Its tables must exist before the first call.
        passwords: Hashes new passwords.
        factors: The second factors.
        now: The server's clock.
    """

    def __init__(self, database: Database, passwords: Passwords, factors: SecondFactors, now: Clock = utc_now) -> None:
        self._database = database
        self._passwords = passwords
        self._factors = factors
        self._now = now

    async def take(self, account: Account, given: Given, address: str) -> Refused | tuple[str, ...]:
        """Return what is missing or wrong, or else the new recovery codes, if the login has confirmed a second factor.

        The code comes last: it is accepted once, and must not be lost to a password that is too short.
        """
        new_hash = ""
        if account.must_change_password:
            if not given.new_password:
                return Refused(reason="password_change")
            problem, new_hash = await self._new_hash(account, given)
            if problem:
                return Refused(reason="invalid_password", message=problem)
        taken = await self._second_factor(account, given.code, Actor(account.username, address))
        if new_hash and not isinstance(taken, Refused):
            await self._change_password(account, new_hash, address)
        return taken

    async def enrol(self, account: Account) -> Enrolment | None:
        """Return what an authenticator app needs, if this account cannot log in without one; otherwise None."""
        if not self._factors.is_required(account) or (await self._factor(account)).is_on:
            return None
        return await self._factors.begin(account)

    async def _second_factor(self, account: Account, code: str, by: Actor) -> Refused | tuple[str, ...]:
        factor = await self._factor(account)
        if factor.is_on:
            if not code:
                return Refused(reason="second_factor")
            is_right = await self._factors.check(account, code)
            return () if is_right else Refused(reason="wrong_code", message="" if factor.is_readable else _LOST)
        if not self._factors.is_required(account):
            return ()
        if not code or not factor.is_begun:
            return Refused(reason="enrolment")
        try:
            return await self._factors.confirm(account.username, code, by=by)
        except AccountError:
            return Refused(reason="wrong_code")

    async def _factor(self, account: Account) -> _Factor:
        found = await asyncio.to_thread(find_factor, self._database, account.key)
        return _Factor(
            is_on=found is not None and found.confirmed_at is not None,
            is_begun=found is not None,
            is_readable=found is not None and self._factors.is_readable(found),
        )

    async def _new_hash(self, account: Account, given: Given) -> tuple[str, str]:
        """Return what is wrong with the new password, or else its hash."""
        if account_key(given.new_password) == account_key(given.password):
            return "The new password must differ from the old one.", ""
        try:
            return "", await self._passwords.new_hash(account.username, given.new_password)
        except AccountError as error:
            return str(error), ""

    async def _change_password(self, account: Account, new_hash: str, address: str) -> None:
        now = self._now()
        changes = {"password_hash": new_hash, "password_changed_at": now, "must_change_password": False}
        await asyncio.to_thread(change_account, self._database, account.key, changes)
        await self._factors.audit.write(
            Actor(account.username, address), Action.PASSWORD_CHANGED, account.username, "at the first login"
        )
