"""A ticket as REST returns it (CONTRACT: "A ticket")."""

from datetime import datetime

from rca_dashboard.domain.burst.alarm import Level
from rca_dashboard.domain.cases.case import TicketCase
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.ticket import Ticket, as_json
from rca_dashboard.store.insight.of_tickets import TicketInsight

TICKET_KEYS = (
    "sys_id",
    "ticket_id",
    "table",
    "source",
    "short_description",
    "description",
    "category",
    "subcategory",
    "status",
    "state",
    "priority",
    "impact",
    "urgency",
    "opened_at",
    "resolved_at",
    "closed_at",
    "updated_at",
    "requester",
    "assigned_to",
    "assignment_group",
    "company",
    "location",
    "cmdb_ci",
    "business_service",
    "problem",
    "close_code",
    "close_notes",
    "tags",
    "url",
    "is_deleted",
    "revision",
    "is_active",
    "labels",
    "sla",
    "due_at",
)


def listed_ticket(ticket: Ticket) -> dict[str, Json]:
    """Return a ticket of a list: every key is always present, and an empty reference, time or number is None."""
    return {name: as_json(getattr(ticket, name)) for name in TICKET_KEYS}


def with_case(ticket: Ticket, case: TicketCase | None, now: datetime) -> dict[str, Json]:
    """Return a ticket of a list with the case that it belongs to."""
    return {**listed_ticket(ticket), "case": case.as_json(now) if case else None}


def whole_ticket(ticket: Ticket, case: TicketCase | None, part_of: TicketInsight, now: datetime) -> dict[str, Json]:
    """Return a ticket with its case, its cluster and its burst, and all other received fields under ``extra``."""
    burst = part_of.burst
    return {
        **with_case(ticket, case, now),
        "cluster": {"id": part_of.cluster, "label": part_of.cluster_label} if part_of.cluster is not None else None,
        "burst": {"id": burst.id, "level": Level(burst.level).name.lower(), "label": burst.label} if burst else None,
        "extra": dict(ticket.extra),
    }
