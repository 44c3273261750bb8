"""What the user did last and can undo for some seconds."""

from dataclasses import dataclass

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.live.running import running
from rca_dashboard.ui.pushed.me import current_identity
from rca_dashboard.ui.pushed.undo_steps import UndoStep

# The page offers it for ten seconds; a click at the end of them still counts.
SECONDS = 10
_LATEST_MILLISECONDS = 3_000 + 1_000 * SECONDS


@dataclass(frozen=True)
class UndoOffer:
    """What was done, and when, in ms since 1970; 0 for nothing."""

    at: int = 0
    text: str = ""


class UndoState(rx.State):
    """The last action of this tab that can be undone."""

    offer: rx.Field[UndoOffer] = rx.field(default_factory=UndoOffer)
    _step: UndoStep | None = None

    @rx.event
    @allowed(Role.VIEWER)
    async def undo(self, at: int) -> None:
        """Undo the action that was offered at a time; nothing if another one followed, or it is too long ago."""
        step, offer = self._step, self.offer
        self._step, self.offer = None, UndoOffer()
        is_late = to_milliseconds(utc_now()) - offer.at > _LATEST_MILLISECONDS
        if step is not None and offer.at == at and not is_late:
            await step.revert(running().live, await current_identity(self))


async def offer_undo(state: rx.State, text: str, step: UndoStep) -> None:
    """Offer to undo what has just been done."""
    undo = await state.get_state(UndoState)
    undo._step = step  # noqa: SLF001 - ours; a public method of a state could be called by any browser
    undo.offer = UndoOffer(to_milliseconds(utc_now()), text)
