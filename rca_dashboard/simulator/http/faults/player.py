"""Answer a request with a fault."""

import asyncio
import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rca_dashboard.simulator.errors import error_response, usual_error
from rca_dashboard.simulator.http.faults.faults import Fault

FAULT = "simulator.fault"
"""The key in a request's scope of the fault that the Table API itself must apply."""

_PIECES = 20
_HIBERNATING = (
    b"<html><head><title>Instance Hibernating</title></head><body>Your instance is hibernating.</body></html>"
)
_CANCELLED = {
    "message": "Transaction cancelled: maximum execution time exceeded",
    "detail": "Transaction cancelled: maximum execution time exceeded Check logs for error trace",
}


async def play(fault: Fault, application: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with a fault."""
    scope = {**scope, FAULT: fault}
    if fault.meanwhile:
        await run_in_threadpool(fault.meanwhile)
    if fault.delay_seconds:
        await asyncio.sleep(fault.delay_seconds)
    if instead := _instead(fault):
        instead.headers.update(fault.headers)
        await instead(scope, receive, send)
    elif fault.cut or fault.truncated or fault.error_beside_result or fault.trickle_seconds:
        start, body = await _answer_of(application, scope, receive)
        await _spoil(fault, start, body, send)
    else:
        await application(scope, receive, send)


async def hang_up(receive: Receive, send: Send) -> None:
    """End the connection without an answer. ``send`` must be uvicorn's own: only it has the connection."""
    cycle: Any = getattr(send, "__self__", None)
    cycle.transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass  # until then uvicorn would report the missing response as an error


def _instead(fault: Fault) -> Response | None:
    if fault.body is not None:
        return Response(fault.body, fault.status or 200, media_type=fault.media_type)
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
    if fault.error_beside_result:
        body = _with_error(body)
    half = body[: len(body) // 2]
    if fault.cut:
        await send(_with_length(start, len(body)))
        await send({"type": "http.response.body", "body": half, "more_body": True})
        return  # without the rest the server closes the connection
    sent = half if fault.truncated else body
    await send(_with_length(start, len(sent)))
    await _trickle(sent, fault.trickle_seconds, send)


async def _trickle(body: bytes, seconds: float, send: Send) -> None:
    if seconds:
        size = max(1, -(-len(body) // _PIECES))
        for place in range(0, len(body), size):
            await send({"type": "http.response.body", "body": body[place : place + size], "more_body": True})
            await asyncio.sleep(seconds / _PIECES)
        body = b""
    await send({"type": "http.response.body", "body": body})


def _with_error(body: bytes) -> bytes:
    result: Any = json.loads(body).get("result", [])
    kept = result[: len(result) // 2] if isinstance(result, list) else result  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return json.dumps({"result": kept, "error": _CANCELLED, "status": "failure"}).encode()


def _with_length(start: Message, length: int) -> Message:
    headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
    return {**start, "headers": [*headers, (b"content-length", str(length).encode())]}
