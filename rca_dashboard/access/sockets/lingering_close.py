"""Closes connections so that their last words arrive, also where the peer is still sending.

The kernel resets a connection that is closed with unread bytes, and a reset discards what the peer has not read yet:
the code of a websocket's close frame, or the answer 413 to a body that is still on its way. So the end is announced
first, and what comes is read and dropped for a moment.
"""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar, Protocol, runtime_checkable

SECONDS_TO_READ_ON = 5.0
# Those that are read on at once: beyond them a close is as the kernel does it, so that strangers hold no more files.
MOST_AT_ONCE = 200


@runtime_checkable
class SaysWhatIsLeft(Protocol):
    """A protocol that knows whether its peer may still be sending."""

    def has_input_left(self) -> bool:
        """Return whether bytes may still be on their way."""
        ...


class LingeringTransport(asyncio.Transport):
    """A transport that reads on for a moment as it is closed, if its protocol says that input may be left.

    Args:
        inner: The transport of a connection.
        loop: Its event loop.
    """

    __slots__ = ("_end", "_inner", "_loop")
    _lingering: ClassVar[set["LingeringTransport"]] = set()

    def __init__(self, inner: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._inner = inner
        self._loop = loop
        self._end: _Ending | None = None

    def close(self) -> None:
        """Close the connection, at once if the peer has nothing more to send."""
        if self._end is not None or self._inner.is_closing():
            return
        owner = self._inner.get_protocol()
        is_left = isinstance(owner, SaysWhatIsLeft) and owner.has_input_left() and self._inner.can_write_eof()
        if not is_left or len(self._lingering) >= MOST_AT_ONCE:
            self._inner.close()
            return
        self._end = _Ending(owner, self._forget, self._loop, self._inner.abort)
        self._lingering.add(self)
        self._inner.set_protocol(self._end)
        try:
            self._inner.write_eof()
        except OSError:  # the peer is gone
            self._inner.abort()
            return
        self._inner.resume_reading()

    def abort(self) -> None:
        """Close the connection without another word."""
        self._inner.abort()

    def is_closing(self) -> bool:
        """Return whether the connection is closed or reads on to be closed."""
        return self._end is not None or self._inner.is_closing()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send bytes, but none after the end was announced."""
        if self._end is None:
            self._inner.write(data)

    def pause_reading(self) -> None:
        """Stop reading, but not while reading on."""
        if self._end is None:
            self._inner.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        self._inner.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Pass the connection to another protocol: as a websocket takes over, which may have refused it already."""
        if self._end is None:
            self._inner.set_protocol(protocol)
        else:
            self._end.owner = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        """Return the protocol that the connection belongs to."""
        return self._inner.get_protocol() if self._end is None else self._end.owner

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - asyncio's interface
        """Return what the transport knows of the connection."""
        return self._inner.get_extra_info(name, default)

    def get_write_buffer_size(self) -> int:
        """Return how many bytes wait to be sent."""
        return self._inner.get_write_buffer_size()

    def _forget(self) -> None:
        self._lingering.discard(self)


class _Ending(asyncio.Protocol):
    """Drops what comes until the peer closes or the time is over, and reports the end to the protocol before it."""

    def __init__(
        self,
        owner: asyncio.BaseProtocol,
        ended: Callable[[], None],
        loop: asyncio.AbstractEventLoop,
        abort: Callable[[], None],
    ) -> None:
        self.owner = owner
        self._ended = ended
        self._deadline = loop.call_later(SECONDS_TO_READ_ON, abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._deadline.cancel()
        self._ended()
        owner, self.owner = self.owner, asyncio.BaseProtocol()  # it refers to its transport, which refers to this
        owner.connection_lost(exc)
