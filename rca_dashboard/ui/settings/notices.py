"""The settings of notifications."""

from typing import Any

import reflex as rx

from rca_dashboard.domain.preferences import DUE_MINUTES
from rca_dashboard.domain.tickets.priority import PRIORITY_CHOICES
from rca_dashboard.ui.kit.forms import answer_line
from rca_dashboard.ui.language.sentences import offered
from rca_dashboard.ui.notifications.page import EVENTS
from rca_dashboard.ui.pushed.everywhere import ChoicesState
from rca_dashboard.ui.pushed.preferences import PreferencesState
from rca_dashboard.ui.settings.notices_state import NoticeRulesState, TicketField, ToastName

_TOASTS: tuple[tuple[ToastName, str], ...] = (("all", "All"), ("errors", "Errors only"), ("off", "None"))
_FIELDS: tuple[tuple[str, TicketField], ...] = (
    ("Group", "assignment_group"),
    ("Table", "table"),
    ("Category", "category"),
    ("Source", "source"),
)


class CheckList(rx.Component):
    """A field set to choose any number of pairs of value and label, or one; a long list can be searched.

    A click tells all values that have its label: tables may spell one name in several ways.
    """

    library = "$/public/live/kit/check_list.js"
    tag = "CheckList"

    legend: rx.Var[str]
    hint: rx.Var[str]
    name: rx.Var[str]
    choices: rx.Var[list[Any]]
    chosen: rx.Var[list[Any]]
    is_one: rx.Var[bool]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(list[str], bool)]  # pyright: ignore[reportCallIssue] - it takes any number


class DesktopChoice(rx.Component):
    """Turn desktop notifications on or off for this browser, which asks for permission after a click."""

    library = "$/public/live/notifications/desktop_choice.js"
    tag = "DesktopChoice"


def notice_settings() -> rx.Component:
    """Let the user choose what notifies them, and how."""
    return rx.el.section(
        rx.el.h2("Notifications", id="notifications-heading"),
        rx.el.p(
            "Choose which events notify you. New and changed tickets must match every box below; if you select "
            "nothing in a box, everything matches. Your own changes and imported tickets never notify you.",
            class_name="quiet",
        ),
        answer_line(
            NoticeRulesState.notices_answer, is_error=NoticeRulesState.is_refused, testid="notifications-answer"
        ),
        rx.el.div(
            _events(),
            _choices("Priority", "priority", [list(each) for each in PRIORITY_CHOICES], _set_priority),
            *(
                _choices(label, name, offered(name, getattr(ChoicesState.choices, name)), _set(name))
                for label, name in _FIELDS
            ),
            _due_minutes(),
            _toasts(),
            DesktopChoice.create(),
            class_name="choices",
        ),
        class_name="settings-section",
        custom_attrs={"aria-labelledby": "notifications-heading", "data-testid": "notification-settings"},
    )


def _events() -> rx.Component:
    return CheckList.create(
        legend="Notify me about",
        hint="Watched tickets always notify you.",
        name="notice-event",
        choices=[list(each) for each in EVENTS],
        chosen=_rules().events,
        on_choose=lambda events, is_on: NoticeRulesState.set_event(events[0], is_on),
    )


def _choices(legend: str, name: str, choices: Any, on_choose: Any) -> rx.Component:  # noqa: ANN401 - pairs or a Var of them; a handler
    return CheckList.create(
        legend=legend,
        hint="",
        name=f"notice-{name}",
        choices=choices,
        chosen=getattr(_rules(), name),
        on_choose=on_choose,
    )


def _set(name: TicketField) -> Any:  # noqa: ANN401 - an event handler
    return lambda values, is_on: NoticeRulesState.set_choices(name, values, is_on)


def _set_priority(priorities: Any, is_on: Any) -> Any:  # noqa: ANN401 - Vars; an event
    return NoticeRulesState.set_priority(priorities[0], is_on)


def _due_minutes() -> rx.Component:
    return CheckList.create(
        legend="About to breach",
        hint="How long before an SLA ends, if you are notified of it.",
        name="notice-due_minutes",
        choices=[[str(each), f"{each} minutes before"] for each in DUE_MINUTES],
        chosen=[_rules().due_minutes.to_string()],
        is_one=True,
        on_choose=lambda choices, _: NoticeRulesState.set_due_minutes(choices[0]),
    )


def _toasts() -> rx.Component:
    return CheckList.create(
        legend="Toasts",
        hint="Short messages while a page is open. They cover all new tickets, or only matching ones if you select a "
        "group, table, category or source.",
        name="toasts",
        choices=[list(each) for each in _TOASTS],
        chosen=[PreferencesState.preferences.toasts],
        is_one=True,
        on_choose=lambda choices, _: NoticeRulesState.set_toasts(choices[0]),
    )


def _rules() -> Any:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return PreferencesState.preferences.notices
