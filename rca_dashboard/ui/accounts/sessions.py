"""Where one person is logged in, on the accounts page."""

import reflex as rx

from rca_dashboard.ui.accounts.sessions_state import OthersSessionsState, SessionRow
from rca_dashboard.ui.kit.action_button import ActionButton
from rca_dashboard.ui.kit.forms import answer_line, headings
from rca_dashboard.ui.kit.live import Moment


def sessions_section() -> rx.Component:
    """List the sessions of the account that an admin has chosen, and end them."""
    return rx.cond(OthersSessionsState.owner != "", _section())


def _section() -> rx.Component:
    owner = OthersSessionsState.owner
    return rx.el.section(
        rx.el.div(
            rx.el.h3(f"Sessions of {owner}"),
            ActionButton.create(
                label="Log out everywhere",
                question=f"Log {owner} out everywhere?",
                explanation="Every session ends within seconds. The person can log in again.",
                confirm="Log out everywhere",
                on_do=lambda _: OthersSessionsState.end_all_sessions_of_owner(),
                testid="end-all-sessions",
            ),
            rx.el.button("Close", type="button", class_name="button", on_click=OthersSessionsState.hide_sessions),
            class_name="section-head",
        ),
        answer_line(
            OthersSessionsState.sessions_answer, is_error=OthersSessionsState.is_refused, testid="sessions-answer"
        ),
        rx.cond(
            OthersSessionsState.sessions.length() > 0,  # pyright: ignore[reportAttributeAccessIssue] - a Var at run time
            _table(),
            rx.el.p("No active sessions.", class_name="quiet"),
        ),
        custom_attrs={"data-testid": "others-sessions"},
    )


def _table() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption("Active sessions", class_name="visually-hidden"),
            rx.el.thead(rx.el.tr(*headings("Device", "Address", "Last used", "Actions"))),
            rx.el.tbody(rx.foreach(OthersSessionsState.sessions, _row)),
            class_name="plain",
        ),
        class_name="sheet",
    )


def _row(session: SessionRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(session.device, title=session.browser),
        rx.el.td(session.address),
        rx.el.td(Moment.create(at=session.last_used_at)),
        rx.el.td(
            rx.el.button(
                "Log out",
                type="button",
                class_name="button",
                on_click=OthersSessionsState.end_session_of_owner(session.id),
            )
        ),
        key=session.id,
        custom_attrs={"data-testid": "others-session"},
    )
