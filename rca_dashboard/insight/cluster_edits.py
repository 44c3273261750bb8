"""What people do with clusters: rename, merge and split them. Rebuilds keep it."""

import asyncio
from collections.abc import Callable, Sequence

from rca_dashboard.domain.cluster.template import template_bytes, template_of
from rca_dashboard.domain.shortened import shortened
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight import clusters as stored
from rca_dashboard.store.insight.clusters import StoredCluster
from rca_dashboard.store.insight.texts import tickets_named

_LONGEST_LABEL = 120


class ClusterEdits:
    """Changes clusters; the worker that gives tickets their clusters sees it before it gives the next one.

    Args:
        database: Holds the clusters.
        on_change: Called after each change.
    """

    def __init__(self, database: Database, on_change: Callable[[], None]) -> None:
        self._database = database
        self._on_change = on_change

    async def rename(self, cluster: int, label: str, username: str) -> bool:
        """Give a cluster a label; return whether it exists."""
        wanted = shortened(" ".join(label.split()), _LONGEST_LABEL)
        done = bool(wanted) and await asyncio.to_thread(stored.rename, self._database, cluster, wanted, username)
        self._on_change()
        return done

    async def merge(self, into: int, others: Sequence[int], username: str) -> bool:
        """Merge clusters; return whether all of them exist."""
        done = await asyncio.to_thread(stored.merge, self._database, into, others, username)
        self._on_change()
        return done

    async def split(self, cluster: int, sys_ids: Sequence[str], username: str) -> int | None:
        """Move some tickets of a cluster into a new one; return its id, or None if none of them is in it."""
        made = await asyncio.to_thread(self._split, cluster, sys_ids, username)
        self._on_change()
        return made

    def _split(self, cluster: int, sys_ids: Sequence[str], username: str) -> int | None:
        tickets = tickets_named(self._database, sys_ids)
        if not tickets:
            return None
        summary = tickets[0].text.summary
        template, number = template_of(summary), stored.next_cluster(self._database)
        label = shortened(summary, _LONGEST_LABEL)
        made = StoredCluster(id=number, label=label, summary=label, named_by=username)
        ids = [each.id for each in tickets]
        if not stored.split(self._database, cluster, made, template_bytes(template), ids):
            return None
        return number
