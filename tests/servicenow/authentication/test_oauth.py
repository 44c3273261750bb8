"""OAuth: one token for all requests, renewed in time."""

import asyncio

import pytest
from starlette.responses import Response

from rca_dashboard.servicenow import errors
from rca_dashboard.servicenow.authentication.oauth import Grant
from tests.servicenow.authentication.oauth_calls import BY_CLIENT, BY_PASSWORD, Connect, Stopwatch, ask, ask_all
from tests.servicenow.authentication.token_office import CLIENT, USER, TokenOffice
from tests.servicenow.table_server import Asked, TableServer


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
