"""The navigation: quick views and pages, and at its foot the user's menu. A bottom bar on phones."""

from typing import Any

import reflex as rx

from rca_dashboard.domain.views.saved_view import ICONS, QUICK_VIEWS, QuickView
from rca_dashboard.live.messages import ViewItem
from rca_dashboard.ui.kit.forms import in_browser
from rca_dashboard.ui.pushed.bell import BellState
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.pushed.views import SavingState, ViewsState, count_of


class NavLink(rx.Component):
    """A link to a view or a page that marks itself while it is open.

    ``count`` is -1 where there is none; ``current`` is the key of the view that the list shows, or empty.
    """

    library = "$/public/live/shell/navigation.js"
    tag = "NavLink"

    href: rx.Var[str]
    label: rx.Var[str]
    view: rx.Var[str]
    count: rx.Var[int]
    current: rx.Var[str]


class SavedViews(rx.Component):
    """The saved views; those of the user are put into another order by dragging, or by Alt and the arrows."""

    library = "$/public/live/shell/saved_views.js"
    tag = "SavedViews"

    views: rx.Var[list[ViewItem]]
    on_order: rx.EventHandler[rx.event.passthrough_event_spec(list[str])]


class NavMore(rx.Component):
    """The button that opens, on phones, what has no room in the bottom bar."""

    library = "$/public/live/shell/navigation.js"
    tag = "NavMore"


class NavToggle(rx.Component):
    """The button that leaves of the navigation its icons alone, and brings the words back."""

    library = "$/public/live/shell/navigation.js"
    tag = "NavToggle"


def navigation() -> rx.Component:
    """Show where one can go, with the current page marked."""
    return rx.el.nav(
        rx.el.div(
            rx.el.a(_logo(), rx.el.span("RCA Dashboard", class_name="nav-word"), href="/", class_name="brand"),
            NavToggle.create(rx.icon("panel-left", size=16, aria_hidden="true")),
            class_name="nav-head",
        ),
        # Compiled into the page and not pushed, as the saved ones are: they are there from the first frame.
        rx.el.div(*(_quick(view) for view in QUICK_VIEWS), class_name="nav-views"),
        rx.el.div(
            rx.cond(ViewsState.saved.length() > 0, _saved_views()),
            rx.el.div(_pages(), class_name="nav-pages"),
            _person(),
            id="nav-rest",
            class_name="nav-rest",
        ),
        NavMore.create(rx.icon("menu", size=18, aria_hidden="true")),
        class_name="nav",
        custom_attrs={"data-testid": "nav", "aria-label": "Main"},
    )


def _logo() -> rx.Component:
    return rx.el.img(src="/favicon.svg", alt="", width="20", height="20", class_name="logo")


def _quick(view: QuickView) -> rx.Component:
    counts = ViewsState.my_counts if view.key == "mine" else ViewsState.counts
    return _view(view.key, view.name, _icon(view.icon), f"/?{view.query}", counts[view.key])


def _saved_views() -> rx.Component:
    return SavedViews.create(
        rx.el.p("Saved views", class_name="nav-heading"),
        rx.foreach(ViewsState.saved, _saved),
        views=ViewsState.saved,
        on_order=SavingState.order,
    )


def _saved(item: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    icon = rx.match(item.icon, *((name, _icon(name)) for name in ICONS[1:]), _icon(ICONS[0]))
    return rx.fragment(_view(item.key, item.name, icon, "/?" + item.query, count_of(item)), key=item.key)


def _view(key: Any, name: Any, icon: Any, href: Any, count: Any) -> rx.Component:  # noqa: ANN401 - texts and numbers, or vars
    return NavLink.create(icon, href=href, label=name, view=key, count=count, current=ViewsState.current)


def _pages() -> rx.Component:
    has_account = MeState.username != ""
    return rx.fragment(
        _page("Cases", "search-check", "/cases"),
        _page("Insight", "chart-column", "/insight"),
        _page("Notifications", "bell", "/notifications", BellState.bell.unread),
        _page("Handover", "clipboard-list", "/handover"),
        rx.cond(MeState.is_admin, _page("Operations", "activity", "/operations")),
        rx.cond(MeState.is_admin & has_account, _page("Accounts", "users", "/accounts")),
    )


def _page(label: str, icon: str, href: str, count: rx.Var[int] | int = -1) -> rx.Component:
    return NavLink.create(_icon(icon), href=href, label=label, view="", count=count, current="")


def _icon(name: str) -> rx.Component:
    return rx.icon(name, size=16, aria_hidden="true")


def _person() -> rx.Component:
    has_account = MeState.username != ""
    return rx.el.div(
        rx.el.a(
            rx.cond(
                has_account,
                rx.el.span(MeState.username[:2].upper(), class_name="avatar", aria_hidden="true"),
                rx.icon("settings", size=16, aria_hidden="true"),
            ),
            rx.el.span(rx.cond(has_account, MeState.username, "Settings"), class_name="nav-word"),
            href="/settings",
            class_name="nav-link person-link",
            title="Settings: notifications, password and sessions",
        ),
        _theme_toggle(),
        rx.cond(has_account, _log_out()),
        class_name="person",
        role="group",
        custom_attrs={"aria-label": "Your account"},
    )


def _theme_toggle() -> rx.Component:
    return rx.el.button(
        rx.color_mode_cond(_icon("moon"), _icon("sun")),
        type="button",
        class_name="button icon-button plain-button",
        on_click=rx.toggle_color_mode,
        title="Toggle theme",
        custom_attrs={"data-testid": "theme-toggle", "aria-label": "Toggle theme"},
    )


def _log_out() -> rx.Component:
    return rx.el.button(
        _icon("log-out"),
        type="button",
        class_name="button icon-button plain-button",
        on_click=in_browser("logOut"),
        title="Log out",
        custom_attrs={"data-testid": "logout", "aria-label": "Log out"},
    )
