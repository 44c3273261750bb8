"""Bodies of any size: memory is bounded, and every row arrives."""

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping

import pytest
from starlette.responses import JSONResponse, Response, StreamingResponse

from rca_dashboard.domain.json_types import Json
from rca_dashboard.servicenow import body, errors, long_texts
from rca_dashboard.servicenow.client import TableClient, TablePage
from rca_dashboard.servicenow.paging.by_sys_id import pages_of
from rca_dashboard.servicenow.paging.sweep import Sweep, Window
from tests.servicenow.authentication.oauth_calls import Connect
from tests.servicenow.authentication.token_office import TokenOffice
from tests.servicenow.table_server import NOON, Asked, TableServer, both

MEGABYTE = 1_000_000


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a body be 100 kB, and a text 10,000 characters."""
    for module in (body, __import__("rca_dashboard.servicenow.paging.page_sizes", fromlist=["x"])):
        monkeypatch.setattr(module, "LONGEST_BODY", 100_000)
    for module in (long_texts, __import__("rca_dashboard.servicenow.json_body", fromlist=["x"])):
        monkeypatch.setattr(module, "LONGEST_TEXT", 10_000)
    monkeypatch.setattr(long_texts.cut, "__defaults__", (10_000,))
    monkeypatch.setattr(long_texts, "_GENEROUS_BYTES", 50_000)


async def swept(client: TableClient, batch_size: int = 100) -> dict[str, str]:
    sweep = Sweep(client, "incident", Window(since=None, until=NOON), batch_size=batch_size)
    texts: dict[str, str] = {}
    async for batch in sweep.batches():
        for record in batch.records:
            key, text = record["sys_id"], record["short_description"]
            assert isinstance(key, Mapping)
            assert isinstance(text, Mapping)
            texts[str(key["value"])] = str(text["value"])
    return texts


@pytest.mark.usefixtures("small_limits")
async def test_a_page_that_is_too_large_is_halved_and_every_row_arrives(
    instance: TableServer, client: TableClient
) -> None:
    texts = {instance.put(place, NOON, short_description="x" * 4_000): "x" * 4_000 for place in range(100)}
    assert await swept(client) == texts
    assert max(asked.limit for asked in instance.asked[-5:]) < 20
    assert client.requests < 40


@pytest.mark.usefixtures("small_limits")
async def test_rows_that_are_listed_by_sys_id_arrive_though_they_do_not_fit_into_one_body(
    instance: TableServer, client: TableClient
) -> None:
    sys_ids = [instance.put(place, NOON, short_description="x" * 4_000) for place in range(300)]

    async def ask(query: str, limit: int) -> TablePage:
        return await client.get_page("incident", query, limit=limit)

    batches, rows = list[str](), 0
    async for batch, page in pages_of(ask, "", sys_ids):
        batches.extend(batch)
        rows += len(page.records)
        assert len(page.records) == len(batch)
    assert (batches, rows) == (sys_ids, 300)
    assert client.requests < 80


@pytest.mark.usefixtures("small_limits")
async def test_one_endless_text_is_cut_with_a_mark_and_its_neighbours_arrive_whole(
    instance: TableServer, client: TableClient
) -> None:
    for place in range(40):
        instance.put(place, NOON, short_description=f"Printer {place}")
    long = instance.put(20, NOON, short_description='ü"\\\n\U0001f600' * 100_000)
    texts = await swept(client)
    assert len(texts) == 40
    assert texts.pop(long) == ('ü"\\\n\U0001f600' * 100_000)[:10_000] + long_texts.MARK
    assert set(texts.values()) == {f"Printer {place}" for place in range(40) if place != 20}
    # Small pages grow again behind the long row.
    assert instance.asked[-1].limit > 1


@pytest.mark.usefixtures("small_limits")
async def test_a_record_of_many_long_texts_is_kept_too(instance: TableServer, client: TableClient) -> None:
    fields = {f"u_text_{chr(97 + place)}": "y" * 9_000 for place in range(20)}
    instance.put(1, NOON, **fields)
    instance.put(2, NOON)
    assert len(await swept(client)) == 2


@pytest.mark.parametrize("escapes", [True, False])
@pytest.mark.parametrize("size", [7, 65_536])
@pytest.mark.usefixtures("small_limits")
def test_a_text_is_cut_alike_while_it_comes_and_after_it_was_parsed(*, size: int, escapes: bool) -> None:
    text = 'a"\\\N{SNOWMAN}\U0001f600\n' * 20_000
    whole = json.dumps({"result": [{"t": text, "n": 1, "s": "short"}]}, ensure_ascii=escapes).encode()
    cutter = long_texts.TextCutter()
    parts = [cutter.feed(whole[place : place + size]) for place in range(0, len(whole), size)]
    assert json.loads(b"".join(parts)) == {"result": [{"t": long_texts.cut(text), "n": 1, "s": "short"}]}


@pytest.mark.parametrize(
    "value",
    ["z" * 3 * MEGABYTE, {"value": "z" * 3 * MEGABYTE, "display_value": ""}, [{"deep": ["z" * 3 * MEGABYTE]}]],
)
async def test_a_long_field_of_any_shape_is_cut(instance: TableServer, client: TableClient, value: Json) -> None:
    instance.before = lambda _asked: JSONResponse({"result": [{"sys_id": both("1"), "u_blob": value}]})
    (record,) = (await client.get_page("incident", "", limit=1)).records
    assert len(json.dumps(record)) < 1.1 * MEGABYTE
    assert "[cut: longer than" in json.dumps(record, ensure_ascii=False)


def compressed_zeros(megabytes: int, rest: bytes) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=31)
    yield packer.compress(b'{"result": [{"sys_id": "1", "u_blob": "')
    for _ in range(megabytes):
        yield packer.compress(b"0" * MEGABYTE)
    yield packer.compress(rest) + packer.flush()


@pytest.mark.slow  # 2 s of CPU: the bytes are counted while they are unpacked
async def test_400_megabytes_from_a_small_gzip_are_kept_as_one(instance: TableServer, client: TableClient) -> None:
    packed = b"".join(compressed_zeros(400, b'"}]}'))
    assert len(packed) < MEGABYTE
    instance.before = lambda _asked: Response(packed, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    (record,) = (await client.get_page("incident", "", limit=100)).records
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert record["u_blob"] == "0" * MEGABYTE + long_texts.MARK
    assert peak < 200 * MEGABYTE


async def test_a_body_that_is_encoded_twice_is_not_inflated(instance: TableServer, client: TableClient) -> None:
    packed = gzip.compress(gzip.compress(b'{"result": []}'))
    instance.before = lambda _asked: Response(packed, headers={"Content-Encoding": "gzip, gzip"})
    with pytest.raises(errors.UnexpectedAnswerError, match="encoded as gzip, gzip"):
        await client.get_page("incident", "", limit=1)


async def endless(part: bytes) -> AsyncIterator[bytes]:
    while True:
        yield part
        await asyncio.sleep(0)


async def test_an_endless_body_is_one_sentence_and_little_memory(instance: TableServer, client: TableClient) -> None:
    instance.before = lambda _asked: StreamingResponse(endless(b"[" * 65_536))
    tracemalloc.start()
    with pytest.raises((errors.TooLargeError, errors.TooSlowError)):
        await client.get_page("incident", "", limit=4)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 150 * MEGABYTE


async def test_an_endless_refusal_is_read_to_its_first_megabyte_and_asked_once(
    instance: TableServer, client: TableClient
) -> None:
    instance.before = lambda _asked: StreamingResponse(endless(b"x" * 65_536), 401)
    with pytest.raises(errors.CredentialsRefusedError):
        await client.get_page("incident", "", limit=100)
    assert client.requests == 1


async def test_an_endless_token_ends_too(office: TokenOffice, connect: Connect) -> None:
    office.instead = StreamingResponse(endless(b"x" * 65_536))
    with pytest.raises(errors.UnexpectedAnswerError, match="no OAuth token"):
        await connect().get_page("incident", "", limit=100)


async def test_gzip_of_several_members_is_read_whole(instance: TableServer, client: TableClient) -> None:
    packed = gzip.compress(b'{"result": [') + gzip.compress(b'{"sys_id": "1"}]}')
    instance.before = lambda _asked: Response(packed, headers={"Content-Encoding": "gzip"})
    assert (await client.get_page("incident", "", limit=1)).records == ({"sys_id": "1"},)


async def test_pages_are_asked_for_in_gzip_alone(instance: TableServer, client: TableClient) -> None:
    def look(asked: Asked) -> None:
        assert asked.headers["accept-encoding"] == "gzip"

    instance.before = look
    await client.get_page("incident", "", limit=1)
