"""Convert a raw record of a task table into a ticket. Nothing here raises, and nothing is invented.

Known fields become attributes; everything else stays in ``extra`` under ServiceNow's name. A known field that cannot be
represented exactly (a priority ``P1``, an invalid time, a translated text) stays in ``extra`` too.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote

from rca_dashboard.domain.json_types import Json, JsonObject
from rca_dashboard.domain.tickets.state_labels import state_label
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.servicenow.raw_field import RawField, as_extra, moment, read_field, reference, whole_number

T = TypeVar("T")

# Who requested it: the caller of an incident, of a change, of a requested item; else who opened it.
_REQUESTERS = ("caller_id", "requested_by", "requested_for", "opened_by")
# opened_by stays in extra too: it is a separate fact, and would come and go there as callers are filled in.
_LAST_RESORT = "opened_by"
_YES = frozenset({"true", "1"})
_NO = frozenset({"false", "0"})
_NOTHING = RawField("")


def ticket_from_record(record: JsonObject, *, table: str, instance: str) -> Ticket | None:
    """Return the ticket of a record; None for one without a sys_id, which could not be stored.

    Args:
        record: As the Table API sends it, in any of its three shapes or a mixture.
        table: The requested table; the label of a state depends on it.
        instance: The instance's URL, for the link to the record.
    """
    reader = _Reader(record)
    sys_id = reader.text("sys_id")
    if not sys_id:
        return None
    state = reader.choice("state", "state")
    closed_at = reader.read("closed_at", moment)
    return Ticket(
        sys_id=sys_id,
        table=table,
        ticket_id=reader.text("number"),
        source=reader.choice("contact_type", "source"),
        short_description=reader.text("short_description"),
        description=reader.text("description"),
        category=reader.choice("category", "category"),
        subcategory=reader.choice("subcategory", "subcategory"),
        status=_status(reader.labels, table, state),
        state=state,
        priority=reader.number("priority"),
        impact=reader.number("impact"),
        urgency=reader.number("urgency"),
        opened_at=reader.read("opened_at", moment),
        resolved_at=reader.read("resolved_at", moment),
        closed_at=closed_at,
        updated_at=reader.read("sys_updated_on", moment),
        requester=reader.requester(),
        assigned_to=reader.read("assigned_to", reference),
        assignment_group=reader.read("assignment_group", reference),
        company=reader.read("company", reference),
        location=reader.read("location", reference),
        cmdb_ci=reader.read("cmdb_ci", reference),
        business_service=reader.read("business_service", reference),
        problem=reader.read("problem_id", reference),
        close_code=reader.choice("close_code", "close_code"),
        close_notes=reader.text("close_notes"),
        tags=reader.tags("sys_tags"),
        url=record_url(instance, table, sys_id),
        is_active=reader.is_yes("active", otherwise=closed_at is None),
        mod_count=max(0, whole_number(reader.field("sys_mod_count")) or 0),
        labels=reader.labels,
        extra=reader.extra(),
    )


def under_table(ticket: Ticket, *, table: str, instance: str) -> Ticket:
    """Return the ticket as if its record had been requested from another table that lists it too."""
    return replace(
        ticket,
        table=table,
        status=_status(ticket.labels, table, ticket.state),
        url=record_url(instance, table, ticket.sys_id),
    )


def class_of(record: JsonObject) -> str:
    """Return the name of the table that a record belongs to; empty if the account may not read it."""
    field = read_field(record.get("sys_class_name"))
    return (field.value or "") if field else ""


def record_url(instance: str, table: str, sys_id: str) -> str:
    """Return the URL of a record's page in ServiceNow; empty if no instance is known."""
    target = f"{quote(table, safe='')}.do?sys_id={quote(sys_id, safe='', errors='replace')}"
    return f"{instance.rstrip('/')}/nav_to.do?uri={quote(target, safe='')}" if instance else ""


def _status(labels: Mapping[str, str], table: str, state: str) -> str:
    return labels.get("state") or state_label(table, state)


class _Reader:
    """Reads fields of one record, and tracks which of them the ticket represents exactly."""

    def __init__(self, record: JsonObject) -> None:
        self._record = record
        self._held: set[str] = set()
        self._unreadable: set[str] = set()
        self.labels: dict[str, str] = {}

    def field(self, name: str) -> RawField:
        field = read_field(self._record.get(name))
        if field is None:
            self._unreadable.add(name)
        return field or _NOTHING

    def text(self, name: str) -> str:
        field = self.field(name)
        if not field.label:
            self._held.add(name)
        return field.text

    def choice(self, name: str, own_name: str) -> str:
        field = self.field(name)
        self._held.add(name)
        if field.label:
            self.labels[own_name] = field.label
        return field.text

    def number(self, name: str) -> int | None:
        field = self.field(name)
        number = whole_number(field)
        label = field.display or field.text
        if number is not None and label != str(number):
            self.labels[name] = label
        if number is not None or not label:
            self._held.add(name)
        return number

    def read(self, name: str, parse: Callable[[RawField], T | None]) -> T | None:
        field = self.field(name)
        value = parse(field)
        if value is not None or not (field.text or field.display):
            self._held.add(name)
        return value

    def requester(self) -> Reference | None:
        for name in _REQUESTERS:
            if person := reference(self.field(name)):
                if name != _LAST_RESORT:
                    self._held.add(name)
                return person
        return None

    def tags(self, name: str) -> tuple[str, ...]:
        field = self.field(name)
        self.text(name)
        return tuple(tag.strip() for tag in (field.display or field.text).split(",") if tag.strip())

    def is_yes(self, name: str, *, otherwise: bool) -> bool:
        text = self.field(name).text.strip().lower()
        return text in _YES or (text not in _NO and otherwise)

    def extra(self) -> dict[str, Json]:
        """Return what the ticket does not represent exactly."""
        held = self._held - self._unreadable
        return {name: as_extra(raw) for name, raw in self._record.items() if name not in held}
