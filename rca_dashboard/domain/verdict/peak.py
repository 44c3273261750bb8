"""Where the peak began that led to the fix.

A fix is made when an incident is most frequent, and what is most frequent becomes less so by itself: compared with the
peak, every fix would seem to have held.
"""

import numpy as np

from rca_dashboard.domain.likeness.worth import Floats

DAY = 86_400.0
# A peak of more than a quarter of a year is what is usual now.
_LONGEST = 91 * DAY
# Twice the logarithm of the likelihood ratio of "more often since then" that begins a peak. On a real desk's log 4, 7
# and 9 find as many false falls, 4 to 5 % at random cuts and just after peaks; the less is cut off, the sooner a real
# fall is found: with a quarter of a year before it in 77 % of simulations at 4, in 84 % at 7.
_LEAST_SURPRISE = 7.0


def peak_begins(times: Floats, others: Floats, since: float, fixed: float) -> float:
    """Return when the peak before a fix began; the fix itself if there was none.

    Args:
        times: The occurrences, in seconds since 1970, ascending.
        others: When all other tickets were opened, ascending: the exposure.
        since: From when on both are known.
        fixed: When it was fixed.
    """
    inside = times[(times >= max(since, fixed - _LONGEST)) & (times < fixed)]
    first, last = np.searchsorted(times, [since, fixed])
    total = float(last - first)
    begins = np.searchsorted(times, inside) - first
    exposure = _exposure(others, since, fixed)
    late = np.array([_exposure(others, each, fixed) for each in inside.tolist()])
    early = exposure - late
    surprise = 2 * (_likelihood(total - begins, late) + _likelihood(begins, early) - _likelihood(total, exposure))
    is_more = (total - begins) * early > begins * late
    surprise = np.where(is_more, surprise, 0.0)
    if not len(inside) or float(surprise.max()) < _LEAST_SURPRISE:
        return fixed
    return float(inside[int(np.argmax(surprise))])


def _exposure(others: Floats, since: float, until: float) -> float:
    first, last = np.searchsorted(others, [since, until])
    return float(max(1, last - first))


def _likelihood(counts: Floats | float, exposure: Floats | float) -> Floats:
    """Return the logarithm of the likelihood of Poisson counts at their own rate, without what is the same for all."""
    count, per = np.asarray(counts, np.float64), np.maximum(np.asarray(exposure, np.float64), 1.0)
    return count * np.log(np.maximum(count, 1e-300) / per) - count
