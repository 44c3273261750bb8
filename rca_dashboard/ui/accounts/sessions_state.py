"""The sessions of one account, for admins."""

from dataclasses import dataclass

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.account_views import AccountError
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.device import device_name
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_actor


@dataclass(frozen=True)
class SessionRow:
    """A session as the page shows it."""

    id: str
    device: str
    browser: str
    address: str
    last_used_at: int


class OthersSessionsState(rx.State):
    """Shows where one person is logged in, and ends it."""

    owner: str = ""
    sessions: rx.Field[list[SessionRow]] = rx.field(default_factory=list)
    sessions_answer: str = ""
    is_refused: bool = False

    @rx.event
    @allowed(Role.ADMIN)
    async def hide_sessions(self) -> None:
        """Show the sessions of no account."""
        self.owner, self.sessions, self.sessions_answer, self.is_refused = "", [], "", False

    @rx.event
    @allowed(Role.ADMIN)
    async def show_sessions(self, username: str) -> None:
        """Show the sessions of an account."""
        self.owner, self.sessions_answer, self.is_refused = username[:100], "", False
        await self._read()

    @rx.event
    @allowed(Role.ADMIN)
    async def end_session_of_owner(self, session_id: str) -> None:
        """Log out one session of the account that is shown."""
        care, by = running().access.care, await current_actor(self)
        try:
            is_ended = await care.sessions.end(self.owner, session_id[:64], by=by)
        except AccountError as error:
            self.sessions_answer, self.is_refused = str(error), True
            return
        answer = "Session logged out." if is_ended else "Session not found."
        self.sessions_answer, self.is_refused = answer, not is_ended
        await self._read()

    @rx.event
    @allowed(Role.ADMIN)
    async def end_all_sessions_of_owner(self) -> None:
        """Log out all sessions of the account that is shown."""
        try:
            await running().access.care.sessions.end_all(self.owner, by=await current_actor(self))
        except AccountError as error:
            self.sessions_answer, self.is_refused = str(error), True
            return
        self.sessions_answer, self.is_refused = f"{self.owner} is logged out everywhere.", False
        await self._read()

    async def _read(self) -> None:
        try:
            found = await running().access.care.sessions.of(self.owner)
        except AccountError as error:
            self.sessions, self.sessions_answer, self.is_refused = [], str(error), True
            return
        self.sessions = [
            SessionRow(
                each.id,
                device_name(each.user_agent),
                each.user_agent,
                each.address,
                to_milliseconds(each.last_used_at),
            )
            for each in found
        ]
