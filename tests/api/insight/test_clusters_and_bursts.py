"""/clusters and /bursts, and the lists that they lead to."""

from datetime import timedelta
from typing import Any

import httpx

from rca_dashboard.api.insight.schemas import BurstSchema, ClusterSchema, SearchedAnswer
from rca_dashboard.api.schemas import Answer
from rca_dashboard.api.tickets.schemas import WholeTicket
from rca_dashboard.domain.visibility import TeamFilter, Visibility
from rca_dashboard.insight.insight import Insight
from rca_dashboard.store.audit import entries_after
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.bursts import StoredBurst, dismiss_burst, put_burst
from rca_dashboard.store.limits import seen_by
from rca_dashboard.store.queries import ticket
from tests.api.conftest import Keep
from tests.tickets import NOON, make


async def _clusters(asking: httpx.AsyncClient) -> list[ClusterSchema]:
    return SearchedAnswer[ClusterSchema].model_validate_json((await asking.get("/clusters")).text).data


async def _two_clusters(insight: Insight, keep: Keep) -> None:
    keep([make(n, short_description=f"VPN gateway {n} down") for n in range(1, 6)])
    keep([make(n, short_description=f"mailbox {n} full") for n in range(6, 9)])
    keep([make(9, short_description="one of a kind")])
    await insight.follower.step()
    await insight.rebuild_clusters()


async def test_clusters_come_largest_first_and_the_unclustered_last(
    asking: httpx.AsyncClient, insight: Insight, keep: Keep
) -> None:
    await _two_clusters(insight, keep)
    found = await _clusters(asking)
    assert [(each.label, each.count) for each in found] == [
        ("vpn gateway down", 5),
        ("mailbox full", 3),
        ("No cluster", 1),
    ]
    assert found[0].share == 0.5556
    assert found[-1].id is None
    body = (await asking.get("/clusters", params={"limit": 1})).json()
    assert (len(body["data"]), body["searched"]["n"], body["searched"]["left_out"]) == (2, 9, "1 smaller clusters")


async def test_each_bar_opens_exactly_its_list(asking: httpx.AsyncClient, insight: Insight, keep: Keep) -> None:
    await _two_clusters(insight, keep)
    for each in await _clusters(asking):
        listed = (await asking.get("/tickets", params={"cluster": each.id or "none"})).json()
        assert listed["pagination"]["totalCount"] == each.count
    assert (await asking.get("/tickets", params={"cluster": "999,nonsense"})).json()["data"] == []


async def test_an_export_names_the_cluster_on_request(asking: httpx.AsyncClient, insight: Insight, keep: Keep) -> None:
    await _two_clusters(insight, keep)
    wanted = {"columns": "ticket_id,cluster", "sort": "ticket_id", "format": "json"}
    rows = (await asking.get("/tickets/export", params=wanted)).json()
    assert [row["cluster"] for row in rows] == ["vpn gateway down"] * 5 + ["mailbox full"] * 3 + [None]
    text = (await asking.get("/tickets/export", params={"columns": "cluster", "sort": "ticket_id"})).text
    assert text.splitlines()[1] == '"vpn gateway down"'


def _burst(database: Database, **special: Any) -> None:
    usual = {
        "kind": 5,
        "value": "g1",
        "label": "Network",
        "level": 2,
        "count": 4,
        "expected": 0.25,
        "log_chance": -16.0,
    }
    times = {"since": NOON, "until": NOON + timedelta(minutes=9)}
    put_burst(database, StoredBurst(**{"id": 1, "tickets": (1, 2, 3, 4), **usual, **times, **special}))


async def test_a_ticket_names_its_cluster_and_its_strongest_burst_in_rest_and_in_both_exports(
    asking: httpx.AsyncClient, insight: Insight, keep: Keep, database: Database
) -> None:
    await _two_clusters(insight, keep)
    _burst(database)
    _burst(database, id=2, label="VPN", level=3, tickets=(1, 2))
    _burst(database, id=3, label="a drill", level=3, tickets=(1, 2))
    dismiss_burst(database, 3, username="ann", reason="a drill", at=NOON)
    one = await asking.get("/tickets/INC0000001")
    Answer[WholeTicket].model_validate_json(one.content)
    assert one.json()["data"]["cluster"]["label"] == "vpn gateway down"
    assert one.json()["data"]["burst"] == {"id": 2, "level": "major", "label": "VPN"}
    alone = (await asking.get("/tickets/INC0000009")).json()["data"]
    assert (alone["cluster"], alone["burst"]) == (None, None)
    wanted = {"columns": "burst,cluster", "sort": "ticket_id"}
    rows = (await asking.get("/tickets/export", params={**wanted, "format": "json"})).json()
    assert [row["burst"] for row in rows] == ["VPN"] * 2 + ["Network"] * 2 + [None] * 5
    lines = (await asking.get("/tickets/export", params=wanted)).text.splitlines()
    assert (lines[1], lines[9]) == ('"VPN","vpn gateway down"', '"",""')


