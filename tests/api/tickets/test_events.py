"""The change feed, as read by a program that keeps a copy."""

import random
from typing import Any

import httpx
import pytest
from sqlalchemy import delete

from rca_dashboard.api.schemas import Event, ListAnswer
from rca_dashboard.domain.tickets.change import Origin, fold, is_empty
from rca_dashboard.domain.tickets.ticket import CONTENT_FIELDS
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.tickets import CHANGE
from rca_dashboard.store.tickets.deletions import mark_deleted
from tests.api.conftest import Keep
from tests.tickets import NOON, make


def _busy_day(keep: Keep, database: Database) -> None:
    dice = random.Random(5)
    versions: dict[int, int] = {}
    for _ in range(60):
        place = dice.randint(1, 12)
        versions[place] = versions.get(place, -1) + 1
        floor = dice.choice(["", "1", "2"])
        keep([make(place, mod_count=versions[place], priority=dice.choice([None, 1, 2]), extra={"u_floor": floor})])
    mark_deleted(database, [make(next(iter(versions))).sys_id], origin=Origin.POLL, at=NOON)


def _content(ticket: dict[str, Any]) -> dict[str, Any]:
    ours = {name: ticket[name] for name in CONTENT_FIELDS if name in ticket}
    return {name: value for name, value in {**ours, **ticket["extra"]}.items() if not is_empty(value)}


async def test_the_feed_walked_in_sevens_and_folded_is_the_tickets(
    client: httpx.AsyncClient, keep: Keep, database: Database
) -> None:
    _busy_day(keep, database)
    after, copy, seqs = 0, dict[str, dict[str, Any]](), list[int]()
    while True:
        body = (await client.get(f"/events?after={after}&limit=7")).json()
        for event in body["data"]:
            changes = {name: (old, new) for name, (old, new) in event["changes"].items()}
            copy[event["sys_id"]] = fold(copy.get(event["sys_id"], {}), changes)
            seqs.append(event["seq"])
        assert len(body["data"]) <= 7
        if not body["pagination"]["hasNextPage"]:
            break
        after = body["data"][-1]["seq"]
    assert seqs == list(range(1, len(seqs) + 1))
    assert len(seqs) > 50
    assert sum(folded.pop("is_deleted", False) for folded in copy.values()) == 1
    for sys_id, folded in copy.items():
        folded.pop("mod_count", None)
        assert folded == _content((await client.get(f"/tickets/{sys_id}")).json()["data"])


async def test_an_event_has_the_contract_s_keys(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(1)])
    answer = await client.get("/events")
    assert list(answer.json()["data"][0]) == ["seq", "at", "type", "table", "sys_id", "ticket_id", "changes"]
    ListAnswer[Event].model_validate_json(answer.content)


async def test_a_page_of_tickets_says_where_to_go_on_in_the_feed(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(1), make(2)])
    seq = (await client.get("/tickets")).headers["X-Feed-Seq"]
    assert (await client.get(f"/events?after={seq}")).json()["data"] == []
    keep([make(3)])
    body = (await client.get(f"/events?after={seq}")).json()
    assert [event["ticket_id"] for event in body["data"]] == ["INC0000003"]
    assert body["pagination"]["totalCount"] == 1


async def test_an_empty_feed_and_a_seq_that_is_still_to_come_give_nothing(
    client: httpx.AsyncClient, keep: Keep
) -> None:
    assert (await client.get("/events")).json()["data"] == []
    keep([make(1)])
    answer = await client.get("/events?after=9223372036854775807")
    assert (answer.json()["data"], answer.headers["X-Feed-Seq"]) == ([], "1")


@pytest.mark.parametrize(
    ("kept_from", "after", "status"), [(11, 0, 410), (11, 9, 410), (11, 10, 200), (21, 19, 410), (21, 20, 200)]
)
async def test_what_is_not_kept_any_more_is_gone(
    client: httpx.AsyncClient, keep: Keep, database: Database, kept_from: int, after: int, status: int
) -> None:
    keep([make(place) for place in range(1, 21)])
    with database.write() as session:
        session.connection().execute(delete(CHANGE).where(CHANGE.c.seq < kept_from))
    answer = await client.get(f"/events?after={after}")
    assert answer.status_code == status
    if status == 410:
        assert answer.json()["error"]["code"] == "gone"
        told = f"Events after {after} have expired; "
        assert answer.json()["error"]["message"].startswith(told)
        assert answer.json()["error"]["message"].endswith("continue from 20.")
    else:
        assert [event["seq"] for event in answer.json()["data"]] == list(range(after + 1, 21))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("limit=1001", "limit: input should be less than or equal to 1000; not '1001'"),
        ("limit=0", "limit: input should be greater than or equal to 1"),
        ("after=-1", "after: input should be greater than or equal to 0"),
        ("after=9223372036854775808", "after: input should be less than or equal to 9223372036854775807"),
        (f"after={'9' * 10_000}", "after: unable to parse"),
        ("after=%00", "after: input should be a valid integer"),
        ("after=1&limit=x", "limit: input should be a valid integer"),
    ],
)
async def test_after_and_limit_are_bounded(client: httpx.AsyncClient, query: str, told: str) -> None:
    answer = await client.get(f"/events?{query}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
    assert answer.json()["error"]["message"].startswith(told)
    assert len(answer.json()["error"]["message"]) < 300


async def test_a_thousand_events_come_at_once(client: httpx.AsyncClient, keep: Keep) -> None:
    keep([make(place) for place in range(1, 1003)])
    body = (await client.get("/events")).json()
    assert (len(body["data"]), body["pagination"]["totalCount"]) == (1000, 1002)
