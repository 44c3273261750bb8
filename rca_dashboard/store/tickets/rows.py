"""Convert tickets to rows of their table, and back."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from rca_dashboard.domain.tickets.effort import ended_after, reassignments
from rca_dashboard.domain.tickets.relations import parent_of
from rca_dashboard.domain.tickets.ticket import (
    NUMBER_FIELDS,
    REFERENCE_FIELDS,
    TEXT_FIELDS,
    TIME_FIELDS,
    Reference,
    Ticket,
)
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.texts import json_text, storable
from rca_dashboard.store.tickets.sla_columns import slas_from
from rca_dashboard.store.tickets.versions import Version

_SAME = (*TEXT_FIELDS, *NUMBER_FIELDS, *TIME_FIELDS, "is_active", "mod_count")
_REFERENCES = tuple((name, f"{name}_id", f"{name}_name") for name in REFERENCE_FIELDS)

# What a row in a list needs, without long texts.
LIST_COLUMNS = tuple(
    TICKET.c[name]
    for name in (
        "sys_id",
        "table",
        "ticket_id",
        "short_description",
        "status",
        "priority",
        "category",
        "category_label",
        "source",
        "source_label",
        "assignment_group_id",
        "assignment_group_name",
        "assigned_to_id",
        "assigned_to_name",
        "opened_at",
        "updated_at",
        "arrived_at",
        "is_active",
        "is_deleted",
        "revision",
        "due_at",
        "sla",
    )
)


def values_of(version: Version, *, revision: int, arrived_at: datetime | None) -> dict[str, Any]:
    """Return the ticket's row: a value for each column but ``id`` and ``kind``, which the writer sets."""
    ticket = version.ticket
    row: dict[str, Any] = {name: getattr(ticket, name) for name in _SAME}
    for name, id_column, name_column in _REFERENCES:
        reference: Reference | None = getattr(ticket, name)
        row[id_column], row[name_column] = (None, None) if reference is None else (reference.id, reference.name)
    row["category_label"] = ticket.label("category")
    row["source_label"] = ticket.label("source")
    row["tags"] = json_text(ticket.tags)
    row["labels"] = json_text(dict(ticket.labels))
    row["extra"] = json_text(dict(ticket.extra))
    row["url"] = storable(ticket.url)
    row["parent_id"] = parent.id if (parent := parent_of(version.ticket)) else None
    row["ended_after"] = ended_after(ticket)
    row["reassignments"] = reassignments(ticket)
    row["digest"] = version.digest
    row["is_deleted"] = False
    row["revision"] = revision
    row["arrived_at"] = arrived_at
    return row


def ticket_of(row: RowMapping) -> Ticket:
    """Return the ticket of a whole row."""
    values: dict[str, Any] = {
        name: row[name] for name in (*_SAME, "url", "is_deleted", "revision", "arrived_at", "due_at")
    }
    for name, id_column, name_column in _REFERENCES:
        values[name] = _reference(row[id_column], row[name_column])
    values["tags"] = tuple(json.loads(row["tags"]))
    values["labels"] = json.loads(row["labels"])
    values["extra"] = json.loads(row["extra"])
    values["sla"] = slas_from(row["sla"])
    return Ticket(**values)


def listed_ticket_of(row: Mapping[str, Any] | RowMapping) -> Ticket:
    """Return the part of a ticket that ``LIST_COLUMNS`` hold: what ``domain.views.page.ticket_row`` uses."""
    values: dict[str, Any] = {column.name: row[column.name] for column in LIST_COLUMNS}
    for name in ("assignment_group", "assigned_to"):
        values[name] = _reference(values.pop(f"{name}_id"), values.pop(f"{name}_name"))
    values["sla"] = slas_from(values["sla"])
    values["labels"] = {name: values.pop(f"{name}_label") for name in ("category", "source")}
    return Ticket(**values)


def _reference(sys_id: str | None, name: str | None) -> Reference | None:
    return None if sys_id is None else Reference(sys_id, name or "")
