"""Runs a desk in a thread until it is stopped."""

from threading import Event, Thread
from typing import Protocol


class Life(Protocol):
    """What happens to an instance by itself: a desk at work, or a log that is replayed."""

    def seconds_until_next(self) -> float:
        """Return the seconds until something happens."""
        ...

    def advance(self) -> None:
        """Let it happen."""
        ...


class LivingDesk:
    """Lets things happen at a desk at its pace."""

    def __init__(self, desk: Life) -> None:
        self._desk = desk
        self._is_over = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start; nothing happens before the desk's first pause has passed."""
        self._is_over.clear()
        self._thread = Thread(target=self._live, name="living-desk", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop, at once unless something is just happening."""
        self._is_over.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def _live(self) -> None:
        while not self._is_over.wait(self._desk.seconds_until_next()):
            self._desk.advance()
