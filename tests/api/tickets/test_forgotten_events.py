"""Events deleted by retention are gone from the feed, and reported as such."""

from datetime import timedelta

import httpx

from rca_dashboard.domain.retention import RetentionDays
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.upsert import upsert
from rca_dashboard.sync.retention import Retention
from tests.tickets import NOON, make


async def test_events_that_are_too_old_are_gone_and_the_rest_is_whole(
    client: httpx.AsyncClient, database: Database
) -> None:
    for place, days in enumerate((9, 8, 2, 1)):
        upsert(database, [make(place)], origin=Origin.POLL, at=NOON - timedelta(days=days))
    await Retention(database, RetentionDays(feed=5), clock=lambda: NOON).run()
    for after in (0, 1):
        gone = await client.get("/events", params={"after": after})
        assert (gone.status_code, gone.json()["error"]["code"]) == (410, "gone")
    kept = await client.get("/events", params={"after": 2})
    assert [event["seq"] for event in kept.json()["data"]] == [3, 4]
    # The ticket is there still, and only its history is not.
    assert (await client.get(f"/tickets/{make(0).sys_id}")).status_code == 200
    assert (await client.get(f"/tickets/{make(0).sys_id}/events")).json()["data"] == []
    await Retention(database, RetentionDays(feed=5), clock=lambda: NOON + timedelta(days=99)).run()
    assert (await client.get("/events", params={"after": 3})).status_code == 410
    assert (await client.get("/events", params={"after": 4})).json()["data"] == []
