"""The sweep: every row of a window, none lost and none duplicated."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.errors import ServiceNowError, WindowIgnoredError
from rca_dashboard.servicenow.paging.order import Position
from rca_dashboard.servicenow.paging.sweep import Sweep, SweepBatch, Window
from tests.servicenow.table_server import NOON, Asked, TableServer

SINCE = NOON - timedelta(minutes=1)
UNTIL = NOON + timedelta(minutes=10)


async def swept(
    client: TableClient,
    *,
    batch_size: int = 100,
    after: Position | None = None,
    query: str = "",
    since: datetime | None = SINCE,
) -> list[SweepBatch]:
    window = Window(since=since, until=UNTIL)
    sweep = Sweep(client, "incident", window, query=query, batch_size=batch_size, after=after)
    return [batch async for batch in sweep.batches()]


def places(batches: list[SweepBatch]) -> list[int]:
    return [int(str(value_of(record, "sys_id")), 16) for batch in batches for record in batch.records]


def value_of(record: JsonObject, name: str) -> object:
    field = record[name]
    assert isinstance(field, dict)
    return field["value"]


async def test_a_quiet_window_is_one_request_and_one_empty_last_batch(
    instance: TableServer, client: TableClient
) -> None:
    instance.put(1, SINCE - timedelta(seconds=1))
    (batch,) = await swept(client)
    assert (batch.records, batch.position, batch.is_last, batch.hidden) == ((), None, True, 0)
    assert client.requests == 1


async def test_few_rows_are_one_request_and_both_ends_of_the_window_count(
    instance: TableServer, client: TableClient
) -> None:
    for place, at in enumerate(
        (SINCE - timedelta(seconds=1), SINCE, NOON, UNTIL, UNTIL + timedelta(seconds=1)), start=1
    ):
        instance.put(place, at)
    batches = await swept(client)
    assert places(batches) == [2, 3, 4]
    assert batches[-1].is_last
    assert client.requests == 1


async def test_250_rows_in_one_interval_all_arrive_in_pages_of_100(instance: TableServer, client: TableClient) -> None:
    for place in range(250):
        instance.put(place, NOON + timedelta(seconds=place))
    batches = await swept(client)
    assert places(batches) == list(range(250))
    assert [batch.is_last for batch in batches] == [False, False, True]


async def test_1000_rows_of_one_second_arrive_once_each_in_pages_of_100(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(1000):
        instance.put(place, NOON)
    instance.put(1000, NOON + timedelta(seconds=1))
    batches = await swept(client)
    assert places(batches) == list(range(1001))
    # Ten full pages, of which none is the end whatever the count says; nothing more of that second; what is later.
    assert client.requests == 12


async def test_a_sweep_resumes_from_a_pair_in_the_middle_of_a_second(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(10):
        instance.put(place, NOON)
    instance.put(10, NOON + timedelta(seconds=1))
    batches = await swept(client, after=Position(NOON, f"{6:032x}"))
    assert places(batches) == [7, 8, 9, 10]
    assert batches[-1].is_last


async def test_the_beginning_of_time_is_a_window_too(instance: TableServer, client: TableClient) -> None:
    instance.put(1, datetime.fromisoformat("1999-01-01T00:00:00+00:00"))
    assert places(await swept(client, since=None)) == [1]


async def test_pages_cut_short_and_empty_by_access_rules_do_not_end_a_sweep(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(60):
        instance.put(place, NOON + timedelta(seconds=place // 3))
    seen = {7, 8, 41, 59}
    instance.is_hidden = lambda row: int(row["sys_id"], 16) not in seen
    batches = await swept(client, batch_size=10)
    assert places(batches) == sorted(seen)
    assert batches[-1].is_last
    assert batches[-1].hidden == 56


async def test_a_window_whose_rows_are_all_hidden_ends_and_says_how_many(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(35):
        instance.put(place, NOON)
    instance.is_hidden = lambda _row: True
    (batch,) = await swept(client, batch_size=10)
    assert (batch.is_last, batch.hidden, client.requests) == (True, 35, 4)


async def test_a_row_that_leaves_the_window_under_the_steps_moves_no_other_out_of_sight(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(30):
        instance.put(place, NOON + timedelta(seconds=place))
    instance.is_hidden = lambda row: int(row["sys_id"], 16) < 20

    def leave(asked: Asked) -> None:
        # Row 20 is at offset 20; once row 0 has left, it is at 19, which a step to 20 would skip.
        if asked.offset == 20 and len(instance.asked) == 3:
            instance.put(0, UNTIL + timedelta(seconds=1))

    instance.before = leave
    assert places(await swept(client, batch_size=10)) == list(range(20, 30))


async def test_a_server_that_gives_fewer_rows_than_asked_for_loses_none(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(25):
        instance.put(place, NOON + timedelta(seconds=place // 4))
    instance.rewrite = lambda asked: replace(asked, limit=min(asked.limit, 10))
    assert places(await swept(client, batch_size=100)) == list(range(25))


async def test_a_server_that_does_not_count_is_read_to_its_end(instance: TableServer, client: TableClient) -> None:
    instance.counts = False
    for place in range(25):
        instance.put(place, NOON + timedelta(seconds=place // 4))
    batches = await swept(client, batch_size=10)
    assert places(batches) == list(range(25))
    assert [batch.is_last for batch in batches][-1]


async def test_rows_that_change_while_they_are_paged_push_no_other_out(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(300):
        instance.put(place, NOON + timedelta(seconds=place))

    def change(_asked: Asked) -> None:
        instance.put(len(instance.asked), UNTIL + timedelta(seconds=1))

    instance.before = change
    found = places(await swept(client, batch_size=20))
    untouched = [
        place for place in range(300) if not instance.tables["incident"][f"{place:032x}"]["sys_mod_count"] > "0"
    ]
    assert set(untouched) <= set(found)
    assert len(found) == len(set(found))


async def test_an_operators_query_narrows_the_sweep_with_all_its_alternatives(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(12):
        instance.put(place, NOON + timedelta(seconds=place), state=str(place % 4), priority=str(place % 3))
    instance.put(99, SINCE - timedelta(seconds=1), state="1", priority="1")
    query = "state=1^ORstate=2^priority=1^NQpriority=2^ORDERBYDESCnumber^EQ"
    found = places(await swept(client, batch_size=2, query=query))
    assert found == [p for p in range(12) if (p % 4 in (1, 2) and p % 3 == 1) or p % 3 == 2]


async def test_a_dropped_time_condition_is_said_and_not_looped_on(instance: TableServer, client: TableClient) -> None:
    for place in range(20):
        instance.put(place, SINCE - timedelta(days=1))
    instance.rewrite = lambda asked: replace(asked, query="")
    with pytest.raises(WindowIgnoredError, match="came where rows from 2026-11-23 11:59:00"):
        await swept(client, batch_size=10)


async def test_a_dropped_order_is_said(instance: TableServer, client: TableClient) -> None:
    for place in range(20):
        instance.put(place, NOON - timedelta(seconds=place))
    instance.rewrite = lambda asked: replace(asked, query=asked.query.partition("^ORDERBY")[0])
    with pytest.raises(WindowIgnoredError, match="out of order"):
        await swept(client, batch_size=10)


async def test_a_dropped_condition_on_the_key_is_said_and_not_looped_on(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(20):
        instance.put(place, NOON)
    instance.rewrite = lambda asked: replace(asked, query=re.sub(r"\^sys_id>[^^]*", "", asked.query))
    with pytest.raises(ServiceNowError, match=r"out of order|came again"):
        await swept(client, batch_size=10)


async def test_a_row_without_a_readable_key_is_given_and_does_not_hold_the_sweep_up(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(25):
        instance.put(place, NOON + timedelta(seconds=place))
    instance.put(13, NOON + timedelta(seconds=13), sys_id="")
    batches = await swept(client, batch_size=10)
    keys = [str(value_of(record, "sys_id")) for batch in batches for record in batch.records]
    assert {int(key, 16) for key in keys if key} == set(range(25)) - {13}
    assert "" in keys
