"""Decide which changes notify which users. Imports and a user's own changes notify no one."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.preferences import NoticeEvent, NoticeRules
from rca_dashboard.domain.tickets.change import Change, ChangeType, Origin

# ServiceNow updates these on every save; a change of nothing else does not notify.
BOOKKEEPING = frozenset(
    {
        "updated_at",
        "mod_count",
        "labels",
        "sys_updated_on",
        "sys_updated_by",
        "sys_mod_count",
        "extra.sys_mod_count",
        "sla",
        "due_at",
    }
)


@dataclass(frozen=True, slots=True)
class TicketChange:
    """A change, and the ticket's content just after it."""

    change: Change
    content: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A user who may be notified.

    Attributes:
        watched: The sys_ids of watched tickets; only those among the changed tickets are needed.
    """

    username: str
    rules: NoticeRules
    watched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class News:
    """One ticket that a user is notified of, and why."""

    event: NoticeEvent
    ticket_change: TicketChange


def ticket_changes(changes: Sequence[Change], contents: Mapping[str, Mapping[str, Json]]) -> tuple[TicketChange, ...]:
    """Return each change together with the content of its ticket just after it.

    Args:
        changes: Oldest first; those of an import are left out.
        contents: The content of the tickets after the last of the changes, by sys_id. Earlier content is derived from
            it by undoing the changes, newest first.
    """
    after: dict[str, Mapping[str, Json]] = dict(contents)
    found: list[TicketChange] = []
    for change in reversed(changes):
        content = dict(after.get(change.sys_id, {}))
        if change.origin is not Origin.IMPORT:
            found.append(TicketChange(change, content | {name: new for name, (_, new) in change.changes.items()}))
        after[change.sys_id] = {**content, **{name: old for name, (old, _) in change.changes.items()}}
    return tuple(reversed(found))


def news_for(recipient: Recipient, happened: Sequence[TicketChange]) -> tuple[News, ...]:
    """Return what a user is notified of: at most one entry per ticket, in the order in which they first changed."""
    found: dict[str, News] = {}
    for ticket_change in happened:
        event = event_for(recipient, ticket_change)
        if event is None:
            continue
        sys_id = ticket_change.change.sys_id
        known = found.get(sys_id)
        found[sys_id] = (
            News(event, ticket_change) if known is None else News(known.event, _joined(known, ticket_change))
        )
    return tuple(found.values())


def authors_of(happened: Sequence[TicketChange]) -> frozenset[str]:
    """Return the authors of these changes, in the form that ``is_theirs`` compares."""
    return frozenset(_key(author) for each in happened if (author := _author(each)))


def is_theirs(username: str, authors: frozenset[str]) -> bool:
    """Return whether a user is among the authors; ServiceNow and the app may spell a name in a different case."""
    return _key(username) in authors


def event_for(recipient: Recipient, ticket_change: TicketChange) -> NoticeEvent | None:
    """Return the event that a change is for a user, or None if it does not notify them."""
    change, rules = ticket_change.change, recipient.rules
    author = _author(ticket_change)
    if change.origin is Origin.IMPORT or (author and _key(author) == _key(recipient.username)):
        return None
    is_new = change.type is ChangeType.NEW
    if not is_new and change.type is not ChangeType.DELETED and change.changes.keys() <= BOOKKEEPING:
        return None
    if NoticeEvent.WATCHED_TICKET in rules.events and change.sys_id in recipient.watched:
        return NoticeEvent.WATCHED_TICKET
    event = NoticeEvent.NEW_TICKET if is_new else NoticeEvent.UPDATED_TICKET
    return event if event in rules.events and passes(rules, change, ticket_change.content) else None


def text_of(value: Json) -> str:
    """Return a field of a change as text for people: a reference's name, a raw field's display value."""
    if isinstance(value, dict):
        shown = value.get("name") or value.get("display_value") or value.get("value") or value.get("id")
        return "" if shown is None else str(shown)
    if isinstance(value, list):
        return ", ".join(text_of(part) for part in value)
    return "" if value is None else str(value)


def passes(rules: NoticeRules, change: Change, content: Mapping[str, Json]) -> bool:
    """Return whether a ticket matches the fields of a user's rules."""
    group = content.get("assignment_group")
    groups = {str(group.get("id")), str(group.get("name"))} if isinstance(group, dict) else set[str]()
    return (
        (not rules.priority or content.get("priority") in rules.priority)
        and (not rules.table or change.table in rules.table)
        and (not rules.category or _is_one_of(content.get("category"), rules.category))
        and (not rules.source or _is_one_of(content.get("source"), rules.source))
        and (not rules.assignment_group or not groups.isdisjoint(rules.assignment_group))
    )


def _is_one_of(value: Json, chosen: Sequence[str]) -> bool:
    """Return whether a value is among the choices, ignoring case: tables may spell the same name differently."""
    return isinstance(value, str) and value.casefold() in {each.casefold() for each in chosen}


def _author(ticket_change: TicketChange) -> str:
    kept = ticket_change.content.get("sys_updated_by")
    by = kept.get("value") if isinstance(kept, dict) else kept
    return by if isinstance(by, str) else ""


def _key(username: str) -> str:
    return unicodedata.normalize("NFKC", username.strip()).casefold()


def _joined(known: News, later: TicketChange) -> TicketChange:
    """Merge two changes of a ticket: the old values of the first, the new values of the last."""
    first = known.ticket_change.change
    changes = {
        **{name: (old, new) for name, (old, new) in first.changes.items()},
        **{name: (first.changes.get(name, (old, new))[0], new) for name, (old, new) in later.change.changes.items()},
    }
    kind = first.type if first.type is ChangeType.NEW else later.change.type
    return TicketChange(replace(later.change, type=kind, changes=changes), later.content)
