"""The command palette: views, pages, tickets and actions by their names, from any page."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.views.view import LONGEST_QUERY, TicketFilter, View
from rca_dashboard.live.running import running
from rca_dashboard.store import queries

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class FoundTicket:
    """A ticket that the palette offers."""

    number: str
    title: str
    status: str
    is_active: bool


class PaletteState(rx.State):
    """The tickets that this tab's palette has found, and for which words."""

    words: str = ""
    found: rx.Field[list[FoundTicket]] = rx.field(default_factory=list)

    @rx.event
    @allowed(Role.VIEWER)
    async def look_up(self, words: str) -> None:
        """Find tickets by number, text or name; the newest first."""
        words = " ".join(words.split())[:LONGEST_QUERY]
        view = View(filter=TicketFilter(query=words), limit=MOST_FOUND)
        page = await asyncio.to_thread(queries.ticket_page, running().database, view) if words else None
        self.words = words
        self.found = [
            FoundTicket(row.number, row.short_description, row.status, row.is_active)
            for row in (page.rows if page else ())
        ]


class CommandPalette(rx.Component):
    """A dialog that Ctrl-K opens; it takes the views and pages from the navigation."""

    library = "$/public/live/shell/command_palette.js"
    tag = "CommandPalette"

    words: rx.Var[str]
    found: rx.Var[list[FoundTicket]]
    on_look_up: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def command_palette() -> rx.Component:
    """Show the palette while it is open."""
    return CommandPalette.create(words=PaletteState.words, found=PaletteState.found, on_look_up=PaletteState.look_up)
