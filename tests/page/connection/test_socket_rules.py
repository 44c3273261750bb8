"""Who may open the websocket, and what is logged, with the real app."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.fixtures.app_server import AppServer
from tests.page.conftest import Stage

Start = Callable[..., AppServer]


def opens(app: AppServer, origin: str | None) -> bool:
    """Say whether a websocket with this Origin is accepted."""
    address = f"ws://127.0.0.1:{app.port}/_event/?EIO=4&transport=websocket&token=test"
    try:
        with connect(address, origin=origin):
            return True
    except InvalidStatus:
        return False


@pytest.fixture
def app(app_server: Start) -> AppServer:
    return app_server({"CORS_ORIGINS": "https://desk.example", "CORS_CREDENTIALS": "false"})


def test_a_websocket_opens_for_named_origins_and_the_apps_own_alone(app: AppServer) -> None:
    allowed = {
        origin: opens(app, origin)
        for origin in (
            "https://desk.example",
            app.url,
            "https://evil.example",
            "https://desk.example.evil.example",
            "http://desk.example",
            "null",
            None,
        )
    }
    assert [origin for origin, is_open in allowed.items() if is_open] == ["https://desk.example", app.url]


def test_rest_answers_named_origins_and_carries_credentials_only_where_they_are_on(app: AppServer) -> None:
    def headers(origin: str) -> httpx.Headers:
        return httpx.get(f"{app.api}/tickets/stats", headers={"Origin": origin}).headers

    assert headers("https://desk.example")["access-control-allow-origin"] == "https://desk.example"
    assert "access-control-allow-credentials" not in headers("https://desk.example")
    assert "access-control-allow-origin" not in headers("https://evil.example")
    preflight = httpx.options(
        f"{app.api}/tickets", headers={"Origin": "https://desk.example", "Access-Control-Request-Method": "GET"}
    )
    assert preflight.is_success


def test_packets_are_logged_by_name_and_size_and_never_with_content(
    start_stage: Callable[..., Stage],
) -> None:
    stage = start_stage({"DEBUG": "socket.io:*"})
    stage.insert(1, short_description="a secret of the desk")
    page = stage.open()
    expect(page.get_by_test_id("ticket-table").get_by_text("a secret of the desk")).to_be_visible()
    lines = [line for line in stage.app.log().splitlines() if " socket.io: " in line]
    assert any(" out event:event " in line and line.endswith(" bytes") for line in lines)
    assert any(" in connect " in line for line in lines)
    assert "a secret of the desk" not in stage.app.log()


def test_an_instance_with_open_access_logs_it_once(start_stage: Callable[..., Stage]) -> None:
    stage = start_stage()
    assert stage.app.log().count("AUTH_MODE=none: anyone who can reach this dashboard") == 1
