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
class TimelineEntry:
    """One change in the timeline.

    Attributes:
        seq: Its position in the feed.
        at: When it was stored.
        title: What happened and how the app learned of it.
        is_first: It created the ticket; its fields are not changes and are collapsed.
    """

    seq: int
    at: int
    title: str
    is_first: bool
    changes: tuple[ShownChange, ...]


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
        groups: The main fields, including empty ones, so that nothing moves when one is filled in.
        others: Every other field that is not empty.
        timeline: The newest changes, newest first.
        changes: The total number of changes.
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
        """Return whether the two look the same to a reader."""
        return replace(self, rev=0, boot="") == replace(other, rev=0, boot="")
