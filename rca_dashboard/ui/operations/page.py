"""The operations page."""

import reflex as rx

from rca_dashboard.ui.kit.blank import for_admins
from rca_dashboard.ui.kit.forms import answer_line
from rca_dashboard.ui.operations.audit import audit
from rca_dashboard.ui.operations.control import ControlState
from rca_dashboard.ui.operations.insight import insight
from rca_dashboard.ui.operations.jobs import bulk_import, checks, reconcile
from rca_dashboard.ui.operations.polling import polling
from rca_dashboard.ui.operations.polls import polls
from rca_dashboard.ui.operations.push import push
from rca_dashboard.ui.operations.rejected import rejected
from rca_dashboard.ui.operations.workers import workers
from rca_dashboard.ui.pushed.me import MeState
from rca_dashboard.ui.pushed.operations import OperationsState
from rca_dashboard.ui.shell.frame import frame


def operations() -> rx.Component:
    """Show admins how the app uses ServiceNow; show other users that only admins can open the page."""
    return frame(
        rx.cond(
            OperationsState.view.is_shown,
            _shown(),
            rx.cond(
                rx.State.is_hydrated & ~MeState.is_admin,
                for_admins("operations-for-admins"),
                rx.el.p("Loading…", class_name="quiet"),
            ),
        ),
        title="Operations",
    )


def _shown() -> rx.Component:
    return rx.fragment(
        answer_line(ControlState.answer, is_error=ControlState.is_error, testid="operations-answer"),
        rx.el.div(polling(), bulk_import(), reconcile(), checks(), insight(), class_name="operations"),
        rejected(),
        workers(),
        push(),
        polls(),
        audit(),
    )
