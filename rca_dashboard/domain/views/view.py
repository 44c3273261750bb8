"""A view: filter, order and page of the ticket list, kept in the URL's query string under REST's parameter names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

PAGE_SIZES = (10, 25, 50, 100)
DEFAULT_LIMIT = 25
LARGEST_LIMIT = 200
LARGEST_PAGE = 1_000_000
LONGEST_QUERY = 200
MOST_CHOICES = 20
LONGEST_CHOICE = 100

SORTABLE = (
    "ticket_id",
    "short_description",
    "status",
    "priority",
    "category",
    "assignment_group",
    "assigned_to",
    "source",
    "table",
    "opened_at",
    "updated_at",
    "resolved_at",
    "closed_at",
)


# A value between commas. A backslash escapes a comma or a backslash, and is literal otherwise.
_VALUE = re.compile(r"(?:\\[\\,]|[^,])+")
_ESCAPED = re.compile(r"\\([\\,])")


class InvalidViewError(ValueError):
    """Raised for a query string with an invalid parameter; the text names it and says what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets to include. Within one field any of the values matches; all fields must match.

    Attributes:
        cmdb_ci: By sys_id only, as is ``problem``: a ticket's page links there.
        query: Words that must all occur in the number, a text or a name; never an encoded query.
        opened_from: The earliest time, inclusive.
        opened_to: The latest time, exclusive.
        unread: Only tickets that arrived since ``reader`` first came and that ``reader`` has not opened.
        reader: The user whose list it is, if that makes a difference; never read from an address (``View.for_reader``).
    """

    status: tuple[str, ...] = ()
    priority: tuple[int, ...] = ()
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    assignment_group: tuple[str, ...] = ()
    assigned_to: tuple[str, ...] = ()
    cmdb_ci: tuple[str, ...] = ()
    problem: tuple[str, ...] = ()
    query: str = ""
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    unread: bool = False
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A filter, an order and a page. Equal views have equal keys, and a key's length is bounded: it names a room."""

    filter: TicketFilter = TicketFilter()
    sort: str = "opened_at"
    descending: bool = True
    page: int = 1
    limit: int = DEFAULT_LIMIT

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "View":
        """Return the view of a query string's parameters; unknown parameters are ignored.

        A field's values are separated by commas; a comma within a value is escaped by a backslash.

        Raises:
            InvalidViewError: If a value is invalid; the text says what is allowed.
        """
        sort = query.get("sort") or "-opened_at"
        name = sort.removeprefix("-")
        if name not in SORTABLE:
            message = f"sort must be one of {', '.join(SORTABLE)}, prefixed with - for descending; not {sort[:40]!r}"
            raise InvalidViewError(message)
        return cls(
            filter=_filter(query),
            sort=name,
            descending=sort.startswith("-"),
            page=_whole_number(query, "page", 1, LARGEST_PAGE),
            limit=_whole_number(query, "limit", DEFAULT_LIMIT, LARGEST_LIMIT),
        )

    @classmethod
    def from_query_or_default(cls, query: Mapping[str, str]) -> "View":
        """Return the view of the valid parameters, ignoring invalid ones: a page must open for any link."""
        if not query:
            return cls()
        understood: dict[str, str] = {}
        for name, value in query.items():
            try:
                cls.from_query({**understood, name: value})
            except InvalidViewError:
                continue
            understood[name] = value
        return cls.from_query(understood)

    @classmethod
    def from_key(cls, key: str) -> "View":
        """Return the view of a ``key``.

        Raises:
            InvalidViewError: If the text is not a view's key.
        """
        parameters = dict(parse_qsl(key))
        return cls.from_query(parameters).for_reader(parameters.get("reader", ""))

    def as_query(self) -> dict[str, str]:
        """Return the parameters that lead back to this view, without those at their default."""
        wanted = self.filter
        parameters: dict[str, str] = {
            field.name: ",".join(_escaped(str(choice)) for choice in getattr(wanted, field.name))
            for field in fields(wanted)
            if isinstance(getattr(wanted, field.name), tuple)
        }
        parameters["query"] = wanted.query
        parameters["opened_from"] = wanted.opened_from.isoformat() if wanted.opened_from else ""
        parameters["opened_to"] = wanted.opened_to.isoformat() if wanted.opened_to else ""
        parameters["unread"] = "true" if wanted.unread else ""
        parameters["reader"] = wanted.reader
        order = f"{'-' if self.descending else ''}{self.sort}"
        parameters["sort"] = "" if order == "-opened_at" else order
        parameters["page"] = "" if self.page == 1 else str(self.page)
        parameters["limit"] = "" if self.limit == DEFAULT_LIMIT else str(self.limit)
        return {name: value for name, value in sorted(parameters.items()) if value}

    @property
    def key(self) -> str:
        """The canonical query string: equal for equal views, at most about 13 kB for the largest filter."""
        return _key_of(self)

    def at_page(self, page: int) -> "View":
        """Return the same list at another page."""
        return replace(self, page=max(1, page))

    def for_reader(self, username: str) -> "View":
        """Return the view for one user: a list of unread tickets belongs to one user and has a room of its own."""
        reader = username if self.filter.unread else ""
        return self if reader == self.filter.reader else replace(self, filter=replace(self.filter, reader=reader))

    @property
    def offset(self) -> int:
        """The number of tickets before this page."""
        return (self.page - 1) * self.limit


