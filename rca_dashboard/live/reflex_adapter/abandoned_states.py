"""The states of browsers that have left are forgotten soon; that of an open page never.

Reflex 0.10.1 forgets a state an hour after its last event, connected or not. A page that somebody only looks at sends
none: its next event would meet a state that knows neither its view nor its reader. And what a page load leaves would
stay in memory for that hour, 37 kB each. So ``rxconfig.py`` puts Reflex's hour off, and the sweep goes by the sockets.
A browser that comes back later than the sweep loads its page anew, as after a restart of ours.

Beside its state a socket leaves a kilobyte that refers to itself: asyncio's transport. Only a full collection finds it,
and nobody is told anything while that looks at all that is alive, 0.5 s among 1,000 browsers; so it waits for many
times as many to have left.
"""

import gc
import logging
from collections.abc import Callable, Collection

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory

from rca_dashboard.background import FailureLog, every, run_forever

logger = logging.getLogger(__name__)

# A state goes when two sweeps in turn find nobody connected: a reload or a lost connection takes some seconds.
SWEEP_SECONDS = 10.0
# 4 MB.
FEW_LEFT = 4_000
# 10 kB for each that is open, an eighth of what that takes itself.
LEFT_FOR_EACH = 10


class AbandonedStates:
    """Sweeps the states whose browsers are gone. Every method is for the worker's event loop.

    Args:
        states: Gives Reflex's states.
        connected: Gives the tokens of the browsers that have a socket.
        collect: Finds what refers to itself.
    """

    def __init__(
        self,
        states: Callable[[], StateManagerMemory],
        connected: Callable[[], Collection[str]],
        collect: Callable[[], object] = gc.collect,
    ) -> None:
        self._states = states
        self._connected = connected
        self._collect = collect
        self._left: frozenset[str] = frozenset()
        self._forgotten = 0

    async def run(self) -> None:
        """Sweep again and again, until cancelled."""
        failures = FailureLog("The sweep of abandoned states", logger)
        await run_forever(self._step, failures, wait=every(SWEEP_SECONDS), retry_seconds=SWEEP_SECONDS)

    async def _step(self) -> None:
        self.sweep()

    def sweep(self) -> None:
        """Forget the states that had no browser at the last sweep either."""
        states, connected = self._states(), self._connected()
        tokens = {token.cache_key: token for _, token in states._token_expires_at.values()}  # noqa: SLF001 - the only way to know
        left = frozenset(key for key in tokens if key not in connected)
        gone = {key for key in left & self._left if not self._is_busy(tokens[key].lock_key)}
        for key in gone:
            states._purge_token(tokens[key])  # noqa: SLF001 - the only way to forget one
        self._left = left - gone
        self._forgotten += len(gone)
        if self._forgotten >= max(FEW_LEFT, LEFT_FOR_EACH * len(connected)):
            self._forgotten = 0
            self._collect()

    def _is_busy(self, lock_key: str) -> bool:
        lock = self._states()._states_locks.get(lock_key)  # noqa: SLF001 - the only way to know
        return lock is not None and lock.locked()


def abandoned_states_of(app: rx.App) -> AbandonedStates:
    """Return the sweep of an app's states, which Reflex keeps in memory."""

    def states() -> StateManagerMemory:
        if not isinstance(app.state_manager, StateManagerMemory):
            raise TypeError("Reflex keeps states in memory, as rxconfig.py says")
        return app.state_manager

    def connected() -> Collection[str]:
        return app.event_namespace.token_to_sid if app.event_namespace else ()

    return AbandonedStates(states, connected)
