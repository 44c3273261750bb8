"""How the list handles new tickets: shows, counts, or holds them."""

from typing import Literal

import reflex as rx

from rca_dashboard.ui.kit.choices import CHOICES, choose_here
from rca_dashboard.ui.pushed.preferences import PreferencesState

Mode = Literal["live", "notify", "paused"]
_MODES: tuple[tuple[Mode, str, str], ...] = (
    ("live", "Live", "New tickets appear automatically while you are at the top of the list"),
    ("notify", "Hold new", "Rows stay in place; a bar counts new tickets"),
    ("paused", "Paused", "The list does not change until you resume; a bar counts new tickets"),
)


def live_mode() -> rx.Component:
    """Show the three modes, and mark the current one."""
    return rx.el.div(
        *(_mode(*mode) for mode in _MODES),
        role="group",
        class_name="segments",
        custom_attrs={"data-testid": "live-mode", "data-mode": CHOICES.live_mode, "aria-label": "List updates"},
    )


def _mode(mode: Mode, label: str, meaning: str) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        class_name="segment",
        title=meaning,
        on_click=[choose_here(live_mode=mode), PreferencesState.set_live_mode(mode)],
        custom_attrs={"data-testid": f"live-mode-{mode}", "aria-pressed": CHOICES.live_mode == mode},
    )
