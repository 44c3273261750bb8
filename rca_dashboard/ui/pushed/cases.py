"""The open case and the board of every browser: windows on what the rooms hold, without a copy of their own."""

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.live.case_messages import CaseBoard, CaseShown
from rca_dashboard.ui.pushed.sight import sight_of

NO_CASE = CaseShown()
NO_BOARD = CaseBoard()


class CaseState(rx.State):
    """Shows the case that the browser's URL names; the page load sets its key."""

    _key: str = ""

    @rx.var(cache=False, initial_value=NO_CASE)
    def case(self) -> CaseShown:
        """Return the shared case; read again for each delta, never awaited."""
        return sight_of(self).cases.case(self._key) if self._key else NO_CASE


class CasesState(rx.State):
    """Shows the board; the page load sets whether the browser is there."""

    _is_here: bool = False

    @rx.var(cache=False, initial_value=NO_BOARD)
    def board(self) -> CaseBoard:
        """Return the shared board."""
        return sight_of(self).cases.board if self._is_here else NO_BOARD


async def show_case(root: BaseState, key: str | None) -> None:
    """Set which case a browser shows: None for none, and an empty key for the board."""
    case, cases = await root.get_state(CaseState), await root.get_state(CasesState)
    case._key = key or ""  # noqa: SLF001 - ours; a public method of a state could be called by any browser
    cases._is_here = key == ""  # noqa: SLF001 - the same
