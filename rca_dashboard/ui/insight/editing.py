"""Renaming, merging and splitting clusters, on the page."""

import asyncio

import reflex as rx

from rca_dashboard.access.identity import Role
from rca_dashboard.access.permissions import allowed
from rca_dashboard.domain.audit import Action
from rca_dashboard.domain.views.view import LARGEST_LIMIT, LONGEST_QUERY, TicketFilter, View
from rca_dashboard.live.running import running
from rca_dashboard.store.engine import Database
from rca_dashboard.store.queries import ticket_list
from rca_dashboard.ui.insight.state import InsightState
from rca_dashboard.ui.pushed.me import current_actor

_LARGEST_ID = 2**53
_MOST_CHOSEN = 50


class ClusterEditState(rx.State):
    """What one browser has chosen, and the answer to its last change."""

    chosen: rx.Field[list[str]] = rx.field(default_factory=list)
    answer: str = ""

    @rx.event
    @allowed(Role.AGENT)
    def choose(self, cluster: str) -> None:
        """Choose a cluster to be merged, or choose it no longer."""
        if cluster in self.chosen:
            self.chosen = [each for each in self.chosen if each != cluster]
        elif _number(cluster) and len(self.chosen) < _MOST_CHOSEN:
            self.chosen = [*self.chosen, cluster]

    @rx.event
    @allowed(Role.AGENT)
    async def merge(self) -> None:
        """Merge the chosen clusters into the one that was chosen first."""
        into, *others = [number for each in self.chosen if (number := _number(each))] or [0]
        insight, actor = running().insight, await current_actor(self)
        if insight and others and await insight.clusters.merge(into, others, actor.username):
            await self._record(Action.CLUSTERS_MERGED, into, ", ".join(map(str, others)))
            self.answer = f"{len(others) + 1} clusters are one now; rebuilds keep it."
        self.chosen = []
        await self._reload()

    @rx.event
    @allowed(Role.AGENT)
    async def rename(self, form: dict[str, str]) -> None:
        """Give a cluster another name."""
        cluster, label = _number(str(form.get("cluster", ""))), str(form.get("label", ""))
        insight, actor = running().insight, await current_actor(self)
        if insight and cluster and await insight.clusters.rename(cluster, label, actor.username):
            await self._record(Action.CLUSTER_RENAMED, cluster, label)
            self.answer = "Renamed; rebuilds keep the name."
        await self._reload()

    @rx.event
    @allowed(Role.AGENT)
    async def split(self, form: dict[str, str]) -> None:
        """Make a cluster of the tickets of another in which some words occur."""
        cluster, words = _number(str(form.get("cluster", ""))), " ".join(str(form.get("words", "")).split())
        insight, actor = running().insight, await current_actor(self)
        if not insight or not cluster or not words or len(words) > LONGEST_QUERY:
            return
        found = await asyncio.to_thread(_tickets_with, running().database, cluster, words)
        made = await insight.clusters.split(cluster, found, actor.username) if found else None
        if made is None:
            self.answer = f"No ticket of this cluster has “{words}”."
            return
        await self._record(Action.CLUSTER_SPLIT, cluster, f"new cluster {made}")
        self.answer = f"{len(found)} tickets are a cluster of their own; rebuilds keep it."
        await self._reload()

    async def _record(self, action: Action, cluster: int, detail: str) -> None:
        await running().access.sessions.audit.write(await current_actor(self), action, str(cluster), detail)

    async def _reload(self) -> None:
        await (await self.get_state(InsightState)).load()


def _number(text: str) -> int:
    """Return a cluster's id; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 and int(text) <= _LARGEST_ID else 0  # noqa: PLR2004 - digits of 2**53


def _tickets_with(database: Database, cluster: int, words: str) -> list[str]:
    """Return the newest tickets of a cluster in which all words occur."""
    view = View(filter=TicketFilter(cluster=(str(cluster),), query=words), limit=LARGEST_LIMIT)
    return [each.sys_id for each in ticket_list(database, view).tickets]
