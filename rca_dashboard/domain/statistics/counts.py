"""Tests and intervals of counts: Clopper and Pearson's interval, the mid-p binomial test, the ratio of two rates."""

from dataclasses import dataclass
from math import exp, inf, lgamma, log, log1p

from rca_dashboard.domain.statistics.beta import beta_quantile


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its exact interval; ``high`` may be infinite.

    Attributes:
        value: The estimate; infinite where nothing stands below the line.
        low: The lower end.
        high: The upper end.
    """

    value: float
    low: float
    high: float

    def holds(self, number: float) -> bool:
        """Return whether a number lies inside."""
        return self.low <= number <= self.high


def proportion(hits: float, count: float, error: float = 0.05) -> Interval:
    """Return a proportion with Clopper and Pearson's interval, which is never too narrow.

    Args:
        hits: How many of them; a weighted count need not be whole.
        count: How many, over 0.
        error: The probability that the interval misses.
    """
    low = beta_quantile(error / 2, hits, count - hits + 1) if hits > 0 else 0.0
    high = beta_quantile(1 - error / 2, hits + 1, count - hits) if hits < count else 1.0
    return Interval(hits / count, low, high)


def rate_ratio(after: int, after_exposure: float, before: int, before_exposure: float, error: float = 0.05) -> Interval:
    """Return how many times as large a rate is as an earlier one, with its exact interval.

    Given the sum of two Poisson counts, the later one is binomial: its interval is that of the ratio.

    Args:
        after: The later count.
        after_exposure: What the later rate is per, over 0.
        before: The earlier count.
        before_exposure: What the earlier rate is per, over 0.
        error: The probability that the interval misses.
    """
    scale = before_exposure / after_exposure
    if not after + before:
        return Interval(1.0, 0.0, inf)
    share = proportion(after, after + before, error)
    return Interval(*(_odds(part) * scale for part in (share.value, share.low, share.high)))


def fewer_mid_p(hits: int, count: int, expected: float) -> float:
    """Return the mid-p value of so few: the probability of fewer, and half of that of exactly as many.

    Args:
        hits: How many of them.
        count: How many.
        expected: The proportion that is expected, between 0 and 1.
    """
    fewer = sum(binomial_mass(each, count, expected) for each in range(hits))
    return min(1.0, fewer + binomial_mass(hits, count, expected) / 2)


def binomial_mass(hits: int, count: int, expected: float) -> float:
    """Return the probability of exactly so many hits."""
    if expected <= 0 or expected >= 1:
        return float(hits == (count if expected >= 1 else 0))
    chosen = lgamma(count + 1) - lgamma(hits + 1) - lgamma(count - hits + 1)
    return exp(chosen + hits * log(expected) + (count - hits) * log1p(-expected))


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else inf
