"""A page's first frame contains everything that Reflex would send in two, with the same result."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from reflex.state import State, state_snapshot_hashes
from websockets.sync.client import ClientConnection, connect

import rca_dashboard.rca_dashboard  # noqa: F401 - all states, as the pages were compiled with
from tests.fixtures.app_server import AppServer
from tests.page.stage import Stage

HYDRATE = "reflex___state____state.hydrate_and_load"
ROOT = "reflex___state____state"
TICKETS = 8
# They depend on the time, or on the connection.
OF_THE_MOMENT = {"status_rx_state_", "marks_rx_state_", "rx_router_session_rx_state_", "rx_router_headers_rx_state_"}

Values = dict[tuple[str, str], Any]


@pytest.fixture
def app(shared_stage: Stage) -> AppServer:
    """Yield the app with a list that is complete and does not change."""
    page = shared_stage.open()
    shared_stage.insert(TICKETS - page.get_by_test_id("ticket-row").count())
    expect(page.get_by_test_id("ticket-row")).to_have_count(TICKETS, timeout=10_000)
    page.close()
    return shared_stage.app


@contextmanager
def loading(app: AppServer, token: str, path: str = "/", **payload: Any) -> Iterator[ClientConnection]:
    """Connect as a page does, and ask for what it shows."""
    address = f"ws://127.0.0.1:{app.port}/_event/?token={token}&EIO=4&transport=websocket"
    with connect(address, origin=app.url, max_size=None) as tab:  # pyright: ignore[reportArgumentType]
        tab.recv()
        router_data = {"pathname": path, "asPath": path, "query": {}}
        event = {"name": HYDRATE, "payload": payload, "router_data": router_data}
        tab.send("40/_event," + json.dumps({"event": event}))
        yield tab


def next_delta(tab: ClientConnection) -> dict[str, dict[str, Any]]:
    while True:
        text = str(tab.recv(timeout=10))
        if text.startswith("42"):
            return json.loads(text[text.index("[") :])[1].get("delta", {})


def until_hydrated(tab: ClientConnection) -> tuple[int, Values]:
    """Return what came up to the frame that says all is there, and in how many frames of the page's own."""
    found: Values = {}
    frames = 0
    while not found.get((ROOT, "is_hydrated_rx_state_")):
        delta = next_delta(tab)
        frames += ROOT in delta  # the hub's own frames name other states alone
        found |= {(state, name): value for state, values in delta.items() for name, value in values.items()}
    return frames, found


def test_a_browser_gets_in_one_frame_what_reflex_sends_to_one_that_comes_back_in_two(app: AppServer) -> None:
    token = str(uuid4())
    with loading(app, token) as tab:
        frames, first = until_hydrated(tab)
    with loading(app, token) as tab:
        again_frames, again = until_hydrated(tab)
    assert (frames, again_frames) == (1, 2)
    assert first.keys() == again.keys()
    assert {key for key in first if first[key] != again[key]} <= {key for key in first if key[1] in OF_THE_MOMENT}
    (me,) = [value for (_, name), value in first.items() if name == "is_admin_rx_state_"]
    assert me is True


def test_what_a_page_loads_by_itself_comes_after_its_first_frame(app: AppServer) -> None:
    with loading(app, str(uuid4()), "/notifications") as tab:
        while ROOT not in (first := next_delta(tab)):
            pass
        assert first[ROOT]["is_hydrated_rx_state_"] is False
        frames, rest = until_hydrated(tab)
    assert frames >= 1
    assert rest[(ROOT, "is_hydrated_rx_state_")] is True
    assert any(name == "is_loaded_rx_state_" and value is True for (_, name), value in rest.items())


def test_a_long_page_is_not_sent_again_with_the_next_event(app: AppServer) -> None:
    with loading(app, str(uuid4())) as tab:
        _, first = until_hydrated(tab)
        event = {"name": f"{ROOT}.set_is_hydrated", "payload": {"value": True}, "router_data": {"pathname": "/"}}
        tab.send("42/_event," + json.dumps(["event", event]))
        while ROOT not in (delta := next_delta(tab)):
            pass
    assert len(first[_page_of(first)]["rows"]) == TICKETS
    assert "page_rx_state_" not in {name for values in delta.values() for name in values}


def test_a_browser_that_names_what_it_was_compiled_with_gets_the_rest_alone(shared_stage: Stage) -> None:
    hashes = state_snapshot_hashes(State(_reflex_internal_init=True).dict(initial=True))
    sent: list[str] = []
    page = shared_stage.context.new_page()
    page.on("websocket", lambda socket: socket.on("framesent", lambda text: sent.append(str(text))))
    page.goto(shared_stage.app.url)
    page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
    boot = next(json.loads(text[text.index("{") :]) for text in sent if text.startswith("40/_event"))
    assert boot["event"]["payload"]["hashes"] == hashes
    with loading(shared_stage.app, str(uuid4()), hashes=hashes) as tab:
        _, some = until_hydrated(tab)
    with loading(shared_stage.app, str(uuid4()), hashes=["other"]) as tab:
        _, whole = until_hydrated(tab)
    assert some.keys() < whole.keys()
    assert _page_of(some) == _page_of(whole)


def _page_of(values: Values) -> tuple[str, str]:
    (page,) = [key for key in values if key[1] == "page_rx_state_"]
    return page
