"""Rank the changes before a fault by how like it they are and how near in time, and say how sure that is.

The weights were learned from the first 70 % of 7,953 faults with known causes by ``benchmarks/insight/suspects.py``,
which says how they do on the rest: a choice among all candidates and "none of these". Its probabilities, corrected by
how far each year's were off in the next year, are the sureness.
"""

from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from rca_dashboard.domain.likeness.worth import Floats
from rca_dashboard.domain.suspects.fault import ChangeTerms, Fault
from rca_dashboard.domain.suspects.history import ChangeHistory

DAY = 86_400.0
WINDOW_DAYS = 30
FADE_DAYS = 14.0


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """What each likeness adds to the logarithm of a change's odds.

    Attributes:
        likenesses: One weight for each column of ``likenesses_of``.
        nearness: What a change adds that ended just now; a tenth part of it after 32 days. Not learned: where it was
            tried, many changes went in at the second at which other faults were met, and being near counted against.
        none: What "none of these" has without any change.
    """

    likenesses: tuple[float, ...]
    nearness: float
    none: float


LEARNED = RankingWeights((3.79, 2.8, 3.89, 5.08, 1.68, 1.31, 2.01, 0.45), nearness=0.47, none=10.76)
# What was learned in one year says 32 % in the next where 27 % is true: the odds are multiplied, and raised to a power.
FORESIGHT = exp(-0.26), 0.94
# How many judged suspects the stated sureness is worth: after as many the desk's own record counts as much.
_ASSUMED_JUDGED = 100.0
_USUAL = 0.1
LIKENESSES = (
    "words of the summary, of the fault's",
    "words of the description, of the fault's",
    "words of the summary, of the change's",
    "words of the description, of the change's",
    "phrases of the description",
    "words of the item's name",
    "same item",
    "rarity of the item",
)


@dataclass(frozen=True, slots=True)
class Record:
    """What became of the desk's own first suspects.

    Attributes:
        judged: How many a person has confirmed or refuted.
        right: How many of them were the cause.
        stated: The sum of what they were stated with.
    """

    judged: int = 0
    right: int = 0
    stated: float = 0.0

    @property
    def factor(self) -> float:
        """By what the odds are multiplied, so that the stated sureness becomes the desk's own."""
        return (self.right + _ASSUMED_JUDGED * _USUAL) / (self.stated + _ASSUMED_JUDGED * _USUAL)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A suspect.

    Attributes:
        change: The change.
        score: The logarithm of its odds.
        sureness: The probability that it is the cause.
        days: How long before the fault its work ended; 0 while it is under way.
        is_under_way: Its work had begun and not ended.
        place: Its place in the history.
    """

    change: ChangeTerms
    score: float
    sureness: float
    days: float
    is_under_way: bool
    place: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """All suspects, likeliest first.

    Attributes:
        suspects: The candidates, likeliest first.
        none: The probability that none of them is the cause.
    """

    suspects: tuple[Ranked, ...]
    none: float


def candidates(history: ChangeHistory, at: float) -> NDArray[np.int64]:
    """Return the places of the changes that ended, or were under way, in the 30 days before a time; never later ones.

    A change that was begun and has no end counts as under way for 30 days: many are forgotten.
    """
    first, last = (int(each) for each in np.searchsorted(history.ended, [at - WINDOW_DAYS * DAY, at]))
    ended = np.arange(first, last, dtype=np.int64)
    begun = history.started[last:] <= at
    is_open = np.isinf(history.ended[last:])
    recent = history.started[last:] >= at - WINDOW_DAYS * DAY
    open_places = np.flatnonzero(begun & (~is_open | recent))
    return np.concatenate([ended, last + open_places])


def likenesses_of(fault: Fault, history: ChangeHistory, places: NDArray[np.int64]) -> Floats:
    """Return how like a fault some changes are: a row for each, a column for each of ``LIKENESSES``."""
    if not len(places):
        return np.zeros((0, len(LIKENESSES)))
    summary, of_summary = history.words.shared(fault.summary, places)
    description, of_description = history.words.shared(fault.description, places)
    phrase, of_phrases = history.phrases.shared(fault.phrases, places)
    name, of_names = history.names.shared(fault.names, places)
    own = np.maximum(history.summary_rarity[places], 1e-9)
    same, rarity = _items(fault, history, places)
    columns = (
        _share(summary, of_summary),
        _share(description, of_description),
        np.minimum(summary / own, 1.0),
        np.minimum(description / own, 1.0),
        _share(phrase, of_phrases),
        _share(name, of_names),
        same,
        rarity,
    )
    return np.stack(columns, axis=1)


def rank(
    fault: Fault, history: ChangeHistory, at: float, *, record: Record = Record(), weights: RankingWeights = LEARNED
) -> Ranking:
    """Return the suspects of a fault that was first met at a time, in seconds since 1970."""
    places = candidates(history, at)
    ages = np.maximum(at - history.ended[places], 0.0) / DAY
    scores = scores_of(likenesses_of(fault, history, places), ages, weights)
    sureness = sureness_of(scores, record, weights)
    order = np.lexsort((places, ages, -scores))
    suspects = tuple(
        Ranked(
            change=history.changes[places[each]],
            score=float(scores[each]),
            sureness=float(sureness[each]),
            days=float(ages[each]),
            is_under_way=bool(history.ended[places[each]] >= at),
            place=int(places[each]),
        )
        for each in order
    )
    return Ranking(suspects, none=max(0.0, 1 - float(sureness.sum())))


def sureness_of(scores: Floats, record: Record = Record(), weights: RankingWeights = LEARNED) -> Floats:
    """Return the probability of each candidate to be the cause."""
    highest = max(float(scores.max(initial=weights.none)), weights.none)
    odds = np.exp(scores - highest)
    total = float(odds.sum()) + exp(weights.none - highest)
    scale, power = FORESIGHT
    corrected = record.factor * scale * (odds / np.maximum(total - odds, 1e-300)) ** power
    return corrected / (1 + corrected)


def scores_of(likenesses: Floats, ages: Floats, weights: RankingWeights = LEARNED) -> Floats:
    """Return the scores of changes by their likenesses and their ages in days."""
    return likenesses @ np.array(weights.likenesses) + weights.nearness * np.exp(-ages / FADE_DAYS)


def _share(shared: Floats, whole: float) -> Floats:
    return shared / whole if whole else np.zeros(len(shared))


def _items(fault: Fault, history: ChangeHistory, places: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return whether each change shares an item with the fault, and how rare that item is among all changes."""
    rarity = {each.id: history.item_rarity(each.id) for each in fault.items}
    changes = [history.changes[int(place)] for place in places]
    shared = [[rarity[each.id] for each in change.items if each.id in rarity] for change in changes]
    return np.array([float(bool(some)) for some in shared]), np.array([max(some, default=0.0) for some in shared])
