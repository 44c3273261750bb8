"""Which of a ticket's fields its page shows where, and how their changes are described."""

from collections.abc import Mapping

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.activity import Activity
from rca_dashboard.domain.tickets.change import is_empty
from rca_dashboard.domain.tickets.change_text import JOURNAL_FIELDS
from rca_dashboard.domain.tickets.detail import (
    ActivityEntry,
    FieldGroup,
    ShownChange,
    ShownField,
    ShownValue,
    TicketDetail,
)
from rca_dashboard.domain.tickets.field_labels import field_label, table_label
from rca_dashboard.domain.tickets.shown_values import LONGEST_DESCRIPTION, shortened, shown, shown_field_value
from rca_dashboard.domain.tickets.sla import sla_state
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.page import to_milliseconds

GROUPS = (
    ("Details", ("table", "cmdb_ci", "business_service", "problem")),
    ("People and groups", ("requester", "assigned_to", "assignment_group", "company", "location")),
    ("Dates", ("opened_at", "updated_at", "resolved_at", "closed_at")),
    ("Classification", ("category", "subcategory", "source", "impact", "urgency", "close_code", "tags")),
)
# Entries of ``extra`` that repeat a field shown elsewhere.
_SHOWN_ELSEWHERE = frozenset({"sys_updated_on", "sys_class_name", "sys_mod_count", *JOURNAL_FIELDS})


def detail_of(ticket: Ticket) -> TicketDetail:
    """Return the page content from the ticket itself; the store's reader adds activity and relations."""
    return TicketDetail(
        key=ticket.sys_id,
        is_known=True,
        sys_id=ticket.sys_id,
        number=ticket.ticket_id or ticket.sys_id,
        table=ticket.table,
        short_description=ticket.short_description,
        description=shortened(ticket.description, LONGEST_DESCRIPTION),
        close_notes=shortened(ticket.close_notes, LONGEST_DESCRIPTION),
        status=ticket.status,
        priority=ticket.priority or 0,
        assigned_to=_name(ticket.assigned_to),
        assignment_group=_name(ticket.assignment_group),
        requester=_name(ticket.requester),
        cmdb_ci=_name(ticket.cmdb_ci),
        due_at=to_milliseconds(ticket.due_at),
        sla=sla_state(ticket.sla),
        sla_name=next((each.name for each in ticket.sla if each.is_running or each.paused), ""),
        opened_at=to_milliseconds(ticket.opened_at),
        is_active=ticket.is_active,
        is_deleted=ticket.is_deleted,
        url=ticket.url,
        groups=tuple(_group(title, names, ticket.content(), ticket.labels) for title, names in GROUPS),
        others=_others(ticket),
    )


def activity_entry(entry: Activity) -> ActivityEntry:
    """Return an entry of a ticket's activity as its page shows it."""
    old_labels, new_labels = (_labels(side) for side in entry.labels)
    changes = (
        ShownChange(name, field_label(name), _value(name, old, old_labels), _value(name, new, new_labels))
        for name, (old, new) in entry.changes.items()
    )
    return ActivityEntry(
        key=entry.key,
        at=to_milliseconds(entry.at),
        author=entry.author,
        kind=entry.kind.value,
        text=shortened(entry.text, LONGEST_DESCRIPTION),
        long_changes=tuple(each for each in changes if each.old.is_long or each.new.is_long),
    )


def _name(reference: Reference | None) -> str:
    return reference.name if reference else ""


def _group(title: str, names: tuple[str, ...], content: Mapping[str, Json], labels: Mapping[str, str]) -> FieldGroup:
    return FieldGroup(
        title, tuple(ShownField(name, field_label(name), _value(name, content.get(name), labels)) for name in names)
    )


def _others(ticket: Ticket) -> tuple[ShownField, ...]:
    ours = (("sys_id", ticket.sys_id), ("state", ticket.state), ("mod_count", str(ticket.mod_count)))
    theirs = ((name, value) for name, value in sorted(ticket.extra.items()) if name not in _SHOWN_ELSEWHERE)
    values = (
        (name, field_label(name), shown(value, ticket.labels.get(name, "")) if name == "state" else shown(value))
        for name, value in (*ours, *theirs)
        if not is_empty(value)
    )
    return tuple(ShownField(name, label, value) for name, label, value in values if value.text)


def _value(name: str, value: Json, labels: Mapping[str, str]) -> ShownValue:
    if name == "table":
        return shown(table_label(str(value or "")))
    return shown_field_value(name, value, labels)


def _labels(side: Json) -> Mapping[str, str]:
    return {name: str(label) for name, label in side.items()} if isinstance(side, Mapping) else {}
