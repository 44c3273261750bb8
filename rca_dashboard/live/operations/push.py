"""The push to the operations page: each update is one frame to its room."""

from dataclasses import dataclass

from reflex.state import BaseState

from rca_dashboard.live.operations.lines import AuditLine, PollLine
from rca_dashboard.live.operations.push_figures import PushView
from rca_dashboard.live.operations.view import OperationsView
from rca_dashboard.live.reflex_adapter.socket import Delta, Socket, delta

OPERATIONS = "operations"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsScreens:
    """The state classes that hold what is pushed.

    Attributes:
        operations: Has ``view``.
        polls: Has ``polls``.
        audit: Has ``newest``.
        push: Has ``push``.
    """

    operations: type[BaseState]
    polls: type[BaseState]
    audit: type[BaseState]
    push: type[BaseState]


class OperationsRoom:
    """Sends to all browsers that show the operations page with one emit."""

    def __init__(self, socket: Socket, screens: OperationsScreens) -> None:
        self._socket = socket
        self._screens = screens

    def is_watched(self) -> bool:
        """Return whether anyone has the page open."""
        return OPERATIONS in self._socket.rooms()

    async def operations(self, view: OperationsView) -> None:
        """Send everything except polls and audit log."""
        await self._push(delta(self._screens.operations, view=view))

    async def polls(self, polls: tuple[PollLine, ...]) -> None:
        """Send the last polls."""
        await self._push(delta(self._screens.polls, polls=polls))

    async def audit(self, entries: tuple[AuditLine, ...]) -> None:
        """Send the latest entries of the audit log."""
        await self._push(delta(self._screens.audit, newest=entries))

    async def push(self, view: PushView) -> None:
        """Send the push metrics."""
        await self._push(delta(self._screens.push, push=view))

    async def _push(self, update: Delta) -> None:
        await self._socket.deliver({OPERATIONS: update})
