"""Token buckets."""

from rca_dashboard.access.buckets import Bucket, Buckets


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    clock = Clock()
    bucket = Bucket(20, 40, clock)
    assert [bucket.take(goes_into_debt=False) for _ in range(40)] == [0.0] * 40
    assert bucket.take(goes_into_debt=False) == 0.05
    clock.at += 0.05
    assert bucket.take(goes_into_debt=False) == 0.0
    assert bucket.take(goes_into_debt=False) > 0


def test_who_waits_each_time_gets_the_rate_and_is_overdrawn_until_a_rest() -> None:
    clock = Clock()
    bucket = Bucket(20, 40, clock)
    for _ in range(240):
        clock.at += bucket.take(goes_into_debt=True)
    assert round(clock.at, 6) == 10.0  # 200 beyond the burst, at 20 a second
    assert round(bucket.overdrawn_seconds, 6) == 10.0
    clock.at += 0.5
    bucket.take(goes_into_debt=True)
    assert bucket.overdrawn_seconds > 10
    clock.at += 2
    bucket.take(goes_into_debt=True)
    assert bucket.overdrawn_seconds == 0.0


def test_a_rate_of_zero_is_no_limit() -> None:
    bucket = Bucket(0, 0, Clock())
    assert [bucket.take(goes_into_debt=True) for _ in range(1_000)] == [0.0] * 1_000


def test_every_client_has_a_bucket_and_unused_ones_are_evicted() -> None:
    buckets = Buckets(1, 1, Clock())
    assert [buckets.take("ada"), buckets.take("vera")] == [0.0, 0.0]
    assert buckets.take("ada") > 0
    for number in range(20_000):
        buckets.take(str(number))
    assert len(buckets._buckets) == 10_000
