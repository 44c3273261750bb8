"""The route of the wall: what a screen on the wall of the service desk shows, read again every few seconds."""

from datetime import datetime
from typing import Literal

from rca_dashboard import __version__
from rca_dashboard.access.identity import Role
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.views.view import View
from rca_dashboard.store import queries

_MOST_MAJORS = 8
_OLDEST = 6
_NONE_LISTED = 1


class WallTicket(Schema):
    """A ticket on the wall."""

    number: str
    short_description: str
    priority: int | None
    status: str
    assigned_to: str
    assignment_group: str
    opened_at: datetime | None


class WallFigure(Schema):
    """A figure on the wall."""

    name: Literal["open", "unassigned", "major"]
    label: str
    value: int


class Wall(Schema):
    """What the wall shows; `at` is the app's clock, and `version` changes with an upgrade."""

    at: datetime
    version: str
    figures: list[WallFigure]
    majors: list[WallTicket]
    oldest: list[WallTicket]


class WallEndpoint:
    """The endpoint for the wall."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def wall(self) -> JsonAnswer:
        """Return the figures, the major tickets that are open, and the oldest open ones."""
        everything = self._list(_OLDEST, sort="opened_at")
        unassigned = self._list(_NONE_LISTED, assigned_to="none")
        majors = self._list(_MOST_MAJORS, priority="1,2", sort="opened_at")
        figures = (
            ("open", "Open", everything),
            ("unassigned", "Unassigned", unassigned),
            ("major", "P1 and P2", majors),
        )
        critical_first = sorted(majors.tickets, key=lambda ticket: ticket.priority or 9)
        return success(
            {
                "at": to_iso(utc_now()),
                "version": __version__,
                "figures": [{"name": name, "label": label, "value": found.total} for name, label, found in figures],
                "majors": [_ticket(ticket) for ticket in critical_first],
                "oldest": [_ticket(ticket) for ticket in everything.tickets],
            }
        )

    def _list(self, limit: int, **parameters: str) -> queries.TicketList:
        view = View.from_query({"is_open": "true", "limit": str(limit), **parameters})
        return self._questions.ask(queries.ticket_list, view)


def _ticket(ticket: Ticket) -> dict[str, Json]:
    return {
        "number": ticket.ticket_id or ticket.sys_id,
        "short_description": ticket.short_description,
        "priority": ticket.priority,
        "status": ticket.status,
        "assigned_to": ticket.assigned_to.name if ticket.assigned_to else "",
        "assignment_group": ticket.assignment_group.name if ticket.assignment_group else "",
        "opened_at": to_iso(ticket.opened_at),
    }


def add_wall_route(routes: Routes, questions: Questions) -> None:
    """Add ``/wall``."""
    routes.get("/wall", WallEndpoint(questions).wall, role=Role.VIEWER, errors=(503,), response_model=Answer[Wall])
