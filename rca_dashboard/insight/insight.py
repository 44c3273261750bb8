"""The insight of one worker: its parts, started and asked together."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rca_dashboard.background import FailureLog, every, run_forever
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.visibility import Visibility
from rca_dashboard.insight.burst_watch import BurstWatch
from rca_dashboard.insight.cluster_edits import ClusterEdits
from rca_dashboard.insight.cluster_rebuild import ClusterRebuild
from rca_dashboard.insight.clustering import Clustering
from rca_dashboard.insight.follower import Follower
from rca_dashboard.insight.nights import Night
from rca_dashboard.insight.pareto import Bar, Pareto, pareto
from rca_dashboard.insight.similar import SimilarTickets, similar_to
from rca_dashboard.insight.slices import in_slices
from rca_dashboard.insight.ticket_index import MOST_TICKETS, TicketIndex
from rca_dashboard.insight.writing import Leading, Writing
from rca_dashboard.store.engine import Database, LeaseLostError
from rca_dashboard.store.insight import bursts as stored_bursts
from rca_dashboard.store.insight import clusters as stored_clusters
from rca_dashboard.store.insight.bursts import StoredBurst
from rca_dashboard.store.insight.cluster_edits import ClustersEditedError
from rca_dashboard.store.insight.texts import tickets_named
from rca_dashboard.store.limits import current_visibility

logger = logging.getLogger(__name__)

UPKEEP_SECONDS = 5.0
_WATCH_SECONDS = 0.5
_DAY_SECONDS = 24 * 3_600.0
_GROWTH = 1.25
_PARETO_SECONDS = 3.0
_NIGHT = Night()


@dataclass(frozen=True, slots=True)
class IndexFigures:
    """What the insight holds and costs, for the operations page.

    Attributes:
        tickets: How many tickets the index holds.
        megabytes: The memory of its arrays.
        is_complete: All tickets have been read.
        seq: The last change that was taken.
        pairs: How many random pairs were compared.
        cpu_seconds: The processor time spent on the index since the start.
        keys: How many things the burst watch counts.
    """

    tickets: int = 0
    megabytes: float = 0.0
    is_complete: bool = False
    seq: int = 0
    pairs: int = 0
    cpu_seconds: float = 0.0
    keys: int = 0


class Insight:
    """Similar tickets, clusters and bursts.

    Args:
        database: The store.
        most_tickets: How many of the newest tickets are searched.
        clock: The local time.
        leading: Returns the leader's database while this worker leads: one clusters and watches, and every worker has
            its own index. Without it this is the only worker.
        night: When clusters are found again.
        minutes_a_ticket: How long people work on a ticket, for the cost of clusters; 0 if unknown.
    """

    def __init__(
        self,
        database: Database,
        *,
        most_tickets: int = MOST_TICKETS,
        clock: Clock = utc_now,
        leading: Leading | None = None,
        night: Night = _NIGHT,
        minutes_a_ticket: int = 0,
    ) -> None:
        self.minutes_a_ticket = minutes_a_ticket
        self._writing = Writing(leading or (lambda: database))
        self._night = night
        self._paretos: dict[Visibility, tuple[float, Pareto]] = {}
        self._database = database
        self._clock = clock
        self._index = TicketIndex(database, most_tickets)
        self._clustering = Clustering(database, self._writing)
        self._watch = BurstWatch(database, self._writing, clock)
        self._rebuilt_at = 0.0
        self._shown_version = -1
        self._on_bursts: Callable[[Sequence[StoredBurst]], None] = lambda _: None
        self.follower = Follower(database, (self._index, self._clustering, self._watch), most_tickets, self._writing)
        self.clusters = ClusterEdits(database, self._paretos.clear)

    def on_bursts(self, listener: Callable[[Sequence[StoredBurst]], None]) -> None:
        """Set who is called on the event loop with the open bursts when they have changed."""
        self._on_bursts = listener

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.follower.run(), name="insight follower")
            for work, what, seconds in (
                (self.upkeep, "Upkeep of the insight", UPKEEP_SECONDS),
                (self.show_bursts, "Watch over bursts", _WATCH_SECONDS),
            ):
                failures = FailureLog(what, logger)
                running = run_forever(
                    work, failures, wait=every(seconds), retry_seconds=UPKEEP_SECONDS, deadline_seconds=_DAY_SECONDS
                )
                group.create_task(running, name=what)

    def similar(self, ticket: Ticket) -> SimilarTickets:
        """Return the tickets that are like one; blocks for some milliseconds."""
        return similar_to(self._database, self.index, ticket)

    def pareto(self) -> Pareto:
        """Return the clusters as the current reader may see them; it blocks.

        They are at most some seconds old, so that many readers who may see the same tickets cost one query.
        """
        now, visibility = time.monotonic(), current_visibility()
        for key, (read_at, _) in tuple(self._paretos.items()):
            if now - read_at > _PARETO_SECONDS:
                self._paretos.pop(key, None)
        known = self._paretos.get(visibility)
        if known is None:
            known = self._paretos[visibility] = now, pareto(self._database, self._clock())
        return known[1]

    def cluster_of(self, sys_id: str) -> Bar | None:
        """Return the cluster of a ticket with its figures, or None if it is in none; it blocks."""
        ids = [each.id for each in tickets_named(self._database, [sys_id])]
        found = stored_clusters.assignments(self._database, ids)
        numbers = {each.cluster for each in found.values()}
        return next((bar for bar in self.pareto().clusters if bar.id in numbers), None)

    @property
    def index(self) -> TicketIndex:
        """The index of similar tickets."""
        self._index.is_complete = self.follower.is_complete
        return self._index

    def figures(self) -> IndexFigures:
        """Return what the insight holds and costs."""
        index = self.index
        return IndexFigures(
            tickets=len(index.likeness),
            megabytes=index.likeness.bytes / 1e6,
            is_complete=index.is_complete,
            seq=self.follower.seq,
            pairs=index.chance.pairs,
            cpu_seconds=index.seconds_spent,
            keys=self._watch.keys,
        )

    async def refresh_chance(self) -> None:
        """Compare random pairs again, if the desk has grown."""
        if self._index.needs_chance:
            await in_slices(self._index.sample())

    async def rebuild_clusters(self) -> None:
        """Find all clusters again; ids, names, merges and splits are kept."""
        while not await self._has_rebuilt():
            logger.info("Clusters were edited during their rebuild; it begins again.")
        self._rebuilt_at = self._clock().timestamp()

    async def _has_rebuilt(self) -> bool:
        """Rebuild; return whether nothing was edited meanwhile, here or at another worker."""
        rebuild = ClusterRebuild(self._writing.database)
        await in_slices(rebuild.compute())
        async with self.follower.lock:
            try:
                await in_slices(rebuild.store(self._clustering))
            except ClustersEditedError:
                return False
        return True

    async def relearn(self) -> None:
        """Learn what is usual from all tickets again."""
        async with self.follower.lock:
            await in_slices(self._watch.relearn())

    async def upkeep(self) -> None:
        """Do what is due: after a build, after an import, and every night."""
        if not self.follower.is_complete:
            return
        await self.refresh_chance()
        if not self._writing.is_allowed:
            return
        try:
            await self._lead_upkeep()
        except LeaseLostError:
            await self._lose_lease()

    async def _lead_upkeep(self) -> None:
        if await asyncio.to_thread(self._are_clusters_due):
            await self.rebuild_clusters()
            await self.relearn()
        elif self._watch.needs_learning:
            await self.relearn()

    async def show_bursts(self) -> None:
        """End the bursts that are over, and announce the open ones if they have changed."""
        if not self.follower.is_complete:
            return
        if self._writing.is_allowed:
            try:
                async with self.follower.lock:
                    await asyncio.to_thread(self._watch.end_calm)
            except LeaseLostError:
                await self._lose_lease()
        if self._shown_version != self._watch.version:
            self._shown_version = self._watch.version
            self._on_bursts(await asyncio.to_thread(stored_bursts.shown_bursts, self._database))

    def bursts_changed(self) -> None:
        """Announce the open bursts again: a user has dismissed one, or another worker has stored one."""
        self._shown_version = -1

    async def _lose_lease(self) -> None:
        async with self.follower.lock:
            self.follower.lose_lease()

    def _are_clusters_due(self) -> bool:
        built, now = stored_clusters.built_at(self._database), len(self._index.likeness)
        if not self._rebuilt_at:
            self._rebuilt_at = self._clock().timestamp() if built else 0.0
        is_old = self._rebuilt_at < self._night.last_before(self._clock()).timestamp()
        return now > 1 and (now > built * _GROWTH or is_old)
