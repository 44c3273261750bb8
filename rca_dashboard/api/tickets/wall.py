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
_OLDEST = 5
_DUE = 5
_NONE_LISTED = 1
# Some of the newest are resolved, and not shown.
_READ_FOR_MAJORS = 100


class WallTicket(Schema):
    """A ticket on the wall."""

    number: str
    short_description: str
    priority: int | None
    status: str
    assigned_to: str
    assignment_group: str
    opened_at: datetime | None
    due_at: datetime | None


class WallFigure(Schema):
    """A figure on the wall."""

    name: Literal["open", "unassigned", "major", "at_risk"]
    label: str
    value: int


class Wall(Schema):
    """What the wall shows; `at` is the app's clock, and `version` changes with an upgrade. Without SLAs none is due."""

    at: datetime
    version: str
    figures: list[WallFigure]
    majors: list[WallTicket]
    due: list[WallTicket]
    oldest: list[WallTicket]


class WallEndpoint:
    """The endpoint for the wall."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def wall(self) -> JsonAnswer:
        """Return the figures, the unresolved major tickets, those whose SLA ends next, and the oldest open ones."""
        everything = self._list(_OLDEST, sort="opened_at")
        unassigned = self._list(_NONE_LISTED, assigned_to="none")
        at_risk = self._list(_NONE_LISTED, due_before="1h")
        due = [each for each in self._list(_DUE, breached="false", sort="due_at").tickets if each.due_at]
        majors = self._list(_NONE_LISTED, priority="1,2")
        figures = [
            ("open", "Open", everything),
            ("unassigned", "Unassigned", unassigned),
            ("major", "P1 and P2", majors),
        ]
        if due or at_risk.total:
            figures.append(("at_risk", "SLA at risk", at_risk))
        return success(
            {
                "at": to_iso(utc_now()),
                "version": __version__,
                "figures": [{"name": name, "label": label, "value": found.total} for name, label, found in figures],
                "majors": [_ticket(ticket) for ticket in self._majors()],
                "due": [_ticket(ticket) for ticket in due],
                "oldest": [_ticket(ticket) for ticket in everything.tickets],
            }
        )

    def _majors(self) -> list[Ticket]:
        """Return the newest critical tickets, then the newest of high priority: a new one is always among them."""
        found = [self._list(_READ_FOR_MAJORS, priority=priority, sort="-opened_at").tickets for priority in ("1", "2")]
        return [ticket for tickets in found for ticket in tickets if ticket.resolved_at is None][:_MOST_MAJORS]

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
        "due_at": to_iso(ticket.due_at),
    }


def add_wall_route(routes: Routes, questions: Questions) -> None:
    """Add ``/wall``."""
    routes.get("/wall", WallEndpoint(questions).wall, role=Role.VIEWER, errors=(503,), response_model=Answer[Wall])
