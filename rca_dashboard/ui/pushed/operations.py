"""What the operations page shows to all admins, without a copy in each browser's state."""

import reflex as rx
from reflex.state import BaseState

from rca_dashboard.live.operations.lines import AuditLine, PollLine
from rca_dashboard.live.operations.push_figures import PushView
from rca_dashboard.live.operations.view import OperationsView
from rca_dashboard.live.running import running

# Created once: the first page of each browser needs them.
_NO_VIEW, _NO_PUSH = OperationsView(), PushView()


class OperationsState(rx.State):
    """Polling, tables, import, reconcile and checks; the page load sets whether they are shown."""

    _is_here: bool = False

    @rx.var(cache=False, initial_value=_NO_VIEW)
    def view(self) -> OperationsView:
        """The shared values; empty for users who may not see them."""
        return running().live.operations.shown.view if self._is_here else _NO_VIEW


class PollsState(OperationsState):
    """The last polls, in their own state: they change less often than a progress bar."""

    @rx.var(cache=False, initial_value=[])
    def polls(self) -> list[PollLine]:
        """The last polls, newest first."""
        return list(running().live.operations.shown.polls) if self._is_here else []


class PushState(OperationsState):
    """The push metrics."""

    @rx.var(cache=False, initial_value=_NO_PUSH)
    def push(self) -> PushView:
        """The last hour by minutes."""
        return running().live.operations.shown.push if self._is_here else _NO_PUSH


class AuditState(OperationsState):
    """The latest entries of the audit log."""

    @rx.var(cache=False, initial_value=[])
    def newest(self) -> list[AuditLine]:
        """The latest entries, newest first."""
        return list(running().live.operations.shown.audit) if self._is_here else []


async def show_operations(root: BaseState, *, is_here: bool) -> None:
    """Set whether a browser shows the operations page and its user may see it."""
    operations = await root.get_state(OperationsState)
    operations._is_here = is_here  # noqa: SLF001 - ours; a public method of a state could be called by any browser
