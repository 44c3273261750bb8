"""Both ends of an order: the worker at which a person orders, and the leader that takes the orders."""

import asyncio
import contextlib
import json
import logging
import time
from typing import Any

from rca_dashboard.background import FailureLog, run_forever
from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.store.engine import Database
from rca_dashboard.store.workers.commands import (
    WAIT_SECONDS,
    StoredCommand,
    add_command,
    answer_command,
    answer_of,
    take_commands,
)
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.workers.leader import Leader
from rca_dashboard.sync.workers.orders import ORDERS, NoLeaderError, answered, outcome_of, refused
from rca_dashboard.sync.workers.status import LeaderStatus, status_json

logger = logging.getLogger(__name__)

# Wake-ups are mostly heard; without them an order is found, and its answer seen, within a second each.
LOOK_SECONDS = 1.0
RETRY_SECONDS = 1.0


class OrderDesk:
    """Orders at the leader, wherever it runs. All methods must be called on the event loop.

    Args:
        database: Holds the orders.
        wait_seconds: How long an answer is waited for.
    """

    def __init__(self, database: Database, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._database = database
        self._wait_seconds = wait_seconds
        self._asked: dict[str, asyncio.Task[tuple[Any, LeaderStatus]]] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look for answers now."""
        self._woken.set()
        self._woken = asyncio.Event()

    async def ask(self, kind: str, arguments: JsonObject) -> tuple[Any, LeaderStatus]:
        """Order something; return its result and the leader's status after it.

        A thousand people who order the same while one order is under way share it.

        Raises:
            NoLeaderError: If no leader answers in time.
            DatabaseUnavailableError: If the database does not work, here or at the leader.
        """
        key = f"{kind} {json.dumps(arguments, sort_keys=True)}"
        asking = self._asked.get(key)
        if asking is None:
            asking = self._asked[key] = asyncio.create_task(self._ask(kind, arguments), name=f"order {kind}")
            asking.add_done_callback(lambda _: self._asked.pop(key, None))
        return await asyncio.shield(asking)

    async def _ask(self, kind: str, arguments: JsonObject) -> tuple[Any, LeaderStatus]:
        deadline = time.monotonic() + self._wait_seconds
        number = await in_thread(add_command, self._database, kind, json.dumps(arguments))
        while (left := deadline - time.monotonic()) > 0:
            woken = self._woken
            answer = await in_thread(answer_of, self._database, number)
            if answer is not None:
                return outcome_of(kind, answer)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), min(left, LOOK_SECONDS))
        raise NoLeaderError(f"No worker carried out the order {kind} within {self._wait_seconds:g} s.")


class OrderTaker:
    """Carries out orders at the leader. All methods must be called on the event loop.

    Args:
        leader: Carries them out.
        number: The lease's number.
    """

    def __init__(self, leader: Leader, number: int) -> None:
        self._leader = leader
        self._number = number
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Look for orders now."""
        self._woken.set()

    async def run(self) -> None:
        """Carry out orders until cancelled."""
        failures = FailureLog("Taking orders of other workers", logger)
        try:
            await run_forever(self._step, failures, wait=self._wait, retry_seconds=RETRY_SECONDS)
        finally:
            for task in self._under_way:
                task.cancel()

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), LOOK_SECONDS)
        self._woken.clear()

    async def _step(self) -> None:
        for command in await in_thread(take_commands, self._leader.database, self._number):
            task = asyncio.create_task(self._carry_out(command), name=f"carry out {command.kind}")
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _carry_out(self, command: StoredCommand) -> None:
        try:
            result = await ORDERS[command.kind].carry_out(self._leader, json.loads(command.arguments))
            answer = answered(command.kind, result, status_json(self._leader.status()))
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever ordered learns of it
            answer = refused(error)
        try:
            await in_thread(answer_command, self._leader.database, command.id, answer)
        except Exception as error:  # noqa: BLE001 - whoever ordered learns that no answer came
            logger.warning("Answering an order failed: %s", error)
