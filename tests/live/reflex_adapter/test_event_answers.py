"""Answers to events and the pushes around them arrive in the order in which they were made."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from reflex.state import StateUpdate

from rca_dashboard.live.reflex_adapter.socket import Socket
from rca_dashboard.rca_dashboard import app
from tests.live.reflex_adapter.socket_harness import NAMESPACE, SocketHarness, browser, number_of, socket_harness

pytestmark = pytest.mark.usefixtures("own_json")


def numbered(number: int) -> StateUpdate:
    """Return something to send; the harness's JSON takes what is plain."""
    return {"number": number}  # pyright: ignore[reportReturnType] - any JSON will do


class Reflex:
    """As much of Reflex's app as sends; a tab's answers go as Reflex 0.10.1 sends them."""

    def __init__(self, harness: SocketHarness, sid: str) -> None:
        self.sio = harness.server
        tokens = SimpleNamespace(token_to_socket={"tab": SimpleNamespace(sid=sid)})
        self.event_namespace = SimpleNamespace(namespace=NAMESPACE, _token_manager=tokens, emit_update=self._emit)
        self.left: list[str] = []

    async def _emit(self, update: StateUpdate, token: str) -> None:
        record = self.event_namespace._token_manager.token_to_socket.get(token)
        if record is None:
            self.left.append(token)
            return
        await self.sio.emit("event", update, to=record.sid, namespace=NAMESPACE)


async def test_a_push_that_was_made_later_comes_later() -> None:
    async with socket_harness() as harness, browser(harness, "ada") as ada:
        await harness.until(1)
        reflex: Any = Reflex(harness, harness.sid_of("ada"))
        socket = Socket(reflex)
        socket.keep_order()
        for number in range(0, 40, 2):
            answering = asyncio.create_task(reflex.event_namespace.emit_update(update=numbered(number), token="tab"))
            await asyncio.sleep(0)
            await socket.emit(harness.sid_of("ada"), numbered(number + 1))
            await answering
            assert [await number_of(ada), await number_of(ada)] == [number, number + 1]


async def test_an_answer_for_a_tab_that_has_left_is_reflexs_own_affair() -> None:
    async with socket_harness() as harness, browser(harness, "ada"):
        await harness.until(1)
        reflex: Any = Reflex(harness, harness.sid_of("ada"))
        Socket(reflex).keep_order()
        await reflex.event_namespace.emit_update(update=numbered(1), token="gone")
        assert reflex.left == ["gone"]


def test_reflex_answers_through_what_is_replaced() -> None:
    namespace: Any = app.event_namespace
    assert namespace.emit_update.__qualname__.startswith("Socket.keep_order")
    assert namespace._token_manager.token_to_socket == {}
