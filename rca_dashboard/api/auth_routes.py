"""Logging in and out, your own sessions and your own password."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Header, Request
from pydantic import Field

from rca_dashboard.access.addresses import address_of
from rca_dashboard.access.identity import Role, identity_of
from rca_dashboard.access.logins.accounts import AccountError, Accounts
from rca_dashboard.access.logins.api_tokens import ApiTokens
from rca_dashboard.access.logins.passwords import LONGEST_PASSWORD
from rca_dashboard.access.logins.sessions import LoggedIn, Refused, Sessions
from rca_dashboard.access.logins.usernames import LONGEST_USERNAME
from rca_dashboard.access.single_sign_on.sign_on import SingleSignOn
from rca_dashboard.access.teams import Teams
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import ApiError, error_answer, not_found
from rca_dashboard.api.routes import ANY_SCOPE, Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.api.single_sign_on import EndedSessions, add_sign_on_routes
from rca_dashboard.api.team_routes import add_team_routes
from rca_dashboard.api.token_routes import add_token_routes
from rca_dashboard.domain.audit import Action
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json

Password = Annotated[str, Field(max_length=LONGEST_PASSWORD)]
SessionId = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
UserAgent = Annotated[str, Header(include_in_schema=False)]


class Credentials(Schema):
    """The credentials of a login."""

    username: str = Field(max_length=LONGEST_USERNAME)
    password: Password


class NewPassword(Schema):
    """The old password and the new one."""

    old_password: Password
    new_password: Password


class Me(Schema):
    """The current user."""

    username: str
    role: str


class Login(Schema):
    """A session of the current user; `id` identifies it and grants no access."""

    id: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    address: str
    user_agent: str
    is_current: bool


class LoggedOut(Schema):
    """Where to log out of single sign-on too; null if the session did not begin there."""

    provider: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logins:
    """The dependencies of the endpoints.

    Attributes:
        tokens: The API tokens, and ``teams`` who sees which tickets; without them their routes do not exist.
        is_open: No login is required: every visitor is ``everybody``.
        sign_on: Logs people in at an identity provider; None without single sign-on.
        home: The address of the app's pages.
        passwords_for: Who may log in with a password: ``everyone``, ``admins`` or ``nobody``.
    """

    sessions: Sessions
    accounts: Accounts
    is_open: bool
    tokens: ApiTokens | None = None
    teams: Teams | None = None
    sign_on: SingleSignOn | None = None
    home: str = ""
    passwords_for: str = "everyone"


class AuthEndpoints:
    """The endpoints for login and sessions."""

    def __init__(self, logins: Logins) -> None:
        self._sessions = logins.sessions
        self._accounts = logins.accounts
        self._is_open = logins.is_open
        self._passwords_for = logins.passwords_for
        self._sign_on = logins.sign_on

    async def login(self, request: Request, credentials: Credentials, user_agent: UserAgent = "") -> JsonAnswer:
        """Log in; the response sets the session cookie, which the websocket uses too."""
        self._check_that_logins_exist()
        outcome = await self._sessions.login(
            credentials.username, credentials.password, address_of(request.scope), user_agent
        )
        if isinstance(outcome, Refused):
            return _refusal(outcome)
        return _with_cookie(success(_me(outcome)), outcome.cookie)

    async def logout(self, request: Request) -> JsonAnswer:
        """Log out the current session; the response deletes the cookie in the browser.

        `provider` is the address at which the browser logs out of single sign-on too, or null.
        """
        identity = identity_of(request.scope)
        if not identity.session_id:
            return success({"provider": None})
        provider = await self._sign_on.logout_address(identity) if self._sign_on else ""
        cookie = await self._sessions.logout(identity)
        await self._sessions.audit.write(actor_of(request), Action.LOGOUT)
        return _with_cookie(success({"provider": provider or None}), cookie)

    async def me(self, request: Request) -> JsonAnswer:
        """Return the current user."""
        identity = identity_of(request.scope)
        return success({"username": identity.username, "role": identity.role.name.lower()})

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
        self._check_that_logins_exist()
        try:
            await self._accounts.change_own_password(
                identity_of(request.scope), body.old_password, body.new_password, address_of(request.scope)
            )
        except AccountError as error:
            status = {"too_many_attempts": 429, "unknown_account": 404}.get(error.code, 422)
            headers = {"Retry-After": str(error.wait_seconds)} if error.wait_seconds else None
            return error_answer(ApiError(status, error.code, str(error)), headers=headers)
        return success(None)

    async def _record_ended(self, request: Request, ended: int) -> None:
        if ended:
            await self._sessions.audit.write(actor_of(request), Action.LOGINS_ENDED, detail=f"{ended} of their own")

    def _check_that_logins_exist(self) -> None:
        if self._is_open:
            raise ApiError(409, "open_access", "Login is turned off: AUTH_MODE=none.")
        if self._passwords_for == "nobody":
            raise ApiError(409, "no_passwords", "The proxy in front logs people in: AUTH_MODE=proxy.")


def add_auth_routes(routes: Routes, logins: Logins) -> None:
    """Add ``/auth/…``."""
    endpoints = AuthEndpoints(logins)
    if logins.teams is not None:
        add_team_routes(routes, logins.teams)
    if logins.tokens is not None:
        add_token_routes(routes, logins.tokens, is_open=logins.is_open)
    add_sign_on_routes(routes, logins.sign_on, logins.home, logins.passwords_for)
    routes.post(
        "/auth/login", endpoints.login, role=Role.NOBODY, errors=(401, 409, 422, 503), response_model=Answer[Me]
    )
    routes.post("/auth/logout", endpoints.logout, role=Role.VIEWER, errors=(503,), response_model=Answer[LoggedOut])
    routes.get("/auth/me", endpoints.me, role=Role.VIEWER, scopes=ANY_SCOPE, response_model=Answer[Me])
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


def _refusal(refused: Refused) -> JsonAnswer:
    match refused.reason:
        case "slowed":
            error = ApiError(429, "too_many_attempts", f"Too many attempts; try again in {refused.wait_seconds} s.")
            return error_answer(error, headers={"Retry-After": str(refused.wait_seconds)})
        case "disabled":
            message = "This account is disabled. Ask an admin to enable it."
            return error_answer(ApiError(401, "account_disabled", message))
        case "single_sign_on":
            message = "Use single sign-on: passwords are for admins in an emergency."
            return error_answer(ApiError(401, "single_sign_on_required", message))
        case "wrong":
            return error_answer(ApiError(401, "invalid_credentials", "Incorrect username or password."))


def _me(login: LoggedIn) -> dict[str, Json]:
    return {"username": login.identity.username, "role": login.identity.role.name.lower()}


def _with_cookie(answer: JsonAnswer, cookie: str) -> JsonAnswer:
    answer.headers.append("Set-Cookie", cookie)
    return answer
