"""The base rate: how often a change preceded the incidents of an item, and how often it precedes any moment."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.likeness.worth import Floats
from rca_dashboard.domain.statistics.counts import proportion

DAY = 86_400.0
LEAST_INCIDENTS = 10
# Reports of one outage come within hours: they are all before or after a change together, and count as one.
TOGETHER = 4 * 3_600.0


@dataclass(frozen=True, slots=True)
class BaseRate:
    """How often a change ended shortly before.

    Attributes:
        item: The item whose incidents and changes were counted; empty where the two share none.
        days: Within how many days before.
        n: How many incidents the item had.
        before: Before which share of them a change ended.
        random: Before which share of all moments one did.
        ratio: How many times as often; None where no change ended before any moment.
        low: The lower end of the ratio's 95 % interval.
        high: The upper end.
    """

    item: str = ""
    days: int = 0
    n: int = 0
    before: float = 0.0
    random: float = 0.0
    ratio: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether it may as well be chance: fewer than ten incidents, or an interval that holds 1."""
        return self.n < LEAST_INCIDENTS or self.low is None or self.high is None or self.low <= 1 <= self.high

    def as_json(self) -> dict[str, Json]:
        """Return the base rate as REST shows it."""
        return {
            "item": self.item,
            "days": self.days,
            "n": self.n,
            "before": round(self.before, 4),
            "random": round(self.random, 4),
            "ratio": _rounded(self.ratio),
            "low": _rounded(self.low),
            "high": _rounded(self.high),
            "says_nothing": self.says_nothing,
            "text": self.in_words(),
        }

    def in_words(self) -> str:
        """Return the base rate as a sentence."""
        if not self.item:
            return "says nothing: the change and the tickets share no configuration item or service"
        if self.n < LEAST_INCIDENTS:
            return f"says nothing: {self.item} had {self.n} incidents before, fewer than {LEAST_INCIDENTS}"
        within = "1 day" if self.days == 1 else f"{self.days} days"
        said = (
            f"before {100 * self.before:.0f} % of {self.item}'s incidents (n = {self.n:,}) a change ended within "
            f"{within}; before {100 * self.random:.0f} % of random moments too"
        )
        if self.ratio is None or self.low is None or self.high is None:
            return f"says nothing: {said}"
        times = f"{self.ratio:.1f} times as often (95 % interval {self.low:.1f} to {self.high:.1f})"
        return f"says nothing: {said}: {times}" if self.says_nothing else f"{said}: {times}"


def base_rate(item: str, days: float, incidents: Floats, ended: Floats, since: float, until: float) -> BaseRate:
    """Return how often changes preceded an item's incidents.

    Args:
        item: The item's name.
        days: How long before the fault the suspect ended; whole days are counted.
        incidents: When the item's earlier incidents were opened, in seconds since 1970, ascending.
        ended: When the work on its changes ended, ascending.
        since: From when on both are known.
        until: The time of the fault.
    """
    whole = max(1, ceil(days))
    inside = incidents[(incidents >= since) & (incidents < until)]
    random = _covered(ended, whole * DAY, since, until)
    if not len(inside):
        return BaseRate(item=item, days=whole, random=random)
    places = np.searchsorted(ended, inside)
    last = np.where(places > 0, ended[np.maximum(places - 1, 0)] if len(ended) else -np.inf, -np.inf)
    before = float((inside - last <= whole * DAY).mean())
    episodes = 1 + int((np.diff(inside) > TOGETHER).sum())
    interval = proportion(before * episodes, episodes)
    ratios = [each / random if random else None for each in (interval.value, interval.low, interval.high)]
    return BaseRate(item, whole, len(inside), before, random, *ratios)


def _covered(ended: Floats, seconds: float, since: float, until: float) -> float:
    """Return the share of a time that lies within some seconds after a change."""
    if until <= since or not len(ended):
        return 0.0
    begins = np.clip(ended, since, until)
    ends = np.clip(ended + seconds, since, until)
    next_begins = np.append(begins[1:], until)
    lengths = np.maximum(np.minimum(ends, next_begins) - begins, 0.0)
    return float(lengths.sum() / (until - since))


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)
