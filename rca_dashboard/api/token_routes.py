"""The routes of API tokens."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path, Request
from pydantic import Field

from rca_dashboard.access.identity import Role, TokenScope, identity_of
from rca_dashboard.access.logins.api_tokens import (
    LONGEST_NAME,
    MOST_DAYS,
    USUAL_DAYS,
    ApiTokens,
    TokenError,
    TokenView,
)
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import ApiError, not_found
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json

TokenId = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


class NewToken(Schema):
    """A token to create; the role is the caller's own unless a lower one is given."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    role: Literal["viewer", "agent", "admin"] | None = None
    scopes: list[TokenScope] = Field(min_length=1, max_length=len(TokenScope))
    days: int = Field(default=USUAL_DAYS, ge=1, le=MOST_DAYS)


class ListedToken(Schema):
    """A token; the token itself is shown when it is created, and never again."""

    id: str
    name: str
    owner: str
    role: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_used_from: str


class CreatedToken(ListedToken):
    """A new token; send it as `Authorization: Bearer` followed by `token`."""

    token: str


class Revoked(Schema):
    """The token that no longer works."""

    id: str


class TokenEndpoints:
    """The endpoints of API tokens."""

    def __init__(self, tokens: ApiTokens, *, is_open: bool) -> None:
        self._tokens = tokens
        self._is_open = is_open

    async def list_tokens(self, request: Request) -> JsonAnswer:
        """List your API tokens, or everyone's for an admin, the newest first."""
        found = () if self._is_open else await self._tokens.tokens_for(identity_of(request.scope))
        return success([_listed(token) for token in found])

    async def create_token(self, request: Request, body: NewToken) -> JsonAnswer:
        """Create an API token. Its value is in this response only."""
        owner = identity_of(request.scope)
        if self._is_open:
            raise ApiError(409, "open_access", "Login is turned off, and so are tokens: AUTH_MODE=none.")
        role = Role[body.role.upper()] if body.role else owner.role
        try:
            created = await self._tokens.create(
                owner, name=body.name, role=role, scopes=body.scopes, days=body.days, by=actor_of(request)
            )
        except TokenError as error:
            raise ApiError(422, error.code, str(error)) from None
        return JsonAnswer({"success": True, "data": {**_listed(created.view), "token": created.secret}}, 201)

    async def revoke_token(self, request: Request, token_id: TokenId) -> JsonAnswer:
        """Revoke an API token: it no longer works."""
        if not await self._tokens.revoke(identity_of(request.scope), token_id, by=actor_of(request)):
            raise not_found("There is no such token, or it is not yours.")
        return success({"id": token_id})


def add_token_routes(routes: Routes, tokens: ApiTokens, *, is_open: bool) -> None:
    """Add ``/auth/tokens``; no token can be used there."""
    endpoints = TokenEndpoints(tokens, is_open=is_open)
    routes.get(
        "/auth/tokens",
        endpoints.list_tokens,
        role=Role.VIEWER,
        errors=(503,),
        response_model=Answer[list[ListedToken]],
    )
    routes.post(
        "/auth/tokens",
        endpoints.create_token,
        role=Role.VIEWER,
        errors=(409, 422, 503),
        status_code=201,
        response_model=Answer[CreatedToken],
    )
    routes.delete(
        "/auth/tokens/{token_id}",
        endpoints.revoke_token,
        role=Role.VIEWER,
        errors=(404, 422, 503),
        response_model=Answer[Revoked],
    )


def _listed(token: TokenView) -> dict[str, Json]:
    return {
        "id": token.id,
        "name": token.name,
        "owner": token.owner,
        "role": token.role,
        "scopes": list(token.scopes),
        "created_at": to_iso(token.created_at),
        "expires_at": to_iso(token.expires_at),
        "last_used_at": to_iso(token.last_used_at) if token.last_used_at else None,
        "last_used_from": token.last_used_from,
    }
