"""The whole route table."""

from functools import partial
from typing import Any

import reflex as rx
from reflex.app import default_error_boundary

from rca_dashboard.live.assembly import Pages
from rca_dashboard.ui.accounts.links_state import PasswordLinksState
from rca_dashboard.ui.accounts.page import accounts
from rca_dashboard.ui.accounts.sessions_state import OthersSessionsState
from rca_dashboard.ui.accounts.state import AccountsState
from rca_dashboard.ui.accounts.teams_state import TeamsState
from rca_dashboard.ui.accounts.wall_links_state import WallLinksState
from rca_dashboard.ui.cases.assistant.state import CaseAssistant
from rca_dashboard.ui.cases.board.page import cases
from rca_dashboard.ui.cases.board.view import BoardView
from rca_dashboard.ui.cases.findings import CaseFindings
from rca_dashboard.ui.cases.page import case
from rca_dashboard.ui.cases.start.page import new_case
from rca_dashboard.ui.cases.start.state import NewCaseState
from rca_dashboard.ui.handover.page import handover
from rca_dashboard.ui.handover.state import ROUTE as HANDOVER_ROUTE
from rca_dashboard.ui.handover.state import HandoverState
from rca_dashboard.ui.insight.page import insight
from rca_dashboard.ui.insight.state import InsightState
from rca_dashboard.ui.language.components import Note, Page, in_readers_language, no_note, page_title
from rca_dashboard.ui.login.page import login
from rca_dashboard.ui.not_found import nowhere
from rca_dashboard.ui.notifications.page import notifications
from rca_dashboard.ui.notifications.state import ROUTE as NOTIFICATIONS_ROUTE
from rca_dashboard.ui.notifications.state import NotificationsState
from rca_dashboard.ui.operations.page import operations
from rca_dashboard.ui.pushed.page_states import PageStates
from rca_dashboard.ui.pushed.screens import OPERATIONS_SCREENS, SCREENS
from rca_dashboard.ui.settings.notices_state import NoticeRulesState
from rca_dashboard.ui.settings.page import settings
from rca_dashboard.ui.settings.second_factor_state import SecondFactorState
from rca_dashboard.ui.settings.servicenow_user import ServiceNowUserState
from rca_dashboard.ui.settings.state import SettingsState
from rca_dashboard.ui.settings.tokens_state import TokensState
from rca_dashboard.ui.ticket.page import ticket_page
from rca_dashboard.ui.tickets.page import dashboard
from rca_dashboard.ui.wall.page import ROUTE as WALL_ROUTE
from rca_dashboard.ui.wall.page import wall
from rca_dashboard.ui.week.page import week
from rca_dashboard.ui.week.state import ROUTE as WEEK_ROUTE
from rca_dashboard.ui.week.state import WeekState

LIST_ROUTE = "/"
STYLES = (
    "style",
    "shell",
    "list",
    "toasts",
    "filters",
    "operations",
    "ticket",
    "notifications",
    "insight",
    "cases",
    "charts",
    "handover",
    "week",
    "wall",
)
OPERATIONS_ROUTE = "/operations"

_SETTINGS_LOAD = [
    SettingsState.load,
    NoticeRulesState.forget_answer,
    ServiceNowUserState.load,
    SecondFactorState.load_factor,
    TokensState.load_tokens,
]

_ACCOUNTS_LOAD = [
    AccountsState.load,
    PasswordLinksState.forget_link,
    OthersSessionsState.hide_sessions,
    TeamsState.load_teams,
    WallLinksState.load_wall_links,
]

PAGES = Pages(
    screens=SCREENS,
    operations_screens=OPERATIONS_SCREENS,
    states=PageStates(),
    list_route=LIST_ROUTE,
    operations_route=OPERATIONS_ROUTE,
)


def add_pages(app: rx.App, note: Note = no_note) -> None:
    """Add every page to the app; ``note`` is called with each English text that they look up."""
    add = partial(_add, app, note)
    add(dashboard, LIST_ROUTE, "Tickets", description="Every ServiceNow ticket, live.")
    add(ticket_page, "/tickets/[number]", "Ticket")
    add(settings, "/settings", "Settings", on_load=_SETTINGS_LOAD)
    add(notifications, NOTIFICATIONS_ROUTE, "Notifications", on_load=NotificationsState.load)
    add(handover, HANDOVER_ROUTE, "Handover", on_load=HandoverState.load)
    add(accounts, "/accounts", "Accounts", on_load=_ACCOUNTS_LOAD)
    add(operations, OPERATIONS_ROUTE, "Operations")
    add(insight, "/insight", "Insight", on_load=InsightState.load)
    add(week, WEEK_ROUTE, "The week", on_load=WeekState.load)
    add(cases, "/cases", "Cases", on_load=BoardView.load)
    add(new_case, "/cases/new", "New case", on_load=NewCaseState.load)
    add(case, "/cases/[number]", "Case", on_load=[CaseFindings.load, CaseAssistant.load])
    add(wall, WALL_ROUTE, "Wall")
    add(login, "/login", "Log in")
    add(nowhere, "404", "Page not found")


def _add(app: rx.App, note: Note, page: Page, route: str, name: str, **options: Any) -> None:  # noqa: ANN401 - of add_page
    app.add_page(in_readers_language(page, note), route=route, title=page_title(name, note), **options)


def around_every_page() -> dict[str, Any]:
    """Return what the app puts around its pages: the style, the toaster, the icon."""
    return {
        "stylesheets": [f"/{name}.css" for name in STYLES],
        # Sonner's rich colours have a contrast of only 4.34 to 1; toasts.css distinguishes the kinds of toasts.
        "toaster": rx.toast.provider(
            position="bottom-left", close_button=True, visible_toasts=4, expand=False, rich_colors=False
        ),
        "html_lang": "en",
        "head_components": [
            rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
            rx.el.script(src="/live/connection/socket_watch.js"),
            rx.el.script(src="/live/language/choose_language.js"),
            rx.el.script(src="/live/shell/first_look.js"),
            rx.el.script(src="/live/shell/translated_texts.js"),
        ],
        # Reflex's own overlay would report a lost connection twice; the header and the corner show it already.
        "app_wraps": {(55, "ErrorBoundary"): _error_boundary},
    }


def _error_boundary(is_stateful: bool) -> rx.Component:  # noqa: FBT001 - Reflex's interface
    return default_error_boundary(**({} if is_stateful else {"on_error": rx.noop()}))
