"""The care of accounts as one object, and the list of accounts that shows which are idle."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.access.account_care.login_steps import LoginSteps
from rca_dashboard.access.account_care.others_sessions import OthersSessions
from rca_dashboard.access.account_care.password_links import PasswordLinks
from rca_dashboard.access.account_care.second_factors import SecondFactors
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.account_views import AccountView
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.access.logins.usernames import account_key
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.store.access.second_factors import confirmed_factors
from rca_dashboard.store.accounts import last_used_tokens
from rca_dashboard.store.engine import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAccount:
    """An account as admins see it.

    Attributes:
        last_seen_at: The last login, or the last use of one of its API tokens; None if there was neither.
        idle_days: Whole days since then, or since the account was created.
    """

    account: AccountView
    has_second_factor: bool
    last_seen_at: datetime | None
    idle_days: int


class AccountCare:
    """The care of accounts.

    Args:
        database: Its tables must exist before the first call.
        accounts: Creates accounts.
        passwords: Hashes passwords.
        sessions: Begins and ends sessions; logins and open sessions follow this object from now on.
        required: The roles that cannot log in without a second factor.
        now: The server's clock.

    Attributes:
        links: Links that set a password.
        sessions: The sessions of others.
        factors: Second factors.
        steps: What a login needs after a correct password.
    """

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        passwords: Passwords,
        sessions: Sessions,
        required: Collection[Role] = (),
        now: Clock = utc_now,
    ) -> None:
        self.links = PasswordLinks(database, accounts, passwords, sessions, now)
        self.sessions = OthersSessions(database, sessions, now)
        self.factors = SecondFactors(database, sessions, required, now)
        self.steps = LoginSteps(database, passwords, self.factors, now)
        sessions.password_login.steps = self.steps
        sessions.reader.needs_factor = self.factors.is_required
        self._database = database
        self._accounts = accounts
        self._now = now

    async def accounts(self) -> tuple[ListedAccount, ...]:
        """Return all accounts, ordered by name."""
        found = await self._accounts.all()
        secured = await asyncio.to_thread(confirmed_factors, self._database)
        used = await asyncio.to_thread(last_used_tokens, self._database)
        return tuple(self._listed(each, account_key(each.username) in secured, used) for each in found)

    def _listed(self, account: AccountView, has_factor: bool, used: dict[str, datetime]) -> ListedAccount:  # noqa: FBT001 - of one caller
        seen = [at for at in (account.last_login_at, used.get(account_key(account.username))) if at is not None]
        last_seen_at = max(seen, default=None)
        idle = self._now() - (last_seen_at or account.created_at)
        return ListedAccount(
            account=account, has_second_factor=has_factor, last_seen_at=last_seen_at, idle_days=max(0, idle.days)
        )
