"""A page of tickets as a browser receives it: one immutable value shared by everyone who looks at that view."""

from dataclasses import dataclass, replace
from datetime import datetime

from rca_dashboard.domain.shortened import shortened
from rca_dashboard.domain.tickets.sla import sla_state
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.view import DEFAULT_LIMIT


@dataclass(frozen=True, slots=True)
class TicketRow:
    """What a row shows, and nothing else: each byte goes to every browser. Times are ms since 1970, 0 for none.

    ``due_at`` is when the first service level that runs ends; ``sla`` is ``breached``, ``running``, ``paused`` or "".
    ``case`` is such as ``RCA-12`` or ``RCA-12, fixed 23 days ago``.
    """

    sys_id: str
    number: str
    short_description: str
    status: str
    priority: int
    category: str
    assignment_group: str
    assigned_to: str
    source: str
    table: str
    opened_at: int
    updated_at: int
    arrived_at: int
    is_active: bool
    is_deleted: bool
    revision: int
    due_at: int = 0
    sla: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A view's page.

    Attributes:
        view: The key of its view.
        rev: The feed's ``seq`` at which it was read; a higher one replaces a lower one.
        total: The number of tickets in the whole list, on all its ``pages``; a lower bound if ``has_more`` is set.
        boot: Identifies the run of the app that read it: a ``rev`` is compared only within one run.
        left: The sys_ids of tickets that were recently on the page and no longer match the filter.
    """

    view: str
    rev: int
    rows: tuple[TicketRow, ...] = ()
    page: int = 1
    limit: int = DEFAULT_LIMIT
    total: int = 0
    pages: int = 1
    boot: str = ""
    left: tuple[str, ...] = ()
    has_more: bool = False

    def shows_the_same_as(self, other: "TicketPage") -> bool:
        """Return whether the two look the same to a reader."""
        return replace(self, rev=0, boot="") == replace(other, rev=0, boot="")


@dataclass(frozen=True, slots=True)
class TicketCounts:
    """The figures of the cards, over all tickets that are not deleted.

    Attributes:
        active: Still being worked on.
        high_priority: Active, with priority 1 or 2.
        new_today: Opened since midnight UTC.
    """

    total: int = 0
    active: int = 0
    high_priority: int = 0
    new_today: int = 0


# A row is one or two lines high; ServiceNow's own short descriptions end at 160 characters, custom ones may not.
LONGEST_TEXT_IN_A_ROW = 300


def ticket_row(ticket: Ticket) -> TicketRow:
    """Return the row of a ticket."""
    return TicketRow(
        sys_id=ticket.sys_id,
        number=ticket.ticket_id or ticket.sys_id,
        short_description=shortened(ticket.short_description, LONGEST_TEXT_IN_A_ROW),
        status=ticket.status,
        priority=ticket.priority or 0,
        category=ticket.label("category"),
        assignment_group=_name(ticket.assignment_group),
        assigned_to=_name(ticket.assigned_to),
        source=ticket.label("source"),
        table=ticket.table,
        opened_at=to_milliseconds(ticket.opened_at),
        updated_at=to_milliseconds(ticket.updated_at),
        arrived_at=to_milliseconds(ticket.arrived_at),
        is_active=ticket.is_active,
        is_deleted=ticket.is_deleted,
        revision=ticket.revision,
        due_at=to_milliseconds(ticket.due_at),
        sla=sla_state(ticket.sla),
    )


def _name(reference: Reference | None) -> str:
    return reference.name if reference else ""


def to_milliseconds(moment: datetime | None) -> int:
    """Return a time as ms since 1970, as JavaScript counts; 0 for None."""
    return round(moment.timestamp() * 1000) if moment else 0
