"""Tickets that are added to a case, and notes in its timeline."""

import re

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.cases.case import TicketRole
from rca_dashboard.ui.cases.edits.texts import CaseEdits

MOST_AT_ONCE = 500


class CaseTicketEdits(CaseEdits):
    """Adds tickets and notes."""

    @rx.event
    @allowed(Role.AGENT)
    async def add_tickets(self, form: dict[str, str]) -> None:
        """Add the tickets with these numbers."""
        names = [name for name in re.split(r"[\s,;]+", form.get("numbers", "")) if name][:MOST_AT_ONCE]
        role = form.get("role", "")
        if role in set(TicketRole):
            await self._run("tickets", lambda cases, number, by: cases.put_tickets(number, by, names, TicketRole(role)))

    @rx.event
    @allowed(Role.AGENT)
    async def remove_ticket(self, name: str) -> None:
        """Take a ticket out of the case."""
        await self._run("ticket-list", lambda cases, number, by: cases.remove_tickets(number, by, [name]))

    @rx.event
    @allowed(Role.AGENT)
    async def add_note(self, form: dict[str, str]) -> None:
        """Write a note into the timeline."""
        text = form.get("text", "")
        await self._run("note", lambda cases, number, by: cases.add_note(number, by, text))
