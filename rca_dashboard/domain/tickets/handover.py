"""What the next shift has to know: what happened to which tickets since a time, from the change feed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin, is_empty
from rca_dashboard.domain.tickets.change_text import breached_by
from rca_dashboard.domain.views.page import to_milliseconds

_PEOPLE = ("assigned_to", "assignment_group")


@dataclass(slots=True)
class ShiftEvents:
    """The tickets that were opened, resolved, escalated and so on, each with what happened last, by sys_id."""

    opened: dict[str, str] = field(default_factory=dict[str, str])
    resolved: dict[str, str] = field(default_factory=dict[str, str])
    escalated: dict[str, str] = field(default_factory=dict[str, str])
    reassigned: dict[str, str] = field(default_factory=dict[str, str])
    breached: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class HandoverTicket:
    """A ticket of the handover; ``note`` is what happened to it."""

    number: str
    short_description: str
    status: str
    priority: int
    assigned_to: str
    opened_at: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandoverSection:
    """The tickets to which one thing happened; at most some hundred of ``total``."""

    name: str
    title: str
    tickets: tuple[HandoverTicket, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Handover:
    """A whole handover. Times are ms since 1970.

    Attributes:
        known_since: From when on the feed is kept, if that is later than ``since``; else 0.
    """

    since: int = 0
    until: int = 0
    sections: tuple[HandoverSection, ...] = ()
    known_since: int = 0


def shift_events(changes: Iterable[Change], since: datetime) -> ShiftEvents:
    """Return what the changes did to which tickets. What an import brings is history, and not news."""
    events = ShiftEvents()
    for change in changes:
        if change.origin is not Origin.IMPORT and (names := breached_by(change.changes.get("sla", (None, None)))):
            events.breached[change.sys_id] = ", ".join(names)
        if change.type is ChangeType.NEW:
            if change.origin is not Origin.IMPORT and _is_since(
                change.changes.get("opened_at", (None, None))[1], since
            ):
                events.opened[change.sys_id] = ""
        elif change.type is ChangeType.UPDATED:
            _add_update(events, change)
    return events


def _is_since(moment: Json, since: datetime) -> bool:
    """Return whether a new ticket was opened since a time; one without a time was."""
    return not isinstance(moment, str) or not moment or datetime.fromisoformat(moment) >= since


def _add_update(events: ShiftEvents, change: Change) -> None:
    sys_id = change.sys_id
    was_active, is_active = change.changes.get("is_active", (None, None))
    was_resolved, is_resolved = change.changes.get("resolved_at", (None, None))
    if (is_empty(was_resolved) and not is_empty(is_resolved)) or (was_active is True and is_active is False):
        events.resolved[sys_id] = _name(change.changes.get("status", ("", ""))[1])
    elif (not is_empty(was_resolved) and is_empty(is_resolved)) or (was_active is False and is_active is True):
        events.resolved.pop(sys_id, None)
    match change.changes.get("priority"):
        case (int(before), int(after)) if after < before:
            events.escalated[sys_id] = f"Priority {before} → {after}"
        case _:
            pass
    moves = [
        f"{_name(old)} → {_name(new) or 'unassigned'}"
        for old, new in (change.changes.get(name, ("", "")) for name in _PEOPLE)
        if not is_empty(old) and _name(old) != _name(new)
    ]
    if moves:
        events.reassigned[sys_id] = ", ".join(moves)


def _name(value: Json) -> str:
    match value:
        case {"name": str(name)}:
            return name
        case str(name):
            return name
        case _:
            return ""


SECTIONS = (
    ("opened", "Opened"),
    ("resolved", "Resolved"),
    ("escalated", "Escalated"),
    ("reassigned", "Reassigned"),
    ("breached", "SLA breached"),
)
ON_FIRE = ("on-fire", "Still on fire")


def handover_of(
    sections: Sequence[HandoverSection], since: datetime, until: datetime, known_since: datetime | None
) -> Handover:
    """Return the handover of a time span."""
    is_cut = known_since is not None and known_since > since
    return Handover(
        since=to_milliseconds(since),
        until=to_milliseconds(until),
        sections=tuple(sections),
        known_since=to_milliseconds(known_since) if is_cut else 0,
    )
