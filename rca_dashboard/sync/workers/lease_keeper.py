"""How a worker holds the lease: with others through the database, or alone."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from rca_dashboard.clock import SHARED
from rca_dashboard.store.engine import Database
from rca_dashboard.store.workers.fencing import FencedDatabase
from rca_dashboard.store.workers.lease import Lease, hand_over_lease, read_lease, renew_lease, take_lease
from rca_dashboard.sync.thread import in_thread


@dataclass(frozen=True, slots=True)
class Term:
    """The time for which a worker leads.

    Attributes:
        number: The lease's number.
        earlier: JSON of the status that the leader before has left; empty if there was none.
        database: Refuses writes once another worker leads.
    """

    number: int
    earlier: str
    database: Database


class LeaseKeeper(Protocol):
    """Takes, renews and hands over the lease."""

    @property
    def is_shared(self) -> bool:
        """Whether other workers may lead."""
        ...

    async def attempt(self) -> tuple[Term | None, str]:
        """Take the lease if it is free; return the term, or None, and the status of whoever leads."""
        ...

    async def renew(self, term: Term, status: str, *, is_news: bool) -> bool:
        """Renew the lease; return False if another worker leads by now."""
        ...

    async def hand_over(self, term: Term, status: str) -> None:
        """Give the lease back."""
        ...


class SoleKeeper:
    """The lease of the only worker of a database: it always has it."""

    is_shared = False

    def __init__(self, database: Database) -> None:
        self._database = database

    async def attempt(self) -> tuple[Term | None, str]:
        """Take the lease."""
        return Term(0, "", self._database), ""

    async def renew(self, term: Term, status: str, *, is_news: bool) -> bool:
        """Keep it."""
        del term, status, is_news
        return True

    async def hand_over(self, term: Term, status: str) -> None:
        """Do nothing: no other worker waits."""


class SharedKeeper:
    """The lease in the database, for which workers compete; the clock is the database's.

    Args:
        database: The database.
        holder: This worker's id.
    """

    is_shared = True

    def __init__(self, database: Database, holder: str) -> None:
        self._database = database
        self._holder = holder

    async def attempt(self) -> tuple[Term | None, str]:
        """Take the lease if it is free: followers look without a lock, and take it only when it has ended."""
        began = datetime.now(UTC)
        found: Lease | None = await in_thread(read_lease, self._database)
        SHARED.follow(found.now, began, datetime.now(UTC))
        if found.is_held and found.holder != self._holder:
            return None, found.status
        taken = await in_thread(take_lease, self._database, self._holder)
        if taken is None:
            return None, found.status
        return Term(taken.number, taken.status, FencedDatabase(self._database, taken.number)), taken.status

    async def renew(self, term: Term, status: str, *, is_news: bool) -> bool:
        """Renew the lease."""
        began = datetime.now(UTC)
        now = await in_thread(renew_lease, self._database, self._holder, term.number, status, is_news=is_news)
        if now is None:
            return False
        SHARED.follow(now, began, datetime.now(UTC))
        return True

    async def hand_over(self, term: Term, status: str) -> None:
        """Give the lease back."""
        await in_thread(hand_over_lease, self._database, self._holder, term.number, status)
