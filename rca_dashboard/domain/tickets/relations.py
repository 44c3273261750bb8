"""Which other records a ticket has to do with, as its own fields say it."""

from collections.abc import Iterable

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.tickets.ticket import Reference, Ticket

# ServiceNow's names of the references between task records that have no name of ours; the first parent that is set
# counts: an incident's own comes before the one that all tasks have.
PARENTS = ("parent_incident", "parent")
CHANGES = ("rfc", "caused_by")
# A change that says another record's id in one of these concerns that record.
TELLING_FIELDS = ("problem", "cmdb_ci", *PARENTS, *CHANGES)


def parent_of(ticket: Ticket) -> Reference | None:
    """Return the record above a ticket."""
    return next(iter(_references(ticket, PARENTS)), None)


def changes_of(ticket: Ticket) -> tuple[Reference, ...]:
    """Return the change requests that a ticket names: the one that mends it, and the one that caused it."""
    return tuple(dict.fromkeys(_references(ticket, CHANGES)))


def concerned_by(change: Change) -> frozenset[str]:
    """Return the sys_ids and the number that a change tells something about: its ticket's, and those it refers to."""
    references = (side for name in TELLING_FIELDS for side in change.changes.get(name, ()))
    ids = (reference.id for side in references if (reference := _reference(side)))
    return frozenset({change.sys_id, change.ticket_id, *ids})


def _references(ticket: Ticket, names: Iterable[str]) -> list[Reference]:
    return [reference for name in names if (reference := _reference(ticket.extra.get(name)))]


def _reference(value: Json) -> Reference | None:
    match value:
        case {"id": str() as sys_id, "name": name} if sys_id:
            return Reference(sys_id, str(name or sys_id))
        case str() if value:
            # Without display values an instance sends the sys_id alone.
            return Reference(value, value)
        case _:
            return None
