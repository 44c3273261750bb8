"""What people of equal visibility share: a hub with rooms of its own, so that a limited list is a room like any other.

People who may see every ticket share the first sight. Members of teams share one for each combination of teams; it is
made when the first of them comes, and it has its own pages, figures, counts, choices and notices.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from rca_dashboard.access.identity import Identity
from rca_dashboard.domain.visibility import Visibility
from rca_dashboard.live.cases.rooms import CaseRooms
from rca_dashboard.live.hub.hub import Hub
from rca_dashboard.live.hub.list_figures import FiguresOfLists
from rca_dashboard.live.hub.relay import MemoryRelay
from rca_dashboard.live.push import RoomPush

logger = logging.getLogger(__name__)

# Each follows the feed while it exists, which costs some milliseconds of CPU a change.
MOST_SIGHTS = 100


@dataclass(frozen=True, slots=True)
class Sight:
    """The hub, the rooms, the figures and the cases of people who see the same tickets."""

    hub: Hub
    push: RoomPush
    figures: FiguresOfLists
    cases: CaseRooms
    relay: MemoryRelay | None = None

    @property
    def is_limited(self) -> bool:
        """Whether there may be tickets that these people may not see."""
        return self.relay is not None


class Sights:
    """The sights of this worker; every method runs in its event loop.

    Args:
        everything: That of people who see every ticket; it runs already.
        make: Makes the sight of a limited visibility.
        visibility_of: Returns which tickets someone may see.
    """

    def __init__(
        self, everything: Sight, make: Callable[[Visibility], Sight], visibility_of: Callable[[Identity], Visibility]
    ) -> None:
        self._everything = everything
        self._make = make
        self.visibility_of = visibility_of
        self._limited: dict[str, tuple[Sight, list[asyncio.Task[None]]]] = {}

    def of(self, identity: Identity) -> Sight:
        """Return the sight of someone."""
        visibility = self.visibility_of(identity)
        if not visibility.is_limited:
            return self._everything
        if visibility.key not in self._limited:
            self._drop_unused()
            self._limited[visibility.key] = self._started(self._make(visibility))
        return self._limited[visibility.key][0]

    def all(self) -> tuple[Sight, ...]:
        """Return all sights, that of every ticket first."""
        return (self._everything, *(sight for sight, _ in self._limited.values()))

    def note_case(self, number: str) -> None:
        """Have a case that was just saved here sent to whoever shows it, without waiting for the feed."""
        for sight in self.all():
            sight.cases.note(number)

    async def refresh_for(self, username: str) -> None:
        """Read again the views that depend on which tickets a user has opened, in whichever sight they are."""
        await asyncio.gather(*(sight.hub.refresh_for(username) for sight in self.all()))

    def wake(self) -> None:
        """Have the limited sights read the feed, because it has changed."""
        for sight, _ in self._limited.values():
            if sight.relay is not None:
                sight.relay.wake()
            sight.figures.wake()

    @staticmethod
    def _started(sight: Sight) -> tuple[Sight, list[asyncio.Task[None]]]:
        work = (sight.hub.run(), sight.figures.run(), sight.cases.run())
        return sight, [asyncio.create_task(each, name="limited sight") for each in work]

    def _drop_unused(self) -> None:
        """End the sights that nobody looks at, once there are many."""
        if len(self._limited) < MOST_SIGHTS:
            return
        for key in [key for key, (sight, _) in self._limited.items() if not sight.push.is_occupied()]:
            for task in self._limited.pop(key)[1]:
                task.cancel()
