"""The ticket page: one immutable value shared by everyone who looks at it. Times are ms since 1970."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A field's value for display.

    Attributes:
        text: Plain text, never markup.
        at: The time, if the value is one; the browser formats it in its own zone.
        is_long: It takes more than a line, and is collapsed where space is short.
    """

    text: str = ""
    at: int = 0
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of the ticket with its label."""

    name: str
    label: str
    value: ShownValue


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """A group of fields."""

    title: str
    fields: tuple[ShownField, ...]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What a change did to one field."""

    name: str
    label: str
    old: ShownValue
    new: ShownValue


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """One entry of the activity: a message, or a change in words that follow its author's name.

    Attributes:
        key: Identifies it among the ticket's entries.
        at: When it happened; 0 for a journal that cannot be parsed.
        kind: ``comment``, ``work_note`` or ``change``.
        long_changes: Changes of texts that take more than a line, of which the words say only that they were edited.
    """

    key: str
    at: int
    author: str
    kind: str
    text: str
    long_changes: tuple[ShownChange, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedTicket:
    """Another record; one that is not stored has no number and is known only by its ``name``."""

    sys_id: str
    name: str
    short_description: str = ""
    status: str = ""
    priority: int = 0
    is_active: bool = True
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class RelatedGroup:
    """Records related to the ticket in one way: at most some ten of ``total``.

    Attributes:
        query: The list's query string that shows all of them; empty if the list has no such filter.
    """

    title: str
    tickets: tuple[RelatedTicket, ...]
    total: int
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDetail:
    """The content of a ticket's page.

    Attributes:
        key: Names its room: its sys_id, or the requested key if there is no such ticket.
        rev: The feed's ``seq`` at which it was read; a higher one replaces a lower one.
        boot: Identifies the run of the app that read it: a ``rev`` is compared only within one run.
        is_known: Whether the ticket exists.
        due_at: When the first service level that runs ends, the one that ``sla_name`` names; 0 for none.
        sla: ``breached``, ``running``, ``paused`` or nothing.
        case: Its case, such as ``RCA-12`` or ``RCA-12, fixed 23 days ago``.
        groups: The main fields, including empty ones, so that nothing moves when one is filled in.
        others: Every other field that is not empty.
        activity: The newest entries, newest first.
        entries: The total number of entries.
        same_number: The other records with its number.
    """

    key: str = ""
    rev: int = -1
    boot: str = ""
    is_known: bool = False
    sys_id: str = ""
    number: str = ""
    table: str = ""
    short_description: str = ""
    description: str = ""
    close_notes: str = ""
    status: str = ""
    priority: int = 0
    assigned_to: str = ""
    assignment_group: str = ""
    requester: str = ""
    cmdb_ci: str = ""
    due_at: int = 0
    sla: str = ""
    sla_name: str = ""
    opened_at: int = 0
    is_active: bool = True
    is_deleted: bool = False
    url: str = ""
    case: str = ""
    groups: tuple[FieldGroup, ...] = ()
    others: tuple[ShownField, ...] = ()
    activity: tuple[ActivityEntry, ...] = ()
    entries: int = 0
    related: tuple[RelatedGroup, ...] = ()
    same_number: tuple[RelatedTicket, ...] = ()

    def shows_the_same_as(self, other: "TicketDetail") -> bool:
        """Return whether the two look the same to a reader."""
        return replace(self, rev=0, boot="") == replace(other, rev=0, boot="")
