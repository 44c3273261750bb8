"""Clusters over the feed and over rebuilds."""

import pytest

from rca_dashboard.clock import utc_now
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.domain.visibility import TeamFilter, Visibility
from rca_dashboard.insight import cluster_rebuild
from rca_dashboard.insight.cluster_rebuild import ClusterRebuild
from rca_dashboard.insight.clustering import Clustering
from rca_dashboard.insight.insight import Insight
from rca_dashboard.insight.writing import Writing
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.insight import clusters as stored_clusters
from rca_dashboard.store.insight.cluster_edits import ClustersEditedError
from rca_dashboard.store.insight.cluster_figures import cluster_figures
from rca_dashboard.store.insight.clusters import assignments, built_at, clusters, rename
from rca_dashboard.store.insight.texts import tickets_named
from rca_dashboard.store.limits import seen_by
from rca_dashboard.store.tickets.deletions import mark_deleted
from rca_dashboard.store.tickets.upsert import upsert
from tests.insight.test_bursts import failing_once
from tests.tickets import NOON, make

KINDS = (
    "VPN gateway {} unreachable",
    "mailbox of user{} is full",
    "job Job_{} failed in scheduler",
    "toner of prn{} low",
)


def tickets(first: int = 1, count: int = 20) -> list[Ticket]:
    return [make(n, short_description=KINDS[n % len(KINDS)].format(n)) for n in range(first, first + count)]


def store(database: Database, some: list[Ticket]) -> None:
    upsert(database, some, origin=Origin.POLL, at=NOON)


def labels(database: Database) -> dict[str, int]:
    names = clusters(database)
    return {names[each.cluster].label: each.count for each in cluster_figures(database, NOON) if each.cluster}


async def clustered(database: Database) -> Insight:
    insight = Insight(database, clock=utc_now)
    await insight.follower.step()
    await insight.rebuild_clusters()
    return insight


def clusters_by_ticket(database: Database) -> dict[int, int]:
    return {ticket: each.cluster for ticket, each in assignments(database).items()}


async def test_tickets_of_one_kind_are_a_cluster_with_its_figures(database: Database) -> None:
    store(database, [*tickets(), make(99, short_description="one of a kind")])
    await clustered(database)
    assert labels(database) == {
        "vpn gateway unreachable": 5,
        "mailbox full": 5,
        "job failed scheduler": 5,
        "toner low": 5,
    }
    alone = next(each for each in cluster_figures(database, NOON) if each.cluster is None)
    assert alone.count == 1


async def test_hours_open_and_reassignments_are_sums_over_the_tickets(database: Database) -> None:
    some = [
        make(
            1,
            short_description="VPN down",
            opened_at=NOON,
            resolved_at=NOON.replace(hour=14),
            extra={"reassignment_count": "2"},
        ),
        make(2, short_description="VPN down", opened_at=NOON, resolved_at=None, extra={"reassignment_count": ""}),
    ]
    store(database, some)
    await clustered(database)
    (figures,) = cluster_figures(database, NOON.replace(hour=15))
    assert (figures.count, figures.hours_open, figures.reassignments) == (2, 5.0, 2)


async def test_a_new_ticket_joins_its_cluster_and_two_new_ones_make_one(database: Database) -> None:
    store(database, tickets())
    insight = await clustered(database)
    store(
        database,
        [
            make(50, short_description="VPN gateway 77 unreachable"),
            make(51, short_description="Beamer im Raum 5 defekt"),
        ],
    )
    await insight.follower.step()
    assert labels(database)["vpn gateway unreachable"] == 6
    store(database, [make(52, short_description="Beamer im Raum 9 defekt")])
    await insight.follower.step()
    assert labels(database)["beamer raum defekt"] == 2


async def test_both_tickets_of_a_new_cluster_are_in_it_though_the_database_was_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(database, tickets())
    insight = await clustered(database)
    store(database, [make(51, short_description="Beamer im Raum 5 defekt")])
    await insight.follower.step()
    store(database, [make(52, short_description="Beamer im Raum 9 defekt")])
    failing_once(monkeypatch, stored_clusters, "assign")
    with pytest.raises(DatabaseUnavailableError):
        await insight.follower.step()
    await insight.follower.step()
    assert labels(database)["beamer raum defekt"] == 2


async def test_a_deleted_ticket_leaves_its_cluster(database: Database) -> None:
    store(database, tickets())
    insight = await clustered(database)
    mark_deleted(database, [make(4).sys_id], origin=Origin.POLL, at=NOON)
    await insight.follower.step()
    assert sum(labels(database).values()) == 19
    assert len(assignments(database)) == 19


async def test_a_rebuild_without_new_data_keeps_every_ticket_in_its_cluster(database: Database) -> None:
    store(database, tickets(count=30))
    insight = await clustered(database)
    store(database, tickets(first=31, count=10))
    await insight.follower.step()
    before = clusters_by_ticket(database)
    await insight.rebuild_clusters()
    assert clusters_by_ticket(database) == before


