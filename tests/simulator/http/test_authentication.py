from collections.abc import Iterator

import httpx
import pytest

from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.http.faults import targets
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.simulator.still_clock import StillClock

ACCOUNT = Account(
    "ina", "pass:wörd", client_id="dash", client_secret="shh", api_key="key-1", allows_basic=False, time_zone="UTC"
)
CLIENT = {"client_id": "dash", "client_secret": "shh"}
PASSWORD = {"grant_type": "password", "username": "ina", "password": "pass:wörd", **CLIENT}


@pytest.fixture
def guarded(instance: Instance) -> Iterator[Simulator]:
    with Simulator(instance, account=ACCOUNT, token_seconds=300) as running:
        yield running


def token(simulator: Simulator, **form: str) -> httpx.Response:
    return httpx.post(f"{simulator.url}/oauth_token.do", data=form)


def status(simulator: Simulator, **headers: str) -> int:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{simulator.url}/api/now/table/incident?sysparm_limit=1", headers=names).status_code


def bearer(simulator: Simulator, access: str) -> int:
    return status(simulator, authorization=f"Bearer {access}")


def test_a_client_gets_a_token_of_its_own_without_a_refresh_token(guarded: Simulator) -> None:
    answer = token(guarded, grant_type="client_credentials", **CLIENT)
    body = answer.json()
    assert answer.status_code == 200
    assert body.keys() == {"access_token", "scope", "token_type", "expires_in"}
    assert (body["token_type"], body["scope"], body["expires_in"]) == ("Bearer", "useraccount", 300)
    assert bearer(guarded, body["access_token"]) == 200
    assert bearer(guarded, body["access_token"] + "x") == 401


def test_a_client_may_show_itself_by_basic_authentication(guarded: Simulator) -> None:
    form = {"grant_type": "client_credentials"}
    assert httpx.post(f"{guarded.url}/oauth_token.do", data=form, auth=("dash", "shh")).status_code == 200
    assert httpx.post(f"{guarded.url}/oauth_token.do", data=form, auth=("dash", "no")).status_code == 401


def test_a_password_gets_a_token_that_a_refresh_token_renews(guarded: Simulator, clock: StillClock) -> None:
    body = token(guarded, **PASSWORD).json()
    assert bearer(guarded, body["access_token"]) == 200
    clock.move(seconds=299)
    assert bearer(guarded, body["access_token"]) == 200
    clock.move(seconds=1)
    assert bearer(guarded, body["access_token"]) == 401
    renewed = token(guarded, grant_type="refresh_token", refresh_token=body["refresh_token"], **CLIENT).json()
    assert bearer(guarded, renewed["access_token"]) == 200
    assert renewed["refresh_token"] == body["refresh_token"]
    assert guarded.tokens.given == 2


def test_a_refresh_token_ends_too(guarded: Simulator, clock: StillClock) -> None:
    body = token(guarded, **PASSWORD).json()
    clock.move(days=101)
    assert token(guarded, grant_type="refresh_token", refresh_token=body["refresh_token"], **CLIENT).status_code == 401


def test_tokens_end_on_command(guarded: Simulator) -> None:
    body = token(guarded, **PASSWORD).json()
    guarded.tokens.end_access()
    assert bearer(guarded, body["access_token"]) == 401
    again = {"grant_type": "refresh_token", "refresh_token": body["refresh_token"], **CLIENT}
    assert token(guarded, **again).status_code == 200
    guarded.tokens.end_all()
    assert token(guarded, **again).status_code == 401


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_secret": "no"}, "invalid_client"),
        ({"client_id": ""}, "invalid_client"),
        ({"password": "no"}, "server_error"),
        ({"grant_type": "implicit"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "no"}, "server_error"),
    ],
)
def test_what_is_wrong_gets_no_token(guarded: Simulator, changed: dict[str, str], error: str) -> None:
    answer = token(guarded, **{**PASSWORD, **changed})
    assert answer.status_code == 401
    assert answer.json() == {"error": error, "error_description": "access_denied"}


def test_an_api_key_counts_and_basic_can_be_switched_off(guarded: Simulator) -> None:
    assert status(guarded, x_sn_apikey="key-1") == 200
    assert status(guarded, x_sn_apikey="key-2") == 401
    assert status(guarded) == 401
    asked = httpx.get(f"{guarded.url}/api/now/table/incident", auth=httpx.BasicAuth("ina", "pass:wörd"))
    assert asked.status_code == 401


def test_an_account_without_client_and_key_takes_neither(simulator: Simulator) -> None:
    assert token(simulator, grant_type="client_credentials", client_id="", client_secret="").status_code == 401
    assert status(simulator, x_sn_apikey="") == 401
    assert bearer(simulator, "x") == 401


def test_faults_can_be_for_tokens_or_for_tables_alone(guarded: Simulator) -> None:
    guarded.faults.add(status=503, fits=targets.tokens)
    guarded.faults.add(status=500, fits=targets.table_api)
    assert status(guarded, x_sn_apikey="key-1") == 500
    assert token(guarded, **PASSWORD).status_code == 503
    assert status(guarded, x_sn_apikey="key-1") == token(guarded, **PASSWORD).status_code == 200


def test_nothing_secret_is_shown() -> None:
    assert not {"shh", "key-1", "pass:wörd"} & {word.strip("',)") for word in repr(ACCOUNT).split("=")}
    assert "shh" not in repr(ACCOUNT)
    assert "key-1" not in repr(ACCOUNT)
