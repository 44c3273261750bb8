"""The notifications page."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from rca_dashboard.domain.tickets.priority import PRIORITY_CHOICES
from rca_dashboard.ui.kit.blank import blank
from rca_dashboard.ui.kit.live import Menu, Moment
from rca_dashboard.ui.language.sentences import sent, written
from rca_dashboard.ui.notifications.state import FilterName, NotificationsState
from rca_dashboard.ui.pushed.bell import BellState
from rca_dashboard.ui.shell.frame import frame

EVENTS = (
    ("new_ticket", "New tickets"),
    ("updated_ticket", "Changed tickets"),
    ("watched_ticket", "Watched tickets"),
    ("sla_due", "About to breach"),
    ("sla_breached", "SLA breached"),
    ("polling", "Polling"),
    ("import", "Imports"),
    ("burst", "Bursts"),
    ("recurrence", "Cases that came back"),
)


class OnChange(rx.Component):
    """Calls when a value has changed since the page opened; shows nothing."""

    library = "$/public/live/kit/on_change.js"
    tag = "OnChange"

    value: rx.Var[int]
    on_change: rx.EventHandler[rx.event.no_args_event_spec]


def notifications() -> rx.Component:
    """List the current user's notifications, newest first."""
    return frame(
        OnChange.create(value=BellState.bell.rev, on_change=NotificationsState.look),
        rx.el.div(_filters(), _actions(), class_name="notification-head"),
        rx.el.div(_bar(), class_name="notification-bar"),
        rx.el.div(
            rx.el.ul(
                rx.foreach(NotificationsState.rows, _row),
                class_name="notifications",
                aria_label="Notifications",
                custom_attrs={
                    "data-testid": "notification-list",
                    "aria-busy": rx.cond(NotificationsState.is_loaded, "false", "true"),
                },
            ),
            rx.cond(NotificationsState.is_loaded & (NotificationsState.rows.length() == 0), _empty()),
            class_name="framed",
        ),
        rx.cond(NotificationsState.pages > 1, _pager()),
        title="Notifications",
    )


def _actions() -> rx.Component:
    return rx.el.div(
        _button("Mark all as read", BellState.mark_all_read, "mark-all-read", is_off=BellState.bell.unread == 0),
        _button(
            "Dismiss all shown",
            NotificationsState.dismiss_shown,
            "dismiss-shown",
            is_off=NotificationsState.rows.length() == 0,
        ),
        _button("Clear all", NotificationsState.dismiss_all, "dismiss-all", is_off=NotificationsState.total == 0),
        ReactRouterLink.create("Notification settings", to="/settings", class_name="button"),
        class_name="notification-actions",
    )


def _filters() -> rx.Component:
    wanted = NotificationsState.wanted
    return rx.el.div(
        _menu("Show", "unread", (("true", "Unread"),), wanted.unread),
        _menu("Type", "event", EVENTS, wanted.event),
        _menu("Priority", "priority", PRIORITY_CHOICES, wanted.priority),
        role="search",
        aria_label="Filter notifications",
        class_name="filters",
    )


def _menu(label: str, name: FilterName, choices: tuple[tuple[str, str], ...], chosen: rx.Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="menu-label"),
        Menu.create(
            choices=[list(choice) for choice in choices],
            value=chosen,
            anything="All",
            on_choose=lambda value: NotificationsState.filter_by(name, value),
            class_name="select",
            custom_attrs={"data-testid": f"notifications-{name}"},
        ),
        class_name="menu",
    )


def _bar() -> rx.Component:
    waiting = NotificationsState.waiting
    return rx.cond(
        waiting > 0,
        rx.el.button(
            rx.cond(waiting == 1, "Show 1 new notification", f"Show {waiting} new notifications"),
            type="button",
            class_name="bar",
            on_click=NotificationsState.show_waiting,
            custom_attrs={"data-testid": "new-notifications-bar", "data-count": waiting},
        ),
    )


def _row(row: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    unread = rx.cond(row.is_read, "", rx.el.span("Unread: ", class_name="visually-hidden"))
    return rx.el.li(
        rx.el.div(
            rx.cond(
                row.link != "",
                ReactRouterLink.create(
                    unread,
                    sent(row.title),
                    to=row.link,
                    on_click=NotificationsState.mark_read(row.id),
                    class_name="notification-title",
                    dir="auto",
                ),
                rx.el.span(unread, sent(row.title), class_name="notification-title", dir="auto"),
            ),
            rx.cond(row.text != "", rx.el.span(sent(row.text), class_name="notification-text quiet", dir="auto")),
            class_name="notification-words",
        ),
        rx.el.span(Moment.create(at=row.at), class_name="notification-at quiet figures"),
        rx.el.div(
            rx.cond(
                row.is_read,
                "",
                _button("Mark as read", NotificationsState.mark_read(row.id), "mark-read", about=sent(row.title)),
            ),
            _button("Dismiss", NotificationsState.dismiss(row.id), "dismiss", about=sent(row.title)),
            class_name="notification-buttons",
        ),
        key=row.id.to_string(),
        class_name="notification",
        custom_attrs={
            "data-testid": "notification",
            "data-id": row.id,
            "data-read": row.is_read,
            "data-level": row.level,
        },
    )


def _button(
    label: str,
    on_click: Any,  # noqa: ANN401 - an event handler, with or without its argument
    testid: str,
    *,
    is_off: rx.Var[bool] | bool = False,
    about: rx.Var[str] | None = None,
) -> rx.Component:
    named = {} if about is None else {"aria-label": f"{label}: {about}"}
    return rx.el.button(
        label,
        type="button",
        class_name="button",
        on_click=on_click,
        disabled=is_off,
        custom_attrs={"data-testid": testid, **named},
    )


def _empty() -> rx.Component:
    wanted = NotificationsState.wanted
    is_filtered = (wanted.unread != "") | (wanted.event != "") | (wanted.priority != "")
    return rx.cond(
        is_filtered,
        blank("search-x", "No notifications match these filters"),
        blank("bell", "No notifications yet", "Choose which events notify you in Settings."),
    )


def _pager() -> rx.Component:
    page, pages = NotificationsState.wanted.page.to(int), NotificationsState.pages
    return rx.el.nav(
        rx.el.span(f"{NotificationsState.total} notifications", class_name="quiet figures"),
        _button("Previous", NotificationsState.turn_to((page - 1).to(int)), "page-prev", is_off=page <= 1),
        rx.el.span(
            rx.el.span("Page ", class_name="quiet"),
            rx.el.span(page.to_string(), custom_attrs={"data-testid": "page-number"}),
            rx.el.span(" of ", written(pages), class_name="quiet"),
            class_name="figures",
        ),
        _button("Next", NotificationsState.turn_to((page + 1).to(int)), "page-next", is_off=page >= pages),
        class_name="pager",
        aria_label="Pages",
    )
