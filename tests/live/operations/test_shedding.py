"""A worker with half as many browsers again as the mean sends some elsewhere."""

from itertools import pairwise

import pytest

from rca_dashboard.live.operations.shedding import SHORTEST_PAUSE_SECONDS, Shedding


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("mine", "others", "count"),
    [
        (1_000, (), 0),  # no other worker
        (1_000, (1_000,), 0),
        (1_400, (600,), 0),  # 1.4 times the mean
        (1_600, (400,), 160),
        (1_000, (0,), 100),  # the other one has just started
        (400, (1_600,), 0),  # the other one sheds
        (30, (0,), 0),  # a handful
        (45, (3,), 5),
        (900, (400, 400, 400), 90),
    ],
)
def test_a_tenth_is_sent_elsewhere_by_the_worker_that_has_too_many(
    mine: int, others: tuple[int, ...], count: int
) -> None:
    assert Shedding(Clock()).count(mine, others) == count


def test_one_restart_ends_in_workers_of_about_the_same_size() -> None:
    clock, mine, other = Clock(), 1_000, 0
    shedding = Shedding(clock)
    for _ in range(60):
        gone = shedding.count(mine, (other,))
        mine, other = mine - gone, other + gone
        clock.now += SHORTEST_PAUSE_SECONDS
    assert mine <= 1.5 * (mine + other) / 2


def test_pages_that_a_proxy_sends_back_are_left_alone_for_longer_and_longer() -> None:
    clock = Clock()
    shedding = Shedding(clock)
    times: list[float] = []
    while clock.now < 3_000:
        if shedding.count(1_000, (0,)):
            times.append(clock.now)
        clock.now += SHORTEST_PAUSE_SECONDS
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert pauses[:4] == [5, 10, 20, 40]
    assert max(pauses) <= 600
