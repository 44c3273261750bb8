"""The current user's API tokens; an admin sees everyone's."""

from dataclasses import dataclass
from typing import Literal

import reflex as rx
from pydantic import BaseModel, Field, ValidationError

from rca_dashboard.access.identity import Role, TokenScope
from rca_dashboard.access.logins.api_tokens import MOST_DAYS, USUAL_DAYS, TokenError
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.running import running
from rca_dashboard.ui.kit.forms import FormAnswer
from rca_dashboard.ui.pushed.me import current_actor, current_identity


@dataclass(frozen=True)
class TokenRow:
    """An API token as the page shows it; ``last_used_at`` is 0 if it was never used."""

    id: str
    name: str
    owner: str
    role: str
    scopes: str
    expires_at: int
    last_used_at: int
    last_used_from: str


class NewToken(BaseModel):
    """The form for a new token; a scope is sent if it is checked."""

    name: str = Field(min_length=1, max_length=80)
    role: Literal["viewer", "agent", "admin"]
    days: int = Field(default=USUAL_DAYS, ge=1, le=MOST_DAYS)


class TokensState(rx.State):
    """Lists, creates and revokes API tokens."""

    tokens: rx.Field[list[TokenRow]] = rx.field(default_factory=list)
    value: str = ""
    tokens_answer: str = ""
    is_refused: bool = False
    created: rx.Field[FormAnswer] = rx.field(default_factory=FormAnswer)

    @rx.event
    @allowed(Role.VIEWER)
    async def load_tokens(self) -> None:
        """Read the tokens; the value of a new one is not shown again."""
        self.value, self.tokens_answer, self.is_refused, self.created = "", "", False, FormAnswer()
        await self._read()

    @rx.event
    @allowed(Role.VIEWER)
    async def create_token(self, form: dict[str, str]) -> None:
        """Create a token, and show its value this once."""
        self.value = ""
        identity = await current_identity(self)
        if not identity.session_id:
            return
        try:
            wanted = NewToken.model_validate(form)
            created = await running().access.tokens.create(
                identity,
                name=wanted.name,
                role=Role[wanted.role.upper()],
                scopes=[scope for scope in TokenScope if f"scope-{scope}" in form],
                days=wanted.days,
                by=await current_actor(self),
            )
        except ValidationError as error:
            self.created = self.created.invalid(error)
        except TokenError as error:
            self.created = self.created.refused(str(error), "name" if error.code == "invalid_name" else "")
        else:
            self.created = self.created.accepted()
            self.value = created.secret
            self.tokens_answer, self.is_refused = "Token created. Copy it now: it is not shown again.", False
        await self._read()

    @rx.event
    @allowed(Role.VIEWER)
    async def revoke_token(self, token_id: str) -> None:
        """Revoke a token."""
        by = await current_actor(self)
        is_revoked = await running().access.tokens.revoke(await current_identity(self), token_id[:16], by=by)
        self.value = ""
        self.tokens_answer, self.is_refused = ("Token revoked.", False) if is_revoked else ("Token not found.", True)
        await self._read()

    async def _read(self) -> None:
        identity = await current_identity(self)
        found = await running().access.tokens.tokens_for(identity) if identity.session_id else ()
        self.tokens = [
            TokenRow(
                id=token.id,
                name=token.name,
                owner=token.owner,
                role=token.role,
                scopes=", ".join(token.scopes),
                expires_at=to_milliseconds(token.expires_at),
                last_used_at=to_milliseconds(token.last_used_at) if token.last_used_at else 0,
                last_used_from=token.last_used_from,
            )
            for token in found
        ]
