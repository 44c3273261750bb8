"""Similar cases, by the words of their titles, their statements and their tickets, and what was ruled out in them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from rca_dashboard.domain.cases.case import Case
from rca_dashboard.domain.cases.parts import Hypothesis, HypothesisState
from rca_dashboard.domain.likeness.words import language_of, words

MOST_SIMILAR = 5
MOST_WORDS_SHOWN = 6
# Two cases about different things share a few words of any desk; those about the same thing share most of them.
LEAST_LIKENESS = 0.15
_WEIGHTS = {"title": 3, "statement": 2, "tickets": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseText:
    """What likeness reads of a case; ``tickets`` are the summaries of some of its tickets."""

    case: Case
    tickets: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarCase:
    """A case that is like another.

    Attributes:
        likeness: From 0 to 1.
        words: The words of both that weigh most.
        is_same_cluster: Both were started from the same cluster.
        refuted: The hypotheses that were ruled out there.
    """

    case: Case
    likeness: float
    words: tuple[str, ...]
    is_same_cluster: bool = False
    refuted: tuple[Hypothesis, ...] = ()


def similar_cases(text: CaseText, others: Sequence[CaseText], most: int = MOST_SIMILAR) -> tuple[SimilarCase, ...]:
    """Return the cases that are most like one; none if nothing is near enough."""
    own, written = _terms(text)
    known = [(_terms(other)[0], other) for other in others if other.case.id != text.case.id]
    rarity = _rarity([own, *(terms for terms, _ in known)])
    found = [_compared(text, own, written, other, terms, rarity) for terms, other in known]
    near = [each for each in found if each.likeness >= LEAST_LIKENESS or each.is_same_cluster]
    return tuple(sorted(near, key=lambda each: (-each.is_same_cluster, -each.likeness, -each.case.id))[:most])


def _compared(
    text: CaseText,
    own: Mapping[str, float],
    written: Mapping[str, str],
    other: CaseText,
    terms: Mapping[str, float],
    rarity: Mapping[str, float],
) -> SimilarCase:
    shared = {term: own[term] * terms[term] * rarity[term] ** 2 for term in own.keys() & terms.keys()}
    length = _length(own, rarity) * _length(terms, rarity)
    heaviest = sorted(shared, key=lambda term: (-shared[term], term))[:MOST_WORDS_SHOWN]
    return SimilarCase(
        case=other.case,
        likeness=round(sum(shared.values()) / length, 3) if length else 0.0,
        words=tuple(written[term] for term in heaviest),
        is_same_cluster=text.case.cluster > 0 and text.case.cluster == other.case.cluster,
        refuted=tuple(each for each in other.case.hypotheses if each.state is HypothesisState.REFUTED),
    )


def _terms(text: CaseText) -> tuple[dict[str, float], dict[str, str]]:
    """Return the weight of each term of a case, and how the term is written there."""
    parts = {"title": text.case.title, "statement": text.case.statement, "tickets": "\n".join(text.tickets)}
    language = language_of(*parts.values())
    counted: Counter[str] = Counter()
    written: dict[str, str] = {}
    for name, part in parts.items():
        # However many tickets say a word: it is one thing that they say.
        for word, term in dict.fromkeys(words(part, language)):
            counted[term] += _WEIGHTS[name]
            written.setdefault(term, word)
    return {term: float(weight) for term, weight in counted.items()}, written


def _rarity(documents: Sequence[Mapping[str, float]]) -> dict[str, float]:
    occurs = Counter(term for terms in documents for term in terms)
    return {term: log(1 + len(documents) / n) for term, n in occurs.items()}


def _length(terms: Mapping[str, float], rarity: Mapping[str, float]) -> float:
    return sqrt(sum((weight * rarity[term]) ** 2 for term, weight in terms.items()))
