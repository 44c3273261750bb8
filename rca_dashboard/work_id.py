"""The id of what is being done, such as one poll or one request: what is logged meanwhile bears it."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkId:
    """A kind of work, such as ``poll``, and an id."""

    kind: str
    id: str


_current: ContextVar[WorkId | None] = ContextVar("work_id", default=None)


@contextmanager
def work(kind: str) -> Generator[WorkId]:
    """Give everything that is logged in the block one id, in the threads that it waits for too."""
    made = WorkId(kind, secrets.token_hex(4))
    token = _current.set(made)
    try:
        yield made
    finally:
        _current.reset(token)


def current_work() -> WorkId | None:
    """Return the work that is being done; None outside of any."""
    return _current.get()
