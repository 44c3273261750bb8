"""The routes of a link that sets a password, for whoever has it; nobody is logged in there."""

from datetime import datetime
from typing import Annotated

from fastapi import Request
from pydantic import Field

from rca_dashboard.access.account_care.password_links import LinkView, PasswordLinks
from rca_dashboard.access.addresses import address_of
from rca_dashboard.access.identity import Role
from rca_dashboard.access.logins.passwords import LONGEST_PASSWORD
from rca_dashboard.api.accounts.refusals import check_that_accounts_exist
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json

Secret = Annotated[str, Field(max_length=100, description="What follows `#link=` in the link.")]


class OpenedLink(Schema):
    """The link that somebody has opened."""

    link: Secret


class ChosenPassword(OpenedLink):
    """The link, and the password that its owner has chosen."""

    password: str = Field(max_length=LONGEST_PASSWORD)


class LinkOwner(Schema):
    """Whose link it is."""

    username: str
    purpose: str = Field(description="`invitation` or `reset`.")
    expires_at: datetime


class PasswordLinkEndpoints:
    """The endpoints of links."""

    def __init__(self, links: PasswordLinks, *, is_open: bool) -> None:
        self._links = links
        self._is_open = is_open

    async def read_password_link(self, body: OpenedLink) -> JsonAnswer:
        """Return whose link this is; the link still works afterwards."""
        check_that_accounts_exist(is_open=self._is_open)
        return success(_owner(await self._links.read(body.link)))

    async def use_password_link(self, request: Request, body: ChosenPassword) -> JsonAnswer:
        """Set the password, and end the link and every session of the account. Nobody is logged in by it."""
        check_that_accounts_exist(is_open=self._is_open)
        return success(_owner(await self._links.use(body.link, body.password, address_of(request.scope))))


def add_password_link_routes(routes: Routes, links: PasswordLinks, *, is_open: bool) -> None:
    """Add ``/auth/password-link``."""
    endpoints = PasswordLinkEndpoints(links, is_open=is_open)
    errors, model = (404, 409, 422, 503), Answer[LinkOwner]
    path = "/auth/password-link"
    routes.post(path, endpoints.read_password_link, role=Role.NOBODY, errors=errors, response_model=model)
    routes.post(f"{path}/use", endpoints.use_password_link, role=Role.NOBODY, errors=errors, response_model=model)


def _owner(view: LinkView) -> dict[str, Json]:
    return {"username": view.username, "purpose": view.purpose, "expires_at": to_iso(view.expires_at)}
