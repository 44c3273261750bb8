"""The accounts page."""

from typing import Any

import reflex as rx

from rca_dashboard.ui.accounts.links import created_link, invitation
from rca_dashboard.ui.accounts.links_state import PasswordLinksState
from rca_dashboard.ui.accounts.sessions import sessions_section
from rca_dashboard.ui.accounts.sessions_state import OthersSessionsState
from rca_dashboard.ui.accounts.state import ROLES, AccountsState
from rca_dashboard.ui.accounts.teams import teams_section
from rca_dashboard.ui.accounts.wall_links import wall_links
from rca_dashboard.ui.kit.action_button import ActionButton
from rca_dashboard.ui.kit.blank import for_admins
from rca_dashboard.ui.kit.forms import answer_line, headings, kept_form, text_field
from rca_dashboard.ui.kit.framed import framed
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.shell.frame import frame

OPEN = "No login is required here, so there are no accounts. The wall is at /wall."


def accounts() -> rx.Component:
    """List the accounts, and let an admin create and change them."""
    return frame(
        rx.cond(
            MeState.is_admin,
            rx.cond(MeState.username == "", rx.el.p(OPEN, class_name="quiet"), _closed()),
            rx.cond(
                rx.State.is_hydrated,
                for_admins("accounts-for-admins"),
                rx.el.p("Loading…", class_name="quiet"),
            ),
        ),
        title="Accounts",
    )


def _closed() -> rx.Component:
    return rx.fragment(
        answer_line(AccountsState.answer, is_error=AccountsState.is_error, testid="accounts-answer"),
        framed(
            "Accounts",
            rx.el.table(
                rx.el.caption("Accounts", class_name="visually-hidden"),
                rx.el.thead(rx.el.tr(*headings(*_HEADINGS))),
                rx.el.tbody(rx.foreach(AccountsState.accounts, _row)),
                class_name="plain",
                custom_attrs={"data-testid": "accounts-table"},
            ),
        ),
        created_link(),
        sessions_section(),
        rx.el.div(invitation(), _create(), _password(), class_name="panels"),
        wall_links(),
        teams_section(),
    )


_HEADINGS = ("Username", "Role", "Last seen", "Second factor", "Status", "Actions")


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
        rx.el.td(
            rx.cond(account.last_seen_at > 0, Moment.create(at=account.last_seen_at), "never"),
            rx.cond(account.is_idle, rx.el.span(f" idle for {account.idle_days} days", class_name="quiet")),
            custom_attrs={"data-testid": "account-seen", "data-idle-days": account.idle_days},
        ),
        rx.el.td(rx.cond(account.has_second_factor, "on", "off")),
        rx.el.td(rx.cond(account.is_disabled, "disabled", rx.cond(account.is_invited, "invited", "active"))),
        rx.el.td(rx.el.div(*_actions(account), class_name="row-actions")),
        key=account.username,
        custom_attrs={"data-testid": "account-row", "data-username": account.username},
    )


def _actions(account: Any) -> tuple[rx.Component, ...]:  # noqa: ANN401 - the same
    is_open = account.has_password & ~account.is_disabled
    return (
        rx.cond(account.is_disabled, _enable(account), _disable(account)),
        rx.cond(is_open, _plain("Password link", account, PasswordLinksState.create_reset_link)),
        _plain("Sessions", account, OthersSessionsState.show_sessions),
        rx.cond(account.has_second_factor, _reset_second_factor(account)),
    )


def _plain(label: str, account: Any, handler: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.button(
        label,
        type="button",
        class_name="button",
        on_click=handler(account.username),
        custom_attrs={"aria-label": f"{label}: {account.username}"},
    )


def _reset_second_factor(account: Any) -> rx.Component:  # noqa: ANN401 - the same
    return ActionButton.create(
        label="Reset second factor",
        aria_label=f"Reset the second factor of {account.username}",
        question=f"Remove the second factor of {account.username}?",
        explanation="The password alone logs in then, unless the role requires a second factor. Every session of the "
        "account ends.",
        confirm="Remove the second factor",
        on_do=lambda _: AccountsState.reset_second_factor(account.username),
    )


def _disable(account: Any) -> rx.Component:  # noqa: ANN401 - the same
    return ActionButton.create(
        label="Disable",
        aria_label=f"Disable {account.username}",
        question=f"Disable {account.username}?",
        explanation="Every session and API token of the account ends at once. You can enable it again.",
        confirm="Disable the account",
        on_do=lambda _: AccountsState.disable(account.username),
    )


def _enable(account: Any) -> rx.Component:  # noqa: ANN401 - the same
    return rx.el.button("Enable", type="button", class_name="button", on_click=AccountsState.enable(account.username))


def _create() -> rx.Component:
    answer = AccountsState.created
    return kept_form(
        rx.el.h2("New account"),
        text_field("Username", "username", testid="new-username", answer=answer),
        text_field(
            "Password",
            "password",
            kind="password",
            autocomplete="new-password",
            testid="new-password",
            answer=answer,
        ),
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
        answer=answer,
        testid="create-account",
    )


def _password() -> rx.Component:
    answer = AccountsState.reset_one
    return kept_form(
        rx.el.h2("Reset a password"),
        text_field("Username", "username", testid="reset-username", answer=answer),
        text_field(
            "New password",
            "password",
            kind="password",
            autocomplete="new-password",
            testid="reset-password",
            answer=answer,
        ),
        rx.el.button("Reset password", type="submit", class_name="button button-main"),
        on_submit=AccountsState.set_password,
        answer=answer,
        testid="reset-account",
    )
