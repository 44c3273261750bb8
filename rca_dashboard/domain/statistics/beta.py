"""The incomplete beta function and its inverse: what exact intervals of proportions are made of."""

from math import exp, lgamma, log, log1p

_STEPS = 500
_PRECISION = 1e-15
_TINY = 1e-300
# Halving 60 times leaves less than the last bit of a proportion.
_HALVINGS = 60


def beta_share(value: float, first: float, second: float) -> float:
    """Return the probability that a beta-distributed proportion is at most ``value``.

    Args:
        value: Between 0 and 1.
        first: The first parameter, over 0.
        second: The second parameter, over 0.
    """
    if value <= 0:
        return 0.0
    if value >= 1:
        return 1.0
    scale = exp(lgamma(first + second) - lgamma(first) - lgamma(second) + first * log(value) + second * log1p(-value))
    if value < (first + 1) / (first + second + 2):
        return scale * _fraction(value, first, second) / first
    return 1 - scale * _fraction(1 - value, second, first) / second


def beta_quantile(share: float, first: float, second: float) -> float:
    """Return the proportion below which a beta distribution has a share of its probability."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if beta_share(middle, first, second) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _fraction(value: float, first: float, second: float) -> float:
    """Return the continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method."""
    upper, lower = 1.0, 1 / _not_zero(1 - (first + second) * value / (first + 1))
    result = lower
    for step in range(1, _STEPS):
        for numerator in _numerators(step, value, first, second):
            lower = 1 / _not_zero(1 + numerator * lower)
            upper = _not_zero(1 + numerator / upper)
            result *= upper * lower
        if abs(upper * lower - 1) < _PRECISION:
            break
    return result


def _numerators(step: int, value: float, first: float, second: float) -> tuple[float, float]:
    place = first + 2 * step
    even = step * (second - step) * value / ((place - 1) * place)
    odd = -(first + step) * (first + second + step) * value / (place * (place + 1))
    return even, odd


def _not_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
