"""Decide which views a change can affect, so that unaffected views are not read again.

The rule may err towards yes, never towards no. It uses the change's old and new values and the tickets on the page, and
reads no ticket: a ticket that is not on the page and whose membership and position in the order stay the same changes
neither the page nor the number of pages.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import fields

from rca_dashboard.domain.iso8601 import from_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import Change, ChangeType, FieldChanges
from rca_dashboard.domain.views.view import TicketFilter, View

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
}
_TIMES = {"opened_from": "opened_at", "opened_to": "opened_at"}
# Fields that search does not cover; any other field may contain a word.
_NEVER_SEARCHED = frozenset(
    {"state", "priority", "impact", "urgency", "mod_count", "is_active"}
    | {"opened_at", "resolved_at", "closed_at", "updated_at"}
)
# Tickets with the same value in one of these fields are ordered by the time they were opened.
_ALSO_BY_OPENED = frozenset({"status", "priority", "category", "source", "table", "assignment_group", "assigned_to"})
_NOTHING = TicketFilter()


def can_touch(view: View, change: Change, shown: Container[str]) -> bool:
    """Return whether a change can alter a view's page.

    Args:
        view: The view.
        change: The change.
        shown: The sys_ids of the tickets on the view's page.
    """
    if change.sys_id in shown or change.type is ChangeType.DELETED or "is_deleted" in change.changes:
        return True
    if change.type is ChangeType.NEW:
        return _may_pass(view.filter, change.changes, _new_value_or_none)
    if _changes_membership(view.filter, change.changes):
        before, after = _changed_value(0), _changed_value(1)
        return _may_pass(view.filter, change.changes, before) or _may_pass(view.filter, change.changes, after)
    return _changes_order(view, change.changes)


class _Unknown:
    """A field that did not change: its value may be anything."""


_UNKNOWN = _Unknown()
_Value = Callable[[FieldChanges, str], "Json | _Unknown"]


def _new_value_or_none(changes: FieldChanges, name: str) -> "Json | _Unknown":
    return changes[name][1] if name in changes else None


def _changed_value(side: int) -> _Value:
    return lambda changes, name: changes[name][side] if name in changes else _UNKNOWN


def _changes_order(view: View, changes: FieldChanges) -> bool:
    return view.sort in changes or (view.sort in _ALSO_BY_OPENED and "opened_at" in changes)


def _changes_membership(wanted: TicketFilter, changes: FieldChanges) -> bool:
    return any(_decides(name, changes) for name in _narrowed(wanted))


def _decides(name: str, changes: FieldChanges) -> bool:
    if name == "query":
        return any(field not in _NEVER_SEARCHED for field in changes)
    if name in _TIMES:
        return _TIMES[name] in changes
    return name not in _CHOSEN or any(field in changes for field in _CHOSEN[name])


def _narrowed(wanted: TicketFilter) -> list[str]:
    return [field.name for field in fields(wanted) if getattr(wanted, field.name) != getattr(_NOTHING, field.name)]


def _may_pass(wanted: TicketFilter, changes: FieldChanges, value: _Value) -> bool:
    return all(_may_pass_by(name, wanted, changes, value) for name in _narrowed(wanted))


def _may_pass_by(name: str, wanted: TicketFilter, changes: FieldChanges, value: _Value) -> bool:
    if name in _TIMES:
        return _may_be_opened_within(wanted, value(changes, "opened_at"))
    if name not in _CHOSEN:
        return True
    choices = getattr(wanted, name)
    return any(_may_be_one_of(choices, value(changes, field)) for field in _CHOSEN[name])


def _may_be_one_of(choices: tuple[object, ...], value: "Json | _Unknown") -> bool:
    if isinstance(value, _Unknown):
        return True
    values = tuple(value.values()) if isinstance(value, Mapping) else (value,)
    # The store strips control characters: a text that contains one is left for the store to compare.
    if any(isinstance(text, str) and not text.isprintable() for text in (*choices, *values)):
        return True
    return any(part in choices for part in values)


def _may_be_opened_within(wanted: TicketFilter, value: "Json | _Unknown") -> bool:
    if isinstance(value, _Unknown):
        return True
    if not isinstance(value, str):
        return False
    opened = from_iso(value)
    if opened is None:
        return False
    is_late_enough = wanted.opened_from is None or opened >= wanted.opened_from
    return is_late_enough and (wanted.opened_to is None or opened < wanted.opened_to)
