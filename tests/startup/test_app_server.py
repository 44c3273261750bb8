"""The real app under the fixtures that other tests use: it starts, stops, survives, and opens in a browser."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser

from tests.fixtures.app_server import AppNotStartedError, AppServer, is_listening

Start = Callable[..., AppServer]


def test_the_app_stops_on_ctrl_c_and_leaves_nothing_listening(app_server: Start) -> None:
    server = app_server()
    assert server.stop() == 0
    assert not is_listening(server.port)


def test_the_app_comes_back_on_its_port_after_a_crash(app_server: Start) -> None:
    server = app_server()
    server.kill()
    assert not is_listening(server.port)
    server.start()
    assert httpx.get(f"{server.url}/").is_success


def test_an_invalid_setting_ends_the_start_with_one_line(app_server: Start) -> None:
    with pytest.raises(AppNotStartedError) as raised:
        app_server({"SERVICENOW_URL": "htp:/x"})
    assert raised.value.exit_code == 1
    assert raised.value.log.strip().splitlines() == [raised.value.log.strip()]
    assert raised.value.log.startswith("SERVICENOW_URL=htp:/x: ")


def test_the_page_connects_to_its_own_port(app_server: Start, browser: Browser) -> None:
    server = app_server()
    page = browser.new_page()
    with page.expect_websocket(lambda socket: f":{server.port}/_event" in socket.url) as opened:
        page.goto(server.url)
    opened.value.wait_for_event("framereceived")
    page.close()
