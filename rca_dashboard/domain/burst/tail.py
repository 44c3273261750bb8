"""How probable a count is: the upper tail of the negative binomial distribution, without scipy."""

from math import exp, inf, lgamma, log, log1p

_NEGLIGIBLE = 1e-12


def log_tail(count: int, mean: float, shape: float) -> float:
    """Return the natural logarithm of the probability of ``count`` or more.

    The Poisson distribution assumes that tickets come independently; at a desk they do not, and the rate itself varies.

    Args:
        count: How many came.
        mean: How many are expected.
        shape: The smaller, the more the rate varies: the variance is ``mean + mean² / shape``.
    """
    if count <= 0:
        return 0.0
    if mean <= 0:
        return -inf
    if count <= mean:
        return log1p(-_below(count, mean, shape))
    share = mean / (shape + mean)
    total, term, place = 0.0, 1.0, count
    while term > _NEGLIGIBLE * total:
        total += term
        term *= (place + shape) / (place + 1) * share
        place += 1
    return min(0.0, _log_mass(count, mean, shape) + log(total))


def _below(count: int, mean: float, shape: float) -> float:
    return min(1 - _NEGLIGIBLE, sum(exp(_log_mass(place, mean, shape)) for place in range(count)))


def _log_mass(count: int, mean: float, shape: float) -> float:
    chosen = lgamma(count + shape) - lgamma(shape) - lgamma(count + 1)
    return chosen + shape * log(shape / (shape + mean)) + count * log(mean / (shape + mean))
