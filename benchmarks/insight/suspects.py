"""How often the first change suspects are the cause, and whether the stated sureness is true.

``python -m benchmarks.insight.suspects FOLDER`` reads ``changes.csv.gz``, ``incidents.csv.gz``, ``caused_by.csv.gz``;
learns weights from the first 70 % of the incidents, and judges the product's on the rest; ``--judge-all`` learns
nothing and judges them on all. What is judged is never learned from, but for the desk's own record: what became of the
last 200 first suspects, as people judge them one by one.
"""

import csv
import gzip
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from rca_dashboard.domain.likeness.worth import Floats
from rca_dashboard.domain.suspects.change_work import Work
from rca_dashboard.domain.suspects.fault import ChangeTerms, Fault, Item, change_terms, fault_of
from rca_dashboard.domain.suspects.history import ChangeHistory
from rca_dashboard.domain.suspects.ranking import (
    DAY,
    FADE_DAYS,
    LEARNED,
    LIKENESSES,
    RankingWeights,
    Record,
    candidates,
    likenesses_of,
    scores_of,
    sureness_of,
)

LEARNED_SHARE = 0.7
YEAR = 365 * DAY
# Words are counted again after so many faults: the rarity of a word changes slowly.
AT_ONCE = 50
# The desk's own record counts the last judged suspects.
JUDGED = 200


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """A fault with its candidates.

    Attributes:
        at: When it was met, in seconds since 1970.
        likenesses: A row for each candidate.
        ages: Days since each candidate ended.
        is_cause: Which candidates are causes.
    """

    at: float
    likenesses: Floats
    ages: Floats
    is_cause: NDArray[np.bool_]


def changes_of(folder: Path) -> list[ChangeTerms]:
    """Return the changes in the order in which they ended."""
    rows = sorted(_rows(folder / "changes.csv.gz"), key=lambda row: (row["end_at"], row["number"]))
    return [
        change_terms(
            key=place,
            number=row["number"],
            work=Work(None, datetime.fromisoformat(row["end_at"]), "work_end"),
            summary=row["short_description"],
            items=_items(row),
        )
        for place, row in enumerate(rows)
    ]


def faults_of(folder: Path) -> list[tuple[float, Fault, frozenset[str]]]:
    """Return the faults in the order in which they were met, each with its causes."""
    causes: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(folder / "caused_by.csv.gz"):
        causes[row["incident"]].add(row["caused_by"])
    rows = sorted(_rows(folder / "incidents.csv.gz"), key=lambda row: row["opened_at"])
    return [
        (
            datetime.fromisoformat(row["opened_at"]).timestamp(),
            fault_of([(row["short_description"], row["description"])], _items(row)),
            frozenset(causes[row["number"]]),
        )
        for row in rows
    ]


def met(changes: list[ChangeTerms], faults: list[tuple[float, Fault, frozenset[str]]]) -> Iterator[Met]:
    """Yield each fault with its candidates, whose words are as rare as in the year before."""
    ended = np.array([each.work.ended_at.timestamp() for each in changes if each.work.ended_at])
    for start in range(0, len(faults), AT_ONCE):
        some = faults[start : start + AT_ONCE]
        first, last = np.searchsorted(ended, [some[-1][0] - YEAR, some[-1][0]])
        history = ChangeHistory(changes[first:last])
        for at, fault, causes in some:
            places = candidates(history, at)
            if len(places):
                ages = (at - history.ended[places]) / DAY
                is_cause = np.array([history.changes[place].number in causes for place in places])
                yield Met(at, likenesses_of(fault, history, places), ages, is_cause)


def learned(faults: list[Met]) -> RankingWeights:
    """Return the weights with which the causes are likeliest."""
    rows = np.concatenate([each.likenesses for each in faults])
    near = LEARNED.nearness * np.exp(-np.concatenate([each.ages for each in faults]) / FADE_DAYS)
    cause = np.concatenate([each.is_cause for each in faults])
    counts = np.array([len(each.ages) for each in faults])
    starts = np.cumsum(counts) - counts
    has = np.array([bool(each.is_cause.any()) for each in faults])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights[:-1] + near
        highest = np.maximum(np.maximum.reduceat(scores, starts), weights[-1])
        odds = np.exp(scores - np.repeat(highest, counts))
        none = np.exp(weights[-1] - highest)
        total = np.add.reduceat(odds, starts) + none
        share = odds / np.repeat(total, counts)
        right = np.where(has, np.add.reduceat(share * cause, starts), none / total) + 1e-30
        wanted = np.where(np.repeat(has, counts), share * cause / np.repeat(right, counts), 0.0)
        slope = np.append(rows.T @ (share - wanted), (none / total - ~has).sum()) / len(faults)
        return float(-np.log(right).mean() + 1e-4 * weights @ weights), slope + 2e-4 * weights

    start = np.append(np.array(LEARNED.likenesses), LEARNED.none)
    found: Any = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100})
    return RankingWeights(tuple(float(each) for each in found.x[:-1]), LEARNED.nearness, float(found.x[-1]))


