"""Answers that break HTTP or its encodings end in one sentence that blames the right thing, in little time."""

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.errors import RateLimitedError, ServiceNowError, UnexpectedAnswerError

OK = b'{"result": []}'
# A part is sent again and again until the client has had enough.
ENDLESS = {
    "header lines": (b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 1000 + b"\r\n"),
    "a header": (b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 10_000),
    "a chunk's extension": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"a" * 10_000),
    "trailers": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: " + b"a" * 1000 + b"\r\n"),
    "early hints": (b"", b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 50),
    "bytes": (b"", b"\x00\xff" * 5000),
}
NO_HTTP = {
    "SSH": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\nContent-Length: 15\r\n\r\n" + OK,
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" + OK,
    "NUL in a header": b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n" + OK,
    "an unknown transfer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n" + OK,
}


@contextlib.asynccontextmanager
async def sending(first: bytes, again: bytes = b"") -> AsyncIterator[TableClient]:
    """Return a client of a server that answers each request with these bytes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(first)
            while again:
                writer.write(again)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    client = TableClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", timeout_seconds=2)
    yield client
    await client.aclose()
    server.close()


def whole(headers: bytes = b"", body: bytes = OK, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\nContent-Length: %d\r\n" % len(body) + headers + b"\r\n" + body


async def sentence(client: TableClient) -> str:
    with pytest.raises(ServiceNowError) as failure:
        await client.get_page("incident", "", limit=10)
    assert "\n" not in str(failure.value)
    return str(failure.value)


@pytest.mark.parametrize("what", ENDLESS)
async def test_what_never_ends_is_given_up(what: str) -> None:
    async with sending(*ENDLESS[what]) as client:
        assert await sentence(client)


@pytest.mark.parametrize("what", NO_HTTP)
async def test_what_is_no_http_is_called_so(what: str) -> None:
    async with sending(NO_HTTP[what]) as client:
        assert "its answer is not valid HTTP" in await sentence(client)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + OK])
async def test_a_connection_that_ends_early_is_called_cut(answer: bytes) -> None:
    async with sending(answer) as client:
        assert "the connection was cut" in await sentence(client)


@pytest.mark.parametrize("name", ["br", "zstd", "gzip, br", "x\u0131"])
async def test_an_encoding_that_was_not_asked_for_is_named(name: str) -> None:
    async with sending(whole(f"Content-Encoding: {name}\r\n".encode())) as client:
        said = await sentence(client)
    assert "only gzip was asked for" in said
    assert "proxy" in said


async def test_a_bomb_in_deflate_is_bounded() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(100)) + packer.flush()
    async with sending(whole(b"Content-Encoding: deflate\r\n", bomb)) as client:
        assert "more than 32 MB" in await sentence(client)


async def test_gzip_that_is_padded_with_zeros_is_read() -> None:
    async with sending(whole(b"Content-Encoding: gzip\r\n", gzip.compress(OK) + b"\0" * 64)) as client:
        assert (await client.get_page("incident", "", limit=10)).records == ()


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Mon, 01 Jan 0100 00:00:00 +1400",
        "Mon, 23 Nov 2026 12:00:00 +9999",
        "9" * 5000,
        "",
    ],
)
async def test_a_date_out_of_the_calendar_is_none(date: str) -> None:
    async with sending(whole(f"Date: {date}\r\n".encode())) as client:
        assert (await client.get_page("incident", "", limit=10)).server_time is None
    async with sending(whole(f"Retry-After: {date}\r\n".encode(), status=b"429 Slow")) as client:
        with pytest.raises(RateLimitedError) as failure:
            await client.get_page("incident", "", limit=10)
        assert failure.value.retry_after_seconds is None


async def test_a_redirect_is_not_followed_and_sends_no_credentials_anywhere() -> None:
    for status in (b"301 M", b"302 F", b"303 S", b"307 T", b"308 P", b"300 C", b"304 N"):
        async with sending(whole(b"Location: http://127.0.0.1:1/\r\n", status=status)) as client:
            with pytest.raises(UnexpectedAnswerError, match=f"status {status[:3].decode()}"):
                await client.get_page("incident", "", limit=10)
            assert client.requests == 1


async def test_of_two_dates_the_first_counts() -> None:
    dates = b"Date: Mon, 23 Nov 2026 12:00:00 GMT\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\n"
    async with sending(whole(dates)) as client:
        time = (await client.get_page("incident", "", limit=10)).server_time
    assert time
    assert time.said == datetime(2026, 11, 23, 12, tzinfo=UTC)