async def test_limited_readers_get_no_cluster_and_no_burst_as_they_are_of_all_tickets(
    asking: httpx.AsyncClient, insight: Insight, keep: Keep, database: Database
) -> None:
    await _two_clusters(insight, keep)
    _burst(database)
    with seen_by(Visibility((TeamFilter(assignment_groups=("Network",)),))):
        one = (await asking.get("/tickets/INC0000001")).json()["data"]
        exported = {"columns": "ticket_id,cluster,burst", "sort": "ticket_id"}
        lines = (await asking.get("/tickets/export", params=exported)).text.splitlines()
        rows = (await asking.get("/tickets/export", params={**exported, "format": "json"})).json()
    assert (one["ticket_id"], one["cluster"], one["burst"]) == ("INC0000001", None, None)
    assert lines[1] == '"INC0000001","",""'
    assert rows[0] == {"ticket_id": "INC0000001", "cluster": None, "burst": None}


async def test_without_insight_no_ticket_is_part_of_anything(
    client: httpx.AsyncClient, insight: Insight, keep: Keep, database: Database
) -> None:
    await _two_clusters(insight, keep)
    _burst(database)
    one = (await client.get("/tickets/INC0000001")).json()["data"]
    assert (one["cluster"], one["burst"]) == (None, None)
    assert (await client.get("/tickets/export", params={"columns": "cluster,burst"})).text.splitlines()[1] == '"",""'


async def test_changes_of_clusters_are_in_the_audit_log(
    asking: httpx.AsyncClient, insight: Insight, keep: Keep, database: Database
) -> None:
    await _two_clusters(insight, keep)
    vpn, mail, _ = await _clusters(asking)
    await asking.patch(f"/clusters/{vpn.id}", json={"label": "VPN"})
    await asking.post(f"/clusters/{vpn.id}/merge", json={"clusters": [mail.id]})
    await asking.post(f"/clusters/{vpn.id}/split", json={"tickets": [make(7).sys_id]})
    found = [(each.username, each.action, each.subject, each.detail) for each in entries_after(database, 0, 10)]
    assert found[:2] == [
        ("ada", "cluster_renamed", str(vpn.id), "VPN"),
        ("ada", "clusters_merged", str(vpn.id), str(mail.id)),
    ]
    assert found[2][1:3] == ("cluster_split", str(vpn.id))


async def test_clusters_are_renamed_merged_and_split(asking: httpx.AsyncClient, insight: Insight, keep: Keep) -> None:
    await _two_clusters(insight, keep)
    vpn, mail, _ = await _clusters(asking)
    renamed = await asking.patch(f"/clusters/{vpn.id}", json={"label": "VPN"})
    assert renamed.json()["data"]["label"] == "VPN"
    merged = await asking.post(f"/clusters/{vpn.id}/merge", json={"clusters": [mail.id]})
    assert merged.json()["data"]["count"] == 8
    split = await asking.post(f"/clusters/{vpn.id}/split", json={"tickets": [make(7).sys_id, make(8).sys_id]})
    assert (split.json()["data"]["label"], split.json()["data"]["count"]) == ("mailbox 7 full", 2)
    assert (await asking.get(f"/clusters/{vpn.id}")).json()["data"]["count"] == 6
    assert (await asking.get(f"/clusters/{mail.id}")).status_code == 404
    assert (await asking.post(f"/clusters/{vpn.id}/merge", json={"clusters": [999]})).status_code == 404
    assert (await asking.patch(f"/clusters/{vpn.id}", json={"label": " "})).status_code == 422


async def test_bursts_are_listed_dismissed_and_open_their_tickets(
    asking: httpx.AsyncClient, database: Database, keep: Keep
) -> None:
    keep([make(n) for n in range(1, 6)])
    _burst(database)
    (found,) = SearchedAnswer[BurstSchema].model_validate_json((await asking.get("/bursts")).text).data
    assert (found.level, found.key, found.count, found.expected) == ("burst", "group:g1", 4, 0.25)
    assert found.tickets == [f"INC000000{n}" for n in range(1, 5)]
    listed = (await asking.get("/tickets", params={"burst": found.id})).json()
    assert listed["pagination"]["totalCount"] == 4
    dismissed = (await asking.post("/bursts/1/dismiss", json={"reason": "a drill"})).json()["data"]
    assert (dismissed["reason"], dismissed["dismissed_by"]) == ("a drill", "ada")
    assert (await asking.post("/bursts/2/dismiss")).status_code == 404
    assert ticket(database, make(1).sys_id) is not None
