"""What all admins who look at the operations page are shown, without a copy of it in each browser's state."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.live.operations.desk import SHOWN_ENTRIES
from rca_dashboard.live.operations.push_figures import PushView
from rca_dashboard.live.operations.view import AuditLine, OperationsView, PollLine, audit_line
from rca_dashboard.live.running import running
from rca_dashboard.store import queries

LARGEST_ID = 2**31 - 1
# Made once: each browser's first page asks for them.
_NO_VIEW, _NO_PUSH = OperationsView(), PushView()


class OperationsState(rx.State):
    """Polling, tables, import, reconcile and checks; ``live.operations_join`` says who is here."""

    _is_here: bool = False

    @rx.var(cache=False, initial_value=_NO_VIEW)
    def view(self) -> OperationsView:
        """What all share; nothing for whoever may not see it."""
        return running().operations.shown.view if self._is_here else _NO_VIEW


class PollsState(OperationsState):
    """The last polls, in a state of their own: they change less often than a progress bar."""

    @rx.var(cache=False, initial_value=[])
    def polls(self) -> list[PollLine]:
        """The last polls, the newest first."""
        return list(running().operations.shown.polls) if self._is_here else []


class PushState(OperationsState):
    """The figures of the push."""

    @rx.var(cache=False, initial_value=_NO_PUSH)
    def push(self) -> PushView:
        """The last hour by minutes."""
        return running().operations.shown.push if self._is_here else _NO_PUSH


class AuditState(OperationsState):
    """The newest entries of the audit log."""

    @rx.var(cache=False, initial_value=[])
    def newest(self) -> list[AuditLine]:
        """The newest entries, the newest first."""
        return list(running().operations.shown.audit) if self._is_here else []


class OlderAuditState(rx.State):
    """A page of older entries; while one is shown, new ones move nothing."""

    entries: rx.Field[list[AuditLine]] = rx.field(default_factory=list)
    is_older: bool = False

    @rx.event
    @allowed(Role.ADMIN)
    async def older(self, before: int) -> None:
        """Show the entries before an id."""
        before = max(1, min(before, LARGEST_ID))
        database = running().database
        entries = await asyncio.to_thread(queries.audit_entries_before, database, before, SHOWN_ENTRIES)
        self.entries, self.is_older = [audit_line(entry) for entry in entries], True

    @rx.event
    @allowed(Role.ADMIN)
    def newest_again(self) -> None:
        """Show the newest entries again."""
        self.entries, self.is_older = [], False
