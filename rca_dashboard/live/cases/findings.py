"""What the figures say about a case: changes that preceded it, closed cases like it, and when the fix can be judged."""

from dataclasses import dataclass

from rca_dashboard.cases.suspects import Suspect, suspects_of
from rca_dashboard.cases.verdict import verdict_of
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.domain.cases.parts import HypothesisState
from rca_dashboard.store.cases.reading import case_tickets, find_case, list_cases
from rca_dashboard.store.engine import Database

MOST_SIMILAR = 3
# More than a person judges; REST lists the others.
MOST_SUSPECTS = 5
_MOST_TICKETS = 200
_LEAST_SHARED_WORDS = 2
_LONGEST_WORD_LEFT_OUT = 3


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change that preceded the trigger, in words."""

    number: str
    rank: int
    text: str
    distance: str
    shared: str
    base_rate: str
    placebo: str


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A closed case like the open one, with its cause and what was ruled out there."""

    number: str
    title: str
    cause: str
    ruled_out: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFound:
    """All findings on a case; ``why_none`` says why there are no suspects."""

    suspects: tuple[ShownChange, ...] = ()
    why_none: str = ""
    basis: str = ""
    similar: tuple[SimilarCase, ...] = ()
    outlook: str = ""


def findings_of(database: Database, number: str) -> CaseFound:
    """Return what the figures say about a case; nothing if the reader may not see it."""
    case = find_case(database, number)
    if case is None:
        return CaseFound()
    now = utc_now()
    found = suspects_of(database, case, now, MOST_SUSPECTS)
    return CaseFound(
        suspects=tuple(_shown_change(each) for each in found.suspects),
        why_none="" if found.suspects else found.note,
        basis=found.note,
        similar=similar_cases(database, case),
        outlook=verdict_of(database, case, now).in_words(),
    )


def _shown_change(suspect: Suspect) -> ShownChange:
    return ShownChange(
        number=suspect.number,
        rank=suspect.rank,
        text=suspect.summary,
        distance=suspect.distance,
        shared=", ".join((*suspect.shared_items, *suspect.shared_words)),
        base_rate=suspect.base_rate.in_words(),
        placebo=suspect.placebo.in_words(),
    )


def similar_cases(database: Database, case: Case) -> tuple[SimilarCase, ...]:
    """Return closed cases that are about the same: with common tickets or cluster first, then with common words."""
    mine = _about(database, case)
    closed = [each for each in list_cases(database, stages=[Stage.CLOSED]).cases if each.id != case.id]
    near = sorted(((_nearness(database, case, mine, each), each) for each in closed), key=lambda pair: -pair[0])
    return tuple(_similar(each) for score, each in near[:MOST_SIMILAR] if score > 0)


def _about(database: Database, case: Case) -> tuple[frozenset[str], frozenset[str]]:
    tickets = case_tickets(database, case.id, limit=_MOST_TICKETS)
    words = f"{case.title} {case.statement}".casefold().split()
    return frozenset(each.sys_id for each in tickets), frozenset(
        word for word in words if len(word) > _LONGEST_WORD_LEFT_OUT
    )


def _nearness(database: Database, case: Case, mine: tuple[frozenset[str], frozenset[str]], other: Case) -> float:
    tickets, words = _about(database, other)
    shared = len(words & mine[1])
    by_words = shared / max(1, len(words | mine[1])) if shared >= _LEAST_SHARED_WORDS else 0.0
    return len(tickets & mine[0]) + (case.cluster > 0 and case.cluster == other.cluster) + by_words


def _similar(case: Case) -> SimilarCase:
    confirmed = [each for each in case.hypotheses if each.state is HypothesisState.CONFIRMED]
    refuted = [each for each in case.hypotheses if each.state is HypothesisState.REFUTED]
    return SimilarCase(
        number=case.number,
        title=case.title,
        cause=confirmed[0].text if confirmed else "",
        ruled_out=[
            f"Ruled out in {case.number}: {each.text}, because {each.reason or 'of its evidence'}" for each in refuted
        ],
    )
