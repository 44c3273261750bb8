"""A ticket: one record of a ServiceNow task table, with its references resolved to names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.sla import Sla


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to another record: its sys_id and its display value (the sys_id again if no name came)."""

    id: str
    name: str

    def as_json(self) -> dict[str, Json]:
        """Return ``{"id", "name"}``."""
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One version of one ticket. Times are aware and in UTC; texts are plain text, never markup.

    Attributes:
        sys_id: The record's key in ServiceNow. Numbers are not unique (five records with one number have been seen).
        table: The task table that it was read from, such as ``incident``.
        ticket_id: Its number, such as ``INC0010019``.
        source: How it was reported: ServiceNow's ``contact_type`` ("Channel").
        state: ServiceNow's value; ``status`` is its label for that table.
        priority: 1 (critical) to 5 (planning), or None; likewise ``impact`` and ``urgency`` (1 to 3).
        is_active: ServiceNow's ``active``: still being worked on.
        mod_count: ServiceNow's ``sys_mod_count``, which with ``updated_at`` orders the versions of a record.
        labels: The display values of choice fields above that differ from their values, by the app's field name.
        extra: Every other field that came, by ServiceNow's name.
        url: The record's page in ServiceNow.
        is_deleted: It no longer exists in ServiceNow; the last known content is kept.
        revision: The feed's ``seq`` of its last change; 0 before it is stored.
        arrived_at: When a poll first read it; None for tickets of the full import, which notify no one.
        sla: Its service levels, those that still run first; set by the store, from ``task_sla``.
        due_at: When the first of them that runs ends.
    """

    sys_id: str
    table: str
    ticket_id: str = ""
    source: str = ""
    short_description: str = ""
    description: str = ""
    category: str = ""
    subcategory: str = ""
    status: str = ""
    state: str = ""
    priority: int | None = None
    impact: int | None = None
    urgency: int | None = None
    opened_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    updated_at: datetime | None = None
    requester: Reference | None = None
    assigned_to: Reference | None = None
    assignment_group: Reference | None = None
    company: Reference | None = None
    location: Reference | None = None
    cmdb_ci: Reference | None = None
    business_service: Reference | None = None
    problem: Reference | None = None
    close_code: str = ""
    close_notes: str = ""
    tags: tuple[str, ...] = ()
    url: str = ""
    is_active: bool = True
    mod_count: int = 0
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    extra: Mapping[str, Json] = field(default_factory=dict[str, Json])
    is_deleted: bool = False
    revision: int = 0
    arrived_at: datetime | None = None
    sla: tuple[Sla, ...] = ()
    due_at: datetime | None = None

    def label(self, name: str) -> str:
        """Return the display text of a choice field: its label, or else its value."""
        return self.labels.get(name) or str(getattr(self, name) or "")

    def content(self) -> dict[str, Json]:
        """Return every field that ServiceNow determines, as JSON: the fields that are compared and recorded in changes.

        Fields of ``extra`` are included under their own names, prefixed with ``extra.`` if the name is taken. What the
        app adds itself (``revision``, ``arrived_at``, ``is_deleted``, ``url``) is left out.
        """
        ours: dict[str, Json] = {
            name: value if type(value := getattr(self, name)) in _PLAIN else as_json(value) for name in CONTENT_FIELDS
        }
        theirs = {f"extra.{name}" if name in ours else name: value for name, value in self.extra.items()}
        return ours | theirs


# Most fields are JSON already, and every row of every poll needs its content: 16 µs instead of 25.
_PLAIN = frozenset({str, int, bool, type(None)})

TEXT_FIELDS = (
    "sys_id",
    "table",
    "ticket_id",
    "source",
    "short_description",
    "description",
    "category",
    "subcategory",
    "status",
    "state",
    "close_code",
    "close_notes",
)
NUMBER_FIELDS = ("priority", "impact", "urgency")
TIME_FIELDS = ("opened_at", "resolved_at", "closed_at", "updated_at")
REFERENCE_FIELDS = (
    "requester",
    "assigned_to",
    "assignment_group",
    "company",
    "location",
    "cmdb_ci",
    "business_service",
    "problem",
)
CONTENT_FIELDS = (
    *TEXT_FIELDS,
    *NUMBER_FIELDS,
    *TIME_FIELDS,
    *REFERENCE_FIELDS,
    "tags",
    "is_active",
    "mod_count",
    "labels",
)


def as_json(value: object) -> Json:
    """Return a ticket's field as JSON: times as ISO 8601, references and service levels as objects, tuples as lists."""
    match value:
        case datetime():
            return to_iso(value)
        case Reference():
            return value.as_json()
        case Sla():
            return value.as_json()
        case tuple():
            return [as_json(part) if isinstance(part, Sla) else str(part) for part in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case Mapping():
            return {str(name): str(part) for name, part in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case None | bool() | int() | str():
            return value
        case _:
            message = f"no field of a ticket holds a {type(value).__name__}"
            raise TypeError(message)
