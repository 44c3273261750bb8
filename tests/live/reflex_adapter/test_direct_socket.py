"""A websocket bypasses the layers of REST; a socket knows its rooms without a search through all rooms."""

from types import SimpleNamespace
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from rca_dashboard.live.reflex_adapter.direct_socket import DirectSocket
from rca_dashboard.live.reflex_adapter.socket import Socket, sid_of, url_of
from rca_dashboard.rca_dashboard import app


class Answers:
    """An ASGI app, or a Socket.IO server, that notes what it is asked and accepts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def handle_request(self, scope: Scope, _: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        await send({"type": "websocket.accept"})

    __call__ = handle_request


async def _nothing() -> Message:
    return {}


async def asked(kind: str, path: str, **special: Any) -> tuple[list[str], list[str], list[Message]]:
    """Return what the server, and what the app was asked, and what was sent."""
    server, inside, sent = Answers(), Answers(), []

    async def send(message: Message) -> None:
        sent.append(message)

    reflex: Any = SimpleNamespace(sio=server, _set_contexts_internal=dict)
    await DirectSocket(reflex, inside)({"type": kind, "path": path, **special}, _nothing, send)
    return server.asked, inside.asked, sent


async def test_reflexs_websocket_alone_goes_to_socket_io_directly() -> None:
    assert await asked("websocket", "/_event/") == (["/_event/"], [], [{"type": "websocket.accept"}])
    assert await asked("websocket", "/_event") == (["/_event"], [], [{"type": "websocket.accept"}])
    for kind, path in (("websocket", "/other"), ("http", "/_event/"), ("http", "/api/v1/tickets")):
        assert (await asked(kind, path))[:2] == ([], [path])


async def test_the_protocol_that_a_page_asks_for_is_accepted() -> None:
    *_, sent = await asked("websocket", "/_event/", subprotocols=["0.10.1", "other"])
    assert sent == [{"type": "websocket.accept", "subprotocol": "0.10.1"}]


async def test_a_socket_knows_its_rooms_as_socket_io_does_and_one_that_is_gone_has_none() -> None:
    assert app.sio is not None
    assert app.event_namespace is not None
    socket, server, namespace = Socket(app), app.sio, app.event_namespace.namespace
    sid = await server.manager.connect("engine", namespace)
    server.environ["engine"] = {}
    assert socket.rooms_of(sid) == ()
    for room in ("all", "view:x", "user:ada"):
        await socket.enter(sid, room)
    await socket.leave(sid, "view:x")
    assert set(socket.rooms_of(sid)) == set(server.manager.get_rooms(sid, namespace)) - {sid} == {"all", "user:ada"}
    await server.manager.disconnect(sid, namespace)
    del server.environ["engine"]
    await socket.enter(sid, "all")
    assert (socket.rooms_of(sid), socket.rooms_of("")) == ((), ())
    server.manager.rooms.clear()


def test_socket_and_address_are_those_of_the_router() -> None:
    assert app._state is not None
    root = app._state(_reflex_internal_init=True)
    data = {"sid": "abc", "token": "t", "headers": {"origin": "http://x"}, "pathname": "/", "asPath": "/?sort=priority"}
    root._update_router_vars(data, {})
    leaf = next(iter(root.substates.values()))
    for state in (root, leaf):
        assert sid_of(state) == root.router.session.session_id == "abc"
        assert url_of(state) == root.router.url
        assert dict(url_of(state).query_parameters) == {"sort": "priority"}
