"""BM25F: what it is worth that a term occurs in a ticket, by how often and in which field."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rca_dashboard.domain.likeness.terms import Counts

Floats = NDArray[np.float64]
Means = tuple[float, float]

# A study on duplicate reports of eight projects chose these; neighbouring values differ by less than its noise.
SUMMARY_WEIGHT = 8.0
DESCRIPTION_WEIGHT = 1.0
SATURATION = 2.5
SUMMARY_LENGTH, DESCRIPTION_LENGTH = 0.5, 0.75


def means_of(count: int, words: NDArray[np.int64]) -> Means:
    """Return the mean numbers of words in a summary and in a description, from their sums."""
    return max(1.0, float(words[0]) / max(1, count)), max(1.0, float(words[1]) / max(1, count))


def norms_of(lengths: NDArray[Any], means: Means) -> tuple[Floats, Floats]:
    """Return what a field's counts are multiplied by: its weight, less the longer it is."""
    summary = SUMMARY_WEIGHT / (1 - SUMMARY_LENGTH + SUMMARY_LENGTH * lengths[:, 0] / means[0])
    description = DESCRIPTION_WEIGHT / (1 - DESCRIPTION_LENGTH + DESCRIPTION_LENGTH * lengths[:, 1] / means[1])
    return summary, description


def saturated(
    in_summary: Counts, in_description: Counts, summary: Floats | float, description: Floats | float
) -> Floats:
    """Return what occurrences are worth, between 0 and 1: the tenth says little more than the third."""
    weighted = in_summary * summary + in_description * description
    return np.asarray(weighted / (SATURATION + weighted), np.float64)


def growth(now: Means, before: Means) -> float:
    """Return by how much a worth can have grown since the mean lengths were others: no more than they did."""
    return max(1.0, now[0] / before[0], now[1] / before[1])
