"""A page's first frame: everything it shows, built in one pass and sent at once.

Reflex 0.10.1 hydrates in two frames, and serializes each var up to four times for them: to compare it with what was
sent before, and to send it. That is 2.2 ms of CPU per browser, nearly all for values that all browsers share. Here
each shared value is serialized once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.state import BaseState, OnLoadInternalState, StateUpdate, state_snapshot_hashes
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event
from reflex_base.utils.format import json_dumps
from reflex_base.vars.base import _delta_value_key

from rca_dashboard.live.reflex_adapter.socket import Socket, is_connect, sid_of, url_of

# Pages of as many views, and other shared values; the oldest are evicted first, and serialized again when needed.
_MOST_KEPT = 256
# Longer values must not be sent again with the browser's next event.
_LONG = 500
# Frozen dataclasses of texts.
_OF_THE_ADDRESS = "rx_router_"

# By a state's full name, its vars' names on the wire and their JSON.
Texts = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Shared:
    """A value as text; ``key`` is what Reflex remembers it by as sent, if the value is long enough."""

    value: object
    text: str
    key: object


@dataclass(frozen=True, slots=True)
class _Window:
    """An uncached var: it shows what all browsers share."""

    wire_name: str
    read: Callable[[BaseState], object]
    initial: object
    sent_key: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """A state class: its full name, the names of its vars, and its uncached vars."""

    name: str
    base: frozenset[str]
    cached: tuple[str, ...]
    windows: tuple[_Window, ...]


def _shape_of(state: type[BaseState]) -> _Shape:
    always = state._always_dirty_computed_vars  # noqa: SLF001 - those that are read anew each time
    windows = tuple(
        _Window(name + FIELD_MARKER, each.fget, each._initial_value, each._last_delta_key_attr)  # noqa: SLF001 - where Reflex keeps them
        for name, each in state.computed_vars.items()
        if name in always
    )
    cached = tuple(name for name in state.computed_vars if name not in always)
    return _Shape(state.get_full_name(), frozenset(state.base_vars), cached, windows)


class _SharedTexts:
    """Serializes immutable values once; those of uncached vars are frozen dataclasses, or created each time."""

    def __init__(self) -> None:
        self._kept: dict[int, _Shared] = {}
        self._last: dict[str, tuple[object, str]] = {}

    def of(self, value: object, initial: object) -> _Shared:
        """Return a value's text; a value equal to the var's initial value, as nearly all are, shares its text."""
        known = self._kept.get(id(value))
        if known is None and value is not initial and value == initial:
            value, known = initial, self._kept.get(id(initial))
        if known is not None:
            return known
        text = _dumps(value)
        # The value is kept as well, so that its id is not reused meanwhile.
        made = self._kept[id(value)] = _Shared(value, text, _delta_value_key(value) if len(text) > _LONG else None)
        if len(self._kept) > _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return made

    def of_own(self, name: str, value: object) -> str:
        """Return the text of a browser's own value; the router data of most browsers equal the last one's."""
        if not name.startswith(_OF_THE_ADDRESS):
            return _dumps(value)
        last = self._last.get(name)
        if last is None or last[0] != value:
            last = self._last[name] = value, _dumps(value)
        return last[1]


class FirstFrame:
    """Answers a browser's first event instead of Reflex, after the page has been prepared.

    A browser that reconnects, or sends stored values, is left to Reflex.

    Args:
        app: The Reflex app; it knows the load events of each page.
        socket: Sends the frame.
    """

    def __init__(self, app: rx.App, socket: Socket) -> None:
        self._app = app
        self._socket = socket
        self._shared = _SharedTexts()
        self._shapes: dict[type[BaseState], _Shape] = {}
        self._defaults: Texts = {}
        self._unchanged: dict[str, str] = {}
        self._hashes: list[str] = []

    def answer(self, root: Any, event: Event) -> StateUpdate | None:  # noqa: ANN401 - the root state has vars that its type does not name
        """Send everything a page shows, and return the update that follows it; None if Reflex must answer."""
        if not is_connect(event) or event.payload.get("vars"):
            return None
        loads = bool(self._app.get_load_events(url_of(root).path))
        root.is_hydrated = not loads
        page = self._page(root, event.payload.get("hashes"))
        root._clean()  # noqa: SLF001 - all of it is on its way
        self._socket.emit_delta_text(sid_of(root), page)
        return StateUpdate(events=Event.from_event_type(OnLoadInternalState.on_load_internal) if loads else [])

    def _page(self, root: BaseState, hashes: object) -> str:
        """Return everything a browser lacks; the hashes identify the state it was compiled with, if of this build."""
        if not self._defaults:
            self._learn(type(root))
        changed = self._changed(root)
        if hashes == self._hashes:
            return _object({name: _object(values) for name, values in changed.items()})
        lacks = {name: _object({**self._defaults.get(name, {}), **values}) for name, values in changed.items()}
        return _object({**self._unchanged, **lacks})

    def _changed(self, root: BaseState) -> Texts:
        """Return all vars that may differ from the compiled state: those that were set, and all computed ones."""
        token = root.get_value("rx_router_session").client_token
        found: Texts = {}
        for each in _tree(root):
            shape = self._shape_of(type(each))
            texts: dict[str, str] = {}
            if shape.cached or each.dirty_vars:  # few of the thirty states have any
                for var in (*shape.cached, *(each.dirty_vars & shape.base)):
                    texts[var + FIELD_MARKER] = self._shared.of_own(var, each.get_value(var))
            for window in shape.windows:
                shared = self._shared.of(window.read(each), window.initial)
                texts[window.wire_name] = shared.text
                if shared.key is not None:
                    setattr(each, window.sent_key, (token, shared.key))  # counts as sent
            if texts:
                found[shape.name] = texts
        return found

    def _shape_of(self, state: type[BaseState]) -> _Shape:
        if state not in self._shapes:
            self._shapes[state] = _shape_of(state)
        return self._shapes[state]

    def _learn(self, root: type[BaseState]) -> None:
        snapshot = root(_reflex_internal_init=True).dict(initial=True)
        self._hashes = state_snapshot_hashes(snapshot)
        self._defaults = {
            name: {var: _dumps(value) for var, value in values.items()} for name, values in snapshot.items()
        }
        self._unchanged = {name: _object(values) for name, values in self._defaults.items() if values}


def _tree(root: BaseState) -> list[BaseState]:
    found = [root]
    for each in found:  # grows during the loop
        found.extend(each.substates.values())
    return found


def _dumps(value: object) -> str:
    return json_dumps(value, separators=(",", ":"))


def _object(texts: dict[str, str]) -> str:
    return "{" + ",".join([f'"{name}":{text}' for name, text in texts.items()]) + "}"
