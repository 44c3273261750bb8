"""The status as shown on the screen: while the user has paused, no figure changes."""

from typing import Any

from rca_dashboard.live.messages import Status
from rca_dashboard.live.reflex_adapter.vars import from_hook
from rca_dashboard.ui.pushed.everywhere import StatusState


def status_on_screen() -> Any:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Return the status that the figures show."""
    module = "$/public/live/kit/preferences.js"
    return from_hook("statusOnScreen", "useStatusOnScreen", module, Status, StatusState.status)
