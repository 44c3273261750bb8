"""The client address of a request: the peer's, or the one that trusted proxies report."""

from collections.abc import Iterable, MutableMapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Network = IPv4Network | IPv6Network
_SCOPE_KEY = "rca_dashboard.address"
# A household or an office has a whole IPv6 /64 (RFC 6177), and could use another address for each attempt.
_IPV6_PREFIX = 64
UNKNOWN = "unknown"


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Parse addresses and networks as in ``TRUSTED_PROXIES``."""
    return tuple(ip_network(text, strict=False) for text in texts)


def client_address(scope: MutableMapping[str, Any], trusted: tuple[Network, ...]) -> str:
    """Return the client's address.

    ``X-Forwarded-For`` counts only if the peer is a trusted proxy, and is read from its end, where the trusted proxies
    appended: the first address that is not one of theirs is the client. Anything before it may be forged.
    """
    client = scope.get("client")
    address = _parsed(client[0]) if client else None
    if address is None:
        return UNKNOWN
    for text in reversed(_forwarded(scope)):
        if not _is_in(address, trusted):
            break
        further = _parsed(text)
        if further is None:
            break
        address = further
    return str(address)


def is_trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    """Return whether an address is one of the trusted proxies'."""
    parsed = _parsed(address)
    return parsed is not None and _is_in(parsed, trusted)


def neighbourhood(address: str) -> str:
    """Return the key for rate limits: the address itself, or the /64 of an IPv6 address."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, _IPV6_PREFIX), strict=False))
    return address


def remember_address(scope: MutableMapping[str, Any], address: str) -> None:
    """Store the client's address in an ASGI scope."""
    scope[_SCOPE_KEY] = address


def address_of(scope: MutableMapping[str, Any]) -> str:
    """Return the client's address that the gate stored in an ASGI scope."""
    return scope.get(_SCOPE_KEY, UNKNOWN)


def _forwarded(scope: MutableMapping[str, Any]) -> list[str]:
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return [text.strip() for text in ",".join(lines).split(",") if text.strip()]


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # an IPv4 address with its port, as some proxies write it
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _is_in(address: IPv4Address | IPv6Address, trusted: tuple[Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in trusted)
