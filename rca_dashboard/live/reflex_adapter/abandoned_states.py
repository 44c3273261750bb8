"""Drops the states of browsers that have left soon, and never the state of an open page.

Reflex 0.10.1 drops a state an hour after its last event, connected or not. A page that is only watched sends no events:
its next event would find a new state that knows neither its view nor its user. And the state left by a page load would
stay in memory for that hour, 37 kB each. So ``rxconfig.py`` disables Reflex's expiry, and this sweep goes by the
sockets. A browser that comes back after the sweep loads its page again, as after a restart of the app.

Besides its state a socket leaves a kilobyte in a reference cycle: asyncio's transport. Only a full garbage collection
finds it, and that blocks every push while it scans all live objects, 0.5 s with 1,000 browsers; so it runs only after
many times as many have left.
"""

import gc
import logging
from collections.abc import Callable, Collection

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory

from rca_dashboard.background import FailureLog, every, run_forever

logger = logging.getLogger(__name__)

# A state is dropped when two sweeps in a row find no socket: a reload or a lost connection takes some seconds.
SWEEP_SECONDS = 10.0
# 4 MB.
FEW_LEFT = 4_000
# 10 kB per open browser, an eighth of what that browser takes itself.
LEFT_FOR_EACH = 10


class AbandonedStates:
    """Sweeps the states whose browsers are gone. Call every method in the worker's event loop.

    Args:
        states: Returns Reflex's states.
        connected: Returns the tokens of the browsers that have a socket.
        collect: Runs a full garbage collection.
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
        """Sweep at intervals until cancelled."""
        failures = FailureLog("The sweep of abandoned states", logger)
        await run_forever(self._step, failures, wait=every(SWEEP_SECONDS), retry_seconds=SWEEP_SECONDS)

    async def _step(self) -> None:
        self.sweep()

    def sweep(self) -> None:
        """Drop the states that had no browser at the last sweep either."""
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
    """Return the sweep of the states that Reflex keeps in memory for an app."""

    def states() -> StateManagerMemory:
        if not isinstance(app.state_manager, StateManagerMemory):
            raise TypeError("Reflex keeps states in memory, as rxconfig.py says")
        return app.state_manager

    def connected() -> Collection[str]:
        return app.event_namespace.token_to_sid if app.event_namespace else ()

    return AbandonedStates(states, connected)
