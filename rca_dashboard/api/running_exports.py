"""How many files are exported at once: a few for each user and for the worker, so that pages stay quick."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from rca_dashboard.access.addresses import address_of
from rca_dashboard.access.identity import identity_of
from rca_dashboard.api.errors import ApiError, error_answer

# 45 at once by one login made every page wait for 261 s.
MOST_OF_A_USER = 2
MOST_OF_A_WORKER = 4
# An export of 20,000 tickets takes some seconds.
_RETRY_SECONDS = "5"
# A client that reads nothing for so long gives its place to the next.
_STALLED_SECONDS = 60.0


class RunningExports:
    """Counts the exports that run in this worker. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()

    def check(self, scope: MutableMapping[str, Any]) -> None:
        """Raise an ``ApiError`` (429) if the user or the worker has no place for another export."""
        with self._lock:
            self._check(_user(scope))

    @contextmanager
    def place(self, scope: MutableMapping[str, Any]) -> Generator[None]:
        """Hold a place while the file is sent; raise an ``ApiError`` (429) if there is none."""
        user = _user(scope)
        with self._lock:
            self._check(user)
            self._running[user] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running -= Counter({user: 1})

    def _check(self, user: str) -> None:
        if self._running[user] >= MOST_OF_A_USER:
            message = f"You have {MOST_OF_A_USER} exports running; try again when one has finished."
        elif self._running.total() >= MOST_OF_A_WORKER:
            message = f"{MOST_OF_A_WORKER} exports are running; try again when one has finished."
        else:
            return
        raise ApiError(429, "too_many_exports", message, headers={"Retry-After": _RETRY_SECONDS})


class ExportResponse(StreamingResponse):
    """A file that is streamed in slices; its place is free again when it is sent or its client is gone.

    Args:
        exports: Holds the places.
        pieces: The file, a slice at a time.
        media_type: What it is.
        headers: Its headers.
    """

    def __init__(
        self,
        exports: RunningExports,
        pieces: Iterator[str | bytes] | AsyncIterator[str | bytes],
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(pieces, media_type=media_type, headers=headers)
        self._exports = exports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file."""

        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(_STALLED_SECONDS):
                await send(message)

        try:
            with self._exports.place(scope):
                await super().__call__(scope, receive, send_in_time)
        except (ClientDisconnect, TimeoutError):
            return  # the server closes what is not complete
        except ApiError as error:  # another began since it was checked
            await error_answer(error, headers=error.headers)(scope, receive, send)


def _user(scope: MutableMapping[str, Any]) -> str:
    """Return whose exports are counted together: without logins an address stands for its user."""
    identity = identity_of(scope)
    return identity.username if identity.session_id else f"{identity.username} {address_of(scope)}"
