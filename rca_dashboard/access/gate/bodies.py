"""Request bodies: limited in size and time, and with one end."""

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


def check_length(scope: Scope) -> None:
    """Refuse a request whose end could be seen in two places, which may hide another request in it from a proxy.

    Raises:
        BodyError: If it has both a length and chunks (RFC 9112, 6.1).
    """
    names = {name for name, _ in scope["headers"]}
    if {b"content-length", b"transfer-encoding"} <= names:
        raise BodyError(400, "ambiguous_length", "Send Content-Length or Transfer-Encoding, not both.")


async def whole_body(scope: Scope, receive: Receive) -> Receive:
    """Read a request's body and return a ``receive`` that replays it.

    Raises:
        BodyError: If it is encoded, larger than 64 kB, or takes longer than 15 s.
    """
    encodings = [value.strip().lower() for name, value in scope["headers"] if name == b"content-encoding"]
    if any(encoding not in (b"", b"identity") for encoding in encodings):
        raise BodyError(415, "unsupported_encoding", "Send the body as it is, without Content-Encoding.")
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
