"""Links that set a password: invitations, and resets for people who are locked out."""

from typing import Literal

import reflex as rx
from pydantic import BaseModel, Field, ValidationError

from rca_dashboard.access.account_care.mail import MAIL_ADDRESS
from rca_dashboard.access.account_care.password_links import CreatedLink
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.account_views import AccountError
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.running import running
from rca_dashboard.ui.accounts.state import AccountsState
from rca_dashboard.ui.kit.forms import FormAnswer
from rca_dashboard.ui.pushed.me import current_actor

_FIELDS = {"username_taken": "username", "invalid_username": "username"}


class NewInvitation(BaseModel):
    """The form for an invitation."""

    username: str = Field(min_length=1, max_length=100)
    role: Literal["viewer", "agent", "admin"]
    email: str = Field(default="", max_length=254, pattern=f"^({MAIL_ADDRESS})?$")


class PasswordLinksState(rx.State):
    """Creates links, and shows the path of the last one this once."""

    path: str = ""
    said: str = ""
    is_wrong: bool = False
    sends_mail: bool = False
    for_admins_only: bool = False
    invited: rx.Field[FormAnswer] = rx.field(default_factory=FormAnswer)

    @rx.event
    @allowed(Role.ADMIN)
    async def forget_link(self) -> None:
        """Show no link any more; read whether links are sent, and who may have one."""
        self.path, self.said, self.is_wrong, self.invited = "", "", False, FormAnswer()
        access = running().access
        self.sends_mail = access.care.links.mail is not None
        self.for_admins_only = not access.sessions.password_login.is_for(Role.AGENT)

    @rx.event
    @allowed(Role.ADMIN)
    async def invite(self, form: dict[str, str]) -> rx.event.EventCallback[()] | None:
        """Create an account, and the link by which its owner chooses a password."""
        self.path = ""
        try:
            wanted = NewInvitation.model_validate(form)
            by = await current_actor(self)
            role = Role[wanted.role.upper()]
            link = await running().access.care.links.invite(wanted.username, role, by=by, email=wanted.email)
        except ValidationError as error:
            self.invited = self.invited.invalid(error)
            return None
        except AccountError as error:
            self.invited = self.invited.refused(str(error), _FIELDS.get(error.code, ""))
            return None
        self.invited = self.invited.accepted()
        self._show(link)
        return AccountsState.load

    @rx.event
    @allowed(Role.ADMIN)
    async def create_reset_link(self, username: str) -> None:
        """Create the link by which an account's owner chooses a new password."""
        self.path = ""
        try:
            link = await running().access.care.links.reset(username[:100], by=await current_actor(self))
        except AccountError as error:
            self.said, self.is_wrong = str(error), True
        else:
            self._show(link)

    def _show(self, link: CreatedLink) -> None:
        self.path = link.path
        text = f"Copy the link for {link.username} now: it is not shown again, and works once."
        if link.mailed_to:
            text = f"The link for {link.username} was sent to {link.mailed_to}. It is shown here this once, too."
        elif link.mail_problem:
            text = f"No mail was sent to {link.username}: {link.mail_problem}. Copy the link: it is not shown again."
        self.said, self.is_wrong = text, bool(link.mail_problem)
