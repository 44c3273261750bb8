"""OAuth: one token for all, renewed in time, and never a secret in what is told."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from starlette.responses import JSONResponse, Response

from rca_dashboard.servicenow import errors
from rca_dashboard.servicenow.auth import Credentials, auth_with
from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.oauth import Grant, OAuth, client_credentials, password_grant
from tests.servicenow.table_server import Asked, TableServer, cut_connection
from tests.servicenow.token_office import CLIENT, SECRETS, USER, TokenOffice

BY_CLIENT = client_credentials(*CLIENT.values())
BY_PASSWORD = password_grant(*CLIENT.values(), *USER.values())
TABLES = ("incident", "problem", "change_request", "sc_req_item")
Connect = Callable[..., TableClient]


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 5000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def office(instance: TableServer) -> TokenOffice:
    office = TokenOffice()
    instance.grant, instance.before = office.grant, office.refusal
    instance.tables = {table: {} for table in TABLES}
    return office


@pytest.fixture
def time() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
async def connect(instance: TableServer, time: Stopwatch) -> AsyncIterator[Connect]:
    made: list[TableClient] = []

    def connect(grant: Grant = BY_CLIENT) -> TableClient:
        made.append(TableClient(instance.url, OAuth(grant, monotonic=time), timeout_seconds=5))
        return made[-1]

    yield connect
    for client in made:
        await client.aclose()


async def ask(client: TableClient, table: str = "incident") -> None:
    await client.get_page(table, "", limit=1)


async def ask_all(client: TableClient) -> list[BaseException | None]:
    return await asyncio.gather(*(ask(client, table) for table in TABLES), return_exceptions=True)


async def test_a_client_shows_its_credentials_once_and_its_token_with_each_request(
    instance: TableServer, office: TokenOffice, connect: Connect
) -> None:
    client = connect()
    for _ in range(3):
        await ask(client)
    assert office.asked == [{"grant_type": "client_credentials", **CLIENT}]
    assert [asked.authorization for asked in instance.asked] == ["Bearer token-1"] * 3


async def test_calls_at_one_time_wait_for_one_token(office: TokenOffice, connect: Connect) -> None:
    office.seconds = 0.1
    client = connect()
    assert [*await ask_all(client), *await ask_all(client)] == [None] * 8
    assert len(office.asked) == 1


@pytest.mark.parametrize(
    ("lifetime", "fresh", "old"),
    [(1799, 1738, 1740), ("1799", 1738, 1740), (60, 29, 31), (None, 1e9, None), ("soon", 1e9, None)],
)
async def test_a_token_is_renewed_a_minute_early(
    office: TokenOffice, connect: Connect, time: Stopwatch, lifetime: object, fresh: float, old: float | None
) -> None:
    office.lifetime = lifetime
    client, began = connect(), time.seconds
    await ask(client)
    time.seconds = began + fresh
    await ask_all(client)
    assert len(office.asked) == 1
    if old is not None:
        time.seconds = began + old
        assert await ask_all(client) == [None] * 4
        assert len(office.asked) == 2


async def test_the_life_of_a_token_counts_from_when_it_was_asked_for(
    instance: TableServer, office: TokenOffice, connect: Connect, time: Stopwatch
) -> None:
    began = time.seconds

    def slowly(form: dict[str, str]) -> Response:
        time.seconds = began + 100
        return office.grant(form)

    instance.grant = slowly
    client = connect()
    await ask(client)
    time.seconds = began + 1740
    await ask(client)
    assert len(office.asked) == 2


@pytest.mark.parametrize("grant", [BY_CLIENT, BY_PASSWORD], ids=["client", "password"])
async def test_a_token_refused_in_mid_sweep_is_renewed_once_for_all_and_each_call_asked_again_once(
    instance: TableServer, office: TokenOffice, connect: Connect, grant: Grant
) -> None:
    client = connect(grant)
    await ask(client)
    office.revoke()
    office.seconds = 0.1
    instance.asked.clear()
    assert await ask_all(client) == [None] * 4
    assert len(office.asked) == 2
    tokens = [asked.authorization for asked in instance.asked]
    assert (tokens.count("Bearer token-1"), tokens.count("Bearer token-2")) == (4, 4)


async def test_a_late_refusal_of_the_old_token_asks_for_no_third_one(
    instance: TableServer, office: TokenOffice, connect: Connect
) -> None:
    client = connect()
    await ask(client)
    office.revoke()
    renewed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def late(asked: Asked) -> Response | None:
        refusal = office.refusal(asked)
        if refusal and asked.table == "problem":
            asyncio.run_coroutine_threadsafe(renewed.wait(), loop).result(5)
        return refusal

    instance.before = late
    instance.answers_in_threads = True
    slow = asyncio.create_task(ask(client, "problem"))
    await asyncio.sleep(0.05)
    await ask(client)
    renewed.set()
    await slow
    assert len(office.asked) == 2


async def test_a_new_token_that_is_refused_too_is_not_asked_for_again(
    instance: TableServer, office: TokenOffice, connect: Connect
) -> None:
    instance.before = lambda _asked: Response(status_code=401)
    with pytest.raises(errors.CredentialsRefusedError, match="check SERVICENOW_CLIENT_ID and SERVICENOW_CLIENT_SECRET"):
        await ask(connect())
    assert (len(office.asked), len(instance.asked)) == (2, 2)


async def test_a_password_is_shown_once_and_then_the_refresh_token(
    office: TokenOffice, connect: Connect, time: Stopwatch
) -> None:
    client = connect(BY_PASSWORD)
    for _ in range(3):
        await ask(client)
        time.seconds += 1800
    assert office.asked == [
        {"grant_type": "password", **CLIENT, **USER},
        {"grant_type": "refresh_token", "refresh_token": "refresh-1", **CLIENT},
        {"grant_type": "refresh_token", "refresh_token": "refresh-2", **CLIENT},
    ]


async def test_a_refresh_token_that_has_ended_leads_back_to_the_password(
    office: TokenOffice, connect: Connect, time: Stopwatch
) -> None:
    client = connect(BY_PASSWORD)
    await ask(client)
    time.seconds += 1800
    office.refuses = {"refresh_token"}
    assert await ask_all(client) == [None] * 4
    assert [form["grant_type"] for form in office.asked] == ["password", "refresh_token", "password"]


async def test_a_wrong_password_is_tried_once_by_four_tables_at_one_time(
    instance: TableServer, office: TokenOffice, connect: Connect
) -> None:
    office.refuses, office.seconds = {"password"}, 0.1
    client = connect(BY_PASSWORD)
    failures = await ask_all(client)
    assert {type(failure) for failure in failures} == {errors.TokenRefusedError}
    assert (len(office.asked), instance.asked) == (1, [])
    office.refuses = set()
    assert await ask_all(client) == [None] * 4
    assert len(office.asked) == 2


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (
            JSONResponse({"error": "invalid_client"}, 401),
            errors.TokenRefusedError,
            "gave no OAuth token (401, invalid_client): check SERVICENOW_USERNAME, SERVICENOW_PASSWORD, SERVICENOW_CL",
        ),
        (JSONResponse({"error": "invalid_grant"}, 400), errors.TokenRefusedError, "(400, invalid_grant)"),
        (JSONResponse({"error": f"wrong: {SECRETS}"}, 403), errors.TokenRefusedError, "(403)"),
        (JSONResponse([SECRETS], 401), errors.TokenRefusedError, "(401)"),
        (
            Response(status_code=404),
            errors.UnexpectedAnswerError,
            "OAuth 2.0 (the plugin com.snc.platform.security.oauth)",
        ),
        (Response(status_code=429, headers={"Retry-After": "7"}), errors.RateLimitedError, "asked again in 7 s"),
        (Response(status_code=503), errors.ServerFailedError, "status 503"),
        (Response("<html>", media_type="text/html"), errors.UnexpectedAnswerError, "no OAuth token in its answer"),
        (Response('{"access_to'), errors.UnexpectedAnswerError, "no OAuth token"),
        (JSONResponse({"access_token": ""}), errors.UnexpectedAnswerError, "no OAuth token"),
        (JSONResponse({"access_token": 1}), errors.UnexpectedAnswerError, "no OAuth token"),
        (JSONResponse({"access_token": "a\r\nX-Evil: 1"}), errors.UnexpectedAnswerError, "no OAuth token"),
        (JSONResponse({"access_token": "schlüssel"}), errors.UnexpectedAnswerError, "no OAuth token"),
        (Response("[" * 100_000), errors.UnexpectedAnswerError, "no OAuth token"),
        (Response(b"no gzip", headers={"Content-Encoding": "gzip"}), errors.UnexpectedAnswerError, "a broken body"),
    ],
)
async def test_each_failure_is_one_sentence_without_secrets_and_the_next_call_asks_again(
    office: TokenOffice,
    connect: Connect,
    caplog: pytest.LogCaptureFixture,
    answer: Response,
    kind: type[errors.ServiceNowError],
    told: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    office.instead = answer
    client = connect(BY_PASSWORD)
    with pytest.raises(errors.ServiceNowError) as raised:
        await ask(client)
    sentence = str(raised.value)
    assert type(raised.value) is kind
    assert told in sentence
    assert client.host in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    office.instead = None
    await ask(client)
    assert not [secret for secret in SECRETS if secret in sentence + caplog.text]
    assert not [text for text in ("token-2", "refresh-2") if text in caplog.text]


async def test_a_renewal_that_is_cut_off_or_too_slow_leaves_the_turn_to_the_next(
    instance: TableServer, office: TokenOffice, connect: Connect
) -> None:
    client = connect()
    instance.grant = lambda _form: cut_connection()
    assert {type(failure) for failure in await ask_all(client)} == {errors.UnreachableError}
    never = threading.Event()
    instance.grant = lambda _form: Response(str(never.wait(5)))
    client._timeout_seconds = 0.2
    with pytest.raises(errors.TooSlowError):
        await ask(client)
    never.set()
    instance.grant = office.grant
    client._timeout_seconds = 5
    assert await ask_all(client) == [None] * 4


def test_no_text_of_these_objects_tells_a_secret() -> None:
    for mode in ("oauth_client_credentials", "oauth_password", "api_key", "basic"):
        credentials = Credentials(mode=mode, api_key=SECRETS[0], **CLIENT, **USER)
        auth = auth_with(credentials)
        texts = repr([credentials, auth, BY_CLIENT, BY_PASSWORD])
        assert not [secret for secret in SECRETS if secret in texts]


def test_these_modes_are_for_asynchronous_clients(instance: TableServer) -> None:
    for mode in ("oauth_client_credentials", "api_key"):
        auth = auth_with(Credentials(mode=mode, api_key="key"))
        with httpx.Client(auth=auth) as client, pytest.raises(RuntimeError, match="AsyncClient"):
            client.get(instance.url)
