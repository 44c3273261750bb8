"""The operations page."""

import reflex as rx

from rca_dashboard.ui.kit.forms import answer_line
from rca_dashboard.ui.operations.audit import audit
from rca_dashboard.ui.operations.control import ControlState
from rca_dashboard.ui.operations.jobs import bulk_import, checks, reconcile
from rca_dashboard.ui.operations.polling import polling
from rca_dashboard.ui.operations.polls import polls
from rca_dashboard.ui.operations.push import push
from rca_dashboard.ui.operations.state import OperationsState
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.shell.frame import frame

FOR_ADMINS = "This page is for admins; your account is none. An admin can change that on the accounts page."


def operations() -> rx.Component:
    """Show an admin what the app does with ServiceNow; say to others that this is not for them."""
    return frame(
        rx.el.h2("Operations"),
        rx.cond(
            OperationsState.view.is_shown,
            _shown(),
            rx.cond(
                rx.State.is_hydrated & ~MeState.is_admin,
                rx.el.p(FOR_ADMINS, custom_attrs={"data-testid": "operations-for-admins"}),
                rx.el.p("Reading…", class_name="quiet"),
            ),
        ),
    )


def _shown() -> rx.Component:
    return rx.fragment(
        answer_line(ControlState.answer, is_error=ControlState.is_error, testid="operations-answer"),
        rx.el.div(polling(), bulk_import(), reconcile(), checks(), class_name="operations"),
        push(),
        polls(),
        audit(),
    )
