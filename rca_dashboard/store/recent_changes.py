"""What this process has just committed to the feed, in memory: the hub of the same process need not read it again.

The feed stays the truth. Whoever follows it asks for what comes after a ``seq``; what other processes wrote in between,
or what is not here any more, is read from the database.
"""

from collections import deque
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from rca_dashboard.domain.tickets.change import Change
from rca_dashboard.domain.views.page import TicketRow

# A hub reads within 75 ms of a commit, in which a poll stores some pages.
_MOST_BATCHES = 20
# Single rows of a large batch are shown to no one: see ``live.messages.MOST_CHANGED_ROWS``.
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class CountedTicket:
    """What of a ticket the figures of the cards count."""

    is_active: bool
    is_high_priority: bool
    opened_at: datetime | None


@dataclass(slots=True)
class Batch:
    """The changes of one transaction.

    Attributes:
        rows: The changed tickets as lists show them; None if they are not known.
        gone: The same tickets as they were counted before.
        come: As they are counted now.
    """

    changes: Sequence[Change]
    rows: Sequence[TicketRow] | None = None
    gone: Sequence[CountedTicket] = ()
    come: Sequence[CountedTicket] = ()


_open: ContextVar[list[Batch] | None] = ContextVar("open_batches", default=None)


class RecentChanges:
    """The last batches of a process. Thread-safe."""

    def __init__(self) -> None:
        self._batches: deque[Batch] = deque(maxlen=_MOST_BATCHES)
        self._lock = Lock()

    @contextmanager
    def of_transaction(self) -> Generator[None]:
        """Keep the batches that are appended in this block, once it has ended without an error."""
        batches: list[Batch] = []
        token = _open.set(batches)
        try:
            yield
        finally:
            _open.reset(token)
        with self._lock:
            self._batches.extend(each for each in batches if each.changes)

    def after(self, seq: int) -> list[Batch]:
        """Return the batches that follow a ``seq`` without a gap; none if the first of them is not here."""
        with self._lock:
            batches = sorted(self._batches, key=_first)
        found: list[Batch] = []
        for each in batches:
            if _first(each) == seq + 1:
                found.append(each)
                seq = each.changes[-1].seq
        return found


def hand_over(changes: Sequence[Change]) -> None:
    """Note the changes that the current transaction appends to the feed; many, as of an import, are left to it."""
    if (batches := _open.get()) is not None:
        batches.append(Batch(changes if len(changes) <= MOST_ROWS else ()))


def hand_over_rows(rows: Sequence[TicketRow], *, gone: Sequence[CountedTicket], come: Sequence[CountedTicket]) -> None:
    """Note the rows of the changes that were appended last."""
    if batches := _open.get():
        batches[-1].rows, batches[-1].gone, batches[-1].come = rows, gone, come


def _first(batch: Batch) -> int:
    return batch.changes[0].seq
