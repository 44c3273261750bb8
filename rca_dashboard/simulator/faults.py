"""Faults on command: what goes wrong between an instance and who asks it.

Faults wait in a queue. A request takes the first one that fits it; with none that fits it gets its normal answer.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypedDict, Unpack

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rca_dashboard.simulator.errors import error_response, usual_error
from rca_dashboard.simulator.request_log import Asked

_HIBERNATING = (
    b"<html><head><title>Instance Hibernating</title></head><body>Your instance is hibernating.</body></html>"
)
_CANCELLED = {
    "message": "Transaction cancelled: maximum execution time exceeded",
    "detail": "Transaction cancelled: maximum execution time exceeded Check logs for error trace",
}


class FaultOptions(TypedDict, total=False):
    """What can go wrong with one answer; see ``Fault``."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    html: bool
    truncated: bool
    error_beside_result: bool
    cut: bool
    delay_seconds: float


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one answer.

    Attributes:
        status: Answered instead, with the body an instance has for it, or ``body``.
        headers: Of that answer, such as ``Retry-After``.
        body: The whole answer, with status 200 if no other is given.
        html: The page of a hibernating instance, with status 200.
        truncated: The JSON ends in the middle, though the answer says it is whole.
        error_beside_result: Half of the records, and an error beside them, with status 200.
        cut: The connection ends in the middle of the answer.
        delay_seconds: Before whatever is answered; alone, a slow but normal answer.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    html: bool = False
    truncated: bool = False
    error_beside_result: bool = False
    cut: bool = False
    delay_seconds: float = 0.0


def every_request(_asked: Asked) -> bool:
    """Fit every request."""
    return True


@dataclass(slots=True)
class _Waiting:
    fault: Fault
    times: int | None
    fits: Callable[[Asked], bool]


class Faults:
    """The queue of what is to go wrong. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[_Waiting] = []

    def add(
        self,
        *,
        times: int | None = 1,
        fits: Callable[[Asked], bool] = every_request,
        **options: Unpack[FaultOptions],
    ) -> None:
        """Let something go wrong.

        Args:
            times: For how many requests; None for every one until ``clear``.
            fits: Which requests; others pass it by.
            **options: What goes wrong; see ``Fault``.
        """
        with self._lock:
            self._waiting.append(_Waiting(Fault(**options), times, fits))

    def clear(self) -> None:
        """Let everything go well again."""
        with self._lock:
            self._waiting.clear()

    def next_for(self, asked: Asked) -> Fault | None:
        """Take what is to go wrong with a request; None for nothing."""
        with self._lock:
            waiting = next((waiting for waiting in self._waiting if waiting.fits(asked)), None)
            if waiting is None:
                return None
            if waiting.times is not None:
                waiting.times -= 1
                if waiting.times <= 0:
                    self._waiting.remove(waiting)
            return waiting.fault


async def play(fault: Fault, application: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request the way a fault has it."""
    if fault.delay_seconds:
        await asyncio.sleep(fault.delay_seconds)
    if instead := _instead(fault):
        instead.headers.update(fault.headers)
        await instead(scope, receive, send)
    elif fault.cut or fault.truncated or fault.error_beside_result:
        start, body = await _answer_of(application, scope, receive)
        await _spoil(fault, start, body, send)
    else:
        await application(scope, receive, send)


def _instead(fault: Fault) -> Response | None:
    if fault.body is not None:
        return Response(fault.body, fault.status or 200, media_type="application/json")
    if fault.html:
        return Response(_HIBERNATING, fault.status or 200, media_type="text/html")
    return error_response(usual_error(fault.status)) if fault.status is not None else None


async def _answer_of(application: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    start: dict[str, Any] = {}
    body = bytearray()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    await application(scope, receive, collect)
    return start, bytes(body)


async def _spoil(fault: Fault, start: Message, body: bytes, send: Send) -> None:
    half = body[: len(body) // 2]
    if fault.cut:
        await send(_with_length(start, len(body)))
        await send({"type": "http.response.body", "body": half, "more_body": True})
        return  # without the rest the server closes the connection
    if fault.error_beside_result:
        half = _with_error(body)
    await send(_with_length(start, len(half)))
    await send({"type": "http.response.body", "body": half})


def _with_error(body: bytes) -> bytes:
    result: Any = json.loads(body).get("result", [])
    kept = result[: len(result) // 2] if isinstance(result, list) else result  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return json.dumps({"result": kept, "error": _CANCELLED, "status": "failure"}).encode()


def _with_length(start: Message, length: int) -> Message:
    headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
    return {**start, "headers": [*headers, (b"content-length", str(length).encode())]}
