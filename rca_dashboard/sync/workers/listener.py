"""Hears the wake-ups of other workers, on a connection of its own.

A pool in transaction mode swallows LISTEN without an error, so the listener first proves that it hears what the
database's ordinary connections announce. Where it does not, the worker looks once a second instead.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing

import psycopg

from rca_dashboard.store.engine import Database
from rca_dashboard.store.postgresql import listening_address
from rca_dashboard.store.wake_ups import CHANNEL, Topic, also_publish, announce
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.workers.valkey import ValkeyChannel

logger = logging.getLogger(__name__)

# While nothing is heard; a reader hardly notices a second.
LOOK_SECONDS = 1.0
# While wake-ups are heard, for the case that one is lost.
RARE_LOOK_SECONDS = 5.0
PROOF_SECONDS = 3.0
# A pool in transaction mode stays one; a database that restarts is back within seconds.
RETRY_SECONDS = 0.5
RETRY_UNHEARD_SECONDS = 60.0

# Called with a wake-up's payload; a look at everything has an empty one.
OnWakeUp = Callable[[str], None]


class UnheardError(Exception):
    """LISTEN was accepted, and nothing came."""


class Listener:
    """Calls back at wake-ups, and at least every few seconds. All methods must be called on the event loop.

    Args:
        database: Announces the proof.
        url: Where LISTEN goes: DATABASE_LISTEN_URL.
        callbacks: What to call for each topic.
        looks: What to call whenever a wake-up may have been missed.
        redis_url: A Valkey or Redis server as a second way; empty for none.

    Attributes:
        is_hearing: Whether wake-ups arrive.
    """

    def __init__(
        self,
        database: Database,
        url: str,
        callbacks: Mapping[Topic, OnWakeUp],
        looks: tuple[Callable[[], None], ...],
        redis_url: str = "",
    ) -> None:
        self.is_hearing = False
        self._database = database
        self._url = url
        self._callbacks = callbacks
        self._looks = looks
        self._has_warned = False
        self._valkey = ValkeyChannel(redis_url, self._call, self._look) if redis_url else None
        if self._valkey is not None:
            also_publish(database.engine, self._valkey.publish)

    async def run(self) -> None:
        """Listen until cancelled; look regularly in any case."""
        beside = [asyncio.create_task(self._look_regularly(), name="look for what other workers did")]
        if self._valkey is not None:
            beside.append(asyncio.create_task(self._valkey.run(), name="wake-ups by Valkey"))
        try:
            while True:  # noqa: ASYNC110 - it does not wait for a state, but between attempts
                await asyncio.sleep(await self._listen_until_it_ends())
        finally:
            for task in beside:
                task.cancel()

    async def _listen_until_it_ends(self) -> float:
        """Listen; return how many seconds to wait before the next try."""
        try:
            await self._listen()
        except UnheardError:
            self._warn("accepts LISTEN and delivers nothing, as a pool in transaction mode does")
            return RETRY_UNHEARD_SECONDS
        except (psycopg.Error, OSError) as error:
            if self.is_hearing:
                logger.debug("The connection that listens was lost: %s", error)
            elif not self._has_warned:
                self._warn(f"cannot be listened to ({' '.join(str(error).split())})")
        except Exception as error:
            logger.debug("Listening failed", exc_info=True)
            self._warn(f"cannot be listened to ({type(error).__name__})")
        finally:
            self.is_hearing = False
        return RETRY_SECONDS

    def _warn(self, why: str) -> None:
        if not self._has_warned:
            self._has_warned = True
            logger.warning(
                "Wake-ups between workers do not arrive: DATABASE_LISTEN_URL (by default DATABASE_URL) %s. Changes are "
                "looked for once a second instead; set DATABASE_LISTEN_URL to the PostgreSQL server itself.",
                why,
            )

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(listening_address(self._url), autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}".encode())
            await self._prove(connection)
            self.is_hearing = True
            if self._has_warned:
                self._has_warned = False
                logger.warning("Wake-ups between workers arrive again.")
            self._look()  # whatever happened before this connection is not announced on it
            async with aclosing(_heard(connection)) as heard:
                async for topic, payload in heard:
                    self._call(topic, payload)

    async def _prove(self, connection: "psycopg.AsyncConnection[object]") -> None:
        token = secrets.token_hex(8)
        deadline = time.monotonic() + PROOF_SECONDS
        await in_thread(_say_hello, self._database, token)
        while (left := deadline - time.monotonic()) > 0:
            async for notify in connection.notifies(timeout=left, stop_after=1):
                if notify.payload == f"{Topic.HELLO.value} {token}":
                    return
        raise UnheardError

    def _call(self, topic: str, payload: str) -> None:
        callback = self._callbacks.get(Topic(topic)) if topic in set(Topic) else None
        if callback is not None:
            callback(payload)

    async def _look_regularly(self) -> None:
        while True:
            is_heard = self.is_hearing or (self._valkey is not None and self._valkey.is_hearing)
            await asyncio.sleep(RARE_LOOK_SECONDS if is_heard else LOOK_SECONDS)
            self._look()

    def _look(self) -> None:
        for look in self._looks:
            look()


async def _heard(connection: "psycopg.AsyncConnection[object]") -> AsyncGenerator[tuple[str, str]]:
    async for notify in connection.notifies():
        topic, _, payload = notify.payload.partition(" ")
        yield topic, payload


def _say_hello(database: Database, token: str) -> None:
    with database.write() as session:
        announce(session.connection(), Topic.HELLO, token)