@lru_cache(maxsize=1_000)
def _key_of(view: View) -> str:
    """Return a view's key, which is needed at each page load and each change, 10 µs each."""
    return urlencode(view.as_query())


def _whole_number(query: Mapping[str, str], name: str, default: int, largest: int) -> int:
    text = query.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= largest:  # noqa: PLR2004 - more digits than any limit
        message = f"{name} must be a whole number from 1 to {largest}; not {text[:40]!r}"
        raise InvalidViewError(message)
    return int(text)


def _escaped(choice: str) -> str:
    return choice.replace("\\", "\\\\").replace(",", "\\,")


def _choices(query: Mapping[str, str], name: str) -> tuple[str, ...]:
    written = _VALUE.findall(query.get(name, ""))
    choices = {choice for each in written if (choice := _ESCAPED.sub(r"\1", each).strip())}
    if len(choices) > MOST_CHOICES or any(len(choice) > LONGEST_CHOICE for choice in choices):
        message = f"{name} takes at most {MOST_CHOICES} values of at most {LONGEST_CHOICE} characters"
        raise InvalidViewError(message)
    return tuple(sorted(choices))


def _priorities(query: Mapping[str, str]) -> tuple[int, ...]:
    choices = _choices(query, "priority")
    if any(choice not in {"1", "2", "3", "4", "5"} for choice in choices):
        message = f"priority must be a number from 1 to 5, or several, with commas; not {query['priority'][:40]!r}"
        raise InvalidViewError(message)
    return tuple(int(choice) for choice in choices)


def _moment(query: Mapping[str, str], name: str, *, ends_a_day: bool) -> datetime | None:
    text = query.get(name, "")
    if not text:
        return None
    try:
        if len(text) == len("2026-11-23"):
            day = datetime.combine(date.fromisoformat(text), time(), UTC)
            return day + timedelta(days=1) if ends_a_day else day
        # A "+" before an offset arrives as a space if the client did not escape it.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f"{name} must be an ISO 8601 date or time: 2026-11-23 or 2026-11-23T08:00:00Z; not {text[:40]!r}"
        raise InvalidViewError(message) from error


def _is_true(query: Mapping[str, str], name: str) -> bool:
    text = query.get(name, "")
    if text not in {"", "true", "false"}:
        message = f"{name} must be true or false; not {text[:40]!r}"
        raise InvalidViewError(message)
    return text == "true"


def _filter(query: Mapping[str, str]) -> TicketFilter:
    words = " ".join(query.get("query", "").split())
    if len(words) > LONGEST_QUERY:
        message = f"query takes at most {LONGEST_QUERY} characters"
        raise InvalidViewError(message)
    return TicketFilter(
        status=_choices(query, "status"),
        priority=_priorities(query),
        category=_choices(query, "category"),
        source=_choices(query, "source"),
        table=_choices(query, "table"),
        assignment_group=_choices(query, "assignment_group"),
        assigned_to=_choices(query, "assigned_to"),
        cmdb_ci=_choices(query, "cmdb_ci"),
        problem=_choices(query, "problem"),
        query=words,
        opened_from=_moment(query, "opened_from", ends_a_day=False),
        opened_to=_moment(query, "opened_to", ends_a_day=True),
        unread=_is_true(query, "unread"),
    )
