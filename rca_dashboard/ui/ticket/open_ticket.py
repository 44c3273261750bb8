"""The ticket on the screen, as a var that any component may read; its hook and its pieces live in ``assets/live``."""

import dataclasses
from typing import Any

import reflex as rx
from reflex.vars import FunctionStringVar, VarData

from rca_dashboard.domain.tickets.detail import RelatedTicket, ShownChange, ShownValue, TicketDetail
from rca_dashboard.live.messages import TicketPulse
from rca_dashboard.ui.ticket.older import OlderActivity


@dataclasses.dataclass(frozen=True)
class MarkedField:
    """A field, with whether it has just changed."""

    name: str
    label: str
    value: ShownValue
    is_changed: bool


@dataclasses.dataclass(frozen=True)
class MarkedGroup:
    """Fields that are read together."""

    title: str
    fields: list[MarkedField]


@dataclasses.dataclass(frozen=True)
class MarkedEntry:
    """An entry of the activity, with whether it has just arrived."""

    key: str
    at: int
    author: str
    kind: str
    text: str
    long_changes: list[ShownChange]
    is_new: bool


@dataclasses.dataclass(frozen=True)
class Relation:
    """Records in one relation to the ticket."""

    title: str
    tickets: list[RelatedTicket]
    total: int
    query: str


@dataclasses.dataclass(frozen=True)
class OpenTicket:
    """What the user sees: the latest detail, and the activity as far as it was requested.

    Attributes:
        asked: The number or sys_id in the address.
        is_loaded: The detail is the answer to it.
        changed: Names of what has changed in the last seconds.
        groups: The fields that are not empty.
        empty: The others.
        oldest: The key of the last entry on the screen.
    """

    groups: list[MarkedGroup]
    others: list[MarkedField]
    empty: list[MarkedField]
    activity: list[MarkedEntry]
    related: list[Relation]
    same_number: list[RelatedTicket]
    changed: list[str]
    asked: str = ""
    is_panel: bool = False
    is_loaded: bool = False
    is_known: bool = False
    is_watched: bool = False
    has_older: bool = False
    oldest: str = ""
    entries: int = 0
    sys_id: str = ""
    number: str = ""
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


def _hooked() -> Any:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    data = VarData(
        imports={"$/public/live/ticket/ticket.js": ["useTicket"]}, hooks={"const openTicket = useTicket()": None}
    )
    return rx.Var(_js_expr="openTicket", _var_type=OpenTicket, _var_data=data).to(OpenTicket)


TICKET = _hooked()


class TicketFeed(rx.Component):
    """Where the ticket's messages enter the page; shows nothing."""

    library = "$/public/live/ticket/ticket_feed.js"
    tag = "TicketFeed"

    ticket: rx.Var[TicketDetail]
    pulse: rx.Var[TicketPulse]
    older: rx.Var[OlderActivity]
    on_behind: rx.EventHandler[rx.event.no_args_event_spec]
    on_opened: rx.EventHandler[rx.event.no_args_event_spec]


class TicketPanel(rx.Component):
    """Shows its content beside the list while the address names a ticket there."""

    library = "$/public/live/ticket/ticket_panel.js"
    tag = "TicketPanel"


class PanelStep(rx.Component):
    """A button that shows the ticket of the row so many steps away in the panel."""

    library = "$/public/live/ticket/panel_steps.js"
    tag = "PanelStep"

    step: rx.Var[int]


class TicketPageLink(rx.Component):
    """A link from the panel to the ticket's own page."""

    library = "$/public/live/ticket/ticket_feed.js"
    tag = "TicketPageLink"

    ticket: rx.Var[str]


class BackToList(rx.Component):
    """A link from a ticket's page to the list as it was last seen."""

    library = "$/public/live/ticket/back_to_list.js"
    tag = "BackToList"


class TicketRef(rx.Component):
    """A link to a ticket by its number or sys_id: in the panel it stays there."""

    library = "$/public/live/ticket/ticket_feed.js"
    tag = "TicketRef"

    ticket: rx.Var[str]


class ListRef(rx.Component):
    """A link to the list without a page load."""

    library = "$/public/live/ticket/ticket_feed.js"
    tag = "ListRef"

    href: rx.Var[str]


class Activity(rx.Component):
    """The ticket's comments, work notes and changes, newest first."""

    library = "$/public/live/ticket/activity.js"
    tag = "Activity"

    heading: rx.Var[str]
    on_older: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class LinkedText(rx.Component):
    """A text whose web addresses and ticket numbers are links."""

    library = "$/public/live/ticket/linked_text.js"
    tag = "LinkedText"

    text: rx.Var[str]


class Avatar(rx.Component):
    """The initials of a person in a circle; the name stands beside it."""

    library = "$/public/live/ticket/avatar.js"
    tag = "Avatar"

    name: rx.Var[str]


class CopyNumber(rx.Component):
    """The ticket's number, which a click copies."""

    library = "$/public/live/ticket/copy_link.js"
    tag = "CopyNumber"

    ticket: rx.Var[str]


class CopyLink(rx.Component):
    """A button that copies the address of a ticket's page."""

    library = "$/public/live/ticket/copy_link.js"
    tag = "CopyLink"

    ticket: rx.Var[str]


def close_panel() -> rx.event.EventSpec:
    """Close the panel, in the browser alone."""
    data = VarData(imports={"$/public/live/ticket/ticket_feed.js": ["closePanel"]})
    return rx.call_function(rx.Var("(() => closePanel())", _var_data=data))


def encoded(text: rx.Var[str]) -> rx.Var[str]:
    """Return a text as a part of an address."""
    return FunctionStringVar.create("encodeURIComponent").call(text).to(str)
