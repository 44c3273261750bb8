"""What a response means: success is a list of records, and every failure is one clear sentence."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from rca_dashboard.servicenow import errors
from rca_dashboard.servicenow.authentication.auth import basic_auth
from rca_dashboard.servicenow.client import TableClient
from tests.servicenow.table_server import NOON, Asked, TableServer, cut_connection

QUERY = "ORDERBYsys_id"
HIBERNATING = "<html><head><title>Instance Hibernating page</title></head></html>"


async def failure(instance: TableServer, client: TableClient, answer: Response) -> errors.ServiceNowError:
    instance.before = lambda _asked: answer
    with pytest.raises(errors.ServiceNowError) as raised:
        await client.get_page("incident", QUERY, limit=10)
    return raised.value


def refusal(status: int, message: str = "", **headers: str) -> Response:
    body = {"error": {"message": message, "detail": None}, "status": "failure"}
    return JSONResponse(
        body, status_code=status, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )


async def test_a_page_has_its_rows_the_count_and_the_servers_time(instance: TableServer, client: TableClient) -> None:
    for place in range(3):
        instance.put(place)
    page = await client.get_page("incident", QUERY, limit=2, offset=1)
    assert [record["number"] for record in page.records] == [
        {"display_value": f"INC{place:07}", "value": f"INC{place:07}"} for place in (1, 2)
    ]
    assert page.total == 3
    assert page.server_time is not None
    assert page.server_time.said == NOON
    assert client.server_time == page.server_time
    (asked,) = instance.asked
    assert asked.parameters == {
        "sysparm_query": QUERY,
        "sysparm_limit": "2",
        "sysparm_offset": "1",
        "sysparm_display_value": "all",
    }


async def test_compressed_bodies_are_read(instance: TableServer, client: TableClient) -> None:
    body = gzip.compress(b'{"result": [{"sys_id": "1"}]}')
    instance.before = lambda _asked: Response(body, headers={"Content-Encoding": "gzip"})
    assert (await client.get_page("incident", QUERY, limit=1)).records == ({"sys_id": "1"},)


async def test_a_large_body_is_read_whole_and_an_error_after_its_rows_is_seen(
    instance: TableServer, client: TableClient
) -> None:
    rows = [{"sys_id": f"{place:032x}", "description": "x" * 1000} for place in range(200)]
    instance.before = lambda _asked: JSONResponse({"result": rows})
    assert list((await client.get_page("incident", QUERY, limit=200)).records) == rows
    instance.before = lambda _asked: JSONResponse({"result": rows, "error": {"message": "cancelled"}})
    with pytest.raises(errors.TransactionCancelledError):
        await client.get_page("incident", QUERY, limit=200)


async def test_text_that_no_database_keeps_is_made_storable(instance: TableServer, client: TableClient) -> None:
    body = rb'{"result": [{"sys_id": "a\u0000b", "n": ["\ud800", "\ud83d\ude00"], "t": "\\u0000"}]}'
    instance.before = lambda _asked: Response(body)
    (record,) = (await client.get_page("incident", QUERY, limit=1)).records
    assert record == {"sys_id": "a\ufffdb", "n": ["\ufffd", "\U0001f600"], "t": "\\u0000"}


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (refusal(401, "User Not Authenticated"), errors.CredentialsRefusedError, "check SERVICENOW_USERNAME"),
        (refusal(403, "Operation Failed"), errors.TableForbiddenError, "'incident' (403): give the account a role"),
        (refusal(400, "Invalid table incident"), errors.NoSuchTableError, "has no table 'incident'"),
        (refusal(404), errors.NoSuchTableError, "has no table 'incident'"),
        (refusal(404, "No Record found"), errors.NoSuchTableError, "has no table 'incident'"),
        (refusal(400, "Invalid operator"), errors.QueryRefusedError, "(Invalid operator): check SERVICENOW_QUERY"),
        (refusal(414), errors.AddressTooLongError, "bytes is too long (414): shorten SERVICENOW_QUERY"),
        (refusal(431), errors.HeadersTooLongError, "headers are too long (431)"),
        (
            Response("<html><h1>Request Header Or Cookie Too Large</h1></html>", 400),
            errors.HeadersTooLongError,
            "(400): see whether a proxy between adds headers",
        ),
        (
            Response("<html><title>Access <b>Denied</b></title></html>", 403),
            errors.GateRefusedError,
            "with status 403 ('Access Denied')",
        ),
        (Response("<html>No such page</html>", 404), errors.NoSuchTableError, "SERVICENOW_URL"),
        (refusal(407), errors.ProxyRefusedError, "HTTPS_PROXY"),
        (refusal(429), errors.RateLimitedError, "(429) and is asked again in a while"),
        (refusal(503), errors.ServerFailedError, "status 503"),
        (Response(HIBERNATING, media_type="text/html"), errors.UnexpectedAnswerError, "a web page instead of JSON"),
        (Response('{"result": [{"sys_id"'), errors.UnexpectedAnswerError, "broken or cut off JSON"),
        (Response(""), errors.UnexpectedAnswerError, "an empty body"),
        (Response("[" * 100_000), errors.UnexpectedAnswerError, "broken or cut off JSON"),
        (JSONResponse({"result": {"sys_id": "1"}}), errors.UnexpectedAnswerError, "without a list of records"),
        (JSONResponse({"result": [1]}), errors.UnexpectedAnswerError, "without a list of records"),
        (JSONResponse([]), errors.UnexpectedAnswerError, "without a list of records"),
        (
            JSONResponse(
                {"result": [], "error": {"message": "Transaction cancelled: maximum execution time exceeded"}}
            ),
            errors.TransactionCancelledError,
            "(Transaction cancelled: maximum execution time exceeded)",
        ),
        (RedirectResponse("/login.do"), errors.UnexpectedAnswerError, "status 307"),
        (Response(b"no gzip", headers={"Content-Encoding": "gzip"}), errors.UnexpectedAnswerError, "a broken body"),
        (cut_connection(), errors.UnreachableError, "the connection was cut"),
    ],
)
async def test_each_failure_is_one_sentence_with_the_host_and_what_to_do(
    instance: TableServer, client: TableClient, answer: Response, kind: type[errors.ServiceNowError], told: str
) -> None:
    raised = await failure(instance, client, answer)
    assert type(raised) is kind
    sentence = str(raised)
    assert told in sentence
    assert client.host in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7),
        ({"Retry_After": format_datetime(NOON + timedelta(seconds=40), usegmt=True)}, 40),
        ({"X_RateLimit_Reset": str(int(NOON.timestamp()) + 90)}, 90),
        ({"Retry_After": format_datetime(NOON - timedelta(seconds=40), usegmt=True)}, 0),
        ({"Retry_After": "1e300"}, 3600),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "inf"}, None),
        ({"Retry_After": "-1"}, None),
    ],
)
async def test_how_long_to_wait_is_read_by_the_servers_own_clock(
    instance: TableServer, client: TableClient, headers: dict[str, str], seconds: float | None
) -> None:
    assert (await failure(instance, client, refusal(429, **headers))).retry_after_seconds == seconds


async def test_the_rule_of_a_rate_limit_is_named(instance: TableServer, client: TableClient) -> None:
    raised = await failure(instance, client, refusal(429, Retry_After="7", X_RateLimit_Rule="Incident API"))
    assert "by its rule 'Incident API' (429) and is asked again in 7 s" in str(raised)


async def test_a_dripping_answer_ends_at_the_limit(instance: TableServer) -> None:
    client = TableClient(instance.url, timeout_seconds=0.3)

    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.1)

    raised = await failure(instance, client, StreamingResponse(drip()))
    await client.aclose()
    assert isinstance(raised, errors.TooSlowError)
    assert "within 0.3 s" in str(raised)


@pytest.mark.parametrize("status", [400, 431, 403, 407])
async def test_the_query_is_not_blamed_for_what_it_has_not_done(
    instance: TableServer, client: TableClient, status: int
) -> None:
    raised = await failure(instance, client, Response("<html>header or cookie too large</html>", status))
    assert "SERVICENOW_QUERY" not in str(raised)
    assert "role" not in str(raised)
    assert not raised.concerns_table


async def test_a_small_answer_that_is_late_is_not_blamed_on_the_batch_size(instance: TableServer) -> None:
    client = TableClient(instance.url, timeout_seconds=0.3)

    async def silence() -> AsyncIterator[bytes]:
        await asyncio.sleep(5)
        yield b""

    instance.before = lambda _asked: StreamingResponse(silence())
    with pytest.raises(errors.TooSlowError) as small:
        await client.get_page("incident", QUERY, limit=1)
    with pytest.raises(errors.TooSlowError, match="lower SERVICENOW_POLLING_BATCH_SIZE"):
        await client.get_page("incident", QUERY, limit=2)
    await client.aclose()
    assert "SERVICENOW_POLLING_BATCH_SIZE" not in str(small.value)


async def test_a_dead_host_and_an_unknown_name_are_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        for address, reason in ((url, "no connection"), ("http://no-such-host.invalid", "unknown host name")):
            client = TableClient(address, timeout_seconds=5)
            with pytest.raises(errors.UnreachableError, match=reason):
                await client.get_page("incident", QUERY, limit=1)
            await client.aclose()


async def test_the_password_is_sent_and_never_shown(instance: TableServer) -> None:
    seen: list[str] = []

    def look(asked: Asked) -> Response:
        seen.append(asked.authorization)
        return refusal(401, "User Not Authenticated")

    instance.before = look
    address = instance.url.replace("http://", "http://somebody:hunter2@")
    client = TableClient(address, basic_auth("ädmin", "hunter2"))
    with pytest.raises(errors.CredentialsRefusedError) as raised:
        await client.get_page("incident", QUERY, limit=1)
    await client.aclose()
    assert seen == [httpx.BasicAuth("ädmin", "hunter2")._auth_header]
    assert "hunter2" not in f"{raised.value} {client!r} {client.instance} {client.host}"
    assert client.instance == instance.url


async def test_an_answer_without_a_date_leaves_the_last_one(instance: TableServer, client: TableClient) -> None:
    await client.get_page("incident", QUERY, limit=1)
    instance.before = lambda _asked: JSONResponse({"result": []}, headers={"Date": "nonsense"})
    page = await client.get_page("incident", QUERY, limit=1)
    assert page.server_time is None
    assert client.server_time is not None
    assert client.server_time.said == datetime(2026, 11, 23, 12, tzinfo=UTC)
