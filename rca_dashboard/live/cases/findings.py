"""What the figures say about a case: changes that preceded it, closed cases like it, and when the fix can be judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rca_dashboard.cases.suspects import Suspect, suspects_of
from rca_dashboard.cases.verdict import PREVIEW_WEEKS, preview, verdict_of
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.cases import likeness
from rca_dashboard.domain.cases.case import Case, Stage
from rca_dashboard.domain.cases.likeness import CaseText
from rca_dashboard.domain.cases.parts import HypothesisState
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.verdict.signature import signature_of
from rca_dashboard.store.cases.chosen import cluster_label, cluster_now
from rca_dashboard.store.cases.reading import find_case
from rca_dashboard.store.cases.texts import case_text, case_texts
from rca_dashboard.store.engine import Database

MOST_SIMILAR = 3
# More than a person judges; REST lists the others.
MOST_SUSPECTS = 5
MOST_PREVIEWED = 3


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


@dataclass(frozen=True, slots=True)
class ShownPreview:
    """What a signature would have found in the last half year.

    Attributes:
        heights: Each week's column, the oldest first, in percent of the highest one.
        newest: The numbers and summaries of the newest tickets.
    """

    text: str = ""
    heights: list[str] = field(default_factory=list[str])
    newest: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFound:
    """All findings on a case.

    Attributes:
        why_none: Why there are no suspects.
        cluster: The cluster that the case is about by now; 0 for none.
        cluster_label: What that is called.
    """

    suspects: tuple[ShownChange, ...] = ()
    why_none: str = ""
    basis: str = ""
    similar: tuple[SimilarCase, ...] = ()
    outlook: str = ""
    cluster: int = 0
    cluster_label: str = ""


def findings_of(database: Database, number: str) -> CaseFound:
    """Return what the figures say about a case; nothing if the reader may not see it."""
    case = find_case(database, number)
    if case is None:
        return CaseFound()
    now = utc_now()
    found = suspects_of(database, case, now, MOST_SUSPECTS)
    cluster = cluster_now(database, case.cluster, case.id)
    return CaseFound(
        suspects=tuple(_shown_change(each) for each in found.suspects),
        why_none="" if found.suspects else found.note,
        basis=found.note,
        similar=similar_cases(database, case),
        outlook=verdict_of(database, case, now).figures_in_words(),
        cluster=cluster,
        cluster_label=(cluster_label(database, cluster) or "") if cluster else "",
    )


def preview_of(database: Database, signature: Mapping[str, Json]) -> ShownPreview:
    """Return what a signature would have found in the last half year."""
    found = preview(database, signature_of(signature), utc_now())
    most = max(found.weeks) or 1
    with_some = sum(count > 0 for count in found.weeks)
    return ShownPreview(
        text=f"{sum(found.weeks):,} tickets in the last {PREVIEW_WEEKS} weeks, in {with_some} of them.",
        heights=[f"{100 * count / most:.0f}%" for count in found.weeks],
        newest=[f"{each.number} {each.summary}" for each in found.tickets[::-1][:MOST_PREVIEWED]],
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
