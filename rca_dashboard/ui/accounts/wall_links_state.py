"""The links that open the wall on a screen without a login: tokens of a viewer that may read tickets."""

from dataclasses import dataclass

import reflex as rx

from rca_dashboard.access.identity import Role, TokenScope
from rca_dashboard.access.logins.api_tokens import MOST_DAYS, TokenError
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_actor, current_identity

NAME = "Wall"


@dataclass(frozen=True)
class WallLinkRow:
    """A link as the page shows it; ``last_used_at`` is 0 if no screen has used it."""

    id: str
    owner: str
    created_at: int
    expires_at: int
    last_used_at: int


class WallLinksState(rx.State):
    """Lists, creates and revokes links of the wall."""

    links: rx.Field[list[WallLinkRow]] = rx.field(default_factory=list)
    address: str = ""
    answer: str = ""
    is_refused: bool = False

    @rx.event
    @allowed(Role.ADMIN)
    async def load_wall_links(self) -> None:
        """Read the links; the address of a new one is not shown again."""
        self.address, self.answer, self.is_refused = "", "", False
        await self._read()

    @rx.event
    @allowed(Role.ADMIN)
    async def create_wall_link(self) -> None:
        """Create a link, and show its address this once."""
        identity, by = await current_identity(self), await current_actor(self)
        if not identity.session_id:
            return
        try:
            created = await running().access.tokens.create(
                identity, name=NAME, role=Role.VIEWER, scopes=[TokenScope.TICKETS], days=MOST_DAYS, by=by
            )
        except TokenError as error:
            self.answer, self.is_refused = str(error), True
        else:
            self.address = f"/wall#{created.secret}"
            self.answer, self.is_refused = "Link created. Copy it now: it is not shown again.", False
        await self._read()

    @rx.event
    @allowed(Role.ADMIN)
    async def revoke_wall_link(self, link_id: str) -> None:
        """Revoke a link."""
        identity, by = await current_identity(self), await current_actor(self)
        is_revoked = await running().access.tokens.revoke(identity, link_id[:16], by=by)
        self.address = ""
        self.answer, self.is_refused = ("Link revoked.", False) if is_revoked else ("Link not found.", True)
        await self._read()

    async def _read(self) -> None:
        identity = await current_identity(self)
        found = await running().access.tokens.tokens_for(identity) if identity.session_id else ()
        self.links = [
            WallLinkRow(
                id=token.id,
                owner=token.owner,
                created_at=to_milliseconds(token.created_at),
                expires_at=to_milliseconds(token.expires_at),
                last_used_at=to_milliseconds(token.last_used_at) if token.last_used_at else 0,
            )
            for token in found
            if token.name == NAME
        ]
