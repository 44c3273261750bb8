"""What a nearness is worth: how often two tickets of this desk, picked at random, are as near.

A percentage would mean something else in each desk; "as near as 1 in 4,000 random pairs" means the same in all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rca_dashboard.domain.likeness.worth import Floats

PAIRS = 20_000
# Each search compares one ticket with all: a hundred random ones of them are a hundred random pairs.
PAIRS_OF_ONE = 100
# Below these two, found tickets share words as any two tickets do: of strangers of another project, nine in ten stay
# below, and of known duplicates one in eighty.
LEAST_NEARNESS = 0.12
LEAST_ONE_IN = 50
# As near as that is the same story, however common it is here: in a storm, every third pair may be.
SURELY_NEAR = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """The nearness of random pairs, ascending.

    Attributes:
        sample: Each pair's nearness; empty before the first sample was taken.
        tickets: How many tickets there were when it was taken.
    """

    sample: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    tickets: int = 0

    @property
    def pairs(self) -> int:
        """The number of pairs."""
        return len(self.sample)

    def one_in(self, nearness: float) -> int | None:
        """Return N, where 1 in N random pairs is as near; at most the number of pairs, and None without a sample."""
        if not self.pairs:
            return None
        as_near = self.pairs - int(np.searchsorted(self.sample, np.float32(nearness)))
        return round(self.pairs / max(1, as_near))

    def is_enough(self, nearness: float) -> bool:
        """Return whether a found ticket is near enough to be shown."""
        if nearness >= SURELY_NEAR:
            return True
        rarity = self.one_in(nearness)
        return nearness >= LEAST_NEARNESS and (rarity is None or rarity >= min(LEAST_ONE_IN, self.tickets))


def chance_of(samples: Sequence[Floats], tickets: int) -> Chance:
    """Return the chance from the nearness of random pairs."""
    joined = np.concatenate(samples) if samples else np.zeros(0)
    return Chance(np.sort(joined.astype(np.float32)), tickets)


def some_of(nearness: Floats, generator: np.random.Generator) -> Floats:
    """Return the nearness of some random tickets out of the nearness of all to one; itself, the largest, excluded."""
    others = np.delete(nearness, int(np.argmax(nearness))) if len(nearness) else nearness
    return generator.choice(others, PAIRS_OF_ONE) if len(others) else others
