"""The figures above the list of every browser: a window on those of its filter, without a copy of its own."""

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.domain.views.figures import ListFigures
from rca_dashboard.ui.pushed.sight import sight_of

_NOT_YET = ListFigures()


class FiguresState(rx.State):
    """Shows the figures of the browser's view; the page load sets the view."""

    _view_key: str = ""

    @rx.var(cache=False, initial_value=_NOT_YET)
    def figures(self) -> ListFigures:
        """The shared figures; looked up with each delta, never awaits."""
        return sight_of(self).figures.of(self._view_key)


async def show_figures(root: BaseState, view_key: str) -> None:
    """Set of which view a browser shows the figures; empty if its page is not a list."""
    figures = await root.get_state(FiguresState)
    figures._view_key = view_key  # noqa: SLF001 - ours; a public method of a state could be called by any browser
