"""A coroutine whose first step runs without a task of its own.

A task costs 12 µs, and most sends to a socket finish in their first step. Python 3.12 has eager tasks for that.
"""

from collections.abc import Coroutine, Generator
from typing import Any


class StartedCoroutine:
    """The rest of a started coroutine, to be awaited by a task.

    Args:
        coroutine: The coroutine after its first step.
        waits_for: The object that it yielded.
    """

    def __init__(self, coroutine: Coroutine[Any, Any, None], waits_for: object) -> None:
        self._coroutine = coroutine
        self._waits_for = waits_for

    def __await__(self) -> Generator[object, Any, None]:
        """Run to the end, as if the awaiting task had started it."""
        waits_for = self._waits_for
        while True:
            try:
                sent = yield waits_for
            except BaseException as error:  # noqa: BLE001 - also a cancellation is the coroutine's to take
                go_on, given = self._coroutine.throw, error
            else:
                go_on, given = self._coroutine.send, sent
            try:
                waits_for = go_on(given)
            except StopIteration:
                return


def begin(coroutine: Coroutine[Any, Any, None]) -> StartedCoroutine | None:
    """Run the first step of a coroutine; return the rest of it, or None if it has finished.

    Raises:
        Exception: Whatever the first step raises.
    """
    try:
        return StartedCoroutine(coroutine, coroutine.send(None))
    except StopIteration:
        return None
