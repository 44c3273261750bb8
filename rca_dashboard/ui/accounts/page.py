"""The accounts page."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.accounts.state import ROLES, AccountsState
from rca_dashboard.ui.accounts.teams import teams_section
from rca_dashboard.ui.kit.forms import answer_line, text_field
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.shell.frame import frame

OPEN = "No login is required here, so there are no accounts."


def accounts() -> rx.Component:
    """List the accounts, and let an admin create and change them."""
    return frame(
        rx.cond(MeState.username == "", rx.el.p(OPEN, class_name="quiet"), _closed()),
        title="Accounts",
    )


def _closed() -> rx.Component:
    return rx.fragment(
        answer_line(AccountsState.answer, is_error=AccountsState.is_error, testid="accounts-answer"),
        rx.el.div(
            rx.el.table(
                rx.el.caption("Accounts", class_name="visually-hidden"),
                rx.el.thead(rx.el.tr(*(rx.el.th(name, scope="col") for name in _HEADINGS))),
                rx.el.tbody(rx.foreach(AccountsState.accounts, _row)),
                class_name="plain",
                custom_attrs={"data-testid": "accounts-table"},
            ),
            class_name="framed",
        ),
        rx.el.div(_create(), _password(), class_name="panels"),
        teams_section(),
    )


_HEADINGS = ("Username", "Role", "Created", "Status", "")


def _row(account: Any) -> rx.Component:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    return rx.el.tr(
        rx.el.td(rx.el.strong(account.username)),
        rx.el.td(
            rx.el.select(
                *(rx.el.option(role, value=role) for role in ROLES),
                value=account.role,
                on_change=lambda role: AccountsState.set_role(account.username, role),
                class_name="select",
                custom_attrs={"aria-label": f"Role of {account.username}"},
            )
        ),
        rx.el.td(Moment.create(at=account.created_at)),
        rx.el.td(rx.cond(account.is_disabled, "disabled", "active")),
        rx.el.td(
            rx.cond(
                account.is_disabled,
                _button("Enable", AccountsState.enable(account.username)),
                _button("Disable", AccountsState.disable(account.username)),
            )
        ),
        key=account.username,
        custom_attrs={"data-testid": "account-row", "data-username": account.username},
    )


def _button(label: str, on_click: Any) -> rx.Component:  # noqa: ANN401 - an event
    return rx.el.button(label, type="button", class_name="button", on_click=on_click)


def _create() -> rx.Component:
    return rx.el.form(
        rx.el.h2("New account"),
        text_field("Username", "username", testid="new-username"),
        text_field("Password", "password", kind="password", autocomplete="new-password", testid="new-password"),
        rx.el.label(
            rx.el.span("Role"),
            rx.el.select(
                *(rx.el.option(role, value=role) for role in ROLES),
                name="role",
                class_name="select",
                custom_attrs={"data-testid": "new-role"},
            ),
            class_name="field",
        ),
        rx.el.button("Create account", type="submit", class_name="button button-main"),
        on_submit=AccountsState.create,
        reset_on_submit=True,
        class_name="panel form",
        custom_attrs={"data-testid": "create-account"},
    )


def _password() -> rx.Component:
    return rx.el.form(
        rx.el.h2("Reset a password"),
        text_field("Username", "username", testid="reset-username"),
        text_field("New password", "password", kind="password", autocomplete="new-password", testid="reset-password"),
        rx.el.button("Reset password", type="submit", class_name="button button-main"),
        on_submit=AccountsState.set_password,
        reset_on_submit=True,
        class_name="panel form",
        custom_attrs={"data-testid": "reset-account"},
    )
