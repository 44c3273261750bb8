"""Logging in and out, your own sessions and your own password."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Header, Request
from pydantic import Field

from rca_dashboard.access.account_care.account_care import AccountCare
from rca_dashboard.access.account_care.second_factors import LONGEST_CODE
from rca_dashboard.access.addresses import address_of
from rca_dashboard.access.identity import Role, identity_of
from rca_dashboard.access.logins.accounts import Accounts
from rca_dashboard.access.logins.api_tokens import ApiTokens
from rca_dashboard.access.logins.outcomes import Given
from rca_dashboard.access.logins.passwords import LONGEST_PASSWORD
from rca_dashboard.access.logins.sessions import LoggedIn, Refused, Sessions
from rca_dashboard.access.logins.usernames import LONGEST_USERNAME
from rca_dashboard.access.single_sign_on.sign_on import SingleSignOn
from rca_dashboard.access.teams import Teams
from rca_dashboard.api.accounts.accounts import add_account_routes
from rca_dashboard.api.accounts.own_account import add_own_account_routes
from rca_dashboard.api.accounts.password_links import add_password_link_routes
from rca_dashboard.api.accounts.refusals import check_that_passwords_exist, login_refusal
from rca_dashboard.api.accounts.second_factor import EnrolmentSchema, add_second_factor_routes, enrolment_json
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import ApiError
from rca_dashboard.api.routes import ANY_SCOPE, Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.api.single_sign_on import add_sign_on_routes
from rca_dashboard.api.team_routes import add_team_routes
from rca_dashboard.api.token_routes import add_token_routes
from rca_dashboard.domain.audit import Action
from rca_dashboard.domain.json_types import Json

Password = Annotated[str, Field(max_length=LONGEST_PASSWORD)]
SessionId = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
UserAgent = Annotated[str, Header(include_in_schema=False)]


class Credentials(Schema):
    """The credentials of a login."""

    username: str = Field(max_length=LONGEST_USERNAME)
    password: Password


class FullCredentials(Credentials):
    """The credentials of a login, and what the last answer asked for."""

    new_password: Password = Field(default="", description="Replaces a generated password at the first login.")
    code: str = Field(default="", max_length=LONGEST_CODE, description="Of the authenticator app, or a recovery code.")


class Me(Schema):
    """The current user."""

    username: str
    role: str


class LoggedInMe(Me):
    """The current user, and the recovery codes of a second factor that this login has confirmed."""

    recovery_codes: list[str] = Field(default=[])


class LoggedOut(Schema):
    """Where to log out of single sign-on too; null if the session did not begin there."""

    provider: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logins:
    """The dependencies of the endpoints.

    Attributes:
        tokens: The API tokens, ``teams`` who sees which tickets, and ``care`` links and second factors; without them
            their routes do not exist.
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
    care: AccountCare | None = None
    sign_on: SingleSignOn | None = None
    home: str = ""
    passwords_for: str = "everyone"


class AuthEndpoints:
    """The endpoints for login and sessions."""

    def __init__(self, logins: Logins) -> None:
        self._sessions = logins.sessions
        self._is_open = logins.is_open
        self._passwords_for = logins.passwords_for
        self._sign_on = logins.sign_on
        self._care = logins.care

    async def login(self, request: Request, credentials: FullCredentials, user_agent: UserAgent = "") -> JsonAnswer:
        """Log in; the response sets the session cookie, which the websocket uses too.

        `password_change_required`, `second_factor_required` and `second_factor_enrolment_required` say that the
        password is correct, and what to send with it.
        """
        self._check_that_logins_exist()
        given = Given(
            username=credentials.username,
            password=credentials.password,
            new_password=credentials.new_password,
            code=credentials.code,
        )
        outcome = await self._sessions.login(given, address_of(request.scope), user_agent)
        if isinstance(outcome, Refused):
            return login_refusal(outcome)
        return _with_cookie(success(_me(outcome)), outcome.cookie)

    async def enrol_at_login(self, request: Request, credentials: Credentials) -> JsonAnswer:
        """Begin with the authenticator app that the caller's role cannot log in without; then log in with its code."""
        self._check_that_logins_exist()
        given, address = Given(username=credentials.username, password=credentials.password), address_of(request.scope)
        account = await self._sessions.password_login.check_password(given, address)
        if isinstance(account, Refused):
            return login_refusal(account)
        await self._sessions.password_login.succeed(account, address)
        enrolment = await self._care.steps.enrol(account) if self._care else None
        if enrolment is None:
            raise ApiError(409, "no_enrolment_required", "This account can log in as it is.")
        return success(enrolment_json(enrolment))

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

    def _check_that_logins_exist(self) -> None:
        check_that_passwords_exist(is_open=self._is_open, passwords_for=self._passwords_for)


def add_auth_routes(routes: Routes, logins: Logins) -> None:
    """Add ``/auth/…``."""
    endpoints = AuthEndpoints(logins)
    if logins.teams is not None:
        add_team_routes(routes, logins.teams)
    if logins.tokens is not None:
        add_token_routes(routes, logins.tokens, is_open=logins.is_open)
    if logins.care is not None:
        add_account_routes(routes, logins.care, is_open=logins.is_open)
        add_password_link_routes(routes, logins.care.links, is_open=logins.is_open)
        add_second_factor_routes(routes, logins.care, logins.accounts, is_open=logins.is_open)
        routes.post(
            "/auth/login/second-factor",
            endpoints.enrol_at_login,
            role=Role.NOBODY,
            errors=(401, 409, 422, 503),
            response_model=Answer[EnrolmentSchema],
        )
    add_sign_on_routes(routes, logins.sign_on, logins.home, logins.passwords_for)
    routes.post(
        "/auth/login",
        endpoints.login,
        role=Role.NOBODY,
        errors=(401, 409, 422, 503),
        response_model=Answer[LoggedInMe],
    )
    routes.post(
        "/auth/logout",
        endpoints.logout,
        role=Role.VIEWER,
        is_for_enrolment=True,
        errors=(503,),
        response_model=Answer[LoggedOut],
    )
    routes.get("/auth/me", endpoints.me, role=Role.VIEWER, scopes=ANY_SCOPE, response_model=Answer[Me])
    add_own_account_routes(
        routes, logins.sessions, logins.accounts, is_open=logins.is_open, passwords_for=logins.passwords_for
    )


def _me(login: LoggedIn) -> dict[str, Json]:
    me: dict[str, Json] = {"username": login.identity.username, "role": login.identity.role.name.lower()}
    return {**me, "recovery_codes": list(login.recovery_codes)} if login.recovery_codes else me


def _with_cookie(answer: JsonAnswer, cookie: str) -> JsonAnswer:
    answer.headers.append("Set-Cookie", cookie)
    return answer
