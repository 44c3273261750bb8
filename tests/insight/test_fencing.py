"""A leader that was suspended, and wakes when another worker leads, writes nothing of what the tickets say together."""

from datetime import timedelta

import pytest

from rca_dashboard.insight.cluster_rebuild import ClusterRebuild
from rca_dashboard.insight.clustering import Clustering
from rca_dashboard.insight.insight import Insight
from rca_dashboard.insight.writing import Writing
from rca_dashboard.store.engine import Database, LeaseLostError
from rca_dashboard.store.insight.bursts import open_bursts
from rca_dashboard.store.insight.clusters import assignments, clusters, leaders
from rca_dashboard.store.insight.kept_terms import kept_after, progress_of
from rca_dashboard.store.workers.fencing import FencedDatabase
from rca_dashboard.store.workers.lease import take_lease
from tests.insight.test_bursts import Now, history, storm
from tests.insight.test_bursts import store as store_at
from tests.store.workers.test_lease import end_lease


class Worker:
    """A worker that believes to lead from its term on, whatever happened meanwhile."""

    def __init__(self, database: Database, name: str, clock: Now) -> None:
        term = take_lease(database, name)
        assert term is not None
        self.fenced: Database | None = FencedDatabase(database, term.number)
        self.insight = Insight(database, clock=clock, leading=lambda: self.fenced)


async def leading(database: Database, clock: Now) -> Worker:
    """Return a worker that has clustered and learned six weeks."""
    store_at(database, history(), clock)
    worker = Worker(database, "one", clock)
    await worker.insight.follower.step()
    await worker.insight.rebuild_clusters()
    await worker.insight.relearn()
    return worker


def suspended_for_20_s(database: Database, clock: Now) -> Worker:
    """Let another worker take the lease meanwhile, and return it."""
    clock.now += timedelta(seconds=20)
    end_lease(database)
    return Worker(database, "two", clock)


def everything(database: Database) -> tuple[object, ...]:
    kept = tuple((each.id, each.terms) for each in kept_after(database, -1, -1, 10_000))
    books = clusters(database), leaders(database), assignments(database)
    return progress_of(database), kept, books, open_bursts(database)


async def test_terms_clusters_and_bursts_of_new_tickets_are_written_by_the_next_leader_alone(
    database: Database,
) -> None:
    clock = Now()
    old = await leading(database, clock)
    new = suspended_for_20_s(database, clock)
    store_at(database, storm(clock.now), clock)
    before = everything(database)
    await old.insight.follower.step()
    assert everything(database) == before
    await new.insight.follower.step()
    (burst,) = open_bursts(database)
    assert burst.count == 11
    after = everything(database)
    await old.insight.follower.step()
    await old.insight.show_bursts()
    assert everything(database) == after
    assert len(old.insight.index.likeness) == len(new.insight.index.likeness)


async def test_a_burst_that_is_calm_is_ended_by_the_next_leader_alone(database: Database) -> None:
    clock = Now()
    old = await leading(database, clock)
    store_at(database, storm(clock.now), clock)
    await old.insight.follower.step()
    new = suspended_for_20_s(database, clock)
    clock.now += timedelta(hours=9)
    before = everything(database)
    await old.insight.show_bursts()
    assert everything(database) == before
    await new.insight.follower.step()
    await new.insight.show_bursts()
    assert open_bursts(database) == ()


@pytest.mark.parametrize("computed", [True, False], ids=["in mid-rebuild", "before it"])
async def test_a_rebuild_is_stored_by_the_next_leader_alone(database: Database, *, computed: bool) -> None:
    clock = Now()
    old = await leading(database, clock)
    fenced = old.fenced
    assert fenced is not None
    rebuild = ClusterRebuild(fenced)
    if computed:
        for _ in rebuild.compute():
            pass
    suspended_for_20_s(database, clock)
    before = everything(database)
    with pytest.raises(LeaseLostError):
        for _ in rebuild.store(Clustering(database, Writing(lambda: fenced))):
            pass
    assert everything(database) == before


async def test_a_worker_that_leads_again_reads_what_was_stored_meanwhile(database: Database) -> None:
    clock = Now()
    old = await leading(database, clock)
    new = suspended_for_20_s(database, clock)
    store_at(database, storm(clock.now), clock)
    await new.insight.follower.step()
    end_lease(database)
    again = take_lease(database, "one")
    assert again is not None
    old.fenced = FencedDatabase(database, again.number)
    store_at(database, storm(clock.now, 3, first=700), clock)
    await old.insight.follower.step()
    (burst,) = open_bursts(database)
    assert len(burst.tickets) == 14
