"""The routes of clusters: listed with their figures, renamed, merged and split."""

import asyncio
from typing import Annotated

from fastapi import Body, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Role
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import not_found
from rca_dashboard.api.insight.schemas import ClusterSchema, SearchedAnswer
from rca_dashboard.api.insight.searched import success_searched
from rca_dashboard.api.insight.similar import GetInsight, running_insight
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.audit import Action
from rca_dashboard.domain.json_types import Json
from rca_dashboard.insight.pareto import Bar, pareto

MOST_CLUSTERS = 1_000
_LARGEST_ID = 2**53

ClusterId = Annotated[int, Path(ge=1, le=_LARGEST_ID)]


class Strict(BaseModel):
    """A request's JSON object with these keys and no others."""

    model_config = ConfigDict(extra="forbid")


class NewLabel(Strict):
    """A cluster's new label."""

    label: str = Field(min_length=1, max_length=120, pattern=r"\S")


class Others(Strict):
    """Clusters that become part of another."""

    clusters: list[Annotated[int, Field(ge=1, le=_LARGEST_ID)]] = Field(min_length=1, max_length=50)


class Tickets(Strict):
    """Tickets of a cluster, by sys_id, that become a cluster of their own."""

    tickets: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field(min_length=1, max_length=500)


class ClusterEndpoints:
    """The endpoints of clusters."""

    def __init__(self, questions: Questions, insight: GetInsight, audit: AuditLog) -> None:
        self._questions = questions
        self._insight = insight
        self._audit = audit

    def list_clusters(self, limit: Annotated[int, Query(ge=1, le=MOST_CLUSTERS)] = 100) -> JsonAnswer:
        """Return the clusters with the most tickets, largest first, and the tickets without one as the last item."""
        found = self._questions.ask(pareto, utc_now())
        shown = [cluster_json(bar) for bar in found.clusters[:limit]]
        left_out = len(found.clusters) - len(shown)
        return success_searched(
            [*shown, cluster_json(found.unclustered)],
            n=found.tickets,
            since=found.since,
            left_out=f"{left_out} smaller clusters" if left_out > 0 else "",
        )

    def get_cluster(self, cluster: ClusterId) -> JsonAnswer:
        """Return one cluster."""
        return success(cluster_json(self._bar(cluster)))

    async def rename_cluster(
        self, cluster: ClusterId, new: Annotated[NewLabel, Body()], request: Request
    ) -> JsonAnswer:
        """Give a cluster a label, which rebuilds keep."""
        actor = actor_of(request)
        if await running_insight(self._insight).clusters.rename(cluster, new.label, actor.username):
            await self._audit.write(actor, Action.CLUSTER_RENAMED, str(cluster), new.label)
        return success(cluster_json(await asyncio.to_thread(self._bar, cluster)))

    async def merge_clusters(
        self, cluster: ClusterId, others: Annotated[Others, Body()], request: Request
    ) -> JsonAnswer:
        """Move the tickets of other clusters into this one; rebuilds keep them together."""
        wanted = [each for each in dict.fromkeys(others.clusters) if each != cluster]
        actor = actor_of(request)
        if wanted and not await running_insight(self._insight).clusters.merge(cluster, wanted, actor.username):
            raise not_found("One of these clusters does not exist.")
        if wanted:
            await self._audit.write(actor, Action.CLUSTERS_MERGED, str(cluster), ", ".join(map(str, wanted)))
        return success(cluster_json(await asyncio.to_thread(self._bar, cluster)))

    async def split_cluster(self, cluster: ClusterId, part: Annotated[Tickets, Body()], request: Request) -> JsonAnswer:
        """Move some tickets of this cluster into a new one, which rebuilds keep."""
        actor = actor_of(request)
        made = await running_insight(self._insight).clusters.split(cluster, part.tickets, actor.username)
        if made is None:
            raise not_found(f"None of these tickets is in a cluster {cluster}.")
        await self._audit.write(actor, Action.CLUSTER_SPLIT, str(cluster), f"new cluster {made}")
        return success(cluster_json(await asyncio.to_thread(self._bar, made)))

    def _bar(self, cluster: int) -> Bar:
        found = next((bar for bar in self._questions.ask(pareto, utc_now()).clusters if bar.id == cluster), None)
        if found is None:
            raise not_found(f"There is no cluster {cluster}.")
        return found


def add_cluster_routes(routes: Routes, questions: Questions, insight: GetInsight, audit: AuditLog) -> None:
    """Add the routes below ``/clusters``."""
    endpoints = ClusterEndpoints(questions, insight, audit)
    one = Answer[ClusterSchema]
    routes.get(
        "/clusters",
        endpoints.list_clusters,
        role=Role.VIEWER,
        errors=(422, 503),
        response_model=SearchedAnswer[ClusterSchema],
    )
    path, errors = "/clusters/{cluster}", (404, 422, 503)
    routes.get(path, endpoints.get_cluster, role=Role.VIEWER, errors=errors, response_model=one)
    routes.patch(path, endpoints.rename_cluster, role=Role.AGENT, errors=errors, response_model=one)
    routes.post(f"{path}/merge", endpoints.merge_clusters, role=Role.AGENT, errors=errors, response_model=one)
    routes.post(f"{path}/split", endpoints.split_cluster, role=Role.AGENT, errors=errors, response_model=one)


def cluster_json(bar: Bar) -> dict[str, Json]:
    """Return a cluster as REST returns it; the tickets without one have no id."""
    return {
        "id": bar.id,
        "label": bar.label,
        "summary": bar.summary,
        "count": bar.count,
        "hours_open": bar.hours_open,
        "reassignments": bar.reassignments,
        "share": bar.share,
        "a_week": bar.a_week,
    }
