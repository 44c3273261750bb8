"""A coroutine whose first step has been made, without a task of its own.

A task is 12 µs, and most sends to a socket are done in their first step. Python 3.12 has eager tasks for that.
"""

from collections.abc import Coroutine, Generator
from typing import Any


class Begun:
    """What is left of a coroutine, to be awaited by a task.

    Args:
        coroutine: Has made its first step, and waits.
        waits_for: What it has yielded.
    """

    def __init__(self, coroutine: Coroutine[Any, Any, None], waits_for: object) -> None:
        self._coroutine = coroutine
        self._waits_for = waits_for

    def __await__(self) -> Generator[object, Any, None]:
        """Go on to its end, as if the awaiting task had begun it."""
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


def begin(coroutine: Coroutine[Any, Any, None]) -> Begun | None:
    """Make the first step of a coroutine; give what is left of it, None where that was all.

    Raises:
        Exception: Whatever the first step raises.
    """
    try:
        return Begun(coroutine, coroutine.send(None))
    except StopIteration:
        return None
