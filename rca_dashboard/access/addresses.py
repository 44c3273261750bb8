"""The client address of a request: the peer's, or the one that trusted proxies report."""

from collections.abc import Iterable, MutableMapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Network = IPv4Network | IPv6Network
_SCOPE_KEY = "rca_dashboard.address"
# A household or an office has a whole IPv6 /64 (RFC 6177), and could use another address for each attempt.
_IPV6_PREFIX = 64
# A site has up to a /48, and with it 65,536 of these.
_IPV6_SITE_PREFIX = 48
# What IPv6 wraps an IPv4 address in: a socket of both kinds (RFC 4291), and a translator (RFC 6052), behind which the
# whole IPv4 world would otherwise share one /64.
_WRAPPING = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
_IPV4_BITS = 32
UNKNOWN = "unknown"


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Parse addresses and networks as in ``TRUSTED_PROXIES``."""
    return tuple(_unwrapped_network(ip_network(text, strict=False)) for text in texts)


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


def site(address: str) -> str:
    """Return the /48 of an IPv6 address, for limits that an attacker with many /64s meets; empty for others."""
    parsed = _parsed(address)
    return str(IPv6Network((parsed, _IPV6_SITE_PREFIX), strict=False)) if isinstance(parsed, IPv6Address) else ""


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
    text = text.strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # an IPv4 address with its port, as some proxies write it
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return _unwrapped(address) if isinstance(address, IPv6Address) else address


def _unwrapped(address: IPv6Address) -> IPv4Address | IPv6Address:
    is_wrapped = any(address in network for network in _WRAPPING)
    return IPv4Address(int(address) & (2**_IPV4_BITS - 1)) if is_wrapped else address


def _unwrapped_network(network: Network) -> Network:
    if isinstance(network, IPv4Network) or not any(network.subnet_of(wrapping) for wrapping in _WRAPPING):
        return network
    prefix = network.prefixlen - (network.max_prefixlen - _IPV4_BITS)
    return IPv4Network((int(network.network_address) & (2**_IPV4_BITS - 1), prefix))


def _is_in(address: IPv4Address | IPv6Address, trusted: tuple[Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in trusted)
