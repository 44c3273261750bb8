"""Engine.IO keeps little of a websocket handshake, and translates other requests as before."""

import gc

import pytest
from starlette.types import Message

from rca_dashboard.rca_dashboard import app
from tests.live.reflex_adapter.socket_harness import SocketHarness, browser, socket_harness

pytestmark = pytest.mark.usefixtures("own_json")


def classes_of_engine_io() -> int:
    made = [
        each for each in gc.get_objects() if isinstance(each, type) and each.__module__ == "engineio.async_drivers.asgi"
    ]
    return len(made)


async def test_no_class_is_made_for_a_websocket_and_it_knows_what_is_read_of_it() -> None:
    async with socket_harness() as harness:
        before = classes_of_engine_io()
        async with browser(harness, "ada"):
            await harness.until(1)
            assert classes_of_engine_io() == before
            environ = harness.server.get_environ(harness.sid_of("ada"), "/_event")
            assert "name=ada" in environ["QUERY_STRING"]
            assert environ["asgi.scope"]["type"] == "websocket"


async def test_a_request_with_a_body_is_described_as_engine_io_does() -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"words"}

    scope = {"type": "http", "method": "POST", "path": "/socket.io/", "headers": [(b"host", b"here")]}
    environ = await SocketHarness().server.eio._async["translate_request"](scope, receive, None)
    assert (environ["REQUEST_METHOD"], environ["HTTP_HOST"]) == ("POST", "here")
    assert await environ["wsgi.input"].read(5) == b"words"


def test_the_app_itself_keeps_little() -> None:
    assert app.sio is not None
    assert app.sio.eio._async["translate_request"].__module__ == "rca_dashboard.live.reflex_adapter.handshake"
