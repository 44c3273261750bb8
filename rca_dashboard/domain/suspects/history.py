"""The changes of a desk as arrays: which of them were made when, and how rare their words and items are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import inf, log1p

import numpy as np
from numpy.typing import NDArray

from rca_dashboard.domain.likeness.index import RARITY_POWER
from rca_dashboard.domain.likeness.segment import Floats, spread
from rca_dashboard.domain.likeness.terms import Hashes
from rca_dashboard.domain.suspects.fault import ChangeTerms

# In a small desk every word is common: so many changes with other words are assumed to be there.
_ASSUMED = 50


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """One kind of terms of all changes, change by change.

    Attributes:
        hashes: The terms.
        rarities: The rarity of each.
        starts: Where a change's terms begin, and where the last one's end.
        known: Each different term, ascending.
        known_rarities: The rarity of each of those.
        unknown: The rarity of a term that no change has.
    """

    hashes: Hashes
    rarities: Floats
    starts: NDArray[np.int64]
    known: Hashes
    known_rarities: Floats
    unknown: float

    def rarity(self, wanted: Hashes) -> Floats:
        """Return the rarity of some terms."""
        if not len(self.known):
            return np.full(len(wanted), self.unknown)
        places = np.minimum(np.searchsorted(self.known, wanted), len(self.known) - 1)
        return np.where(self.known[places] == wanted, self.known_rarities[places], self.unknown)

    def shared(self, wanted: Hashes, changes: NDArray[np.int64]) -> tuple[Floats, float]:
        """Return the rarity that each of some changes shares with some terms, and the rarity of all these terms."""
        counts = self.starts[changes + 1] - self.starts[changes]
        entries = spread(self.starts[changes], counts)
        ends = np.cumsum(counts)
        sums = np.concatenate([np.zeros(1), np.cumsum(self._worth(wanted, entries))])
        return sums[ends] - sums[ends - counts], float(self.rarity(wanted).sum())

    def _worth(self, wanted: Hashes, entries: NDArray[np.int64]) -> Floats:
        if not len(wanted):
            return np.zeros(len(entries))
        hashes = self.hashes[entries]
        places = np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)
        return np.where(wanted[places] == hashes, self.rarities[entries], 0.0)


class ChangeHistory:
    """Changes, those without any time left out, ordered by when they ended.

    Args:
        changes: The changes in any order.
    """

    def __init__(self, changes: Sequence[ChangeTerms]) -> None:
        timed = [each for each in changes if each.work.ended_at or each.work.started_at]
        self.without_time = len(changes) - len(timed)
        self.changes = tuple(sorted(timed, key=lambda each: (_seconds(each.work.ended_at, inf), each.number)))
        self.ended = np.array([_seconds(each.work.ended_at, inf) for each in self.changes])
        self.started = np.array([_seconds(each.work.started_at, inf) for each in self.changes])
        self.words = _terms([each.words for each in self.changes])
        self.phrases = _terms([each.phrases for each in self.changes])
        self.names = _terms([each.names for each in self.changes])
        self._items = Counter(item.id for each in self.changes for item in each.items)
        self.summary_rarity = _sums(self.words, [each.summary for each in self.changes])

    def __len__(self) -> int:
        """Return the number of changes that have a time."""
        return len(self.changes)

    def item_rarity(self, item: str) -> float:
        """Return how rare an item is among the changes."""
        return log1p((len(self) + 1) / (self._items[item] + 1))

    def of_item(self, item: str) -> Floats:
        """Return when the work on an item ended, in seconds since 1970, ascending."""
        return np.array(self._ended_by_item.get(item, ()))

    @cached_property
    def _ended_by_item(self) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        for change, end in zip(self.changes, self.ended.tolist(), strict=True):
            if end < inf:
                for item in {each.id for each in change.items}:
                    found.setdefault(item, []).append(end)
        return found


def _seconds(moment: datetime | None, otherwise: float) -> float:
    return moment.timestamp() if moment else otherwise


def _terms(parts: Sequence[Hashes]) -> Terms:
    hashes = np.concatenate([np.zeros(0, np.uint32), *parts])
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(each) for each in parts], dtype=np.int64)])
    known, places, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    total = len(parts) + _ASSUMED
    rarities = np.log1p((total - counts + 0.5) / (counts + 0.5)) ** RARITY_POWER
    unknown = float(np.log1p((total + 0.5) / 0.5) ** RARITY_POWER)
    return Terms(hashes, rarities[places], starts, known, rarities, unknown)


def _sums(terms: Terms, parts: Sequence[Hashes]) -> Floats:
    """Return the rarity of all words of each change's summary."""
    lengths = np.array([len(each) for each in parts], np.int64)
    rarities = terms.rarity(np.concatenate([np.zeros(0, np.uint32), *parts]))
    sums = np.concatenate([np.zeros(1), np.cumsum(rarities)])
    ends = np.cumsum(lengths)
    return sums[ends] - sums[ends - lengths]
