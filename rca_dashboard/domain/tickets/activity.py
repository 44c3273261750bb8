"""What happened to a ticket, as one conversation: comments, work notes, and changes of fields, newest first."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.tickets.change import Change, ChangeType, FieldChanges, is_empty
from rca_dashboard.domain.tickets.change_text import change_text, opening_text, visible_changes
from rca_dashboard.domain.tickets.journal import JournalContext, JournalEntry, Written, journal_entries, normalized
from rca_dashboard.domain.tickets.journal_times import account_times
from rca_dashboard.domain.tickets.ticket import Reference, Ticket

_UPDATED_BY = "sys_updated_by"
_BOTH = "comments_and_work_notes"
# Labels of work notes in ServiceNow's languages, where only the journal of both is readable.
_NOTE = re.compile(
    r"note(?!book)|notiz|nota|notat|anteckning|muistiin|notatk|poznám|замет|メモ|备注|注释|附註|작업", re.IGNORECASE
)
_EARLIEST = datetime.min.replace(tzinfo=UTC)


class ActivityKind(StrEnum):
    """What an entry is."""

    COMMENT = "comment"
    WORK_NOTE = "work_note"
    CHANGE = "change"


_JOURNALS = (("comments", ActivityKind.COMMENT), ("work_notes", ActivityKind.WORK_NOTE))


@dataclass(frozen=True, slots=True)
class Activity:
    """One entry.

    Attributes:
        key: Identifies it among the ticket's entries, also after others have been added.
        at: When it happened in ServiceNow; None for a journal whose headers cannot be read, which is shown whole.
        author: Who did it; empty if unknown.
        text: The message, or what was done in words that follow the author's name.
        changes: For each field that people care about, its old and new value; empty for messages.
        seq: The change in the feed; 0 for others.
        labels: The display values of the old and new version's choice fields.
    """

    key: str
    at: datetime | None
    author: str
    kind: ActivityKind
    text: str
    changes: FieldChanges = field(default_factory=dict[str, tuple[Json, Json]])
    seq: int = 0
    labels: tuple[Json, Json] = (None, None)

    def as_json(self) -> dict[str, Json]:
        """Return the entry as JSON for REST."""
        return {
            "at": to_iso(self.at),
            "author": self.author,
            "kind": self.kind.value,
            "text": self.text,
            "changes": {name: [old, new] for name, (old, new) in self.changes.items()},
        }


def activity_of(ticket: Ticket, changes: Sequence[Change]) -> tuple[Activity, ...]:
    """Return the activity of a ticket, newest first.

    Args:
        ticket: The ticket as it is.
        changes: Its changes as far as the feed goes back, oldest first.
    """
    messages = [*_messages(ticket, changes)]
    authors = _authors(ticket, changes)
    names = _known_names(ticket, changes, messages, authors)
    entries = [*messages, *_changes(changes, authors, names), _opening(ticket)]
    unread = ticket.updated_at or _EARLIEST
    return tuple(sorted(entries, key=lambda entry: (entry.at or unread, entry.seq), reverse=True))


def _opening(ticket: Ticket) -> Activity:
    at = ticket.opened_at or _moment(ticket.extra.get("sys_created_on"))
    author = _name(ticket.extra.get("opened_by")) or (ticket.requester.name if ticket.requester else "")
    return Activity("opened", at or _EARLIEST, author, ActivityKind.CHANGE, opening_text(ticket))


def _moment(value: Json) -> datetime | None:
    text = value.get("value") if isinstance(value, Mapping) else value
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if isinstance(text, str) and text else None
    except ValueError:
        return None


def _name(value: Json) -> str:
    match value:
        case {"name": str(name)}:
            return name
        case {"display_value": str(name)}:
            return name
        case str(name):
            return name
        case _:
            return ""


def _messages(ticket: Ticket, changes: Sequence[Change]) -> Iterator[Activity]:
    texts = {name: journal_text(ticket.extra.get(name)) for name in (*(name for name, _ in _JOURNALS), _BOTH)}
    seen: set[tuple[datetime | None, str, str]] = set()
    labels: set[str] = set()
    for name, kind in _JOURNALS:
        for entry in journal_entries(texts[name], _context(ticket, changes, name)):
            seen.add((entry.at, entry.author, entry.text))
            labels.add(entry.label)
            yield _message(name, entry, kind)
    # An account may be shown both together, and not each alone.
    if texts[_BOTH] and not (texts["comments"] and texts["work_notes"]):
        for entry in _entries_of_both(texts[_BOTH], _context(ticket, changes, _BOTH)):
            if (entry.at, entry.author, entry.text) not in seen and not (seen and entry.at is None):
                yield _message(_BOTH, entry, _kind(entry.label))


def _entries_of_both(text: str, context: JournalContext) -> tuple[JournalEntry, ...]:
    labels = frozenset(re.findall(r" \(([^()\n]{1,80})\)[ \t]*(?:\r?\n|$)", text))
    parsed = JournalContext(context.times, context.created_at, context.updated_at, context.written, labels)
    return journal_entries(text, parsed)


def _kind(label: str) -> ActivityKind:
    return ActivityKind.WORK_NOTE if _NOTE.search(label) else ActivityKind.COMMENT


def _message(name: str, entry: JournalEntry, kind: ActivityKind) -> Activity:
    return Activity(f"{name}:{entry.place}", entry.at, entry.author, kind, entry.text)


def journal_text(value: Json) -> str:
    """Return the text of a journal field, which comes as a display value alone, or as a plain text."""
    match value:
        case {"display_value": str(text)} if text:
            return text
        case {"value": str(text)}:
            return text
        case str(text):
            return text
        case _:
            return ""


def _context(ticket: Ticket, changes: Sequence[Change], name: str) -> JournalContext:
    created = _moment(ticket.extra.get("sys_created_on"))
    return JournalContext(
        times=account_times(ticket.extra),
        created_at=min(filter(None, (created, ticket.opened_at)), default=None),
        updated_at=ticket.updated_at,
        written=_written(normalized(journal_text(ticket.extra.get(name))), changes, name),
    )


def _written(journal: str, changes: Sequence[Change], name: str) -> tuple[Written, ...]:
    """Return the parts of a journal that the feed saw being added in front of what was there."""
    parts: list[Written] = []
    for change in changes:
        old, new = (normalized(journal_text(side)) for side in change.changes.get(name, ("", "")))
        if change.type is ChangeType.UPDATED and len(new) > len(old) and new.endswith(old) and journal.endswith(new):
            parts.append(Written(len(old), len(new), _is_one_update(change)))
    return tuple(parts)


def _is_one_update(change: Change) -> bool:
    match change.changes.get("mod_count"):
        case (int(before), int(after)):
            return after - before == 1
        case _:
            return False


def _changes(changes: Sequence[Change], authors: Mapping[int, str], names: Mapping[str, str]) -> Iterator[Activity]:
    for change in changes:
        visible = visible_changes(change)
        text = change_text(change, visible)
        if text:
            # ServiceNow breaches a service level; the last person to update the ticket has not.
            author = "" if visible == ("sla",) else authors.get(change.seq, "")
            at = _updated_at(change) or change.at
            yield Activity(
                f"change:{change.seq}",
                at,
                names.get(author, author),
                ActivityKind.CHANGE,
                text,
                {name: change.changes[name] for name in visible},
                change.seq,
                change.changes.get("labels", (None, None)),
            )


def _updated_at(change: Change) -> datetime | None:
    """Return ServiceNow's time of a change; a deletion has none."""
    new = change.changes.get("updated_at", (None, None))[1]
    return datetime.fromisoformat(new) if isinstance(new, str) and change.type is ChangeType.UPDATED else None


