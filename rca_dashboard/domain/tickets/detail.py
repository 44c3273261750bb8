"""One ticket as its page shows it: the same immutable value for everybody who looks at it. Times are ms since 1970."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value for people.

    Attributes:
        text: Plain text, never markup.
        at: The moment, where the value is one; the browser then writes it in its own zone.
        is_long: It takes more than a line, and is folded where room is short.
    """

    text: str = ""
    at: int = 0
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of the ticket with its name for people."""

    name: str
    label: str
    value: ShownValue


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that are read together."""

    title: str
    fields: tuple[ShownField, ...]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What one change did to one field."""

    name: str
    label: str
    old: ShownValue
    new: ShownValue


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One change of the feed.

    Attributes:
        seq: Its place in the feed.
        at: When we stored it.
        title: What happened and how we learnt of it.
        is_first: It brought the ticket; its fields are not changes and are folded.
    """

    seq: int
    at: int
    title: str
    is_first: bool
    changes: tuple[ShownChange, ...]


@dataclass(frozen=True, slots=True)
class RelatedTicket:
    """Another record; one that we do not keep has no number, and its ``name`` is all we know."""

    sys_id: str
    name: str
    short_description: str = ""
    status: str = ""
    priority: int = 0
    is_active: bool = True
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class RelatedGroup:
    """Records that stand in one relation to the ticket: at most some ten of ``total``.

    Attributes:
        query: The list's query string that shows all of them; empty where the list has no such filter.
    """

    title: str
    tickets: tuple[RelatedTicket, ...]
    total: int
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDetail:
    """A ticket's page.

    Attributes:
        key: Names its room: its sys_id, or what was asked for where there is no such ticket.
        rev: The feed's ``seq`` at which it was read; a higher one replaces a lower one.
        boot: Names the run of the app that read it: a ``rev`` is compared only within one run.
        is_known: There is such a ticket.
        groups: The main fields, empty ones too: nothing moves when one is filled in.
        others: Every other field that is not empty.
        timeline: The newest changes, newest first.
        changes: How many changes there are in all.
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
    opened_at: int = 0
    is_active: bool = True
    is_deleted: bool = False
    url: str = ""
    groups: tuple[FieldGroup, ...] = ()
    others: tuple[ShownField, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    changes: int = 0
    related: tuple[RelatedGroup, ...] = ()
    same_number: tuple[RelatedTicket, ...] = ()

    def shows_the_same_as(self, other: "TicketDetail") -> bool:
        """Say whether a reader could not tell the two apart."""
        return replace(self, rev=0, boot="") == replace(other, rev=0, boot="")
