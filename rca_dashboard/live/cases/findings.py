"""What the figures say about a case: changes that preceded it, closed cases like it, and when the fix can be judged."""

from dataclasses import dataclass

from rca_dashboard.cases.suspects import Suspect, suspects_of
from rca_dashboard.cases.verdict import verdict_of
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases import likeness
from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.domain.cases.likeness import CaseText
from rca_dashboard.domain.cases.parts import HypothesisState
from rca_dashboard.store.cases.reading import find_case
from rca_dashboard.store.cases.texts import case_text, case_texts
from rca_dashboard.store.engine import Database

MOST_SIMILAR = 3
# More than a person judges; REST lists the others.
MOST_SUSPECTS = 5


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
    """Return closed cases that are about the same: of the same cluster first, then with common words."""
    return similar_to(database, case_text(database, case))


def similar_to(database: Database, text: CaseText) -> tuple[SimilarCase, ...]:
    """Return closed cases that are like what is said; nothing if none is near enough."""
    others = case_texts(database)  # how rare a word is, open cases say too
    found = likeness.similar_cases(text, others, len(others))
    return tuple(_similar(each.case) for each in found if each.case.stage is Stage.CLOSED)[:MOST_SIMILAR]


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
