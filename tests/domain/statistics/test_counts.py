"""Exact statistics against scipy's."""

import pytest
from scipy import stats

from rca_dashboard.domain.statistics.beta import beta_quantile, beta_share
from rca_dashboard.domain.statistics.counts import fewer_mid_p, proportion, rate_ratio

COUNTS = [(0, 1), (1, 1), (3, 10), (0, 40), (40, 40), (1037, 1383), (5, 20_000)]


@pytest.mark.parametrize(("hits", "count"), COUNTS)
@pytest.mark.parametrize("error", [0.05, 0.01])
def test_the_interval_of_a_proportion_is_clopper_and_pearsons(hits: int, count: int, error: float) -> None:
    expected = stats.binomtest(hits, count).proportion_ci(1 - error, "exact")
    found = proportion(hits, count, error)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize(("value", "first", "second"), [(0.3, 2.5, 7), (0.9, 0.5, 0.5), (0.01, 200, 3), (0.5, 1, 1)])
def test_the_incomplete_beta_function_and_its_inverse(value: float, first: float, second: float) -> None:
    assert beta_share(value, first, second) == pytest.approx(stats.beta.cdf(value, first, second), abs=1e-12)
    quantile = beta_quantile(0.975, first, second)
    assert quantile == pytest.approx(stats.beta.ppf(0.975, first, second), abs=1e-9)


@pytest.mark.parametrize(("hits", "count", "expected"), [(0, 5, 0.5), (3, 18, 0.4), (40, 300, 0.2), (2, 2, 0.9)])
def test_mid_p_counts_half_of_exactly_as_many(hits: int, count: int, expected: float) -> None:
    whole = stats.binom.cdf(hits - 1, count, expected) + stats.binom.pmf(hits, count, expected) / 2
    assert fewer_mid_p(hits, count, expected) == pytest.approx(float(whole), abs=1e-12)


def test_a_ratio_of_rates_has_the_interval_of_the_conditional_binomial() -> None:
    found = rate_ratio(3, 500, 30, 2_000)
    share = stats.binomtest(3, 33).proportion_ci(0.95, "exact")
    odds = [each / (1 - each) * 4 for each in (3 / 33, share.low, share.high)]
    assert (found.value, found.low, found.high) == pytest.approx(odds, rel=1e-9)
    assert rate_ratio(0, 10, 0, 10).low == 0
