"""The routes of accounts, for admins."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path, Request
from pydantic import Field

from rca_dashboard.access.account_care.account_care import AccountCare, ListedAccount
from rca_dashboard.access.account_care.mail import MAIL_ADDRESS
from rca_dashboard.access.account_care.password_links import CreatedLink
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.usernames import LONGEST_USERNAME
from rca_dashboard.api.accounts.refusals import check_that_accounts_exist
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import not_found
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.api.single_sign_on import EndedSessions
from rca_dashboard.domain.device import device_name
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.store.sessions import StoredSession

Username = Annotated[str, Path(max_length=LONGEST_USERNAME)]
SessionId = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


class AccountSchema(Schema):
    """An account. `idle_days` counts from the last login or use of an API token, or else from its creation."""

    username: str
    role: str
    source: str = Field(description="`password`, `oidc` or `proxy`: where its owner logs in.")
    is_disabled: bool
    is_invited: bool = Field(description="Its owner has not chosen a password yet.")
    must_change_password: bool
    has_second_factor: bool
    created_at: datetime
    last_seen_at: datetime | None
    idle_days: int


class NewInvitation(Schema):
    """Who is invited, and as what; with an address the link is sent there too, if the dashboard sends mail."""

    username: str = Field(min_length=1, max_length=LONGEST_USERNAME)
    role: Literal["viewer", "agent", "admin"]
    email: str = Field(default="", max_length=254, pattern=f"^({MAIL_ADDRESS})?$")


class LinkSchema(Schema):
    """A new link that sets a password, once: `path` after the dashboard's address. It is in this response only."""

    username: str
    purpose: str = Field(description="`invitation` or `reset`.")
    path: str
    expires_at: datetime
    mailed_to: str | None = Field(description="Where the link was sent; null if it was not.")
    mail_problem: str | None = Field(description="Why it was not sent; null if it was, or without `SMTP_URL`.")


class SessionOfAccount(Schema):
    """A session; `id` identifies it and grants no access."""

    id: str
    device: str
    address: str
    user_agent: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


class AccountEndpoints:
    """The endpoints of accounts."""

    def __init__(self, care: AccountCare, *, is_open: bool) -> None:
        self._care = care
        self._is_open = is_open

    async def list_accounts(self) -> JsonAnswer:
        """List the accounts, with how long each has been idle."""
        found = () if self._is_open else await self._care.accounts()
        return success([_account(each) for each in found])

    async def invite(self, request: Request, body: NewInvitation) -> JsonAnswer:
        """Create an account, and the link by which its owner chooses a password."""
        check_that_accounts_exist(is_open=self._is_open)
        role, by = Role[body.role.upper()], actor_of(request)
        link = await self._care.links.invite(body.username, role, by=by, email=body.email)
        return _created(link)

    async def create_reset_link(self, request: Request, username: Username) -> JsonAnswer:
        """Create the link by which an account's owner chooses a new password; earlier links no longer work."""
        check_that_accounts_exist(is_open=self._is_open)
        return _created(await self._care.links.reset(username, by=actor_of(request)))

    async def list_sessions_of_account(self, username: Username) -> JsonAnswer:
        """List the sessions of an account, the last used first."""
        check_that_accounts_exist(is_open=self._is_open)
        return success([_session(each) for each in await self._care.sessions.of(username)])

    async def end_sessions_of_account(self, request: Request, username: Username) -> JsonAnswer:
        """Log an account out everywhere."""
        check_that_accounts_exist(is_open=self._is_open)
        return success({"ended": await self._care.sessions.end_all(username, by=actor_of(request))})

    async def end_session_of_account(self, request: Request, username: Username, session_id: SessionId) -> JsonAnswer:
        """Log out one session of an account."""
        check_that_accounts_exist(is_open=self._is_open)
        if not await self._care.sessions.end(username, session_id, by=actor_of(request)):
            raise not_found("Session not found.")
        return success({"ended": 1})

    async def reset_second_factor(self, request: Request, username: Username) -> JsonAnswer:
        """Remove the second factor of an account whose device is lost, and log the account out everywhere."""
        check_that_accounts_exist(is_open=self._is_open)
        await self._care.factors.reset(username, by=actor_of(request))
        return success(None)


def add_account_routes(routes: Routes, care: AccountCare, *, is_open: bool) -> None:
    """Add ``/accounts``."""
    endpoints = AccountEndpoints(care, is_open=is_open)
    of_one = "/accounts/{username}"
    created = {"status_code": 201, "response_model": Answer[LinkSchema]}
    routes.get(
        "/accounts",
        endpoints.list_accounts,
        role=Role.ADMIN,
        errors=(503,),
        response_model=Answer[list[AccountSchema]],
    )
    routes.post("/accounts/invitations", endpoints.invite, role=Role.ADMIN, errors=(409, 422, 503), **created)
    errors = (404, 409, 422, 503)
    routes.post(f"{of_one}/reset-link", endpoints.create_reset_link, role=Role.ADMIN, errors=errors, **created)
    routes.get(
        f"{of_one}/sessions",
        endpoints.list_sessions_of_account,
        role=Role.ADMIN,
        errors=errors,
        response_model=Answer[list[SessionOfAccount]],
    )
    ended = Answer[EndedSessions]
    routes.delete(
        f"{of_one}/sessions", endpoints.end_sessions_of_account, role=Role.ADMIN, errors=errors, response_model=ended
    )
    routes.delete(
        f"{of_one}/sessions/{{session_id}}",
        endpoints.end_session_of_account,
        role=Role.ADMIN,
        errors=errors,
        response_model=ended,
    )
    routes.delete(
        f"{of_one}/second-factor",
        endpoints.reset_second_factor,
        role=Role.ADMIN,
        errors=errors,
        response_model=Answer[None],
    )


def _created(link: CreatedLink) -> JsonAnswer:
    data: dict[str, Json] = {
        "username": link.username,
        "purpose": link.purpose,
        "path": link.path,
        "expires_at": to_iso(link.expires_at),
        "mailed_to": link.mailed_to or None,
        "mail_problem": link.mail_problem or None,
    }
    return JsonAnswer({"success": True, "data": data}, 201)


def _account(listed: ListedAccount) -> dict[str, Json]:
    account = listed.account
    return {
        "username": account.username,
        "role": account.role.name.lower(),
        "source": account.source,
        "is_disabled": account.is_disabled,
        "is_invited": account.is_invited,
        "must_change_password": account.must_change_password,
        "has_second_factor": listed.has_second_factor,
        "created_at": to_iso(account.created_at),
        "last_seen_at": to_iso(listed.last_seen_at) if listed.last_seen_at else None,
        "idle_days": listed.idle_days,
    }


def _session(session: StoredSession) -> dict[str, Json]:
    return {
        "id": session.id,
        "device": device_name(session.user_agent),
        "address": session.address,
        "user_agent": session.user_agent,
        "created_at": to_iso(session.created_at),
        "last_used_at": to_iso(session.last_used_at),
        "expires_at": to_iso(session.expires_at),
    }
