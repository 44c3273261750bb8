"""All rows by their keys, page by page, whatever is hidden and whoever writes; and many rows by their sys_ids."""

from collections.abc import AsyncIterator, Iterator

import pytest

from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.servicenow.paging.by_sys_id import batches, is_askable, query_for
from rca_dashboard.servicenow.paging.key_pages import KEY_FIELDS, KeyPage, OutOfOrderError, key_pages, keys_of
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator

SYS_IDS = [f"{place * 7919:032x}" for place in range(1, 41)]
LONGEST_URL = 8_000


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    instance = Instance()
    for place, sys_id in enumerate(SYS_IDS):
        instance.insert("incident", sys_id=sys_id, priority="12345"[place % 5], sys_mod_count=str(place))
    with Simulator(instance, account=None) as running:
        yield running


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[TableClient]:
    made = TableClient(simulator.url)
    yield made
    await made.aclose()


async def pages_of(client: TableClient, base: str = "", *, limit: int = 7, after: str = "") -> list[KeyPage]:
    async def ask(query: str, limit: int, offset: int) -> TablePage:
        return await client.get_page("incident", query, limit=limit, offset=offset, fields=KEY_FIELDS)

    return [page async for page in key_pages(ask, base, limit=limit, after=after)]


def listed(pages: list[KeyPage]) -> list[str]:
    return [key.sys_id for page in pages for key in page.keys]


async def test_every_row_comes_once_in_order_with_its_count_and_its_time(client: TableClient) -> None:
    pages = await pages_of(client)
    assert listed(pages) == SYS_IDS
    assert [key.mod_count for page in pages for key in page.keys] == list(range(40))
    assert all(key.updated_on for page in pages for key in page.keys)
    assert [page.is_last for page in pages] == [False] * 5 + [True]
    assert [page.after for page in pages] == ["", *SYS_IDS[6:35:7]]
    assert client.requests == 6


async def test_it_goes_on_after_a_row_and_keeps_to_a_query(client: TableClient) -> None:
    assert listed(await pages_of(client, after=SYS_IDS[29])) == SYS_IDS[30:]
    assert listed(await pages_of(client, "priority=1^NQpriority=2^ORDERBYnumber")) == [
        sys_id for place, sys_id in enumerate(SYS_IDS) if place % 5 < 2
    ]
    assert [(page.keys, page.is_last) for page in await pages_of(client, "priority=9")] == [((), True)]


async def test_pages_that_are_hidden_whole_are_passed(client: TableClient, simulator: Simulator) -> None:
    shown = [*SYS_IDS[:3], SYS_IDS[30]]
    simulator.rules.hide("incident", lambda row: row["sys_id"] not in shown)
    assert listed(await pages_of(client)) == shown


async def test_a_row_that_goes_while_hidden_pages_are_passed_moves_no_other_out_of_sight(
    client: TableClient, simulator: Simulator
) -> None:
    simulator.rules.hide("incident", lambda row: row["sys_id"] < SYS_IDS[14])
    # Before the third page: what stood at its beginning would be on the second one by then.
    simulator.faults.add(after=2, meanwhile=lambda: simulator.instance.delete("incident", SYS_IDS[0]))
    assert listed(await pages_of(client)) == SYS_IDS[14:]


async def test_an_answer_out_of_order_is_no_list_to_go_by(client: TableClient, simulator: Simulator) -> None:
    simulator.faults.add(times=None, dropped_fields={"sys_id"})
    with pytest.raises(OutOfOrderError):
        await pages_of(client)


@pytest.mark.parametrize(
    "base", ["", "priority!=9", "^NQ".join(f"short_description!={'x y' * 50}{n}" for n in range(4))]
)
async def test_many_rows_are_asked_for_in_addresses_that_are_not_too_long(
    client: TableClient, simulator: Simulator, base: str
) -> None:
    wanted = [*SYS_IDS[::2], *(f"{place:032x}" for place in range(10**9, 10**9 + 700))]
    found: list[str] = []
    asked: list[str] = []
    for batch in batches(base, wanted):
        page = await client.get_page("incident", query_for(base, batch), limit=len(batch), fields=KEY_FIELDS)
        found += [key.sys_id for key in keys_of(page.records)]
        asked += batch
    assert asked == wanted
    assert found == SYS_IDS[::2]
    lengths = [len(request.path) + 1 + len(request.query) for request in simulator.requests]
    assert max(lengths) < LONGEST_URL
    # And none of them wastes its room.
    assert min(lengths[:-1]) > LONGEST_URL - 1_500


def test_what_would_be_taken_for_something_else_is_not_askable() -> None:
    assert is_askable("0" * 32)
    assert not any(map(is_askable, ("", "a,b", "a^NQb", "a b")))
