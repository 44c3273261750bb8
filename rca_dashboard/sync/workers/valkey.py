"""Wake-ups by Valkey or Redis: a second way beside PostgreSQL's, which a pool in transaction mode cannot swallow.

A wake-up says only that there is something to look at, so what is lost while the server is away delays the other
workers by a look at most, and nothing waits for the server: a commit puts its wake-ups into a queue.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from redis import asyncio as redis_asyncio
from redis.exceptions import RedisError

from rca_dashboard.store.wake_ups import CHANNEL

logger = logging.getLogger(__name__)

CALL_SECONDS = 2.0
# A server that is cut off, and not just gone, is noticed by an answer to a ping that does not come.
PING_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0
# All that is older is in the tables anyway, and the others look at them when the server is back.
MOST_WAITING = 1_000

OnHeard = Callable[[str, str], None]

# redis-py types each answer as one that may be awaited or not, for its two kinds of clients.
Client = Any
_from_url: Callable[..., Any] = redis_asyncio.Redis.from_url  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


class ValkeyChannel:
    """Publishes this worker's wake-ups, and calls back at those of others. ``publish`` may be called in any thread.

    Args:
        url: The server: ``redis://``, ``rediss://`` or ``valkey://``.
        on_heard: Called with the topic and the payload of a wake-up.
        on_connected: Called when wake-ups may have been missed.

    Attributes:
        is_hearing: Whether wake-ups arrive.
    """

    def __init__(self, url: str, on_heard: OnHeard, on_connected: Callable[[], None]) -> None:
        self.is_hearing = False
        self._url = url.replace("valkey", "redis", 1) if url.startswith("valkey") else url
        self._on_heard = on_heard
        self._on_connected = on_connected
        self._waiting: deque[str] = deque(maxlen=MOST_WAITING)
        self._is_waiting = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._away_since: float | None = None

    def publish(self, wake_up: str) -> None:
        """Send a wake-up soon, or drop it if the server stays away."""
        self._waiting.append(wake_up)
        self._loop.call_soon_threadsafe(self._is_waiting.set)

    async def run(self) -> None:
        """Hear and send until cancelled; connect again after each loss, at growing intervals."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._hear_and_send()
            except (RedisError, OSError, TimeoutError) as error:
                if self.is_hearing:
                    pause = FIRST_PAUSE_SECONDS
                self.is_hearing = False
                self._warn(error)
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE_SECONDS, pause * 2)

    async def _hear_and_send(self) -> None:
        timeouts = {"socket_timeout": CALL_SECONDS, "socket_connect_timeout": CALL_SECONDS}
        async with _from_url(self._url, decode_responses=True, **timeouts) as client:
            hearing = asyncio.create_task(self._hear(client))
            sending = asyncio.create_task(self._send(client))
            try:
                done, _ = await asyncio.wait({hearing, sending}, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                await _end(hearing, sending)

    async def _hear(self, client: Client) -> None:
        async with client.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            while True:
                message = await subscription.get_message(timeout=PING_SECONDS)
                if message is None:
                    await client.ping()
                elif message["type"] == "subscribe":
                    self._connected()
                else:
                    topic, _, payload = str(message["data"]).partition(" ")
                    self._on_heard(topic, payload)

    async def _send(self, client: Client) -> None:
        while True:
            await self._is_waiting.wait()
            self._is_waiting.clear()
            while self._waiting:
                await client.publish(CHANNEL, self._waiting.popleft())

    def _connected(self) -> None:
        self.is_hearing = True
        if self._away_since is not None:
            logger.warning("REDIS_URL recovered after %.0f s.", time.monotonic() - self._away_since)
            self._away_since = None
        self._on_connected()

    def _warn(self, error: Exception) -> None:
        if self._away_since is None:
            self._away_since = time.monotonic()
            why = " ".join(str(error).split()) or type(error).__name__
            logger.warning("REDIS_URL cannot be used (%s); wake-ups go through PostgreSQL alone.", why)


async def _end(*tasks: "asyncio.Task[None]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
