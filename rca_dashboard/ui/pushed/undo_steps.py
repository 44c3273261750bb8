"""Steps that undo what a user did a moment ago."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rca_dashboard.access.identity import Identity
from rca_dashboard.domain.views.saved_view import SavedView
from rca_dashboard.live.running import Live
from rca_dashboard.store.personal.notifications import NotificationsBefore
from rca_dashboard.store.personal.read_marks import Opened


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