@dataclass(frozen=True, slots=True)
class Judged:
    """How good a ranking is.

    Attributes:
        faults: How many faults were judged.
        within: Of how many the cause is among the candidates.
        hit_1: Of those, the share whose first suspect is it.
        hit_5: Of those, the share where one of the first five is it.
        fifths: For each fifth of all faults by the sureness of their first suspect: sureness and truth, in percent.
    """

    faults: int
    within: int
    hit_1: float
    hit_5: float
    fifths: tuple[tuple[float, float], ...]


def judged(faults: list[Met], weights: RankingWeights, *, with_record: bool = False) -> Judged:
    """Return how good some weights are, where the desk's own record is or is not taken into account."""
    stated, found = list[float](), list[tuple[float, bool, bool, bool]]()
    for each in faults:
        last = found[-JUDGED:] if with_record else []
        record = Record(len(last), sum(one[1] for one in last), sum(stated[-JUDGED:]) if with_record else 0.0)
        first, *truth = _first_of(each, weights, record)
        stated.append(_first_of(each, weights, Record())[0] if with_record else first)
        found.append((first, truth[0], truth[1], truth[2]))
    sureness, right, five, within = (np.array(each, float) for each in zip(*found, strict=True))
    fifths = np.array_split(np.argsort(sureness, kind="stable"), 5)
    return Judged(
        faults=len(faults),
        within=int(within.sum()),
        hit_1=float(right.sum() / within.sum()),
        hit_5=float(five.sum() / within.sum()),
        fifths=tuple((100 * float(sureness[each].mean()), 100 * float(right[each].mean())) for each in fifths),
    )


def calibrated(faults: list[Met], weights: RankingWeights) -> RankingWeights:
    """Return weights, sharper or duller, with which the first suspects' sureness is likeliest."""
    age = (faults[-1].at - np.array([each.at for each in faults])) / YEAR
    share = 0.5**age / (0.5**age).sum()
    firsts = [_ordered(each, weights) for each in faults]
    right = np.array([is_right for _, is_right in firsts])

    def loss(given: Floats) -> float:
        sureness = np.array(
            [1 / (np.exp(given[0] * (s - s[0])).sum() + np.exp(given[1] - given[0] * s[0])) for s, _ in firsts]
        )
        return -float((share * np.log(np.clip(np.where(right, sureness, 1 - sureness), 1e-9, 1))).sum())

    found: Any = minimize(loss, [1.0, weights.none], method="Nelder-Mead", options={"maxiter": 60})
    sharpness, none = (float(each) for each in found.x)
    return RankingWeights(tuple(sharpness * each for each in weights.likenesses), sharpness * weights.nearness, none)


def _ordered(fault: Met, weights: RankingWeights) -> tuple[Floats, bool]:
    scores = scores_of(fault.likenesses, fault.ages, weights)
    order = np.argsort(-scores, kind="stable")
    return scores[order], bool(fault.is_cause[order[0]])


def _first_of(fault: Met, weights: RankingWeights, record: Record) -> tuple[float, bool, bool, bool]:
    scores = scores_of(fault.likenesses, fault.ages, weights)
    order = np.lexsort((np.arange(len(scores)), fault.ages, -scores))[:5]
    sureness = float(sureness_of(scores, record, weights)[order[0]])
    return sureness, bool(fault.is_cause[order[0]]), bool(fault.is_cause[order].any()), bool(fault.is_cause.any())


def main(folder: Path, *, judge_all: bool) -> None:
    """Print what was learned, and how good it is."""
    began = time.perf_counter()
    faults = list(met(changes_of(folder), faults_of(folder)))
    sys.stdout.write(f"{len(faults)} faults read in {time.perf_counter() - began:.0f} s\n")
    split = 0 if judge_all else int(LEARNED_SHARE * len(faults))
    if split:
        weights = calibrated(faults[:split], learned(faults[:split]))
        for name, weight in zip((*LIKENESSES, "none"), (*weights.likenesses, weights.none), strict=True):
            sys.stdout.write(f"{weight:8.2f} {name}\n")
        _show("learned now", judged(faults[split:], weights))
    _show("the product", judged(faults[split:], LEARNED))
    _show("the product with the desk's own record", judged(faults[split:], LEARNED, with_record=True))


def _show(name: str, figures: Judged) -> None:
    fifths = ", ".join(f"{said:.1f} % / {true:.1f} %" for said, true in figures.fifths)
    sys.stdout.write(
        f"{name}: {figures.faults} faults, cause within {figures.within}, hit@1 {figures.hit_1:.3f}, "
        f"hit@5 {figures.hit_5:.3f}; sureness / truth by fifths: {fifths}\n"
    )


def _rows(file: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _items(row: dict[str, str]) -> list[Item]:
    return [Item(each, each) for each in row["configuration_items"].split("|") if each]


if __name__ == "__main__":
    main(Path(sys.argv[1]), judge_all="--judge-all" in sys.argv)
