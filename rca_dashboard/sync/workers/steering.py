"""What pages and REST see of the leader, in whichever worker: its status, and the orders it carries out."""

from datetime import datetime
from typing import Any

from rca_dashboard.domain.check import Check
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.progress.bulk_import import ImportStatus
from rca_dashboard.domain.progress.poll import PollerStatus, PollResult
from rca_dashboard.domain.progress.reconcile import ReconcileStatus
from rca_dashboard.domain.progress.table_reading import TableReading
from rca_dashboard.sync.workers.hint_relay import HintRelay
from rca_dashboard.sync.workers.leader import Leader
from rca_dashboard.sync.workers.leadership import Leadership
from rca_dashboard.sync.workers.order_desk import OrderDesk
from rca_dashboard.sync.workers.orders import ORDERS
from rca_dashboard.sync.workers.status import LeaderStatus


class _Wheel:
    """Carries an order out here if this worker leads, or has the leader do it."""

    def __init__(self, leadership: Leadership, desk: OrderDesk) -> None:
        self.leadership = leadership
        self._desk = desk

    @property
    def seen(self) -> tuple[Leader | None, LeaderStatus]:
        """The leader's parts if this worker leads, and what the leader last told otherwise."""
        return self.leadership.leader, self.leadership.shown

    async def order(self, kind: str, **arguments: Json) -> Any:  # noqa: ANN401 - each kind has its result
        """Return the order's result.

        Raises:
            NoLeaderError: If no worker carries it out.
            DatabaseUnavailableError: If the database does not work.
        """
        if (leader := self.leadership.leader) is not None:
            return await ORDERS[kind].carry_out(leader, arguments)
        result, status = await self._desk.ask(kind, arguments)
        self.leadership.show(status)
        return result


class SteeredPoller:
    """The leader's poller."""

    def __init__(self, wheel: _Wheel) -> None:
        self._wheel = wheel

    def status(self) -> PollerStatus:
        """Return the status of polling, from memory."""
        leader, shown = self._wheel.seen
        return leader.poller.status() if leader else shown.poller

    def tables(self) -> tuple[TableReading, ...]:
        """Return how far each table has been polled, from memory."""
        leader, shown = self._wheel.seen
        return leader.poller.tables() if leader else shown.tables

    async def poll_now(self, *, ends_pause: bool = True) -> PollResult:
        """Poll at once, and return the result; see ``Poller.poll_now``."""
        return await self._wheel.order("poll", ends_pause=ends_pause)

    async def pause(self) -> None:
        """Pause polling until ``resume``."""
        await self._wheel.order("pause")

    async def resume(self) -> None:
        """Resume polling."""
        await self._wheel.order("resume")

    async def reset(self, since: datetime) -> None:
        """Read again everything that was updated since a time."""
        await self._wheel.order("reset", since=since.isoformat())


class SteeredImport:
    """The leader's bulk import."""

    def __init__(self, wheel: _Wheel) -> None:
        self._wheel = wheel

    def status(self) -> ImportStatus:
        """Return the status, from memory."""
        leader, shown = self._wheel.seen
        return leader.bulk_import.status() if leader else shown.bulk_import

    async def start(self, *, force: bool = False) -> ImportStatus:
        """Start or resume; see ``BulkImport.start``."""
        return await self._wheel.order("start_import", force=force)

    async def stop(self) -> ImportStatus:
        """Stop until the next start."""
        return await self._wheel.order("stop_import")

    async def reset(self) -> ImportStatus:
        """Stop, and delete the progress."""
        return await self._wheel.order("reset_import")


class SteeredReconciler:
    """The leader's reconciler."""

    def __init__(self, wheel: _Wheel) -> None:
        self._wheel = wheel

    def status(self) -> ReconcileStatus:
        """Return the status, from memory."""
        leader, shown = self._wheel.seen
        return leader.reconciler.status() if leader else shown.reconcile

    async def start(self) -> bool:
        """Start a run; return False if one is running."""
        return await self._wheel.order("start_reconcile")

    async def confirm_absences(self) -> bool:
        """Mark doubted absences as deleted; return False if there are none, or a run is under way."""
        return await self._wheel.order("confirm_absences")

    async def stop(self) -> bool:
        """Stop the current run; return False if there is none."""
        return await self._wheel.order("stop_reconcile")


class Steering:
    """All that pages and REST may see and order.

    Args:
        leadership: Says which worker leads.
        desk: Orders at a leader elsewhere.
        hint_relay: Sends hints to a leader elsewhere.
    """

    def __init__(self, leadership: Leadership, desk: OrderDesk, hint_relay: HintRelay) -> None:
        wheel = _Wheel(leadership, desk)
        self.leadership = leadership
        self.poller = SteeredPoller(wheel)
        self.bulk_import = SteeredImport(wheel)
        self.reconciler = SteeredReconciler(wheel)
        self.hints = hint_relay

    def checks(self) -> tuple[Check, ...]:
        """Return the results of the startup checks of ServiceNow; empty in demo mode."""
        leader = self.leadership.leader
        return leader.checks() if leader else self.leadership.shown.checks
