"""A count that is wrong loses no row, and makes no storm of requests."""

from collections.abc import Callable

import pytest
from starlette.responses import Response

from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.servicenow.paging.key_pages import KEY_FIELDS, key_pages
from rca_dashboard.servicenow.paging.sweep import Sweep, Window
from tests.servicenow.table_server import NOON, Asked, TableServer

ROWS = 350
CAP = 60


@pytest.fixture(autouse=True)
def few_waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let waits pass at once, and remember them."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("rca_dashboard.servicenow.paging.offset_steps.sleep", sleep)
    return waits


def claim(instance: TableServer, total: Callable[[Asked], int], *, cap: int = 10_000) -> None:
    """Let the instance send another count, and at most ``cap`` rows in a page."""
    honest = instance.answer

    def answer(asked: Asked) -> Response:
        response = honest(Asked(**{**vars(asked), "limit": min(asked.limit, cap)}))
        response.headers["X-Total-Count"] = str(total(asked))
        return response

    instance.answer = answer  # type: ignore[method-assign]


async def swept(client: TableClient) -> list[int]:
    sweep = Sweep(client, "incident", Window(since=None, until=NOON), batch_size=100)
    return [len(batch.records) async for batch in sweep.batches()]


async def listed(client: TableClient) -> list[int]:
    async def ask(query: str, limit: int, offset: int) -> TablePage:
        return await client.get_page("incident", query, limit=limit, offset=offset, fields=KEY_FIELDS)

    return [len(page.keys) async for page in key_pages(ask, "", limit=100)]


@pytest.mark.parametrize("cap", [10_000, CAP])
@pytest.mark.parametrize("total", [0, 1, 100, 10**8, 10**15])
async def test_a_wrong_total_loses_no_row_and_ends_in_few_requests(
    instance: TableServer, client: TableClient, total: int, cap: int
) -> None:
    for place in range(ROWS):
        instance.put(place, NOON)
    claim(instance, lambda _asked: total, cap=cap)
    if total == CAP and cap == CAP:
        pytest.skip("a full page of a server that caps its pages at just what it counts tells nothing")
    assert sum(await swept(client)) == ROWS
    assert sum(await listed(client)) == ROWS
    assert client.requests <= 80


@pytest.mark.parametrize("total", [10**8, 10**15])
async def test_an_absurd_total_of_a_quiet_window_is_not_stepped_up_to(
    instance: TableServer, client: TableClient, total: int
) -> None:
    claim(instance, lambda _asked: total)
    assert await swept(client) == [0]
    assert client.requests <= 25


async def test_a_total_that_is_honest_about_nothing_is_stepped_up_to_slowly(
    instance: TableServer, client: TableClient, few_waits: list[float]
) -> None:
    for place in range(ROWS):
        instance.put(place, NOON)
    instance.is_hidden = lambda row: int(row["sys_id"], 16) < ROWS - 5
    sweep = Sweep(client, "incident", Window(since=None, until=NOON), batch_size=5)
    assert sum([len(batch.records) async for batch in sweep.batches()]) == 5
    assert len(few_waits) > 40
    assert few_waits[0] < few_waits[-1] == 2.0


async def test_a_total_that_goes_up_and_down_is_asked_slowly_and_not_for_ever(
    instance: TableServer, client: TableClient, few_waits: list[float]
) -> None:
    claim(instance, lambda asked: 500 - asked.offset // 100)
    assert await swept(client) == [0]
    assert client.requests <= 60
    assert len(few_waits) <= 40
