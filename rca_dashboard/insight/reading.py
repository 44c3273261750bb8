"""A ticket that the insight has read: its terms, its template, and the values with which it was first seen."""

from dataclasses import dataclass, field
from typing import Any

from rca_dashboard.domain.cluster.template import stored_template, template_bytes, template_of
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.likeness.terms import Hashes, TicketTerms, terms_of
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.store.insight.kept_terms import KeptTerms
from rca_dashboard.store.insight.texts import ReadTicket

# Of what is stored: another way to split texts into terms needs another number.
VERSION = 3
# A change of these is a reason to read a ticket again.
READ_FIELDS = frozenset(
    {"short_description", "description", "cmdb_ci", "subcategory", "business_service", "opened_at", "is_deleted"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A ticket as the parts of the insight take it.

    Attributes:
        id: Its key in the store.
        opened: When it was opened, in seconds since 1970.
        summary: Its short description; empty if it comes from the store, where only terms are kept.
        has_arrived: It has just come, and not by an import.
        is_known: It was taken before, and has changed.
    """

    id: int
    opened: int
    terms: TicketTerms
    template: Hashes
    first: dict[str, Any] = field(default_factory=dict[str, Any])
    summary: str = ""
    has_arrived: bool = False
    is_known: bool = False

    def kept(self) -> KeptTerms:
        """Return what is stored of it."""
        return KeptTerms(
            id=self.id,
            opened=self.opened,
            terms=self.terms.to_bytes(),
            template=template_bytes(self.template),
            first=self.first,
        )


def reading_of(ticket: ReadTicket, arrival: Change | None = None, *, is_known: bool = False) -> Reading:
    """Return the reading of a ticket.

    Args:
        ticket: The ticket.
        arrival: The change with which it came, if that is new.
        is_known: It has only changed.
    """
    has_arrived = arrival is not None and arrival.origin is not Origin.IMPORT
    return Reading(
        id=ticket.id,
        opened=ticket.opened,
        terms=terms_of(ticket.text),
        template=template_of(ticket.text.summary),
        first=_first_values(ticket, arrival),
        summary=ticket.text.summary,
        has_arrived=has_arrived,
        is_known=is_known,
    )


def reading_from(kept: KeptTerms) -> Reading:
    """Return the reading of what is stored."""
    return Reading(
        id=kept.id,
        opened=kept.opened,
        terms=TicketTerms.from_bytes(kept.terms),
        template=stored_template(kept.template),
        first=kept.first,
    )


def is_arrival(change: Change) -> bool:
    """Return whether a change brought a new ticket."""
    return change.type is ChangeType.NEW


def _first_values(ticket: ReadTicket, arrival: Change | None) -> dict[str, Any]:
    """Return the values of the change with which a ticket came: it may have changed since."""
    if arrival is None:
        return ticket.values
    return {**ticket.values, **{name: _plain(arrival.changes, name) for name in ticket.values if name != "caller"}} | {
        "caller": _plain(arrival.changes, "requester")
    }


def _plain(changes: Any, name: str) -> Json:  # noqa: ANN401 - the fields of a change
    value: Json = changes[name][1] if name in changes else None
    if isinstance(value, dict):
        value = value.get("id")
    return value if name == "priority" else str(value or "")
