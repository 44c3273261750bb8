"""A view: filter, order and page of the ticket list, kept in the URL's query string under REST's parameter names."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from rca_dashboard.domain.views.filter_query import escaped, filter_of
from rca_dashboard.domain.views.ticket_filter import (
    LONGEST_CHOICE,
    LONGEST_QUERY,
    ME,
    MOST_CHOICES,
    TIMES,
    InvalidViewError,
    TicketFilter,
)

__all__ = [
    "LONGEST_CHOICE",
    "LONGEST_QUERY",
    "MOST_CHOICES",
    "InvalidViewError",
    "TicketFilter",
    "View",
]

PAGE_SIZES = (10, 25, 50, 100)
DEFAULT_LIMIT = 25
LARGEST_LIMIT = 200
LARGEST_PAGE = 1_000_000

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
    "due_at",
    "age",
)


_NO_FILTER = TicketFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A filter, an order and a page. Equal views have equal keys, and a key's length is bounded: it names a room."""

    filter: TicketFilter = _NO_FILTER
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
            filter=filter_of(query),
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
        return cls.from_query(parameters).for_reader(parameters.get("reader", ""), parameters.get("me", ""))

    @classmethod
    def from_address(cls, query: Mapping[str, str]) -> "View":
        """Return the view that the page shows at an address: all open tickets if its parameters name no filter.

        With a filter, the parameters mean what they mean for REST; ``is_open=all`` shows everything.
        """
        view = cls.from_query_or_default(query)
        if view.filter != _NO_FILTER or query.get("is_open") == "all":
            return view
        return replace(view, filter=TicketFilter(is_open=True))

    def as_query(self) -> dict[str, str]:
        """Return the parameters that lead back to this view, without those at their default."""
        wanted = self.filter
        parameters: dict[str, str] = {
            field.name: ",".join(escaped(str(choice)) for choice in getattr(wanted, field.name))
            for field in fields(wanted)
            if isinstance(getattr(wanted, field.name), tuple)
        }
        for name in TIMES:
            time = getattr(wanted, name)
            parameters[name] = time.isoformat() if time else ""
        for name in ("age_min", "age_max", "reassigned_min", "reassigned_max"):
            parameters[name] = "" if getattr(wanted, name) is None else str(getattr(wanted, name))
        parameters["unread"] = "true" if wanted.unread else ""
        for name in ("is_open", "breached"):
            parameters[name] = {True: "true", False: "false"}.get(getattr(wanted, name), "")
        for name in ("query", "due_before", "since_looked", "sla", "hour_of_week", "reader", "me"):
            parameters[name] = getattr(wanted, name)
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

    def for_reader(self, username: str, servicenow_user: str = "") -> "View":
        """Return the view for one user.

        A list of unread tickets belongs to one user and has a room of its own; one of "my" tickets belongs to all
        whose ServiceNow user is the same.
        """
        wanted = self.filter
        reader = username if wanted.unread or wanted.since_looked else ""
        me = servicenow_user if ME in wanted.assigned_to else ""
        if (reader, me) == (wanted.reader, wanted.me):
            return self
        return replace(self, filter=replace(wanted, reader=reader, me=me))

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
