"""Which connection is closed to make room for a new one."""

from rca_dashboard.access.addresses import networks
from rca_dashboard.access.sockets.unfinished_requests import UnfinishedRequests


class Watch:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_oldest_of_an_address_with_too_many_is_closed_and_no_other_address_is_touched() -> None:
    watch = Watch()
    unfinished = UnfinishedRequests[int](most_per_address=3, monotonic=watch)
    assert [unfinished.add(number, "10.0.0.1") for number in range(3)] == [None] * 3
    watch.now = 2
    assert unfinished.add(10, "10.0.0.2") is None
    assert unfinished.add(3, "10.0.0.1") == 0
    unfinished.remove(0)
    unfinished.remove(0)
    assert unfinished.add(4, "10.0.0.1") == 1


def test_a_thousand_browsers_that_come_back_at_once_from_one_office_are_let_in() -> None:
    unfinished = UnfinishedRequests[int](most_per_address=3, monotonic=Watch())
    assert [unfinished.add(number, "10.0.0.1") for number in range(1000)] == [None] * 1000


def test_before_files_run_out_even_young_ones_of_the_largest_group_are_closed() -> None:
    unfinished = UnfinishedRequests[int](networks(["10.0.0.0/8"]), most_open=4, monotonic=Watch())
    for number in range(3):
        unfinished.add(number, "10.0.0.1", open_connections=number)
    assert unfinished.add(9, "192.0.2.7", open_connections=4) == 0


def test_users_behind_a_trusted_proxy_share_no_limit() -> None:
    watch = Watch()
    unfinished = UnfinishedRequests[int](networks(["10.0.0.7"]), most_per_address=1, monotonic=watch)
    for number in range(5):
        watch.now += 2
        assert unfinished.add(number, "10.0.0.7") is None


def test_the_addresses_of_one_ipv6_household_count_as_one() -> None:
    watch = Watch()
    unfinished = UnfinishedRequests[int](most_per_address=1, monotonic=watch)
    unfinished.add(1, "2001:db8::1")
    watch.now = 2
    assert unfinished.add(2, "2001:db8::2") == 1
