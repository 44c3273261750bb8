"""Entries of the change feed: what happened to a ticket, field by field, and that something happened to a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.ticket import Ticket

FieldChanges = Mapping[str, tuple[Json, Json]]


# The tickets whose rows a case's change alters: for the hub alone, which reads only the lists that show one of them.
TOUCHED = "touched"


class ChangeType(StrEnum):
    """The type of a change, as sent in REST (``/events``)."""

    NEW = "new_ticket"
    UPDATED = "updated_ticket"
    DELETED = "deleted_ticket"
    CASE = "case"


class Origin(StrEnum):
    """How a change reached the app. Rows of an import are history: they never highlight, toast or notify.

    Cases are the app's own: their changes come from users.
    """

    IMPORT = "import"
    POLL = "poll"
    WEBHOOK = "webhook"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the feed. A case has its number as ``sys_id`` and ``ticket_id``.

    To programs and people it says no more of a case than its version: they may not see each of the case's tickets.

    Attributes:
        seq: Its position: rises by one, without gaps, in the order of commits.
        at: When it was stored.
        changes: For each field that differs, its old and new value as JSON; a new ticket's old values are None, and its
            empty fields are left out.
        origin: How it reached the app.
    """

    seq: int
    at: datetime
    type: ChangeType
    table: str
    sys_id: str
    ticket_id: str
    changes: FieldChanges
    origin: Origin
    traceparent: str | None = field(default=None, compare=False, repr=False)

    def as_json(self) -> dict[str, Json]:
        """Return the change as JSON for REST."""
        hidden = {TOUCHED} if self.type is ChangeType.CASE else set[str]()
        return {
            "seq": self.seq,
            "at": to_iso(self.at),
            "type": self.type.value,
            "table": self.table,
            "sys_id": self.sys_id,
            "ticket_id": self.ticket_id,
            "changes": {name: [old, new] for name, (old, new) in self.changes.items() if name not in hidden},
        }


def is_empty(value: Json) -> bool:
    """Return whether a field is empty: ServiceNow sends ``""`` for a missing value."""
    return value is None or value in ("", [], {})


_REFERENCE = frozenset({"id", "name"})


def without_display(value: Json) -> Json:
    """Return what identifies a field's content, of a field that came with words for people too.

    A display value depends on who reads, and when: formats, languages, time zones, rates of exchange.
    """
    if not isinstance(value, Mapping):
        return value
    if len(value) == len(_REFERENCE) and _REFERENCE.issuperset(value):
        return value
    if "value" in value:
        return value["value"]
    rest = {name: part for name, part in value.items() if "display" not in name}
    return rest if rest and len(rest) < len(value) else value


def difference(old: Ticket | None, new: Ticket) -> dict[str, tuple[Json, Json]]:
    """Return each field whose content differs, with its old and new value; nothing where only display values do.

    A missing field and an empty field are equal: instances add and drop columns.
    """
    before = {} if old is None else old.content()
    after = new.content()
    changes = _differences(before, after)
    return changes if any(without_display(was) != without_display(now) for was, now in changes.values()) else {}


def _differences(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, tuple[Json, Json]]:
    return {
        name: (before.get(name), after.get(name))
        for name in (*after, *(name for name in before if name not in after))
        if before.get(name) != after.get(name) and not (is_empty(before.get(name)) and is_empty(after.get(name)))
    }


def fold(content: Mapping[str, Json], changes: FieldChanges) -> dict[str, Json]:
    """Return the content after a change; folding a whole history gives the current content, less empty fields."""
    folded = {**content, **{name: new for name, (_, new) in changes.items()}}
    return {name: value for name, value in folded.items() if not is_empty(value)}
