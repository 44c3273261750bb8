"""What has happened to the tickets of a view since someone last looked at it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.domain.views.view import View

NEW, ESCALATED, REASSIGNED, RESOLVED = KINDS = ("new", "escalated", "reassigned", "resolved")
ANY = "any"
_ASSIGNMENT = ("assigned_to", "assignment_group")


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceLooked:
    """How many tickets of a view something happened to since a person last looked at it.

    Attributes:
        at: When that was, as ms since 1970; 0 before the first time.
        count: Of all of them; a ticket may be in several kinds.
        has_more: Too much has happened to count all of it.
    """

    at: int = 0
    count: int = 0
    new: int = 0
    escalated: int = 0
    reassigned: int = 0
    resolved: int = 0
    has_more: bool = False


def kinds_of(change: Change) -> frozenset[str]:
    """Return what a change is to someone who comes back; nothing for imports and small changes."""
    if change.origin is Origin.IMPORT or change.type is ChangeType.DELETED:
        return frozenset()
    if change.type is ChangeType.NEW:
        return frozenset({NEW})
    changes = change.changes
    found: set[str] = set()
    old, new = changes.get("priority", (None, None))
    if isinstance(old, int) and isinstance(new, int) and new < old:
        found.add(ESCALATED)
    if any(name in changes and changes[name][0] for name in _ASSIGNMENT):
        found.add(REASSIGNED)
    if "resolved_at" in changes and not changes["resolved_at"][0] and changes["resolved_at"][1]:
        found.add(RESOLVED)
    if changes.get("is_active") == (True, False):
        found.add(RESOLVED)
    return frozenset(found)


def happened_to(changes: Iterable[Change]) -> dict[str, set[str]]:
    """Return the sys_ids of the tickets that each kind of thing happened to."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for change in changes:
        for kind in kinds_of(change):
            found[kind].add(change.sys_id)
    return found


def base_of(wanted: TicketFilter) -> TicketFilter:
    """Return the filter of the view whose changes a filter shows."""
    return replace(wanted, since_looked="", reader="") if not wanted.unread else replace(wanted, since_looked="")


def with_resolved(wanted: TicketFilter) -> TicketFilter:
    """Return a filter that a ticket still matches once it is resolved."""
    return replace(wanted, is_open=None, status=())


def look_key(wanted: TicketFilter) -> str:
    """Return the key by which it is remembered how far someone has seen a list: its filter, whatever page or order."""
    return View(filter=base_of(wanted)).key


def members(
    happened: Mapping[str, Collection[str]], in_view: Collection[str], were_in_view: Collection[str]
) -> dict[str, frozenset[str]]:
    """Return the tickets of each kind that belong to the view."""
    return {
        kind: frozenset(ids).intersection(were_in_view if kind == RESOLVED else in_view)
        for kind, ids in happened.items()
    }
