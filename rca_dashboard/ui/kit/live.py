"""The page on the screen and the connection, as vars that any component may read.

Their hooks live in ``assets/live``; each keeps one store for the whole page, so that components which Reflex memoises
apart still agree.
"""

import dataclasses
from typing import Any

import reflex as rx
from reflex.vars import FunctionStringVar, VarData

from rca_dashboard.domain.notifications.notice import Notice
from rca_dashboard.domain.preferences import Preferences
from rca_dashboard.domain.views.page import TicketPage
from rca_dashboard.domain.views.page_patch import PagePatch
from rca_dashboard.domain.views.view import DEFAULT_LIMIT
from rca_dashboard.live.messages import ChangedRows, Marks, Probe, Pulse, Status
from rca_dashboard.live.reflex_adapter.vars import from_hook

_ADDRESS = "$/public/live/kit/address.js"
_ADOPTED_PAGE = "$/public/live/list/adopted_page.js"
_CONNECTION = "$/public/live/connection/connection.js"
_LIVE_LINK = "$/public/live/connection/live_link.js"
_ROWS = "$/public/live/list/rows_on_screen.js"
_TIME = "$/public/live/kit/time.js"


@dataclasses.dataclass(frozen=True)
class AdoptedRow:
    """A row on the screen: a ``TicketRow`` that knows whether it is still new."""

    sys_id: str = ""
    number: str = ""
    short_description: str = ""
    status: str = ""
    priority: int = 0
    category: str = ""
    assignment_group: str = ""
    assigned_to: str = ""
    source: str = ""
    table: str = ""
    opened_at: int = 0
    updated_at: int = 0
    due_at: int = 0
    sla: str = ""
    is_active: bool = True
    is_deleted: bool = False
    is_new: bool = False
    is_unread: bool = False
    is_changed: bool = False
    is_left: bool = False
    case: str = ""


@dataclasses.dataclass(frozen=True)
class AdoptedPage:
    """What the user sees around the rows: which page, how many ``rows`` it has, and how many tickets are held back."""

    view: str = ""
    sort: str = "-opened_at"
    page: int = 1
    limit: int = DEFAULT_LIMIT
    total: int = 0
    pages: int = 1
    rows: int = 0
    first: int = 0
    last: int = 0
    waiting: int = 0
    moved: bool = False
    is_loaded: bool = False
    has_more: bool = False


@dataclasses.dataclass(frozen=True)
class Connection:
    """The hop from the browser to the app: ``connected``, ``reconnecting``, ``offline`` or ``stale``.

    ``is_blocked`` where the app answers by HTTP and no websocket has opened for 20 s.
    """

    status: str = ""
    was_connected: bool = False
    is_blocked: bool = False


ADOPTED = from_hook("adopted", "useAdoptedPage", _ADOPTED_PAGE, AdoptedPage)
# Separate from the page, so that a row's change re-renders only that row.
ROWS = from_hook("rows", "useRows", _ROWS, list[AdoptedRow])
CONNECTION = from_hook("connection", "useConnection", _CONNECTION, Connection)


def _of_page(function: str, *arguments: object) -> rx.Var[Any]:
    data = VarData(imports={_ADDRESS: [function]})
    return FunctionStringVar.create(function, _var_data=data).call(*arguments)


def list_address(**changes: object) -> rx.Var[str]:
    """Return the list's address with some parameters changed; None takes one away, all but ``page`` lead to page 1."""
    return _of_page("listAddress", ADOPTED.view, rx.Var.create(changes)).to(str)


def panel_address(view: rx.Var[str], number: rx.Var[str]) -> rx.Var[str]:
    """Return the address of a view's list with a ticket beside it."""
    return _of_page("panelAddress", view, number).to(str)


def parameter(name: str, default: str = "") -> rx.Var[str]:
    """Return a parameter of the view on the screen."""
    return _of_page("viewParameter", ADOPTED.view, name, default).to(str)


