"""What people order, and how the leader carries it out; an order and its answer can travel as JSON."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.domain.progress.bulk_import import ImportStatus
from rca_dashboard.domain.progress.poll import PollResult
from rca_dashboard.store.engine import DatabaseUnavailableError
from rca_dashboard.sync.workers.leader import Leader
from rca_dashboard.sync.workers.status import LeaderStatus, status_of


class NoLeaderError(DatabaseUnavailableError):
    """No worker carries out an order at the moment."""

    shown = "No worker reads ServiceNow at the moment; another one takes over within seconds. Try again then."


@dataclass(frozen=True, slots=True)
class Order:
    """One kind of order.

    Attributes:
        carry_out: Does it at the leader, with the order's arguments.
        result: How the result travels.
    """

    carry_out: Callable[[Leader, JsonObject], Awaitable[Any]]
    result: TypeAdapter[Any]


async def _poll(leader: Leader, arguments: JsonObject) -> PollResult:
    return await leader.poller.poll_now(ends_pause=bool(arguments.get("ends_pause")))


async def _pause(leader: Leader, _arguments: JsonObject) -> None:
    await leader.pause()


async def _resume(leader: Leader, _arguments: JsonObject) -> None:
    await leader.resume()


async def _reset(leader: Leader, arguments: JsonObject) -> None:
    await leader.poller.reset(datetime.fromisoformat(str(arguments["since"])))


async def _start_import(leader: Leader, arguments: JsonObject) -> ImportStatus:
    return await leader.bulk_import.start(force=bool(arguments.get("force")))


async def _stop_import(leader: Leader, _arguments: JsonObject) -> ImportStatus:
    return await leader.bulk_import.stop()


async def _reset_import(leader: Leader, _arguments: JsonObject) -> ImportStatus:
    return await leader.bulk_import.reset()


async def _start_reconcile(leader: Leader, _arguments: JsonObject) -> bool:
    return leader.reconciler.start()


async def _confirm_absences(leader: Leader, _arguments: JsonObject) -> bool:
    return leader.reconciler.confirm_absences()


async def _stop_reconcile(leader: Leader, _arguments: JsonObject) -> bool:
    return leader.reconciler.stop()


_NOTHING, _IMPORT, _TRUTH = TypeAdapter(type(None)), TypeAdapter(ImportStatus), TypeAdapter(bool)

ORDERS: dict[str, Order] = {
    "poll": Order(_poll, TypeAdapter(PollResult)),
    "pause": Order(_pause, _NOTHING),
    "resume": Order(_resume, _NOTHING),
    "reset": Order(_reset, _NOTHING),
    "start_import": Order(_start_import, _IMPORT),
    "stop_import": Order(_stop_import, _IMPORT),
    "reset_import": Order(_reset_import, _IMPORT),
    "start_reconcile": Order(_start_reconcile, _TRUTH),
    "confirm_absences": Order(_confirm_absences, _TRUTH),
    "stop_reconcile": Order(_stop_reconcile, _TRUTH),
}


def answered(kind: str, result: object, status: str) -> str:
    """Return the answer of an order that was carried out, as JSON: its result and the leader's status after it."""
    return json.dumps({"result": ORDERS[kind].result.dump_python(result, mode="json"), "status": status})


def refused(error: Exception) -> str:
    """Return the answer of an order that could not be carried out, as JSON."""
    shown = error.shown if isinstance(error, DatabaseUnavailableError) else "It failed; see the app's log."
    return json.dumps({"failed": str(error), "shown": shown})


def outcome_of(kind: str, text: str) -> tuple[Any, LeaderStatus]:
    """Return an order's result, and the leader's status after it.

    Raises:
        DatabaseUnavailableError: If it was not carried out.
    """
    answer: dict[str, Any] = json.loads(text)
    if "failed" in answer:
        failure = DatabaseUnavailableError(answer["failed"])
        failure.shown = str(answer.get("shown", failure.shown))
        raise failure
    return ORDERS[kind].result.validate_python(answer.get("result")), status_of(answer.get("status", ""))
