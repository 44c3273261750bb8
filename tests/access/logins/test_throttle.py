"""Logins are slowed down and no one is locked out, with a controllable clock."""

from rca_dashboard.access.logins.throttle import FORGOTTEN_AFTER_SECONDS, LONGEST_WAIT_SECONDS, LoginThrottle


class Clock:
    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def guess(throttle: LoginThrottle, clock: Clock, times: int, account: str, address: str) -> list[float]:
    """Guess as fast as is allowed; give the waits."""
    waits = []
    for _ in range(times):
        wait = throttle.attempt(account, address)
        waits.append(wait)
        if wait:
            clock.at += wait
            assert throttle.attempt(account, address) == 0.0
    return waits


def test_waits_double_from_one_second_to_a_minute() -> None:
    clock = Clock()
    waits = guess(LoginThrottle(clock), clock, 12, "ada", "10.0.0.1")
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_a_client_that_does_not_wait_is_refused_again_without_a_longer_delay() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    for _ in range(4):
        throttle.attempt("ada", "10.0.0.1")
    assert [throttle.attempt("ada", "10.0.0.1") for _ in range(50)] == [1.0] * 50
    clock.at += 1
    assert throttle.attempt("ada", "10.0.0.1") == 0.0


def test_a_hundred_attempts_at_the_same_moment_are_a_hundred() -> None:
    throttle = LoginThrottle(Clock())
    assert [throttle.attempt("ada", "10.0.0.1") for _ in range(100)].count(0.0) == 4


def test_failures_expire_after_15_minutes() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    guess(throttle, clock, 12, "ada", "10.0.0.1")
    clock.at += FORGOTTEN_AFTER_SECONDS + 1
    assert [throttle.attempt("ada", "10.0.0.1") for _ in range(4)] == [0.0] * 4


def test_an_owner_logs_in_from_a_known_place_while_the_world_guesses_at_the_account() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    for number in range(2_000):
        throttle.attempt("ada", f"203.0.{number % 250}.{number // 250}")
    assert throttle.attempt("ada", "10.0.0.1") > 0  # from a new place the owner waits, a minute at most
    assert throttle.attempt("ada", "10.0.0.1") <= LONGEST_WAIT_SECONDS
    assert throttle.attempt("ada", "10.0.0.1", is_known=True) == 0.0


def test_a_broken_script_in_an_office_holds_up_no_colleague_who_is_known_there() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    for number in range(200):
        throttle.attempt(f"robot{number}", "198.51.100.7")
    assert 0 < throttle.attempt("vera", "198.51.100.7") <= LONGEST_WAIT_SECONDS
    assert throttle.attempt("vera", "198.51.100.7", is_known=True) == 0.0


def test_a_monday_morning_of_right_passwords_behind_one_address_waits_for_nothing() -> None:
    throttle = LoginThrottle(Clock())
    for number in range(500):
        assert throttle.attempt(f"user{number}", "198.51.100.7") == 0.0
        throttle.succeed(f"user{number}", "198.51.100.7")


def test_addresses_of_one_ipv6_network_count_as_one() -> None:
    throttle = LoginThrottle(Clock())
    waits = [throttle.attempt("ada", f"2001:db8:1:2::{number:x}") for number in range(1, 6)]
    assert waits == [0, 0, 0, 0, 1]
    assert throttle.attempt("ada", "2001:db8:1:3::1") == 0.0


def test_an_attacker_s_own_login_forgives_none_of_the_guesses() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    began, guesses = clock.at, 0
    for number in range(120):
        while wait := throttle.attempt(f"victim{number}", "198.51.100.7"):
            clock.at += wait
        guesses += 1
        if throttle.attempt("mallory", "198.51.100.7", is_known=True) == 0.0:
            throttle.succeed("mallory", "198.51.100.7")
    assert clock.at - began > 60 * (guesses - 30)


def test_a_right_password_after_wrong_ones_keeps_the_wrong_ones_counted() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    for _ in range(3):
        throttle.attempt("ada", "10.0.0.1")
    for _ in range(20):  # the owner comes and goes between the guesses
        assert throttle.attempt("ada", "10.0.0.1") == 0.0
        throttle.succeed("ada", "10.0.0.1")
    assert throttle.attempt("ada", "10.0.0.1") == 0.0
    assert throttle.attempt("ada", "10.0.0.1") == 1.0


def test_a_delay_caused_by_others_continues_after_a_known_colleague_logs_in() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    for number in range(26):
        while wait := throttle.attempt(f"robot{number}", "198.51.100.7"):
            clock.at += wait
    before = throttle.attempt("stranger", "198.51.100.7")
    assert throttle.attempt("vera", "198.51.100.7", is_known=True) == 0.0
    throttle.succeed("vera", "198.51.100.7")
    assert throttle.attempt("stranger", "198.51.100.7") == before > 1.0


def test_an_attacker_with_a_whole_ipv6_site_is_slowed_down_too() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    waits = [throttle.attempt(f"user {number}", f"2001:db8:1:{number:x}::1") for number in range(100)]
    assert waits.count(0.0) == 61
    assert throttle.attempt("ada", "2001:db8:2::1") == 0.0
