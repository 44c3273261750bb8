"""OAuth failures: one sentence each, the next call retries, and no message contains a secret."""

import logging
import threading

import httpx
import pytest
from starlette.responses import JSONResponse, Response

from rca_dashboard.servicenow import errors
from rca_dashboard.servicenow.authentication.auth import Credentials, auth_with
from tests.servicenow.authentication.oauth_calls import BY_CLIENT, BY_PASSWORD, Connect, ask, ask_all
from tests.servicenow.authentication.token_office import CLIENT, SECRETS, USER, TokenOffice
from tests.servicenow.table_server import TableServer, cut_connection


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


def test_no_text_of_these_objects_contains_a_secret() -> None:
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
