"""The current user's password and sessions."""

from dataclasses import dataclass

import reflex as rx
from pydantic import BaseModel, Field, ValidationError

from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.accounts import AccountError
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.audit import Action, Actor
from rca_dashboard.domain.device import device_name
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.running import running
from rca_dashboard.ui.kit.forms import FormAnswer
from rca_dashboard.ui.pushed.me import current_actor, current_identity

# Which field an error is about.
_FIELDS = {"wrong_password": "old", "invalid_password": "new"}


@dataclass(frozen=True)
class LoginRow:
    """One of the current user's sessions; ``device`` is the browser, or all that is known."""

    id: str
    address: str
    device: str
    system: str
    browser: str
    last_used_at: int
    is_current: bool


class PasswordChange(BaseModel):
    """The form for changing the current user's password."""

    old: str = Field(max_length=1000)
    new: str = Field(max_length=1000)


class SettingsState(rx.State):
    """Lists the current user's sessions, ends them, and changes the password."""

    logins: rx.Field[list[LoginRow]] = rx.field(default_factory=list)
    answer: str = ""
    is_error: bool = False
    password: rx.Field[FormAnswer] = rx.field(default_factory=FormAnswer)

    @rx.event
    @allowed(Role.VIEWER)
    async def load(self) -> None:
        """Read the current user's sessions."""
        self.answer, self.is_error, self.password = "", False, FormAnswer()
        await self._read()

    @rx.event
    @allowed(Role.VIEWER)
    async def end_login(self, login_id: str) -> None:
        """Log out one of the current user's sessions."""
        actor = await current_actor(self)
        ended = await running().access.sessions.revoke(await current_identity(self), login_id[:64])
        await _record_ended(actor, int(ended))
        self.answer, self.is_error = ("Session logged out.", False) if ended else ("Session not found.", True)
        await self._read()

    @rx.event
    @allowed(Role.VIEWER)
    async def end_other_logins(self) -> None:
        """Log out the current user's other sessions."""
        ended = await running().access.sessions.revoke_all(await current_identity(self), but_this=True)
        await _record_ended(await current_actor(self), ended)
        self.answer, self.is_error = f"Logged out {ended} other {'session' if ended == 1 else 'sessions'}.", False
        await self._read()

    @rx.event
    @allowed(Role.VIEWER)
    async def change_password(self, form: dict[str, str]) -> None:
        """Change the current user's password and log out their other sessions."""
        try:
            wanted = PasswordChange.model_validate(form)
            address = (await current_actor(self)).address
            identity = await current_identity(self)
            await running().access.accounts.change_own_password(identity, wanted.old, wanted.new, address)
        except ValidationError as error:
            self.password = self.password.invalid(error)
        except AccountError as error:
            self.password = self.password.refused(str(error), _FIELDS.get(error.code, ""))
        else:
            self.password = self.password.accepted()
            self.answer, self.is_error = "Password changed. Your other sessions were logged out.", False
        await self._read()

    async def _read(self) -> None:
        identity = await current_identity(self)
        found = await running().access.sessions.sessions_of(identity) if identity.session_id else ()
        self.logins = [
            LoginRow(
                each.id,
                each.address,
                *_device_and_system(each.user_agent),
                each.user_agent,
                to_milliseconds(each.last_used_at),
                each.id == identity.session_id,
            )
            for each in found
        ]


def _device_and_system(user_agent: str) -> tuple[str, str]:
    device, _, system = device_name(user_agent).partition(" on ")
    return device, system


async def _record_ended(actor: Actor, ended: int) -> None:
    if ended:
        await running().access.sessions.audit.write(actor, Action.LOGINS_ENDED, detail=f"{ended} of their own")
