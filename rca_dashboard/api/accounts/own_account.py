"""The routes of the caller's own sessions and password."""

from datetime import datetime
from typing import Annotated

from fastapi import Request
from pydantic import Field

from rca_dashboard.access.addresses import address_of
from rca_dashboard.access.identity import Role, identity_of
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.passwords import LONGEST_PASSWORD
from rca_dashboard.access.logins.sessions import Sessions
from rca_dashboard.api.accounts.refusals import check_that_passwords_exist
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import not_found
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.api.single_sign_on import EndedSessions
from rca_dashboard.domain.audit import Action
from rca_dashboard.domain.iso8601 import to_iso

Password = Annotated[str, Field(max_length=LONGEST_PASSWORD)]
SessionId = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class NewPassword(Schema):
    """The old password and the new one."""

    old_password: Password
    new_password: Password


class Login(Schema):
    """A session of the current user; `id` identifies it and grants no access."""

    id: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    address: str
    user_agent: str
    is_current: bool


class OwnAccountEndpoints:
    """The endpoints of the caller's own account."""

    def __init__(self, sessions: Sessions, accounts: Accounts, *, is_open: bool, passwords_for: str) -> None:
        self._sessions = sessions
        self._accounts = accounts
        self._is_open = is_open
        self._passwords_for = passwords_for

    async def sessions(self, request: Request) -> JsonAnswer:
        """List your sessions, the last used first."""
        identity = identity_of(request.scope)
        found = await self._sessions.sessions_of(identity) if identity.session_id else ()
        return success(
            [
                {
                    "id": each.id,
                    "created_at": to_iso(each.created_at),
                    "last_used_at": to_iso(each.last_used_at),
                    "expires_at": to_iso(each.expires_at),
                    "address": each.address,
                    "user_agent": each.user_agent,
                    "is_current": each.id == identity.session_id,
                }
                for each in found
            ]
        )

    async def end_other_sessions(self, request: Request) -> JsonAnswer:
        """Log out all your other sessions."""
        identity = identity_of(request.scope)
        ended = await self._sessions.revoke_all(identity, but_this=True) if identity.session_id else 0
        await self._record_ended(request, ended)
        return success({"ended": ended})

    async def end_session(self, request: Request, session_id: SessionId) -> JsonAnswer:
        """Log out one of the current user's sessions."""
        identity = identity_of(request.scope)
        if not identity.session_id or not await self._sessions.revoke(identity, session_id):
            raise not_found("Session not found.")
        await self._record_ended(request, 1)
        return success({"ended": 1})

    async def change_password(self, request: Request, body: NewPassword) -> JsonAnswer:
        """Change the current user's password and log out their other sessions."""
        check_that_passwords_exist(is_open=self._is_open, passwords_for=self._passwords_for)
        await self._accounts.change_own_password(
            identity_of(request.scope), body.old_password, body.new_password, address_of(request.scope)
        )
        return success(None)

    async def _record_ended(self, request: Request, ended: int) -> None:
        if ended:
            await self._sessions.audit.write(actor_of(request), Action.LOGINS_ENDED, detail=f"{ended} of their own")


def add_own_account_routes(
    routes: Routes, sessions: Sessions, accounts: Accounts, *, is_open: bool, passwords_for: str
) -> None:
    """Add ``/auth/sessions`` and ``/auth/password``."""
    endpoints = OwnAccountEndpoints(sessions, accounts, is_open=is_open, passwords_for=passwords_for)
    path = "/auth/sessions"
    routes.get(path, endpoints.sessions, role=Role.VIEWER, errors=(503,), response_model=Answer[list[Login]])
    routes.delete(
        path, endpoints.end_other_sessions, role=Role.VIEWER, errors=(503,), response_model=Answer[EndedSessions]
    )
    routes.delete(
        f"{path}/{{session_id}}",
        endpoints.end_session,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_model=Answer[EndedSessions],
    )
    routes.post(
        "/auth/password",
        endpoints.change_password,
        role=Role.VIEWER,
        errors=(404, 409, 422, 503),
        response_model=Answer[None],
    )
