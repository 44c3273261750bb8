"""The settings of API tokens."""

from typing import Any

import reflex as rx

from rca_dashboard.access.identity import TokenScope
from rca_dashboard.access.logins.api_tokens import MOST_DAYS, USUAL_DAYS
from rca_dashboard.ui.kit.action_button import ActionButton
from rca_dashboard.ui.kit.forms import answer_line, headings, kept_form, text_field
from rca_dashboard.ui.kit.live import Moment
from rca_dashboard.ui.settings.tokens_state import TokenRow, TokensState

_HEADINGS = ("Name", "Owner", "Role", "Scopes", "Last used", "Expires", "Actions")
_ROLES = ("viewer", "agent", "admin")
_SCOPES = {
    TokenScope.TICKETS: "Read tickets",
    TokenScope.FEED: "Read the change feed and notifications",
    TokenScope.OPERATE: "Operate polling, import and reconcile",
    TokenScope.CASES: "Read and change cases",
}


def token_settings() -> rx.Component:
    """List the user's tokens, and let them create and revoke some."""
    return rx.el.section(
        rx.el.h3("API tokens", id="tokens-heading"),
        rx.el.p(
            "Programs send a token as Authorization: Bearer. It may do what its scopes allow, and never more than you.",
            class_name="quiet",
        ),
        answer_line(TokensState.tokens_answer, is_error=TokensState.is_refused, testid="tokens-answer"),
        rx.cond(TokensState.value != "", _value()),
        rx.cond(TokensState.tokens.length() > 0, _table()),  # pyright: ignore[reportAttributeAccessIssue] - a Var at run time
        rx.el.div(_form(), class_name="panels"),
        class_name="settings-section",
        custom_attrs={"aria-labelledby": "tokens-heading", "data-testid": "token-settings"},
    )


def _value() -> rx.Component:
    return rx.el.div(
        rx.el.p(rx.el.code(TokensState.value, custom_attrs={"data-testid": "token-value"})),
        rx.el.p(
            "With the scope “Read tickets” it also opens ",
            rx.el.a(
                "the wall",
                href="/wall#" + TokensState.value,
                target="_blank",
                rel="noopener",
                class_name="link",
                custom_attrs={"data-testid": "token-wall"},
            ),
            " on a screen without a login, until it is revoked.",
            class_name="quiet",
        ),
        class_name="panel",
    )


def _table() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption("API tokens", class_name="visually-hidden"),
            rx.el.thead(rx.el.tr(*headings(*_HEADINGS))),
            rx.el.tbody(rx.foreach(TokensState.tokens, _row)),
            class_name="plain",
        ),
        class_name="sheet",
    )


def _row(token: TokenRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(rx.el.strong(token.name)),
        rx.el.td(token.owner),
        rx.el.td(token.role),
        rx.el.td(token.scopes),
        rx.el.td(
            rx.cond(
                token.last_used_at > 0,
                rx.fragment(Moment.create(at=token.last_used_at), " from ", token.last_used_from),
                "never",
            )
        ),
        rx.el.td(Moment.create(at=token.expires_at)),
        rx.el.td(
            ActionButton.create(
                label="Revoke",
                aria_label=f"Revoke {token.name}",
                question=f"Revoke {token.name}?",
                explanation="Programs that send it are refused from now on. A token cannot be restored.",
                confirm="Revoke the token",
                on_do=lambda _: TokensState.revoke_token(token.id),
            )
        ),
        key=token.id,
        custom_attrs={"data-testid": "token-row"},
    )


def _form() -> rx.Component:
    answer = TokensState.created
    return kept_form(
        rx.el.h3("New token"),
        text_field("Name", "name", testid="token-name", answer=answer),
        rx.el.label(
            rx.el.span("Role"),
            rx.el.select(*(rx.el.option(role, value=role) for role in _ROLES), name="role", class_name="select"),
            class_name="field",
        ),
        rx.el.fieldset(rx.el.legend("Scopes"), *(_scope(scope, label) for scope, label in _SCOPES.items())),
        rx.el.label(
            rx.el.span("Days until it expires"),
            rx.el.input(
                name="days",
                type="number",
                default_value=USUAL_DAYS,
                min=1,
                max=MOST_DAYS,
                required=True,
                class_name="input",
            ),
            class_name="field",
        ),
        rx.el.button(
            "Create token", type="submit", class_name="button button-main", custom_attrs={"data-testid": "token-create"}
        ),
        on_submit=TokensState.create_token,
        answer=answer,
        testid="token-form",
    )


def _scope(scope: str, label: str) -> Any:  # noqa: ANN401 - a component of Reflex
    box = rx.el.input(type="checkbox", name=f"scope-{scope}", custom_attrs={"data-testid": f"token-scope-{scope}"})
    return rx.el.label(box, rx.el.span(f" {label}"), class_name="check")
