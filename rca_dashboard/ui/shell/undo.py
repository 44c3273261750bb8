"""The line that says what was just done, and undoes it."""

import reflex as rx

from rca_dashboard.ui.pushed.undo import SECONDS, UndoOffer, UndoState


class UndoLine(rx.Component):
    """Shows an offer for some seconds; longer while the pointer or the focus is on it."""

    library = "$/public/live/shell/undo.js"
    tag = "UndoLine"

    offer: rx.Var[UndoOffer]
    seconds: rx.Var[int]
    on_undo: rx.EventHandler[rx.event.passthrough_event_spec(int)]


def undo_line() -> rx.Component:
    """Offer to undo the last action."""
    return UndoLine.create(offer=UndoState.offer, seconds=SECONDS, on_undo=UndoState.undo)
