"""The estimator of Kaplan and Meier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rca_dashboard.domain.chart.survival import Waited, quantiles

# Remission of leukaemia under 6-MP, in weeks (Freireich et al., 1963): the textbooks' example; the median is 23.
ENDED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
WAITING = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)


def test_the_textbooks_example_has_the_textbooks_median() -> None:
    ended = [Waited(week, 1, has_ended=True) for week in ENDED]
    waited = [*ended, *(Waited(week, 1, has_ended=False) for week in WAITING)]
    assert quantiles(waited, (0.5, 0.9)) == (23, None)


def test_nothing_is_known_of_no_tickets_and_of_tickets_that_all_wait() -> None:
    assert quantiles([], (0.5,)) == (None,)
    assert quantiles([Waited(5, 100, has_ended=False)], (0.5,)) == (None,)


def test_open_tickets_make_it_longer() -> None:
    closed = [Waited(hours, 1, has_ended=True) for hours in range(1, 11)]
    (of_closed,) = quantiles(closed, (0.5,))
    (of_all,) = quantiles([*closed, Waited(8, 10, has_ended=False)], (0.5,))
    assert (of_closed, of_all) == (5, 9)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.sampled_from([0.1, 0.25, 0.5, 0.9, 1.0]))
def test_where_all_have_ended_it_is_the_plain_quantile(hours: list[int], share: float) -> None:
    waited = [Waited(each, 1, has_ended=True) for each in hours]
    smallest = min(each for each in hours if sum(other <= each for other in hours) >= share * len(hours) - 1e-9)
    assert quantiles(waited, (share,)) == pytest.approx((smallest,))
