"""How requests authenticate in each mode."""

import base64

import httpx
import pytest
from starlette.responses import Response

from rca_dashboard.servicenow import errors
from rca_dashboard.servicenow.authentication.auth import Credentials, auth_with
from rca_dashboard.servicenow.client import TableClient
from tests.servicenow.table_server import Asked, TableServer

KEY = "k3y-of-a-test"


async def ask(instance: TableServer, auth: httpx.Auth) -> Asked:
    client = TableClient(instance.url, auth, timeout_seconds=5)
    try:
        await client.get_page("incident", "", limit=1)
    finally:
        await client.aclose()
    (asked,) = instance.asked
    return asked


async def test_a_user_shows_name_and_password_in_utf_8(instance: TableServer) -> None:
    credentials = Credentials(mode="basic", username="reader", password="wörd:s")
    asked = await ask(instance, auth_with(credentials))
    assert asked.authorization == "Basic " + base64.b64encode("reader:wörd:s".encode()).decode()


async def test_an_api_key_is_shown_in_its_header_alone(instance: TableServer) -> None:
    asked = await ask(instance, auth_with(Credentials(mode="api_key", api_key=KEY)))
    assert asked.headers["x-sn-apikey"] == KEY
    assert asked.authorization == ""
    assert KEY not in str(asked.parameters)


async def test_an_api_key_that_is_refused_is_said_by_its_settings_name(instance: TableServer) -> None:
    instance.before = lambda _asked: Response(status_code=401)
    with pytest.raises(errors.CredentialsRefusedError, match=r"\(401\): check SERVICENOW_API_KEY, and") as raised:
        await ask(instance, auth_with(Credentials(mode="api_key", api_key=KEY)))
    assert KEY not in str(raised.value)
    assert len(instance.asked) == 1


def test_a_mode_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'digest'"):
        auth_with(Credentials(mode="digest"))
