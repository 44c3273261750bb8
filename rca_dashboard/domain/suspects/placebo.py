"""The placebo: the same question with the changes shifted by whole weeks, when none of them can be the cause."""

from dataclasses import dataclass

import numpy as np

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.likeness.worth import Floats
from rca_dashboard.domain.suspects.fault import Fault
from rca_dashboard.domain.suspects.history import ChangeHistory
from rca_dashboard.domain.suspects.ranking import DAY, WINDOW_DAYS, Ranked, candidates, likenesses_of, scores_of

WEEK = 7 * DAY
# Whole weeks keep the hour and the weekday, when desks make their changes.
SHIFTS = tuple(sign * weeks for weeks in range(1, 9) for sign in (-1, 1))


@dataclass(frozen=True, slots=True)
class Placebo:
    """In how many of the shifted weeks a change looks at least as suspicious.

    Attributes:
        as_suspicious: In how many.
        of: How many weeks could be asked: changes that were not made yet, or are not known any more, cannot.
    """

    as_suspicious: int
    of: int

    def as_json(self) -> dict[str, Json]:
        """Return the placebo as REST shows it."""
        return {"as_suspicious": self.as_suspicious, "of": self.of, "text": self.in_words()}

    def in_words(self) -> str:
        """Return the placebo as a sentence."""
        if not self.of:
            return "no other week could be asked"
        return f"in {self.as_suspicious} of {self.of} other weeks a change looks as suspicious"


class Placebos:
    """The placebos of a fault's suspects; what other weeks show is computed once for all of them.

    Args:
        fault: The fault.
        history: The changes.
        at: When it was first met, in seconds since 1970.
        now: The time, after which no change is known.
    """

    def __init__(self, fault: Fault, history: ChangeHistory, at: float, now: float) -> None:
        first = float(history.ended[0]) if len(history) else now
        moments = [at + shift * WEEK for shift in SHIFTS]
        asked = [each for each in moments if first + WINDOW_DAYS * DAY <= each <= now]
        weeks = [candidates(history, each) for each in asked]
        every = np.unique(np.concatenate([np.zeros(0, np.int64), *weeks]))
        likenesses = likenesses_of(fault, history, every)
        self._weeks: list[tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats]] = []
        for moment, places in zip(asked, weeks, strict=True):
            ages = np.maximum(moment - history.ended[places], 0.0) / DAY
            self._weeks.append((places, scores_of(likenesses[np.searchsorted(every, places)], ages)))

    def of(self, suspect: Ranked) -> Placebo:
        """Return a suspect's placebo; the suspect itself is no evidence against itself."""
        found = sum(
            bool((scores[places != suspect.place] >= suspect.score - 1e-9).any()) for places, scores in self._weeks
        )
        return Placebo(found, len(self._weeks))
