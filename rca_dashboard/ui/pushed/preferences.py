"""The user's preferences, the same in all their tabs."""

from typing import Literal

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.preferences import COLUMNS, Density, Language, LiveMode, Preferences, Separator
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_identity


class PreferencesState(rx.State):
    """Shows and changes the user's preferences; the page load sets the user."""

    _username: str = ""

    @rx.var(cache=False, initial_value=Preferences())
    def preferences(self) -> Preferences:
        """The preferences as last read or changed; never awaits."""
        return running().live.personal.preferences(self._username)

    @rx.event
    @allowed(Role.VIEWER)
    async def set_live_mode(self, mode: Literal["live", "notify", "paused"]) -> None:
        """Set how the list handles new tickets."""
        await self._choose(live_mode=LiveMode(mode))

    @rx.event
    @allowed(Role.VIEWER)
    async def set_density(self, density: Literal["comfortable", "compact"]) -> None:
        """Set the row height."""
        await self._choose(density=Density(density))

    @rx.event
    @allowed(Role.VIEWER)
    async def set_single_keys(self, is_on: bool) -> None:  # noqa: FBT001 - a checkbox calls it
        """Set whether single keys are shortcuts."""
        await self._choose(has_single_keys=is_on)

    @rx.event
    @allowed(Role.VIEWER)
    async def set_separator(self, separator: Literal["comma", "semicolon", "tab"]) -> None:
        """Choose what separates the cells of exported CSV."""
        await self._choose(separator=Separator(separator))

    @rx.event
    @allowed(Role.VIEWER)
    async def set_language(self, language: Literal["system", "en", "de"]) -> None:
        """Choose the language of the pages."""
        await self._choose(language=Language(language))

    @rx.event
    @allowed(Role.VIEWER)
    async def set_columns(self, columns: list[str]) -> None:
        """Set the list's columns and their order; without a known column the default applies."""
        known = tuple(dict.fromkeys(name for name in columns[: len(COLUMNS)] if name in COLUMNS))
        await self._choose(columns=known or COLUMNS)

    async def _choose(self, **choices: object) -> None:
        identity = await current_identity(self)
        await running().live.personal.choose(identity.username, **choices)


async def give_preferences(root: BaseState, username: str) -> None:
    """Set whose preferences a browser shows."""
    preferences = await root.get_state(PreferencesState)
    preferences._username = username  # noqa: SLF001 - ours; a public method of a state could be called by any browser
