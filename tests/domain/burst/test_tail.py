"""The tail of the negative binomial, against scipy's."""

from math import exp, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from rca_dashboard.domain.burst.tail import log_tail


@given(st.integers(0, 200), st.floats(0.01, 60.0), st.floats(0.5, 100.0))
def test_the_tail_is_that_of_scipy(count: int, mean: float, shape: float) -> None:
    expected = float(nbinom.logsf(count - 1, shape, shape / (shape + mean)))
    if expected > -200:
        assert log_tail(count, mean, shape) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_nothing_expected_and_something_came() -> None:
    assert log_tail(0, 0.0, 4.0) == 0.0
    assert log_tail(1, 0.0, 4.0) == -inf
    assert exp(log_tail(4, 0.05, 40.0)) < 1e-6
