"""The nearest tickets without scoring all of them.

The rare terms of a query weigh most and occur seldom. Once they are scored, most tickets cannot reach the best ones
even if every other term occurred in them as often as it does anywhere: the common terms, which make nine in ten of the
entries, are looked up in the few that still can. What is found is the same as if all were scored.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rca_dashboard.domain.likeness.segment import Places, Segment, spread
from rca_dashboard.domain.likeness.terms import Hashes
from rca_dashboard.domain.likeness.worth import Floats, Means, growth, norms_of, saturated

# What the same field adds, as a share of the nearness of a ticket to itself, in the order of ``terms.FIELDS``. A wrong
# CI must not decide.
FIELD_SHARES = {"configuration_item": 0.03, "subcategory": 0.01, "service": 0.01}
_MOST_ADDED = sum(FIELD_SHARES.values()) + 1e-6
# So many entries are scored before the first look at what can still be reached; each time twice as many.
_FIRST_ENTRIES = 8_000
# Looking a term up in a ticket costs as much as scoring so many entries.
_LOOK_UP = 4
# A sum may miss another order of the same sum by its last bits.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Weights:
    """The terms that a search uses, heaviest first, and what each is worth in the index as it is."""

    terms: Hashes
    weights: Floats


@dataclass(frozen=True, slots=True)
class Hit:
    """A found ticket.

    Attributes:
        id: Its key.
        nearness: The score of its texts as a share of the searched ticket's own: 1 is the same text.
        same_fields: What each equal field adds to it.
    """

    id: int
    nearness: float
    same_fields: dict[str, float]

    @property
    def total(self) -> float:
        """Nearness with what the fields add."""
        return self.nearness + sum(self.same_fields.values())


class _Part:
    """One segment in a search: its tickets' scores so far, as shares of the searched ticket's own."""

    def __init__(self, segment: Segment, query: Weights, fields: Hashes, means: Means, own: float) -> None:
        self._segment = segment
        self._weights = query.weights / own
        self._fields, self._means = fields, means
        self.starts, self.counts = segment.entries(query.terms)
        self.nearness = np.zeros(len(segment))
        self.added = np.zeros(len(segment))
        for column, share in enumerate(FIELD_SHARES.values()):
            if fields[column]:
                self.added += share * (segment.fields[:, column] == fields[column])
        self.most = np.zeros(len(query.terms))
        if len(segment.terms):
            found = np.minimum(np.searchsorted(segment.terms, query.terms), len(segment.terms) - 1)
            best = np.minimum(1.0, segment.best[found] * growth(means, segment.means))
            self.most = np.where(self.counts > 0, self._weights * best, 0.0)

    def score(self, terms: Places) -> None:
        """Score all entries of some terms."""
        starts, counts = self.starts[terms], self.counts[terms]
        entries = spread(starts, counts)
        if len(entries):
            places = self._segment.places[entries].astype(np.int64)
            worth = self._worth(entries, places) * np.repeat(self._weights[terms], counts)
            self.nearness += np.bincount(places, worth, len(self.nearness))

    def look_up(self, terms: Places, places: Places) -> None:
        """Score some terms for some tickets alone."""
        wanted = places.astype(self._segment.places.dtype)
        for term in terms:
            start, end = int(self.starts[term]), int(self.starts[term] + self.counts[term])
            listed = self._segment.places[start:end]
            found = np.minimum(np.searchsorted(listed, wanted), max(0, len(listed) - 1))
            is_listed = listed[found] == wanted if len(listed) else np.zeros(len(wanted), np.bool_)
            entries, at = start + found[is_listed], places[is_listed]
            self.nearness[at] += self._worth(entries, at) * self._weights[term]

    def above(self, nearness: float) -> Places:
        """Return the tickets that count and are nearer."""
        places = np.flatnonzero(self.nearness > nearness)
        return places[self._segment.alive[places]]

    def totals(self, places: Places) -> Floats:
        """Return nearness and what the fields add."""
        return self.nearness[places] + self.added[places]

    def reaching(self, limit: float, left: float) -> Places:
        """Return the tickets whose total can still become this much if so much is left."""
        return np.flatnonzero((self.nearness + self.added >= limit - left) & self._segment.alive)

    def hit(self, place: int) -> Hit:
        """Return a ticket as found."""
        own = zip(FIELD_SHARES.items(), self._segment.fields[place], self._fields, strict=True)
        same = {name: share for (name, share), its, asked in own if asked and its == asked}
        return Hit(int(self._segment.ids[place]), float(self.nearness[place]), same)

    def _worth(self, entries: Places, places: Places) -> Floats:
        segment = self._segment
        norms = norms_of(segment.lengths[places], self._means)
        return saturated(segment.in_summary[entries], segment.in_description[entries], *norms)


class PrunedSearch:
    """A search of all segments.

    Args:
        segments: The index.
        query: The terms and their weights.
        fields: The hashes of the searched ticket's fields.
        means: The mean numbers of words of all tickets.
        own: The score of the searched ticket compared with itself.
    """

    def __init__(self, segments: Sequence[Segment], query: Weights, fields: Hashes, means: Means, own: float) -> None:
        self._parts = [_Part(each, query, fields, means, own) for each in segments if len(each)]
        # What is not nearer than this is not among the best so far.
        self._floor = 0.0
        bounds = np.max([each.most for each in self._parts], axis=0) if self._parts else np.zeros(len(query.terms))
        self._order = np.argsort(-bounds, kind="stable")
        # What the terms from a place in this order on can add to any ticket.
        self._left = np.append(np.cumsum(bounds[self._order][::-1])[::-1], 0.0)
        self._counts = sum((each.counts for each in self._parts), np.zeros(len(query.terms), np.int64))[self._order]

    def best(self, most: int) -> list[Hit]:
        """Return at least as many of the best tickets as are wanted, if there are so many; in no order."""
        place, entries = 0, _FIRST_ENTRIES
        while place < len(self._order):
            end = max(place + 1, int(np.searchsorted(np.cumsum(self._counts[place:]), entries)) + place)
            for part in self._parts:
                part.score(self._order[place:end])
            place, entries = end, entries * 2
            if place < len(self._order) and self._finish_few(place, most):
                break
        limit = self._limit(most) - _ROUNDING
        return [part.hit(int(place)) for part in self._parts for place in self._at_least(part, limit)]

    def _finish_few(self, place: int, most: int) -> bool:
        """Look up the terms that are left, if few tickets can still be among the best; return whether they were."""
        limit, left = self._limit(most), float(self._left[place])
        reaching = [part.reaching(limit - _ROUNDING, left) for part in self._parts]
        rest = self._order[place:]
        if _LOOK_UP * len(rest) * sum(map(len, reaching)) > int(self._counts[place:].sum()):
            return False
        for part, places in zip(self._parts, reaching, strict=True):
            if len(places):
                part.look_up(rest, places)
        return True

    def _limit(self, most: int) -> float:
        """Return the total that the last of the best has at least."""
        totals = np.concatenate([np.zeros(0), *(part.totals(part.above(self._floor)) for part in self._parts)])
        if len(totals) <= most:
            return 0.0
        limit = float(np.partition(totals, -most)[-most])
        self._floor = max(0.0, limit - _MOST_ADDED)
        return limit

    def _at_least(self, part: _Part, limit: float) -> Places:
        places = part.above(self._floor)
        return places[part.totals(places) >= limit]
