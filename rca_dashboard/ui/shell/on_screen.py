"""The status as it stands on the screen: while the reader has paused, no figure changes."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from rca_dashboard.live.messages import Status
from rca_dashboard.ui.pushed.everywhere import StatusState


def status_on_screen() -> Any:  # noqa: ANN401 - a Var, whose attributes Reflex makes at run time
    """Return the status that the figures show."""
    status = StatusState.status
    data = VarData.merge(
        status._get_all_var_data(),  # noqa: SLF001 - Reflex's way to join what vars need
        VarData(
            imports={"$/public/live/kit/preferences.js": ["useStatusOnScreen"]},
            hooks={f"const statusOnScreen = useStatusOnScreen({status!s})": None},
        ),
    )
    return rx.Var(_js_expr="statusOnScreen", _var_type=Status, _var_data=data).to(Status)