def is_filtered() -> rx.Var[bool]:
    """Return whether the view on the screen has any filter."""
    return _of_page("isFiltered", ADOPTED.view).to(bool)


def searched_number() -> rx.Var[str]:
    """Return the number of a ticket that the view on the screen searches for, else an empty text."""
    return _of_page("searchedNumber", ADOPTED.view).to(str)


def is_searching() -> rx.Var[bool]:
    """Return whether the address contains a search when an event is sent."""
    return _of_page("isSearching").to(bool)


def next_sort(field: str, first: str) -> rx.Var[str]:
    """Return the order that a click on a column's heading asks for: ``first``, and then the other way round."""
    return _of_page("nextSort", ADOPTED.sort, field, first).to(str)


def show_waiting() -> rx.event.EventSpec:
    """Show what waits behind the bar, in the browser alone."""
    return rx.call_function(
        rx.Var("(() => showWaiting())", _var_data=VarData(imports={_ADOPTED_PAGE: ["showWaiting"]}))
    )


def age_of(moment: rx.Var[int]) -> rx.Var[str]:
    """Return how long ago a moment was, in words; it counts on by itself."""
    return from_hook("age", "useAge", _CONNECTION, str, moment)


def is_past(moment: rx.Var[int]) -> rx.Var[bool]:
    """Return whether a moment is past, by the server's clock; 0 is none."""
    return from_hook("isPast", "useIsPast", _CONNECTION, bool, moment)


class Moment(rx.Component):
    """A time for people: relative under two hours, then absolute; local and UTC in the tooltip."""

    library = _TIME
    tag = "Moment"

    at: rx.Var[int]


class Due(rx.Component):
    """When a ticket's nearest service level ends, such as "in 40 min", and whether that is soon or over."""

    library = "$/public/live/list/due.js"
    tag = "Due"

    at: rx.Var[int]
    sla: rx.Var[str]
    is_active: rx.Var[bool]


class Age(rx.Component):
    """How long ago a ticket was opened, such as "3 d"."""

    library = "$/public/live/list/due.js"
    tag = "Age"

    at: rx.Var[int]


class TicketLink(rx.Component):
    """A link to a ticket that a plain click opens beside the list."""

    library = "$/public/live/ticket/ticket_link.js"
    tag = "TicketLink"

    href: rx.Var[str]
    on_open: rx.EventHandler[rx.event.no_args_event_spec]


class Marked(rx.Component):
    """A text in which the view's search terms are highlighted."""

    library = "$/public/live/list/marked.js"
    tag = "Marked"

    text: rx.Var[str]
    view: rx.Var[str]


class SearchBox(rx.Component):
    """A search field that emits its value while the user types; on other pages than the list, Enter leads there."""

    library = "$/public/live/shell/global_search.js"
    tag = "GlobalSearch"

    value: rx.Var[str]
    on_search: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class Menu(rx.Component):
    """A native menu of pairs of value and label."""

    library = "$/public/live/kit/menu.js"
    tag = "Menu"

    choices: rx.Var[list[Any]]
    value: rx.Var[str]
    anything: rx.Var[str]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class LiveLink(rx.Component):
    """Where the app's messages enter the page; shows nothing."""

    library = _LIVE_LINK
    tag = "LiveLink"

    page: rx.Var[TicketPage]
    patch: rx.Var[PagePatch]
    pulse: rx.Var[Pulse]
    changed: rx.Var[ChangedRows]
    status: rx.Var[Status]
    notices: rx.Var[tuple[Notice, ...]]
    preferences: rx.Var[Preferences]
    marks: rx.Var[Marks]
    on_behind: rx.EventHandler[rx.event.no_args_event_spec]
    on_ask_marks: rx.EventHandler[rx.event.passthrough_event_spec(list[str])]
    probe: rx.Var[Probe]
    on_shown: rx.EventHandler[rx.event.passthrough_event_spec(int)]