async def test_names_merges_and_splits_outlive_a_rebuild(database: Database) -> None:
    store(database, tickets())
    insight = await clustered(database)
    ids = {each.label: each.id for each in clusters(database).values()}
    assert rename(database, ids["toner low"], "Printers out of toner", "ann")
    assert await insight.clusters.merge(ids["vpn gateway unreachable"], [ids["job failed scheduler"]], "ann")
    part = [make(1).sys_id, make(5).sys_id]
    made = await insight.clusters.split(ids["mailbox full"], part, "ann")
    assert made is not None
    await insight.rebuild_clusters()
    names = labels(database)
    assert names["Printers out of toner"] == 5
    assert names["vpn gateway unreachable"] == 10
    now = clusters_by_ticket(database)
    assert {now[each.id] for each in tickets_named(database, part)} == {made}
    store(database, [make(60, short_description="job Job_99 failed in scheduler")])
    await insight.follower.step()
    assert labels(database)["vpn gateway unreachable"] == 11


async def test_a_restart_goes_on_with_the_same_clusters(database: Database) -> None:
    store(database, [*tickets(), make(70, short_description="Beamer im Raum 5 defekt")])
    await clustered(database)
    again = Insight(database)
    await again.follower.step()
    store(
        database,
        [make(71, short_description="Beamer im Raum 6 defekt"), make(72, short_description="toner of prn8 low")],
    )
    await again.follower.step()
    assert labels(database)["beamer raum defekt"] == 2
    assert labels(database)["toner low"] == 6


async def test_clusters_that_others_have_just_read_are_not_shown_to_a_limited_reader(
    database: Database,
) -> None:
    store(database, tickets())
    insight = await clustered(database)
    assert insight.pareto().clusters
    with seen_by(Visibility((TeamFilter(assignment_groups=("No such group",)),))):
        assert insight.pareto().clusters == ()
    assert insight.pareto().clusters


async def test_the_leader_follows_merges_and_splits_of_another_worker(database: Database) -> None:
    store(database, tickets())
    leader = await clustered(database)
    follower = Insight(database, clock=utc_now, leading=lambda: None)
    await follower.follower.step()
    ids = {names.label: number for number, names in clusters(database).items()}
    assert await follower.clusters.merge(ids["toner low"], [ids["mailbox full"]], "ann")
    store(database, [make(101, short_description="mailbox of user101 is full")])
    await leader.follower.step()
    assert labels(database)["toner low"] == 11
    berlin = [make(number, short_description=f"VPN gateway {number} unreachable Berlin") for number in range(102, 105)]
    store(database, berlin[:2])
    await leader.follower.step()
    assert labels(database)["vpn gateway unreachable"] == 7
    sys_ids = [each.sys_id for each in berlin[:2]]
    made = await follower.clusters.split(ids["vpn gateway unreachable"], sys_ids, "ann")
    store(database, berlin[2:])
    await leader.follower.step()
    assert made is not None
    assert list(clusters_by_ticket(database).values()).count(made) == 3


async def test_after_a_kill_in_mid_rebuild_the_next_start_rebuilds_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_rebuild, "_AT_ONCE", 4)
    store(database, tickets())
    await Insight(database, clock=utc_now).follower.step()
    killed = ClusterRebuild(database)
    for _ in killed.compute():
        pass
    for _ in killed.store(Clustering(database, Writing(lambda: database))):
        if assignments(database):
            break
    assert 0 < len(assignments(database)) < 20
    again = Insight(database, clock=utc_now)
    await again.follower.step()
    await again.upkeep()
    assert list(labels(database).values()) == [5, 5, 5, 5]
    assert built_at(database) == 20


@pytest.mark.parametrize("edit", ["rename", "merge", "split"])
async def test_an_edit_during_a_rebuild_is_kept(database: Database, edit: str) -> None:
    store(database, tickets())
    insight = await clustered(database)
    ids = {names.label: number for number, names in clusters(database).items()}
    toner, mailbox = ids["toner low"], ids["mailbox full"]
    rebuild = ClusterRebuild(database)
    for _ in rebuild.compute():
        pass
    if edit == "rename":
        assert await insight.clusters.rename(toner, "Printers", "ann")
    elif edit == "merge":
        assert await insight.clusters.merge(toner, [mailbox], "ann")
    else:
        part = [each.sys_id for each in tickets() if "mailbox" in each.short_description][:2]
        assert await insight.clusters.split(mailbox, part, "ann")
    edited = labels(database)
    with pytest.raises(ClustersEditedError):
        for _ in rebuild.store(Clustering(database, Writing(lambda: database))):
            pass
    assert labels(database) == edited
    await insight.rebuild_clusters()
    assert labels(database) == edited
