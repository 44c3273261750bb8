"""What was seen of a ticket or change when it became evidence: it stays readable when the ticket is deleted."""

from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.shortened import shortened
from rca_dashboard.domain.tickets.ticket import Reference, Ticket

_LONGEST = 2_000
_TEXTS = ("short_description", "description", "status", "category", "subcategory", "close_code", "close_notes")
_REFERENCES = ("assignment_group", "assigned_to", "cmdb_ci", "business_service", "location", "requester")
_TIMES = ("opened_at", "resolved_at", "closed_at", "updated_at")
# Of a change: when the work was done, and when it was planned.
_EXTRAS = ("work_start", "work_end", "start_date", "end_date", "type", "risk", "close_code")


def snapshot_of(ticket: Ticket) -> dict[str, Json]:
    """Return what is kept of a ticket; empty fields are left out, long texts are cut."""
    kept: dict[str, Json] = {"number": ticket.ticket_id, "table": ticket.table, "priority": ticket.priority}
    kept |= {name: shortened(getattr(ticket, name), _LONGEST) for name in _TEXTS}
    kept |= {name: _name(getattr(ticket, name)) for name in _REFERENCES}
    kept |= {name: to_iso(getattr(ticket, name)) for name in _TIMES}
    kept |= {name: value for name in _EXTRAS if isinstance(value := ticket.extra.get(name), str)}
    return {name: value for name, value in kept.items() if value not in (None, "")}


def _name(reference: Reference | None) -> str:
    return reference.name or reference.id if reference else ""
