"""The second factor on the settings page."""

import reflex as rx

from rca_dashboard.ui.kit.forms import answer_line, kept_form, text_field
from rca_dashboard.ui.settings.second_factor_state import SecondFactorState


def second_factor() -> rx.Component:
    """Set up an authenticator app, and show the recovery codes once; for accounts with a password."""
    return rx.cond(
        SecondFactorState.has_password,
        rx.el.section(
            rx.el.h2("Second factor"),
            answer_line(SecondFactorState.factor_answer, is_error=False, testid="factor-answer"),
            rx.cond(SecondFactorState.recovery_codes != "", _recovery_codes()),
            rx.cond(SecondFactorState.qr_code != "", _app()),
            rx.el.div(_form(), class_name="panels"),
            custom_attrs={"data-testid": "second-factor"},
        ),
    )


def _recovery_codes() -> rx.Component:
    return rx.el.pre(
        SecondFactorState.recovery_codes,
        class_name="panel recovery-codes",
        custom_attrs={"data-testid": "recovery-codes", "translate": "no"},
    )


def _app() -> rx.Component:
    answer = SecondFactorState.first
    return kept_form(
        rx.el.p("Scan this with an authenticator app, then enter the code it shows."),
        rx.el.div(
            rx.el.img(src=SecondFactorState.qr_code, alt="QR code for the authenticator app"),
            rx.el.p("Or enter this key there:", class_name="quiet"),
            rx.el.code(SecondFactorState.secret, custom_attrs={"data-testid": "enrolment-secret", "translate": "no"}),
            class_name="enrolment",
        ),
        text_field("Code", "code", autocomplete="one-time-code", testid="factor-code", answer=answer),
        rx.el.button("Turn on", type="submit", class_name="button button-main"),
        on_submit=SecondFactorState.confirm_factor,
        answer=answer,
        testid="confirm-factor",
    )


def _form() -> rx.Component:
    answer = SecondFactorState.owned
    return kept_form(
        rx.cond(
            SecondFactorState.is_on,
            rx.el.p(f"Each login asks for a code of your app. Recovery codes left: {SecondFactorState.codes_left}."),
            rx.cond(
                SecondFactorState.is_required,
                rx.el.p("Your role requires one: the next login sets it up, or you do it now."),
                rx.el.p("With an authenticator app a stolen password is not enough to log in."),
            ),
        ),
        text_field(
            "Current password",
            "password",
            kind="password",
            autocomplete="current-password",
            testid="factor-password",
            answer=answer,
        ),
        rx.cond(SecondFactorState.is_on, _choice()),
        rx.el.button(
            rx.cond(SecondFactorState.is_on, "Continue", "Set up an app"),
            type="submit",
            class_name="button button-main",
            custom_attrs={"data-testid": "factor-submit"},
        ),
        on_submit=SecondFactorState.change_factor,
        answer=answer,
        testid="change-factor",
    )


def _choice() -> rx.Component:
    return rx.el.label(
        rx.el.span("What to do"),
        rx.el.select(
            rx.el.option("New recovery codes", value="renew"),
            rx.cond(
                SecondFactorState.is_required, rx.fragment(), rx.el.option("Remove the second factor", value="remove")
            ),
            name="action",
            class_name="select",
            custom_attrs={"data-testid": "factor-action"},
        ),
        class_name="field",
    )
