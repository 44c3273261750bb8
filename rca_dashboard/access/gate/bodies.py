"""Request bodies: limited in size and time."""

import asyncio

from starlette.types import Message, Receive, Scope

LARGEST_BODY_BYTES = 64 * 1024
_SECONDS_TO_SEND = 15.0


class BodyError(Exception):
    """A body that was not read to its end."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


async def whole_body(scope: Scope, receive: Receive) -> Receive:
    """Read a request's body and return a ``receive`` that replays it.

    Raises:
        BodyError: If it is larger than 64 kB, or takes longer than 15 s.
    """
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if length.isdigit() and int(length) > LARGEST_BODY_BYTES:
        raise _too_large()
    try:
        async with asyncio.timeout(_SECONDS_TO_SEND):
            read = await _read(receive)
    except TimeoutError:
        raise BodyError(408, "body_too_slow", f"The body was not received within {_SECONDS_TO_SEND:.0f} s.") from None
    pending = [read]

    async def receive_again() -> Message:
        return pending.pop() if pending else await receive()

    return receive_again


async def _read(receive: Receive) -> Message:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return message
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY_BYTES:
            raise _too_large()
        if not message.get("more_body", False):
            return {"type": "http.request", "body": b"".join(parts), "more_body": False}


def _too_large() -> BodyError:
    return BodyError(413, "body_too_large", f"The body must be at most {LARGEST_BODY_BYTES // 1024} kB.")
