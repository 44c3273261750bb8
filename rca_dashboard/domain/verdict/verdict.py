"""The verdict: came back, fewer, cannot be told apart, or too early."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite

import numpy as np

from rca_dashboard.domain.cases.parts import VerdictKind
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.likeness.worth import Floats
from rca_dashboard.domain.statistics.counts import Interval, fewer_mid_p, rate_ratio
from rca_dashboard.domain.verdict.occurrences import Occurrences, occurrences
from rca_dashboard.domain.verdict.peak import peak_begins
from rca_dashboard.domain.verdict.plan import ERRORS, LOOKS, WEEK, Plan, plan

# What was usual half a year ago is compared with; earlier desks were other desks.
_LONGEST_BEFORE = 26 * WEEK


@dataclass(frozen=True, slots=True)
class Look:
    """What was counted up to a planned time.

    Attributes:
        number: Which look it is, from 1.
        at: The time.
        after: How many occurrences since the fix.
        expected: How many the earlier rate would have brought.
        ratio: How many times as often as before, with its exact 95 % interval.
        p: The mid-p value of so few.
    """

    number: int
    at: float
    after: int
    expected: float
    ratio: Interval
    p: float

    @property
    def is_fewer(self) -> bool:
        """Whether chance seldom brings so few."""
        return self.p <= ERRORS[self.number - 1]


@dataclass(frozen=True, slots=True)
class Findings:
    """A verdict, and how it was found.

    Attributes:
        kind: The verdict.
        unit: What was counted, in words.
        since: From when on "before" was counted.
        peak: Where "before" ends: where the peak began that led to the fix.
        fixed: When it was fixed.
        before: How many occurrences there were from ``since`` to ``peak``.
        exposure: How many other tickets there were in that time.
        planned: When is looked.
        looks: The looks that are over.
        recurrences: When it occurred since the fix.
    """

    kind: VerdictKind
    unit: str
    since: float
    peak: float
    fixed: float
    before: int
    exposure: int
    planned: Plan
    looks: tuple[Look, ...]
    recurrences: tuple[float, ...]

    @property
    def last(self) -> Look | None:
        """The look that decided, or the last one."""
        return next((each for each in self.looks if each.is_fewer), self.looks[-1] if self.looks else None)

    def as_json(self) -> dict[str, Json]:
        """Return the figures as REST shows them and as they are stored."""
        ends = self.planned.ends
        return {
            "verdict": self.kind.value,
            "text": self.in_words(),
            "unit": self.unit,
            "before_from": _iso(self.since),
            "before_to": _iso(self.peak),
            "fixed_at": _iso(self.fixed),
            "before": self.before,
            "exposure_before": self.exposure,
            "weekly_before": round(self.planned.weekly, 3),
            "known_by": _iso(ends) if ends is not None else None,
            "weeks": self.planned.weeks,
            "planned_looks": [_iso(each) for each in self.planned.looks],
            "looks": [_look_json(each) for each in self.looks],
            "recurrences": len(self.recurrences),
            "last_recurrence_at": _iso(self.recurrences[-1]) if self.recurrences else None,
        }

    def in_words(self) -> str:
        """Return the verdict as a sentence."""
        look, again = self.last, len(self.recurrences)
        match self.kind:
            case VerdictKind.FEWER if look:
                return f"Fewer: {_compared(look)}."
            case VerdictKind.CANNOT_BE_TOLD_APART if look:
                return f"Cannot be told apart: {_compared(look)}; chance brings that too (p = {look.p:.2f})."
            case VerdictKind.CAME_BACK:
                return f"Came back: {again} since the fix. {when_known(self.planned)}"
            case _:
                return f"Too early: none since the fix. {when_known(self.planned)}"


def findings(
    tickets: Sequence[float] | Floats,
    others: Sequence[float] | Floats,
    *,
    fixed: float,
    now: float,
    known_since: float | None = None,
    trigger: float | None = None,
) -> Findings:
    """Return the verdict on a fix.

    Args:
        tickets: When the tickets that fit the signature were opened, in seconds since 1970.
        others: When all other tickets were opened: more of them mean that more is reported.
        fixed: When it was fixed.
        now: The time up to which both are known.
        known_since: From when on both are known; the first ticket's time otherwise.
        trigger: When the case's trigger was opened, if it is known.
    """
    exposed = np.sort(np.asarray(others, np.float64))
    first = known_since if known_since is not None else float(exposed[0]) if len(exposed) else fixed
    since = max(first, fixed - _LONGEST_BEFORE)
    counted = occurrences(tickets, since, fixed)
    peak = min(peak_begins(counted.times, exposed, since, fixed), fixed if trigger is None else trigger)
    peak = max(since, peak)
    before, exposure = counted.between(since, peak), _count(exposed, since, peak)
    planned = plan(fixed, before, peak - since)
    past = (
        _look(number, at, counted, exposed, fixed, (before, exposure))
        for number, at in enumerate(planned.looks, 1)
        if at <= now
    )
    looks = _until_fewer(past)
    again = counted.times[(counted.times >= fixed) & (counted.times <= now)]
    return Findings(
        kind=_kind(planned, looks, len(again)),
        unit=counted.unit,
        since=since,
        peak=peak,
        fixed=fixed,
        before=before,
        exposure=exposure,
        planned=planned,
        looks=looks,
        recurrences=tuple(again.tolist()),
    )


def when_known(planned: Plan) -> str:
    """Return when it can be known, as a sentence."""
    if planned.ends is None or planned.weeks is None:
        return "Nobody could know within a year; close by judgement."
    by = datetime.fromtimestamp(planned.ends, UTC)
    return f"You can know by {by.day} {by:%B %Y} ({planned.weeks} weeks at {planned.weekly:.2g} a week)."


def _kind(planned: Plan, looks: tuple[Look, ...], recurrences: int) -> VerdictKind:
    if looks and looks[-1].is_fewer:
        return VerdictKind.FEWER
    if planned.weeks is not None and len(looks) == LOOKS:
        return VerdictKind.CANNOT_BE_TOLD_APART
    return VerdictKind.CAME_BACK if recurrences else VerdictKind.TOO_EARLY


def _until_fewer(looks: Iterable[Look]) -> tuple[Look, ...]:
    """Return the looks up to the one that decides: what is found then is not asked again."""
    taken: list[Look] = []
    for each in looks:
        taken.append(each)
        if each.is_fewer:
            break
    return tuple(taken)


def _look(
    number: int, at: float, counted: Occurrences, exposed: Floats, fixed: float, earlier: tuple[int, int]
) -> Look:
    before, exposure = earlier
    after, exposed_after = counted.between(fixed, at), max(1, _count(exposed, fixed, at))
    exposed_before = max(1, exposure)
    share = exposed_after / (exposed_after + exposed_before)
    return Look(
        number=number,
        at=at,
        after=after,
        expected=before * exposed_after / exposed_before,
        ratio=rate_ratio(after, exposed_after, before, exposed_before),
        p=fewer_mid_p(after, after + before, share),
    )


def _count(times: Floats, since: float, until: float) -> int:
    first, last = np.searchsorted(times, [since, until])
    return int(last - first)


def _compared(look: Look) -> str:
    high = f"{look.ratio.high:.2f}" if isfinite(look.ratio.high) else "any number"
    return (
        f"{look.after} since the fix, where {look.expected:.1f} were to be expected: {look.ratio.value:.2f} times as "
        f"often (95 % interval {look.ratio.low:.2f} to {high})"
    )


def _look_json(look: Look) -> dict[str, Json]:
    return {
        "number": look.number,
        "at": _iso(look.at),
        "after": look.after,
        "expected": round(look.expected, 2),
        "ratio": round(look.ratio.value, 3) if isfinite(look.ratio.value) else None,
        "low": round(look.ratio.low, 3),
        "high": round(look.ratio.high, 3) if isfinite(look.ratio.high) else None,
        "p": round(look.p, 5),
        "fewer": look.is_fewer,
    }


def _iso(second: float) -> str | None:
    return to_iso(datetime.fromtimestamp(round(second), UTC))
