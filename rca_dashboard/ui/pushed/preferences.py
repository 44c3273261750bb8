"""One's own choices, the same in all of one's tabs."""

from typing import Literal

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.preferences import COLUMNS, Density, LiveMode, Preferences
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_identity


class PreferencesState(rx.State):
    """Shows one's choices and changes them; the page load says whose they are."""

    _username: str = ""

    @rx.var(cache=False, initial_value=Preferences())
    def preferences(self) -> Preferences:
        """The choices as they were last read or changed; never awaited."""
        return running().live.personal.preferences(self._username)

    @rx.event
    @allowed(Role.VIEWER)
    async def set_live_mode(self, mode: Literal["live", "notify", "paused"]) -> None:
        """Choose how the list takes what arrives."""
        await self._choose(live_mode=LiveMode(mode))

    @rx.event
    @allowed(Role.VIEWER)
    async def set_density(self, density: Literal["comfortable", "compact"]) -> None:
        """Choose how high a row is."""
        await self._choose(density=Density(density))

    @rx.event
    @allowed(Role.VIEWER)
    async def set_single_keys(self, is_on: bool) -> None:  # noqa: FBT001 - a checkbox calls it
        """Choose whether single keys are shortcuts."""
        await self._choose(has_single_keys=is_on)

    @rx.event
    @allowed(Role.VIEWER)
    async def set_columns(self, columns: list[str]) -> None:
        """Choose the list's columns and their order; a choice without a known column is the default."""
        known = tuple(dict.fromkeys(name for name in columns[: len(COLUMNS)] if name in COLUMNS))
        await self._choose(columns=known or COLUMNS)

    async def _choose(self, **choices: object) -> None:
        identity = await current_identity(self)
        await running().live.personal.choose(identity.username, **choices)


async def give_preferences(root: BaseState, username: str) -> None:
    """Say whose choices a browser shows."""
    preferences = await root.get_state(PreferencesState)
    preferences._username = username  # noqa: SLF001 - ours; a public method of a state could be called by any browser
