"""Related records, as a ticket's own fields refer to them."""

from collections.abc import Iterable

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import Change, ChangeType
from rca_dashboard.domain.tickets.ticket import Reference, Ticket

# ServiceNow's reference fields between task records that are not attributes of Ticket. The first parent that is set
# counts: an incident's own comes before the one that all tasks have.
PARENTS = ("parent_incident", "parent")
CHANGES = ("rfc", "caused_by")
# A change of one of these fields concerns the record it refers to.
REFERENCE_FIELDS = ("problem", "cmdb_ci", *PARENTS, *CHANGES)


def parent_of(ticket: Ticket) -> Reference | None:
    """Return the parent record of a ticket."""
    return next(iter(_references(ticket, PARENTS)), None)


def changes_of(ticket: Ticket) -> tuple[Reference, ...]:
    """Return the change requests that a ticket refers to: the one that fixes it, and the one that caused it."""
    return tuple(dict.fromkeys(_references(ticket, CHANGES)))


def concerned_by(change: Change) -> frozenset[str]:
    """Return the sys_ids and the number that a change concerns: its own ticket's, and those it refers to.

    A case's change does not name the case's tickets: it concerns whatever shows a case, by the name of its table.
    """
    if change.type is ChangeType.CASE:
        return frozenset({change.sys_id, change.table})
    references = (side for name in REFERENCE_FIELDS for side in change.changes.get(name, ()))
    ids = (reference.id for side in references if (reference := _reference(side)))
    return frozenset({change.sys_id, change.ticket_id, *ids})


def _references(ticket: Ticket, names: Iterable[str]) -> list[Reference]:
    return [reference for name in names if (reference := _reference(ticket.extra.get(name)))]


def _reference(value: Json) -> Reference | None:
    match value:
        case {"id": str() as sys_id, "name": name} if sys_id:
            return Reference(sys_id, str(name or sys_id))
        case str() if value:
            # Without display values an instance sends only the sys_id.
            return Reference(value, value)
        case _:
            return None
