"""NO_PROXY: the hosts and networks that are reached without a proxy."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

_PORTS = {"http": 80, "https": 443}


class NoProxyError(ValueError):
    """An entry cannot be read."""


def is_named(address: httpx.URL, entries: str) -> bool:
    """Return whether entries with commas or spaces between them name an address.

    As for curl, a domain includes its subdomains, with or without a dot before it, and networks are in CIDR notation;
    as for httpx, an entry may have a scheme and a port.

    Raises:
        NoProxyError: If an entry is not a host, an address or a network.
    """
    names = [_is_named_by(entry, address) for entry in entries.replace(",", " ").split()]
    return any(names)


def _is_named_by(entry: str, address: httpx.URL) -> bool:
    if entry == "*":
        return True
    scheme, _, place = entry.rstrip("/").rpartition("://")
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
    try:
        network = ip_network(entry.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        raise NoProxyError(
            f"{entry} is not a network; must be hosts, addresses and networks such as "
            "example.com,10.0.0.7,192.168.0.0/16"
        ) from None
    address = _ip(host)
    return address is not None and address in network


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
