"""The figures above the list: each follows the filter, and filters the list when it is clicked."""

import reflex as rx

from rca_dashboard.domain.views.figures import ListFigures
from rca_dashboard.domain.views.page import TicketCounts
from rca_dashboard.ui.kit.live import ADOPTED
from rca_dashboard.ui.pushed.figures import FiguresState
from rca_dashboard.ui.shell.on_screen import status_on_screen


class Tiles(rx.Component):
    """Six figures with the last day as a line, and the difference to the same hour yesterday."""

    library = "$/public/live/figures/tiles.js"
    tag = "Tiles"

    figures: rx.Var[ListFigures]
    counts: rx.Var[TicketCounts]
    boot: rx.Var[str]
    view: rx.Var[str]


def tiles() -> rx.Component:
    """Show the figures of the view on the screen."""
    status = status_on_screen()
    return Tiles.create(figures=FiguresState.figures, counts=status.counts, boot=status.boot, view=ADOPTED.view)
