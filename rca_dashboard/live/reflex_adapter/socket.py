"""What this package relies on in Reflex 0.10.1 without a promise; ``tests/live`` checks each with the real app.

- A frame is the event ``event`` with a ``StateUpdate``; a var's name on the wire ends in ``FIELD_MARKER``.
- A page load is one of two events: ``hydrate_and_load`` (connect, reconnect) and ``on_load_internal`` (navigation).
- ``app.sio.manager.rooms[namespace]`` maps a room to its sockets.
- Every answer to an event goes through ``app.event_namespace.emit_update``, which knows a tab's socket by its token.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import reflex as rx
from reflex.istate.data import ReflexURL
from reflex.state import BaseState, StateUpdate
from reflex_base.constants import CompileVars
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event

from rca_dashboard.live.reflex_adapter.broadcast import Broadcast, encoded, waiting_bytes
from rca_dashboard.live.reflex_adapter.handshake import keep_little_of_handshakes

_PLACE = '{"_":{}}'  # an empty delta would be omitted
_ROOMS = "rca_dashboard.rooms"
PAGE_LOADS = (CompileVars.HYDRATE_AND_LOAD, CompileVars.ON_LOAD_INTERNAL.rpartition(".")[2])


def is_page_load(event: Event) -> bool:
    """Return whether a browser connects, reconnects or navigates, which is when its rooms are chosen."""
    return event.name.rpartition(".")[2] in PAGE_LOADS


def is_connect(event: Event) -> bool:
    """Return whether a browser connects or reconnects; False for navigation."""
    return event.name.rpartition(".")[2] == CompileVars.HYDRATE_AND_LOAD


def root_of(state: BaseState) -> BaseState:
    """Return the root of a browser's states; an event may be for any of them, and the lock covers all of them."""
    return state._get_root_state()  # noqa: SLF001 - the only way up


def sid_of(state: BaseState) -> str:
    """Return the socket of a state's event, for any state.

    This bypasses ``state.router``, which builds five objects and proxies for them on each access: 13 µs.
    """
    return root_of(state).get_value("rx_router_session").session_id


def url_of(state: BaseState) -> ReflexURL:
    """Return the address that a state's browser shows, bypassing ``state.router`` for the same reason."""
    return root_of(state).get_value("rx_router_url").href


@dataclass(frozen=True, slots=True)
class Queues:
    """The number of open sockets, how many have a queue that is not empty, and the longest queue in bytes."""

    sockets: int
    waiting: int
    longest: int


# By a state's full name, its vars' names on the wire and their values.
Delta = dict[str, dict[str, object]]


def delta(state: type[BaseState], **values: object) -> Delta:
    """Return the delta that sets vars of a state class in a browser, as that state's own delta would."""
    return {state.get_full_name(): {name + FIELD_MARKER: value for name, value in values.items()}}


def merged(deltas: Iterable[Delta]) -> Delta:
    """Return the deltas merged into one; of two values for a var the later one wins."""
    whole: Delta = {}
    for each in deltas:
        for state, values in each.items():
            whole[state] = {**whole.get(state, {}), **values}
    return whole


