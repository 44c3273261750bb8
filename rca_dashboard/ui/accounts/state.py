"""The accounts, for admins."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Literal

import reflex as rx
from pydantic import BaseModel, Field, ValidationError

from rca_dashboard.access.account_care.account_care import ListedAccount
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.accounts import AccountError, Accounts
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.running import running
from rca_dashboard.ui.kit.forms import FormAnswer
from rca_dashboard.ui.pushed.me import current_actor

# An account that nobody has used for so long is worth a look: most people's holidays are shorter.
IDLE_DAYS = 30
ROLES = ("viewer", "agent", "admin")
# Which field an error is about.
_FIELDS = {
    "username_taken": "username",
    "invalid_username": "username",
    "unknown_account": "username",
    "invalid_password": "password",
}


@dataclass(frozen=True)
class AccountRow:
    """An account as the page shows it; ``last_seen_at`` is 0 if nobody has logged in with it."""

    username: str
    role: str
    is_disabled: bool
    is_invited: bool
    has_password: bool
    has_second_factor: bool
    is_idle: bool
    idle_days: int
    last_seen_at: int


class NewAccount(BaseModel):
    """The form for a new account."""

    username: str = Field(min_length=1, max_length=100)
    password: str = Field(max_length=1000)
    role: Literal["viewer", "agent", "admin"]


class NewPassword(BaseModel):
    """The form for resetting a password."""

    username: str = Field(min_length=1, max_length=100)
    password: str = Field(max_length=1000)


class AccountsState(rx.State):
    """Lists and changes accounts; each change is checked again by ``access.accounts``."""

    accounts: rx.Field[list[AccountRow]] = rx.field(default_factory=list)
    answer: str = ""
    is_error: bool = False
    created: rx.Field[FormAnswer] = rx.field(default_factory=FormAnswer)
    reset_one: rx.Field[FormAnswer] = rx.field(default_factory=FormAnswer)

    @rx.event
    @allowed(Role.ADMIN)
    async def load(self) -> None:
        """Read the accounts."""
        self.answer, self.is_error, self.created, self.reset_one = "", False, FormAnswer(), FormAnswer()
        await self._read()

    @rx.event
    @allowed(Role.ADMIN)
    async def create(self, form: dict[str, str]) -> None:
        """Create an account."""
        try:
            wanted = NewAccount.model_validate(form)
            role = Role[wanted.role.upper()]
            running().access.care.links.check_role(role)
            await _accounts().create(wanted.username, wanted.password, role, by=await current_actor(self))
        except (AccountError, ValidationError) as error:
            self.created = _refused(self.created, error)
        else:
            self.created = self.created.accepted()
            self._say(f"Account {wanted.username} created.")
        await self._read()

    @rx.event
    @allowed(Role.ADMIN)
    async def disable(self, username: str) -> None:
        """Disable an account."""
        by = await current_actor(self)
        await self._change(_accounts().disable(username[:100], by=by), f"{username} is disabled.")

    @rx.event
    @allowed(Role.ADMIN)
    async def enable(self, username: str) -> None:
        """Enable an account."""
        by = await current_actor(self)
        await self._change(_accounts().enable(username[:100], by=by), f"{username} is enabled.")

    @rx.event
    @allowed(Role.ADMIN)
    async def reset_second_factor(self, username: str) -> None:
        """Remove the second factor of an account whose device is lost."""
        by = await current_actor(self)
        reset = running().access.care.factors.reset(username[:100], by=by)
        await self._change(reset, f"{username}'s second factor was removed.")

    @rx.event
    @allowed(Role.ADMIN)
    async def set_role(self, username: str, role: str) -> None:
        """Change an account's role."""
        if role not in ROLES:
            self._say(f"Role must be one of {', '.join(ROLES)}.", is_error=True)
            return
        change = _accounts().set_role(username[:100], Role[role.upper()], by=await current_actor(self))
        await self._change(change, f"{username}'s role is now {role}.")

    @rx.event
    @allowed(Role.ADMIN)
    async def set_password(self, form: dict[str, str]) -> None:
        """Reset an account's password."""
        try:
            wanted = NewPassword.model_validate(form)
            await _accounts().set_password(wanted.username, wanted.password, by=await current_actor(self))
        except (AccountError, ValidationError) as error:
            self.reset_one = _refused(self.reset_one, error)
        else:
            self.reset_one = self.reset_one.accepted()
            self._say(f"{wanted.username}'s password was reset.")
        await self._read()

    async def _change(self, change: Awaitable[None], answer: str) -> None:
        try:
            await change
        except AccountError as error:
            self._say(str(error), is_error=True)
        else:
            self._say(answer)
        await self._read()

    async def _read(self) -> None:
        self.accounts = [_row(each) for each in await running().access.care.accounts()]

    def _say(self, answer: str, *, is_error: bool = False) -> None:
        self.answer, self.is_error = answer, is_error


def _row(listed: ListedAccount) -> AccountRow:
    account = listed.account
    return AccountRow(
        username=account.username,
        role=account.role.name.lower(),
        is_disabled=account.is_disabled,
        is_invited=account.is_invited,
        has_password=account.source == "password",
        has_second_factor=listed.has_second_factor,
        is_idle=listed.idle_days >= IDLE_DAYS and not account.is_disabled,
        idle_days=listed.idle_days,
        last_seen_at=to_milliseconds(listed.last_seen_at) if listed.last_seen_at else 0,
    )


def _refused(before: FormAnswer, error: AccountError | ValidationError) -> FormAnswer:
    if isinstance(error, ValidationError):
        return before.invalid(error)
    return before.refused(str(error), _FIELDS.get(error.code, ""))


def _accounts() -> Accounts:
    return running().access.accounts
