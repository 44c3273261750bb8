"""Background work.

``run_forever`` is a loop that continues after failures; ``SingleTask`` is work that never runs twice at a time; a
``FailureLog`` logs each outage twice, when it starts and when it ends.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeVar

from rca_dashboard.clock import Monotonic
from rca_dashboard.domain.duration import duration
from rca_dashboard.servicenow.errors import ServiceNowError
from rca_dashboard.store.engine import DatabaseUnavailableError

Result = TypeVar("Result")

# The database gives up a lock after 5 s, and no step needs more than a few seconds: one that takes a minute hangs.
DEADLINE_SECONDS = 60.0


class DeadlineExceededError(Exception):
    """Raised if a step does not end in time; the text says how long it had."""


class NoAnswerError(Exception):
    """Raised if a server beside the app does not do what it should; the text is a sentence for people."""


def is_expected(error: BaseException) -> bool:
    """Return whether an error's own text is a sentence for people; an unexpected error needs its traceback."""
    return isinstance(error, DatabaseUnavailableError | ServiceNowError | DeadlineExceededError | NoAnswerError)


class FailureLog:
    """Logs a failure once when it starts and once when it ends. Safe to use from several threads.

    A failure of another kind during an outage is logged too, once: it may have another cause.

    Args:
        what: What fails, as the subject of a sentence, such as ``Live push``.
        logger: Where to log it.
        settles_seconds: An outage is over if nothing has failed for so long. Where attempts run side by side, as
            requests do, some succeed while others fail, and each would end and begin an outage.
        monotonic: A monotonic clock, in seconds.
    """

    def __init__(
        self,
        what: str,
        logger: logging.Logger,
        *,
        settles_seconds: float = 0.0,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._what = what
        self._settles_seconds = settles_seconds
        self._failed_at = 0.0
        self._logger = logger
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kinds: set[type[BaseException]] = set()
        self._since = 0.0
        self._attempts = 0

    @property
    def is_failing(self) -> bool:
        """Whether an outage has begun that is not over yet: the last attempt, or one shortly before, failed."""
        return self._attempts > 0

    def failed(self, error: BaseException) -> None:
        """Count a failed attempt, and log it if it is the first of its kind."""
        with self._lock:
            self._failed_at = self._monotonic()
            if not self._attempts:
                self._since = self._failed_at
            self._attempts += 1
            if type(error) in self._kinds:
                return
            self._kinds.add(type(error))
        reason, traceback = (str(error), None) if is_expected(error) else (type(error).__name__, error)
        self._logger.error("%s failed: %s", self._what, reason, exc_info=traceback)

    def succeeded(self) -> None:
        """Log that an outage is over; after a success, do nothing."""
        if not self._attempts:
            return
        with self._lock:
            if self._monotonic() - self._failed_at < self._settles_seconds:
                return
            attempts, self._attempts = self._attempts, 0
            self._kinds.clear()
        if attempts:
            # At the level of a warning: a log that shows the failure shows that it is over.
            self._logger.warning("%s %s", self._what, recovery(self._monotonic() - self._since, attempts))


def recovery(seconds: float, attempts: int) -> str:
    """Return the end of an outage for a log: ``recovered after 14 s (3 failed attempts)``."""
    return f"recovered after {duration(seconds)} ({attempts} failed attempt{'' if attempts == 1 else 's'})"


async def run_forever(
    step: Callable[[], Awaitable[object]],
    failures: FailureLog,
    *,
    wait: Callable[[], Awaitable[object]],
    retry_seconds: float | None,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> None:
    """Wait and run a step, repeatedly until cancelled; a failed step is retried.

    Args:
        step: What to run.
        failures: Logs when the steps begin to fail and when they succeed again.
        wait: Returns when the next step is due.
        retry_seconds: The wait after a failure; None waits as after a success.
        deadline_seconds: A step that takes longer is cancelled, and counts as failed.
    """
    while True:
        try:
            if failures.is_failing and retry_seconds is not None:
                await asyncio.sleep(retry_seconds)
            else:
                await wait()
            await _within(deadline_seconds, step)
            failures.succeeded()
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            failures.failed(error)  # something that the step waited for was cancelled, not this loop
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and retried
            failures.failed(error)


def every(seconds: float) -> Callable[[], Awaitable[None]]:
    """Return a ``wait`` for ``run_forever`` of a fixed length."""
    return lambda: asyncio.sleep(seconds)


async def _within(seconds: float, step: Callable[[], Awaitable[object]]) -> None:
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            await step()
    except TimeoutError:
        if limit.expired():
            raise DeadlineExceededError(f"not finished within {duration(seconds)}") from None
        raise


class SingleTask(Generic[Result]):
    """Runs work as a task, never two at a time. All methods must be called on the event loop.

    Args:
        name: The task's name; an unexpected error is logged under it.
        logger: Where to log it.
    """

    def __init__(self, name: str, logger: logging.Logger) -> None:
        self._name = name
        self._logger = logger
        self._task: asyncio.Task[Result] | None = None

    @property
    def is_running(self) -> bool:
        """Whether work is running."""
        return self._task is not None and not self._task.done()

    def start(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> "asyncio.Task[Result]":
        """Start the work, unless it is running; return the running task."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(work(), name=self._name)
            self._task.add_done_callback(self._log_defect)
        return self._task

    def cancel(self) -> bool:
        """Ask the work to end; return whether it was running."""
        return self._task is not None and self._task.cancel()

    async def wait(self) -> None:
        """Wait for the end of the running work, however it ends."""
        if self._task:
            await asyncio.wait({self._task})

    async def stop(self) -> None:
        """Cancel the running work, and wait for its end."""
        self.cancel()
        await self.wait()

    def _log_defect(self, task: "asyncio.Task[Result]") -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._logger.error("%s failed: %s", self._name, type(error).__name__, exc_info=error)
