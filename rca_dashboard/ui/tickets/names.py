"""Groups and people for a user's filters: found while typing, and named where an address holds only sys_ids."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.view import LONGEST_CHOICE, MOST_CHOICES
from rca_dashboard.live.running import running
from rca_dashboard.store import queries

_FIELDS = ("assignment_group", "assigned_to")


class NamesState(rx.State):
    """The options in this tab's menus: pairs of sys_id and name by field, and names by sys_id."""

    found: rx.Field[dict[str, list[tuple[str, str]]]] = rx.field(default_factory=dict)
    known: rx.Field[dict[str, str]] = rx.field(default_factory=dict)

    @rx.event
    @allowed(Role.VIEWER)
    async def look_up(self, field: str, typed: str) -> None:
        """Find those whose name contains the typed text."""
        if field in _FIELDS:
            words = typed[:LONGEST_CHOICE].strip()
            names = await asyncio.to_thread(queries.names_like, running().database, field, words)
            self.found = {**self.found, field: list(names)}

    @rx.event
    @allowed(Role.VIEWER)
    async def name_them(self, sys_ids: str) -> None:
        """Look up the names of the groups and people in an address, separated by commas."""
        wanted = [each[:LONGEST_CHOICE] for each in sys_ids.split(",")[: 2 * MOST_CHOICES]]
        self.known = await asyncio.to_thread(queries.names_of, running().database, wanted)
