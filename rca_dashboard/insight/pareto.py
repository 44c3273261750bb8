"""The clusters as a Pareto: each with its share, and the tickets without a cluster as a bar too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.cluster_figures import ClusterFigures, cluster_figures
from rca_dashboard.store.insight.clusters import StoredCluster, clusters

UNCLUSTERED = "No cluster"
_WEEK = 7 * 24 * 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One cluster.

    Attributes:
        id: None for the tickets without a cluster.
        share: Its share of all tickets.
        a_week: How many a week brought, from its first ticket to its last.
    """

    id: int | None
    label: str
    summary: str
    count: int
    hours_open: float
    reassignments: int
    share: float
    a_week: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pareto:
    """All clusters, the largest first, and what they are part of."""

    clusters: tuple[Bar, ...]
    unclustered: Bar
    tickets: int
    since: int

    def sentence(self, most: int = 3) -> str:
        """Return how much the largest clusters make: ``3 of 214 clusters make 41 % of the tickets``."""
        largest = self.clusters[:most]
        if not largest:
            return ""
        share = round(100 * sum(bar.share for bar in largest))
        return f"{len(largest)} of {len(self.clusters)} clusters make {share} % of the tickets"


def pareto(database: Database, now: datetime) -> Pareto:
    """Return the clusters, the largest first."""
    names, figures = clusters(database), cluster_figures(database, now)
    tickets = sum(each.count for each in figures)
    bars = [_bar(each, names[each.cluster], tickets) for each in figures if each.cluster in names]
    rest = [each for each in figures if each.cluster not in names]
    return Pareto(
        clusters=tuple(sorted(bars, key=lambda bar: (-bar.count, -bar.hours_open, bar.id or 0))),
        unclustered=_unclustered(rest, tickets),
        tickets=tickets,
        since=min((each.since for each in figures if each.since), default=0),
    )


def _bar(figures: ClusterFigures, cluster: StoredCluster, tickets: int) -> Bar:
    return Bar(
        id=cluster.id,
        label=cluster.label,
        summary=cluster.summary,
        count=figures.count,
        hours_open=figures.hours_open,
        reassignments=figures.reassignments,
        share=round(figures.count / max(1, tickets), 4),
        a_week=round(figures.count / max(1.0, (figures.until - figures.since) / _WEEK), 2),
    )


def _unclustered(figures: Sequence[ClusterFigures], tickets: int) -> Bar:
    count = sum(each.count for each in figures)
    return Bar(
        id=None,
        label=UNCLUSTERED,
        summary="",
        count=count,
        hours_open=round(sum(each.hours_open for each in figures), 1),
        reassignments=sum(each.reassignments for each in figures),
        share=round(count / max(1, tickets), 4),
        a_week=0.0,
    )
