"""NO_PROXY: the hosts and networks that are reached without a proxy."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

_PORTS = {"http": 80, "https": 443}
# As macOS writes networks: 169.254/16.
_SHORT_NETWORK = re.compile(r"\d+(\.\d+){0,2}(?=/)")


def is_named(address: httpx.URL, entries: str) -> bool:
    """Return whether entries with commas or spaces between them name an address.

    As for curl, a domain includes its subdomains, with or without a dot before it, and networks are in CIDR notation;
    as for httpx, an entry may have a scheme and a port. An entry that cannot be read names nothing.
    """
    return any(_is_named_by(entry, address) for entry in _split(entries))


def unreadable(entries: str) -> tuple[str, ...]:
    """Return the entries that are not a host, an address or a network."""
    return tuple(
        entry for entry in _split(entries) if "/" in (place := _scheme_and_place(entry)[1]) and not _network(place)
    )


def _split(entries: str) -> list[str]:
    return entries.replace(",", " ").split()


def _scheme_and_place(entry: str) -> tuple[str, str]:
    scheme, _, place = entry.rstrip("/").rpartition("://")
    return scheme, place


def _is_named_by(entry: str, address: httpx.URL) -> bool:
    if entry == "*":
        return True
    scheme, place = _scheme_and_place(entry)
    if "/" in place:
        return _is_in_network(place, address.host)
    host, port = _host_and_port(place)
    if scheme not in ("", "all", address.scheme) or port not in ("", str(address.port or _PORTS.get(address.scheme))):
        return False
    if own := _ip(address.host):
        return own == _ip(host)
    domain = host.lower().lstrip("*").strip(".")
    return bool(domain) and f".{address.host.lower().rstrip('.')}".endswith(f".{domain}")


def _host_and_port(text: str) -> tuple[str, str]:
    if _ip(text):  # an IPv6 address without brackets has no port
        return text, ""
    host, separator, port = text.rpartition(":")
    return (host, port) if separator else (text, "")


def _is_in_network(entry: str, host: str) -> bool:
    network, address = _network(entry), _ip(host)
    return network is not None and address is not None and address in network


def _network(text: str) -> IPv4Network | IPv6Network | None:
    if short := _SHORT_NETWORK.match(text):
        text = short[0] + ".0" * (3 - short[0].count(".")) + text[short.end() :]
    try:
        return ip_network(text.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        return None


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
