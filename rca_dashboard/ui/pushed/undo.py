"""What the user did last and can undo for some seconds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import reflex as rx

from rca_dashboard.access.identity import Identity, Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.views.page import to_milliseconds
from rca_dashboard.domain.views.saved_view import SavedView
from rca_dashboard.live.running import Live, running
from rca_dashboard.store.personal.notifications import NotificationsBefore
from rca_dashboard.store.personal.read_marks import Opened
from rca_dashboard.ui.pushed.me import current_identity

# The page offers it for ten seconds; a click at the end of them still counts.
SECONDS = 10
_LATEST_MILLISECONDS = 3_000 + 1_000 * SECONDS


class UndoStep(Protocol):
    """Undoes one action."""

    async def revert(self, live: Live, identity: Identity) -> None:
        """Make it as it was before."""
        ...


@dataclass(frozen=True, slots=True)
class ChangedNotifications:
    """Notifications were dismissed or marked as read."""

    before: NotificationsBefore

    async def revert(self, live: Live, identity: Identity) -> None:
        """Make them open and unread again."""
        await live.bells.restore(identity.username, self.before)


@dataclass(frozen=True, slots=True)
class ReadTickets:
    """Some tickets were marked as read."""

    before: Opened

    async def revert(self, live: Live, identity: Identity) -> None:
        """Mark them as before."""
        await live.personal.restore_read(identity.username, self.before)


@dataclass(frozen=True, slots=True)
class ReadAllTickets:
    """All tickets were marked as read."""

    since: datetime | None
    until: int | None

    async def revert(self, live: Live, identity: Identity) -> None:
        """Make unread again what was unread."""
        await live.personal.restore_read_until(identity.username, self.since, self.until)


@dataclass(frozen=True, slots=True)
class DeletedView:
    """A saved view was deleted."""

    view: SavedView

    async def revert(self, live: Live, identity: Identity) -> None:
        """Save it again, for its owner and at its place."""
        await live.view_changes.restore(identity, self.view)


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