class Socket:
    """The app's Socket.IO server: rooms and frames.

    Args:
        app: The Reflex app; its server must have been set up, as any app with state has.
    """

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self.broadcast = Broadcast()
        self._named: set[str] = set()

    def rooms(self) -> frozenset[str]:
        """Return the occupied rooms, without those that each socket has of its own: a push asks four times."""
        occupied = self._server.manager.rooms.get(self._namespace, {})
        self._named = {room for room in self._named if room in occupied}
        return frozenset(self._named)

    def counted(self) -> tuple[int, int, int]:
        """Return the frames and bytes sent, and the sockets closed for not reading."""
        return self.broadcast.frames, self.broadcast.bytes, self.broadcast.closed

    def sids(self) -> frozenset[str]:
        """Return the open sockets."""
        return frozenset(self._server.manager.rooms.get(self._namespace, {}).get(None, {}))

    def queues(self) -> Queues:
        """Return the open sockets and their queues."""
        names = list(self._server.manager.rooms.get(self._namespace, {}).get(None, {}).values())
        sockets = (self._server.eio.sockets.get(name) for name in names)
        queued = [waiting_bytes(each) for each in sockets if each is not None and not each.queue.empty()]
        return Queues(len(names), len(queued), max(queued, default=0))

    async def enter(self, sid: str, room: str) -> None:
        """Put a socket into a room; do nothing if it is gone already."""
        if self._server.manager.is_connected(sid, self._namespace):
            await self._server.enter_room(sid, room, namespace=self._namespace)
            self._named.add(room)
            self._kept(sid)[_ROOMS] = tuple(dict.fromkeys((*self.rooms_of(sid), room)))

    async def leave(self, sid: str, room: str) -> None:
        """Take a socket out of a room."""
        await self._server.leave_room(sid, room, namespace=self._namespace)
        self._kept(sid)[_ROOMS] = tuple(each for each in self.rooms_of(sid) if each != room)

    def rooms_of(self, sid: str) -> tuple[str, ...]:
        """Return the rooms that a socket is in, without its own.

        Socket.IO would search all rooms, and each socket has one of its own: for a thousand browsers that connect, a
        million look-ups.
        """
        return self._kept(sid).get(_ROOMS, ())

    async def emit(self, room: str, update: StateUpdate) -> None:
        """Send one frame to all sockets in a room."""
        await self._send(update, self._participants(room))

    async def deliver(self, deltas: Mapping[str, Delta]) -> None:
        """Send each socket the deltas of all rooms it is in, as one frame."""
        rooms_of: dict[str, tuple[str, ...]] = {}
        for room in deltas:
            for engine_sid in self._participants(room):
                rooms_of[engine_sid] = (*rooms_of.get(engine_sid, ()), room)
        audiences: dict[tuple[str, ...], list[str]] = {}
        for engine_sid, rooms in rooms_of.items():
            audiences.setdefault(rooms, []).append(engine_sid)
        for rooms, audience in audiences.items():
            await self._send(StateUpdate(delta=merged([deltas[room] for room in rooms])), audience)

    def keep_little_of_handshakes(self) -> None:
        """Make Engine.IO keep only what is read of each handshake."""
        keep_little_of_handshakes(self._server)

    def keep_order(self) -> None:
        """Write answers to events in the step that made them, as pushes are.

        Reflex 0.10.1 leaves an answer to a task of Socket.IO. A push made after it would be written before that task
        runs, and the answer's older values would arrive last, and stay.
        """
        namespace: Any = self._app.event_namespace
        theirs = namespace.emit_update

        async def emit_update(update: StateUpdate, token: str) -> None:
            record = namespace._token_manager.token_to_socket.get(token)  # noqa: SLF001 - the only way to know
            if record is None:
                await theirs(update, token)  # no socket is there, and Reflex logs that
            else:
                await self.emit(record.sid, update)

        namespace.emit_update = emit_update

    def emit_delta_text(self, sid: str, delta: str) -> None:
        """Send one socket a delta that is already JSON."""
        before, after = self._around_delta
        self.broadcast.send_text(self._server, before + delta + after, self._participants(sid))

    async def _send(self, update: StateUpdate, engine_sids: Iterable[str]) -> None:
        await self.broadcast.send(self._server, update, namespace=self._namespace, engine_sids=engine_sids)

    def _participants(self, room: str) -> list[str]:
        """Return the Engine.IO ids of the sockets in a room."""
        return list(self._server.manager.rooms.get(self._namespace, {}).get(room, {}).values())

    def _kept(self, sid: str) -> dict[str, Any]:
        """Return the handshake data kept for a socket while it is connected."""
        environ = self._server.get_environ(sid, self._namespace) if sid else None
        return {} if environ is None else environ

    @cached_property
    def _around_delta(self) -> tuple[str, str]:
        """Return the text before and after the delta in each frame."""
        before, _, after = encoded(StateUpdate(delta={"_": {}}), self._namespace).partition(_PLACE)
        return before, after

    @property
    def _server(self):  # noqa: ANN202 - python-socketio ships no types
        server = self._app.sio
        if server is None:
            message = "the Reflex app has no socket yet"
            raise RuntimeError(message)
        return server

    @property
    def _namespace(self) -> str:
        namespace = self._app.event_namespace
        if namespace is None:
            message = "the Reflex app has no event namespace yet"
            raise RuntimeError(message)
        return namespace.namespace
