"""Groups and people for one reader's filters: found as one types, and named where an address holds only sys_ids."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.view import LONGEST_CHOICE, MOST_CHOICES
from rca_dashboard.live.running import running
from rca_dashboard.store import queries

_FIELDS = ("assignment_group", "assigned_to")


class NamesState(rx.State):
    """What this tab's menus offer: pairs of sys_id and name, by field; and names by sys_id."""

    found: rx.Field[dict[str, list[tuple[str, str]]]] = rx.field(default_factory=dict)
    known: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @rx.event
    @allowed(Role.VIEWER)
    async def look_up(self, field: str, typed: str) -> None:
        """Offer those whose name holds what is typed."""
        if field in _FIELDS:
            words = typed[:LONGEST_CHOICE].strip()
            names = await asyncio.to_thread(queries.names_like, running().database, field, words)
            self.found = {**self.found, field: list(names)}

    @rx.event
    @allowed(Role.VIEWER)
    async def name_them(self, sys_ids: str) -> None:
        """Name groups and people of an address, which are joined by commas."""
        wanted = [each[:LONGEST_CHOICE] for each in sys_ids.split(",")[: 2 * MOST_CHOICES]]
        self.known = await asyncio.to_thread(queries.names_of, running().database, wanted)
