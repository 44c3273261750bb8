"""The index: finds the nearest tickets by BM25F over summary and description."""

from collections.abc import Iterable, Sequence

import numpy as np

from rca_dashboard.domain.likeness.pruned_search import Hit, PrunedSearch, Weights
from rca_dashboard.domain.likeness.segment import LARGEST_SEGMENT, Places, Segment, merged, segment_of, spread
from rca_dashboard.domain.likeness.terms import TicketTerms
from rca_dashboard.domain.likeness.worth import (
    DESCRIPTION_WEIGHT,
    SUMMARY_WEIGHT,
    Floats,
    Means,
    means_of,
    norms_of,
    saturated,
)

RARITY_POWER = 1.5
MOST_QUERY_TERMS = 40
# A term of more than a fifth of all tickets says nothing, and costs most.
COMMON_SHARE = 0.2
# In a small desk every term is common: so many tickets with other words are assumed to be there.
_LEAST_COMMON = 20
_ASSUMED = 50


class LikenessIndex:
    """Tickets by terms. One thread at a time may change it; searches may run beside it.

    Tickets come and go in small segments, which are merged when there are many: a search costs some array operations
    for each segment, and the sum of all tickets' terms stays in arrays of 6 bytes an entry.
    """

    def __init__(self) -> None:
        self._segments: tuple[Segment, ...] = ()

    def __len__(self) -> int:
        """Return the number of tickets."""
        return sum(each.count for each in self._segments)

    def __contains__(self, key: int) -> bool:
        """Return whether a ticket is in the index."""
        return any(bool(each.alive[np.flatnonzero(each.ids == key)].any()) for each in self._segments)

    @property
    def bytes(self) -> int:
        """The memory that the arrays take."""
        return sum(each.bytes for each in self._segments)

    @property
    def oldest(self) -> int | None:
        """When the oldest ticket was opened, in seconds since 1970."""
        times = [int(each.opened[each.alive].min()) for each in self._segments if each.alive.any()]
        return min(times, default=None)

    def ids(self) -> Places:
        """Return the keys of all tickets."""
        return np.concatenate([np.zeros(0, np.int64), *(each.ids[each.alive] for each in self._segments)])

    def put(self, tickets: Sequence[tuple[int, int, TicketTerms]]) -> None:
        """Add tickets, each with its key and the second in which it was opened; replace those that are there."""
        if tickets:
            latest = {key: (key, opened, terms) for key, opened, terms in tickets}
            self.remove(latest)
            self._segments = _merge_small((*self._segments, segment_of(tuple(latest.values()))))

    def remove(self, keys: Iterable[int]) -> None:
        """Remove tickets; unknown ones are ignored."""
        gone = np.fromiter(keys, np.int64)
        for each in self._segments if len(gone) else ():
            each.remove(gone)

    def keep_newest(self, most: int) -> None:
        """Remove the tickets that were opened first, until no more than ``most`` are left."""
        surplus = len(self) - most
        if surplus > 0:
            opened = np.concatenate([each.opened[each.alive] for each in self._segments])
            ids = np.concatenate([each.ids[each.alive] for each in self._segments])
            self.remove(int(key) for key in ids[np.lexsort((ids, opened))[:surplus]])

    def weigh(self, ticket: TicketTerms) -> Weights:
        """Return the terms of a ticket that a search uses, and their weights."""
        count = len(self)
        found = sum(
            (each.frequencies(ticket.hashes) for each in self._segments), np.zeros(len(ticket.hashes), np.int64)
        )
        rarity = np.log1p((count + _ASSUMED - found + 0.5) / (found + 0.5)) ** RARITY_POWER
        own = saturated(ticket.in_summary, ticket.in_description, SUMMARY_WEIGHT, DESCRIPTION_WEIGHT)
        weights = np.where(found > max(COMMON_SHARE * count, _LEAST_COMMON), 0.0, rarity * own)
        heaviest = np.lexsort((ticket.hashes, -weights))[:MOST_QUERY_TERMS]
        heaviest = heaviest[weights[heaviest] > 0]
        return Weights(ticket.hashes[heaviest], weights[heaviest])

    def search(self, ticket: TicketTerms, *, most: int, without: int | None = None) -> list[Hit]:
        """Return the tickets nearest to one, nearest first.

        Args:
            ticket: The ticket's terms; it need not be in the index.
            most: How many at most.
            without: A key that is not returned: the ticket's own.
        """
        query = self.weigh(ticket)
        own = self._own_score(ticket, query)
        if not own:
            return []
        # One more, since the ticket itself is left out.
        search = PrunedSearch(self._segments, query, ticket.fields, self._means(), own)
        hits = sorted((hit for hit in search.best(most + 1) if hit.id != without), key=lambda hit: (-hit.total, hit.id))
        return hits[:most]

    def nearness_of_all(self, ticket: TicketTerms) -> Floats:
        """Return the nearness of every ticket to one: what chance is measured by."""
        query = self.weigh(ticket)
        own = self._own_score(ticket, query) or 1.0
        means = self._means()
        return np.concatenate(
            [np.zeros(0), *(self._scores(each, query, means)[each.alive] / own for each in self._segments)]
        )

    def shares(self, ticket: TicketTerms, other: TicketTerms) -> dict[int, float]:
        """Return what each shared term adds to the nearness of two tickets."""
        query = self.weigh(ticket)
        own = self._own_score(ticket, query)
        is_shared = np.isin(query.terms, other.hashes)
        terms = query.terms[is_shared]
        places = np.searchsorted(other.hashes, terms)
        norms = norms_of(np.array([other.lengths]), self._means())
        worth = query.weights[is_shared] * saturated(other.in_summary[places], other.in_description[places], *norms)
        return {int(term): float(share) for term, share in zip(terms, worth / (own or 1.0), strict=True)}

    def _means(self) -> Means:
        return means_of(len(self), sum((each.words for each in self._segments), np.zeros(2, np.int64)))

    def _own_score(self, ticket: TicketTerms, query: Weights) -> float:
        """Return the score of a ticket compared with itself."""
        places = np.searchsorted(ticket.hashes, query.terms)
        norms = norms_of(np.array([ticket.lengths]), self._means())
        return float(
            (query.weights * saturated(ticket.in_summary[places], ticket.in_description[places], *norms)).sum()
        )

    def _scores(self, segment: Segment, query: Weights, means: tuple[float, float]) -> Floats:
        starts, counts = segment.entries(query.terms)
        entries = spread(starts, counts)
        places = segment.places[entries]
        summary, description = norms_of(segment.lengths, means)
        worth = saturated(
            segment.in_summary[entries], segment.in_description[entries], summary[places], description[places]
        )
        return np.bincount(places, worth * np.repeat(query.weights, counts), len(segment)).astype(np.float64)


def _merge_small(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Merge the last two segments while the newer is not much smaller: some 17 are left of 200,000 tickets."""
    while len(segments) > 1 and len(segments[-1]) * 2 > len(segments[-2]):
        if len(segments[-1]) + len(segments[-2]) > LARGEST_SEGMENT // 2:
            break
        segments = (*segments[:-2], merged(segments[-2], segments[-1]))
    return segments
