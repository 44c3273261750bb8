"""The index of similar tickets in memory: what it holds, and what a nearness is worth in it."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rca_dashboard.domain.likeness.chance import PAIRS, PAIRS_OF_ONE, Chance, chance_of, some_of
from rca_dashboard.domain.likeness.index import LikenessIndex
from rca_dashboard.domain.likeness.terms import TicketTerms
from rca_dashboard.domain.likeness.worth import Floats
from rca_dashboard.insight.reading import Reading
from rca_dashboard.store.engine import Database
from rca_dashboard.store.insight.kept_terms import kept_of

MOST_TICKETS = 200_000
# A sample of chance is renewed when the desk has grown by a quarter.
_GROWTH = 1.25
_SEARCHES = PAIRS // PAIRS_OF_ONE


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched.

    Attributes:
        tickets: How many tickets.
        since: When the oldest of them was opened, in seconds since 1970; 0 if there is none.
        pairs: How many random pairs a nearness was compared with.
        is_complete: All tickets have been read, up to ``most``.
        most: How many are searched at most.
    """

    tickets: int
    since: int
    pairs: int
    is_complete: bool
    most: int

    @property
    def left_out(self) -> str:
        """What was not searched, for people; empty if everything was."""
        if not self.is_complete:
            return "tickets that have not been read yet: the index is being built"
        return f"all but the newest {self.most:,} tickets" if self.tickets >= self.most else ""


class TicketIndex:
    """Holds the newest tickets.

    Args:
        database: Holds their terms.
        most: How many tickets are held.
    """

    def __init__(self, database: Database, most: int = MOST_TICKETS) -> None:
        self._database = database
        self._most = most
        self.likeness = LikenessIndex()
        self.chance = Chance()
        self.is_complete = False
        self.seconds_spent = 0.0

    @property
    def most(self) -> int:
        """How many tickets are held at most."""
        return self._most

    def searched(self) -> Searched:
        """Return what a search searches now."""
        return Searched(
            tickets=len(self.likeness),
            since=self.likeness.oldest or 0,
            pairs=self.chance.pairs,
            is_complete=self.is_complete,
            most=self._most,
        )

    def reset(self) -> None:
        """Forget all tickets."""
        self.likeness = LikenessIndex()

    def load(self, readings: Sequence[Reading]) -> None:
        """Add tickets from the store."""
        self.take(readings, ())

    def take(self, readings: Sequence[Reading], gone: Iterable[int]) -> None:
        """Add or replace tickets, and remove others."""
        began = time.thread_time()
        self.likeness.remove(gone)
        self.likeness.put([(each.id, each.opened, each.terms) for each in readings])
        self.likeness.keep_newest(self._most)
        self.seconds_spent += time.thread_time() - began

    @property
    def needs_chance(self) -> bool:
        """Whether the sample of random pairs is missing, or of a much smaller desk."""
        return len(self.likeness) > max(1, self.chance.tickets) * _GROWTH or (
            not self.chance.pairs and len(self.likeness) > 1
        )

    def sample(self) -> Iterator[None]:
        """Compare random pairs of tickets, a hundred in each step."""
        generator = np.random.default_rng(len(self.likeness))
        samples: list[Floats] = []
        for terms in self._random_tickets(generator):
            samples.append(some_of(self.likeness.nearness_of_all(terms), generator))
            yield
        self.chance = chance_of(samples, len(self.likeness))

    def _random_tickets(self, generator: np.random.Generator) -> Iterator[TicketTerms]:
        ids = self.likeness.ids()
        for _ in range(_SEARCHES if len(ids) > 1 else 0):
            for kept in kept_of(self._database, [int(generator.choice(ids))]):
                yield TicketTerms.from_bytes(kept.terms)
