"""Changes of fields in words that follow their author's name: "moved it to On Hold · Priority 3 → 1"."""

from collections.abc import Iterator, Mapping, Sequence

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import Change, ChangeType, is_empty, without_display
from rca_dashboard.domain.tickets.field_labels import field_label
from rca_dashboard.domain.tickets.shown_values import shown_field_value
from rca_dashboard.domain.tickets.ticket import Ticket

JOURNAL_FIELDS = frozenset({"comments", "work_notes", "comments_and_work_notes"})
# Bookkeeping that changes with every update, and what ServiceNow derives from fields that are named themselves.
_BOOKKEEPING = frozenset(
    {
        *("sys_id", "mod_count", "labels", "updated_at", "sys_updated_on", "sys_updated_by", "sys_mod_count", "url"),
        *("is_active", "active", "activity_due", "calendar_stc", "business_stc", "calendar_duration"),
        *(
            "business_duration",
            "time_worked",
            "sys_created_on",
            "sys_created_by",
            "sys_class_name",
            "task_effective_number",
        ),
        *("reassignment_count", "closed_at", "resolved_at", "closed_by", "resolved_by", "sys_domain_path", "opened_at"),
        "due_at",
    }
)
_SAME_AS_STATUS = frozenset({"state", "incident_state", "problem_state", "hold_reason"})
# The order in which they are named; others follow.
_FIRST = ("status", "priority", "assigned_to", "assignment_group")
# A line names so many; the others are counted.
_MOST_NAMED = 4


def visible_changes(change: Change) -> tuple[str, ...]:
    """Return the fields of a change that people care about, the most important first."""
    if change.type is not ChangeType.UPDATED:
        return ()
    hidden = _BOOKKEEPING | JOURNAL_FIELDS
    if "status" in change.changes:
        hidden |= _SAME_AS_STATUS
    if "priority" in change.changes:
        hidden |= {"urgency", "impact"}
    if not breached_by(change.changes.get("sla", (None, None))):
        hidden |= {"sla"}
    names = [name for name, sides in change.changes.items() if name not in hidden and _differs(sides)]
    return tuple(sorted(names, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)))


def noticed_changes(change: Change) -> tuple[str, ...]:
    """Return the fields of an update that a notification names: as ``visible_changes``, and journals."""
    journals = [
        name for name, sides in change.changes.items() if _plain_name(name) in JOURNAL_FIELDS and _differs(sides)
    ]
    return (*visible_changes(change), *journals)


def _plain_name(name: str) -> str:
    return name.removeprefix("extra.")


def breached_by(sides: tuple[Json, Json]) -> tuple[str, ...]:
    """Return the names of the service levels that were not breached before a change and are after it."""
    before, after = ({str(each["name"]) for each in _breached(side)} for side in sides)
    return tuple(sorted(after - before))


def _breached(side: Json) -> Iterator[Mapping[str, Json]]:
    for each in side if isinstance(side, Sequence) and not isinstance(side, str) else ():
        if isinstance(each, Mapping) and each.get("breached") is True and "name" in each:
            yield each


def _differs(sides: tuple[Json, Json]) -> bool:
    old, new = sides
    return not (is_empty(old) and is_empty(new)) and without_display(old) != without_display(new)


def change_text(change: Change, visible: Sequence[str]) -> str:
    """Return what was done; empty for an update of nothing that people see."""
    if change.type is ChangeType.DELETED:
        return "Deleted in ServiceNow"
    if change.changes.get("is_deleted", (False, False)) == (True, False):
        return "Restored in ServiceNow"
    if not visible:
        return ""
    labels = _labels(change)
    parts = [_part(name, change.changes[name], labels) for name in visible if name != "is_deleted"]
    if not parts[0][0].islower() and visible[0] != "sla":
        parts[0] = f"changed {parts[0]}"
    named = " · ".join(parts[:_MOST_NAMED])
    rest = len(parts) - _MOST_NAMED
    return f"{named} · {rest} more {'field' if rest == 1 else 'fields'}" if rest > 0 else named


def opening_text(ticket: Ticket) -> str:
    """Return how a ticket was opened."""
    channel = ticket.label("source")
    return f"opened it by {channel[:1].lower() + channel[1:]}" if channel else "opened it"


def _labels(change: Change) -> tuple[Mapping[str, str], Mapping[str, str]]:
    sides = change.changes.get("labels", (None, None))
    old, new = ({name: str(text) for name, text in side.items()} if isinstance(side, Mapping) else {} for side in sides)
    return old, new


def _part(name: str, sides: tuple[Json, Json], labels: tuple[Mapping[str, str], Mapping[str, str]]) -> str:
    old, new = (shown_field_value(name, side, known) for side, known in zip(sides, labels, strict=True))
    match name:
        case "status":
            return f"moved it to {new.text}"
        case "priority":
            return f"Priority {sides[0] or 'none'} → {sides[1] or 'none'}"
        case "sla":
            return f"SLA breached: {', '.join(breached_by(sides))}"
        case "assigned_to":
            return f"assigned it to {new.text}" if new.text else "unassigned it"
        case _ if old.is_long or new.is_long:
            return f"edited {_lower(field_label(name))}"
        case _:
            return f"{field_label(name)} {old.text or 'none'} → {new.text or 'none'}"


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
