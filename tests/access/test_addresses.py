"""When X-Forwarded-For is trusted."""

import pytest

from rca_dashboard.access.addresses import client_address, neighbourhood, networks, site

TRUSTED = networks(("10.0.0.7", "192.168.0.0/16", "2001:db8::/32"))


def scope(peer: str | None, *forwarded: str) -> dict[str, object]:
    headers = [(b"x-forwarded-for", text.encode()) for text in forwarded]
    return {"client": (peer, 1234) if peer else None, "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.5", (), "203.0.113.5"),
        ("203.0.113.5", ("198.51.100.1",), "203.0.113.5"),  # no proxy of ours: anybody may write this
        ("10.0.0.7", ("198.51.100.1",), "198.51.100.1"),
        ("10.0.0.8", ("198.51.100.1",), "10.0.0.8"),
        ("10.0.0.7", ("6.6.6.6, 198.51.100.1",), "198.51.100.1"),  # the client wrote the first one itself
        ("10.0.0.7", ("6.6.6.6", "198.51.100.1, 192.168.3.4"), "198.51.100.1"),
        ("10.0.0.7", ("192.168.1.1, 192.168.1.2",), "192.168.1.1"),
        ("10.0.0.7", ("nonsense",), "10.0.0.7"),
        ("10.0.0.7", ("6.6.6.6, nonsense",), "10.0.0.7"),
        ("10.0.0.7", ("",), "10.0.0.7"),
        ("10.0.0.7", ("198.51.100.1:5678",), "198.51.100.1"),
        ("10.0.0.7", ("[2001:db9::1]:5678",), "2001:db9::1"),
        ("2001:db8::1", ("198.51.100.1",), "198.51.100.1"),
        ("::ffff:10.0.0.7", ("198.51.100.1",), "198.51.100.1"),
        ("10.0.0.7", ('"[2001:db9::1]:5678"',), "2001:db9::1"),
        ("64:ff9b::10.0.0.7", ("64:ff9b::198.51.100.1",), "198.51.100.1"),
        ("fe80::1%eth0", (), "fe80::1%eth0"),
        (None, ("198.51.100.1",), "unknown"),
        ("/run/app.sock", (), "unknown"),
    ],
)
def test_only_what_trusted_proxies_wrote_counts(peer: str | None, forwarded: tuple[str, ...], expected: str) -> None:
    assert client_address(scope(peer, *forwarded), TRUSTED) == expected


@pytest.mark.parametrize("trusted", ["::ffff:10.0.0.7", "::ffff:10.0.0.0/104", "64:ff9b::10.0.0.0/104", "::/0"])
def test_a_trusted_network_may_be_written_as_ipv6_in_ipv4(trusted: str) -> None:
    peer = "2001:db8::1" if trusted == "::/0" else "10.0.0.7"
    assert client_address(scope(peer, "198.51.100.1"), networks((trusted,))) == "198.51.100.1"


def test_clients_behind_a_translator_are_counted_apart() -> None:
    assert neighbourhood("64:ff9b::198.51.100.1") != neighbourhood("64:ff9b::198.51.100.2")
    assert neighbourhood("fe80::1%eth0") == neighbourhood("fe80::2")


def test_a_site_is_an_ipv6_network_of_48_bits() -> None:
    assert site("2001:db8:1:2::1") == site("2001:db8:1:ffff::9") == "2001:db8:1::/48"
    assert {site(address) for address in ("198.51.100.1", "::ffff:198.51.100.1", "unknown")} == {""}


def test_limits_count_an_ipv6_network_as_one_neighbour() -> None:
    assert neighbourhood("2001:db8:1:2:3:4:5:6") == neighbourhood("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert neighbourhood("198.51.100.1") == "198.51.100.1"
    assert neighbourhood("unknown") == "unknown"
