"""The retry delay of a failing table."""

from random import Random

import pytest

from rca_dashboard.sync.polling.outage import longest_wait, wait_seconds


@pytest.mark.parametrize(("interval", "longest"), [(1, 5), (2, 5), (60, 60), (3600, 3600)])
def test_the_longest_wait_is_the_interval_and_at_least_5_s(interval: float, longest: float) -> None:
    assert longest_wait(interval) == longest


def test_waits_double_up_to_the_longest_and_half_of_each_is_chance() -> None:
    for tries, full in ((1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (1_000_000, 60)):
        waits = [wait_seconds(tries, 60, Random(seed)) for seed in range(200)]
        assert full / 2 <= min(waits) < full * 0.55
        assert full * 0.95 < max(waits) <= full
