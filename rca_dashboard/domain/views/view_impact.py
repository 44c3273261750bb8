"""Decide which views a change can affect, so that unaffected views are not read again.

The rule may err towards yes, never towards no. It uses the change's old and new values and the tickets on the page, and
reads no ticket: a ticket that is not on the page and whose membership and position in the order stay the same changes
neither the page nor the number of pages.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import fields

from rca_dashboard.domain.iso8601 import from_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import TOUCHED, Change, ChangeType, FieldChanges
from rca_dashboard.domain.views.ticket_filter import ME, NO_ONE, TIMES, TicketFilter
from rca_dashboard.domain.views.view import View

# A choice is compared with each of these fields: people choose a label or a name, programs a value or an id.
_CHOSEN = {
    "status": ("status", "state"),
    "priority": ("priority",),
    "category": ("category",),
    "source": ("source",),
    "table": ("table",),
    "assignment_group": ("assignment_group",),
    "assigned_to": ("assigned_to",),
    "cmdb_ci": ("cmdb_ci",),
    "problem": ("problem",),
    "location": ("location",),
    "requester": ("requester",),
}
_OF_OPENING = dict.fromkeys(("age_min", "age_max", "hour_of_week"), "opened_at")
_TIMES = {name: f"{name.partition('_')[0]}_at" for name in TIMES} | _OF_OPENING
# Filters that these fields alone decide.
_DECIDED_BY = {"is_open": "is_active", "due_before": "due_at", "breached": "sla"} | dict.fromkeys(
    ("reassigned_min", "reassigned_max"), "reassignment_count"
)
# Fields that search does not cover; any other field may contain a word.
_NEVER_SEARCHED = frozenset(
    {"state", "priority", "impact", "urgency", "mod_count", "is_active"}
    | {"opened_at", "resolved_at", "closed_at", "updated_at"}
)
# Tickets with the same value in one of these fields are ordered by the time they were opened.
_ALSO_BY_OPENED = frozenset({"status", "priority", "category", "source", "table", "assignment_group", "assigned_to"})
# Fields that a list is sorted by under another name.
_STORED = {"age": "opened_at"}
_NOTHING = TicketFilter()
_FIELDS = tuple(field.name for field in fields(TicketFilter))


def can_touch(view: View, change: Change, shown: Container[str]) -> bool:
    """Return whether a change can alter a view's page.

    Args:
        view: The view.
        change: The change.
        shown: The sys_ids of the tickets on the view's page.
    """
    if change.type is ChangeType.CASE:
        return _alters_rows(change, shown)
    if change.sys_id in shown or can_change_members(view.filter, change):
        return True
    is_kept = change.type is ChangeType.UPDATED and not _changes_membership(view.filter, change.changes)
    return is_kept and _changes_order(view, change.changes)


def _alters_rows(change: Change, shown: Container[str]) -> bool:
    """Return whether a case's change may alter one of these tickets' rows, which say what case a ticket belongs to."""
    _, touched = change.changes.get(TOUCHED, (None, None))
    return not isinstance(touched, list) or any(str(each) in shown for each in touched)


def keeps_place(view: View, change: Change) -> bool:
    """Return whether a change alters nothing of a view's page but the ticket's own row, where it stands."""
    if change.type is not ChangeType.UPDATED or "is_deleted" in change.changes or view.filter.moves:
        return False
    return not (_changes_membership(view.filter, change.changes) or _changes_order(view, change.changes))


def can_change_members(wanted: TicketFilter, change: Change) -> bool:
    """Return whether a change can alter which tickets match a filter: then their number is counted again."""
    if change.type is ChangeType.DELETED or "is_deleted" in change.changes:
        return True
    if change.type is ChangeType.CASE:
        return False
    if change.type is ChangeType.NEW:
        return _may_pass(wanted, change.changes, _new_value_or_none)
    if not _changes_membership(wanted, change.changes):
        return False
    before, after = _changed_value(0), _changed_value(1)
    return _may_pass(wanted, change.changes, before) or _may_pass(wanted, change.changes, after)


class _Unknown:
    """A field that did not change: its value may be anything."""


_UNKNOWN = _Unknown()
_Value = Callable[[FieldChanges, str], "Json | _Unknown"]


def _new_value_or_none(changes: FieldChanges, name: str) -> "Json | _Unknown":
    return changes[name][1] if name in changes else None


def _changed_value(side: int) -> _Value:
    return lambda changes, name: changes[name][side] if name in changes else _UNKNOWN


def _changes_order(view: View, changes: FieldChanges) -> bool:
    if view.sort == "priority" and "is_active" in changes:  # those that are open come first
        return True
    return _STORED.get(view.sort, view.sort) in changes or (view.sort in _ALSO_BY_OPENED and "opened_at" in changes)


def _changes_membership(wanted: TicketFilter, changes: FieldChanges) -> bool:
    return any(_decides(name, changes) for name in _narrowed(wanted))


def _decides(name: str, changes: FieldChanges) -> bool:
    if name == "query":
        return any(field not in _NEVER_SEARCHED for field in changes)
    if name in _TIMES:
        return _TIMES[name] in changes
    if name in _DECIDED_BY:
        return _DECIDED_BY[name] in changes
    return name not in _CHOSEN or any(field in changes for field in _CHOSEN[name])


def _narrowed(wanted: TicketFilter) -> list[str]:
    narrowed = (name for name in _FIELDS if getattr(wanted, name) != getattr(_NOTHING, name))
    return [name for name in narrowed if name != "me"]


def _may_pass(wanted: TicketFilter, changes: FieldChanges, value: _Value) -> bool:
    return all(_may_pass_by(name, wanted, changes, value) for name in _narrowed(wanted))


def _may_pass_by(name: str, wanted: TicketFilter, changes: FieldChanges, value: _Value) -> bool:
    if name in _TIMES:
        return _may_be_within(wanted, name, value(changes, _TIMES[name]))
    if name == "is_open":
        return _may_be_one_of((wanted.is_open,), value(changes, "is_active"))
    if name not in _CHOSEN:
        return True
    choices = getattr(wanted, name)
    if name == "assigned_to":
        choices = _people(wanted)
    return any(_may_be_one_of(choices, value(changes, field)) for field in _CHOSEN[name])


def _people(wanted: TicketFilter) -> tuple[object, ...]:
    """Return whom a filter's assignees mean; None is no one."""
    meant = {ME: wanted.me or ME, NO_ONE: None}
    return tuple(meant.get(each, each) for each in wanted.assigned_to)


def _may_be_one_of(choices: tuple[object, ...], value: "Json | _Unknown") -> bool:
    if isinstance(value, _Unknown):
        return True
    values = tuple(value.values()) if isinstance(value, Mapping) else (value,)
    # The store strips control characters: a text that contains one is left for the store to compare.
    if any(isinstance(text, str) and not text.isprintable() for text in (*choices, *values)):
        return True
    return any(part in choices for part in values)


def _may_be_within(wanted: TicketFilter, name: str, value: "Json | _Unknown") -> bool:
    """Return whether a time can meet a filter on it, such as ``opened_from``; the store compares ages and hours."""
    if isinstance(value, _Unknown):
        return True
    time = from_iso(value) if isinstance(value, str) else None
    if time is None:
        return False
    limit = getattr(wanted, name)
    if name.endswith("_from"):
        return time >= limit
    return time < limit if name.endswith("_to") else True