def _authors(ticket: Ticket, changes: Sequence[Change]) -> dict[int, str]:
    """Return the user name of each change by its ``seq``: a change of the field says who came before."""
    current = _name(ticket.extra.get(_UPDATED_BY))
    found: dict[int, str] = {}
    for change in reversed(changes):
        if change.type is ChangeType.UPDATED and "is_deleted" not in change.changes:
            old, new = change.changes.get(_UPDATED_BY, (current, current))
            found[change.seq] = _name(new)
            current = _name(old)
    return found


def _known_names(
    ticket: Ticket, changes: Sequence[Change], messages: Sequence[Activity], authors: Mapping[int, str]
) -> dict[str, str]:
    """Return the full names of user names, where the ticket itself shows whose they are."""
    people = {message.author for message in messages} | {person.name for person in _people(ticket, changes)}
    by_user_name = {".".join(name.lower().split()): name for name in people if name}
    names = {user: by_user_name[user.lower()] for user in authors.values() if user.lower() in by_user_name}
    written: dict[datetime | None, str] = {message.at: message.author for message in messages if message.at}
    for change in changes:
        author = written.get(_updated_at(change))
        if author and any(name in change.changes for name, _ in _JOURNALS) and (user := authors.get(change.seq)):
            names[user] = author
    return names


def _people(ticket: Ticket, changes: Iterable[Change]) -> Iterator[Reference]:
    yield from filter(None, (ticket.assigned_to, ticket.requester))
    for value in ticket.extra.values():
        if isinstance(value, Mapping) and set(value) == {"id", "name"}:
            yield Reference(str(value["id"]), str(value["name"]))
    for change in changes:
        for side in change.changes.get("assigned_to", ()):
            if isinstance(side, Mapping) and not is_empty(side):
                yield Reference(str(side.get("id")), str(side.get("name")))
