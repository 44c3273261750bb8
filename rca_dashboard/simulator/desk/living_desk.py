"""A desk that lives by itself, in a thread, until it is told to stop."""

from threading import Event, Thread
from typing import Protocol


class Life(Protocol):
    """What happens to an instance by itself: a desk at work, or a log that is played again."""

    def seconds_until_next(self) -> float:
        """Return how long it is until something happens."""
        ...

    def live(self) -> None:
        """Let it happen."""
        ...


class LivingDesk:
    """Lets things happen at a desk at its pace."""

    def __init__(self, desk: Life) -> None:
        self._desk = desk
        self._is_over = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin; nothing happens before the desk's first pause has passed."""
        self._is_over.clear()
        self._thread = Thread(target=self._live, name="living-desk", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, at once unless something is just happening."""
        self._is_over.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def _live(self) -> None:
        while not self._is_over.wait(self._desk.seconds_until_next()):
            self._desk.live()
