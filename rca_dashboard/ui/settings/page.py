"""The settings page."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.kit.forms import answer_line, headings, kept_form, text_field
from rca_dashboard.ui.kit.framed import framed
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.language.sentences import sent
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.settings.language import language_settings
from rca_dashboard.ui.settings.notices import notice_settings
from rca_dashboard.ui.settings.second_factor import second_factor
from rca_dashboard.ui.settings.servicenow_user import servicenow_user
from rca_dashboard.ui.settings.state import SettingsState
from rca_dashboard.ui.settings.tokens import token_settings
from rca_dashboard.ui.shell.frame import frame


def settings() -> rx.Component:
    """Show the user's sessions and the password form, or that no login is required."""
    return frame(
        language_settings(),
        servicenow_user(),
        notice_settings(),
        rx.cond(
            MeState.username == "",
            rx.el.p("No login is required here, so there are no accounts, passwords or sessions.", class_name="quiet"),
            rx.fragment(
                answer_line(SettingsState.answer, is_error=SettingsState.is_error, testid="settings-answer"),
                _logins(),
                rx.el.div(_password(), class_name="panels"),
                second_factor(),
                token_settings(),
            ),
        ),
        title="Settings",
    )


def _logins() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Active sessions"),
            rx.el.button(
                "Log out other sessions", type="button", class_name="button", on_click=SettingsState.end_other_logins
            ),
            class_name="section-head",
        ),
        framed(
            "Your sessions",
            rx.el.table(
                rx.el.caption("Your sessions", class_name="visually-hidden"),
                rx.el.thead(rx.el.tr(*headings("Device", "Address", "Last used", "Actions"))),
                rx.el.tbody(rx.foreach(SettingsState.logins, _login)),
                class_name="plain",
                custom_attrs={"data-testid": "logins-table"},
            ),
        ),
    )


def _login(login: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.tr(
        rx.el.td(
            rx.cond(login.system != "", login.device + " on " + login.system, sent(login.device)), title=login.browser
        ),
        rx.el.td(login.address),
        rx.el.td(Moment.create(at=login.last_used_at)),
        rx.el.td(
            rx.cond(
                login.is_current,
                rx.el.span("This device", class_name="quiet"),
                rx.el.button("Log out", type="button", class_name="button", on_click=SettingsState.end_login(login.id)),
            )
        ),
        key=login.id,
        custom_attrs={"data-testid": "login-row"},
    )


def _password() -> rx.Component:
    answer = SettingsState.password
    return kept_form(
        rx.el.h2("Password"),
        text_field(
            "Current password",
            "old",
            kind="password",
            autocomplete="current-password",
            testid="old-password",
            answer=answer,
        ),
        text_field(
            "New password",
            "new",
            kind="password",
            autocomplete="new-password",
            testid="own-new-password",
            answer=answer,
        ),
        rx.el.button("Change password", type="submit", class_name="button button-main"),
        on_submit=SettingsState.change_password,
        answer=answer,
        testid="change-password",
    )
