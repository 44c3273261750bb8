"""How an instance is reached: the proxy and the certificate authorities that the environment names.

httpx reads these variables itself, but ignores networks in NO_PROXY, and raises tracebacks that name no variable.
"""

import os
import re
import ssl
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from urllib.request import getproxies, proxy_bypass

import certifi
import httpx

from rca_dashboard.servicenow.no_proxy import is_named, unreadable

_PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")
_PROXY_ALLOWED = "must be http://host:port, https://host:port or socks5://host:port"
_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.[0-9]+")
_HIGHEST_PORT = 65_535
_SYSTEM = "the system's proxy settings"


class NetworkError(ValueError):
    """A variable of the environment cannot be used; the text is one line that names it and says what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How an instance is reached.

    Attributes:
        proxy: The proxy to use, or None for a direct connection; may contain a password.
        proxy_setting: The variable that named the proxy, or empty.
        certificates: The certificate authorities to trust.
    """

    proxy: httpx.Proxy | None = field(default=None, repr=False)
    proxy_setting: str = ""
    certificates: ssl.SSLContext

    @property
    def proxy_name(self) -> str:
        """The proxy's host and port and the variable that named it, without a password; empty without a proxy."""
        return f"the proxy {self.proxy.url.netloc.decode('ascii')} of {self.proxy_setting}" if self.proxy else ""


def direct_network() -> Network:
    """Return a network without a proxy, whatever the environment says: for a server on this machine."""
    return Network(certificates=_public_authorities())


def no_cookies() -> CookieJar:
    """Return a cookie jar that accepts no cookie from any host.

    Each request authenticates itself. Once its node has forgotten it, a session cookie would be refused (401) for as
    long as it is sent; it would also keep the time zone that the account had at its start, and new cookies with each
    answer grew the headers by 49 kB in 16 s.
    """
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def network_of(url: str, environ: Mapping[str, str]) -> Network:
    """Return how an instance is reached.

    Args:
        url: The instance.
        environ: Names and texts of the environment; HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY are read in lower
            case first, as by curl.

    Raises:
        NetworkError: If a variable cannot be used.
    """
    address = httpx.URL(url)
    setting, text = _proxy_setting(address.scheme, environ)
    is_direct = not text or _bypasses(address, environ, setting)
    return Network(
        proxy=None if is_direct else _proxy(setting, text),
        proxy_setting="" if is_direct else setting,
        certificates=_certificates(environ),
    )


def _proxy_setting(scheme: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the variable that names a proxy for a scheme, and its text; two empty texts for none."""
    for name in (f"{scheme}_proxy", "all_proxy"):
        for variable in (name, name.upper()):
            if text := environ.get(variable, "").strip():
                return variable, text
    if sys.platform in ("win32", "darwin"):
        return _SYSTEM, getproxies().get(scheme, "")
    return "", ""


def _proxy(setting: str, text: str) -> httpx.Proxy:
    try:
        url = httpx.URL(text if "://" in text else f"http://{text}")
        if _is_usable(url) and not any(sign.isspace() for sign in text):
            return httpx.Proxy(url)
    except httpx.InvalidURL:
        pass  # its text would quote what may be a password
    raise NetworkError(f"{setting}=***: {_PROXY_ALLOWED}; leave it empty for a direct connection.")


def _is_usable(url: httpx.URL) -> bool:
    is_place = bool(url.host) and (url.port is None or 0 < url.port <= _HIGHEST_PORT)
    return is_place and url.scheme in _PROXY_SCHEMES and url.path in ("", "/")


def _bypasses(address: httpx.URL, environ: Mapping[str, str], setting: str) -> bool:
    _, entries = _no_proxy(environ)
    return is_named(address, entries) or (setting == _SYSTEM and bool(proxy_bypass(address.host)))


def no_proxy_warnings(environ: Mapping[str, str]) -> Iterator[str]:
    """Return a sentence for each entry of NO_PROXY that cannot be read, without a password."""
    variable, entries = _no_proxy(environ)
    for entry in unreadable(entries):
        shown = f"***@{entry.rpartition('@')[2]}" if "@" in entry else entry
        yield (
            f"{variable}: {shown!r} does not count; must be hosts, addresses and networks such as "
            "example.com,10.0.0.7,192.168.0.0/16."
        )


def _no_proxy(environ: Mapping[str, str]) -> tuple[str, str]:
    variable = "no_proxy" if environ.get("no_proxy", "").strip() else "NO_PROXY"
    return variable, environ.get(variable, "")


@cache
def _public_authorities() -> ssl.SSLContext:
    # Shared by all clients and never changed: reading the authorities takes 20 ms.
    return ssl.create_default_context(cafile=certifi.where())


def _certificates(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Return the authorities of SSL_CERT_FILE and SSL_CERT_DIR, as OpenSSL reads them; without both, the public ones.

    Raises:
        NetworkError: If the file is missing or holds no certificate, or, without a file, no folder holds one.
    """
    file = environ.get("SSL_CERT_FILE", "").strip()
    folders = [folder for folder in environ.get("SSL_CERT_DIR", "").strip().split(os.pathsep) if folder]
    if not file and not folders:
        return _public_authorities()
    context = _trusting_file(file) if file else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    problems = {folder: _problem_of(Path(folder)) for folder in folders}
    for folder, problem in problems.items():
        if not problem:
            context.load_verify_locations(capath=folder)
    if not file and all(problems.values()):
        raise NetworkError(next(iter(problems.values())))
    return context


def _trusting_file(file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=file)
    except ssl.SSLError:
        reason = "the file holds no certificate in PEM format"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
    raise NetworkError(f"SSL_CERT_FILE={file}: {reason}; must be a readable file of CA certificates.")


def _problem_of(folder: Path) -> str:
    """Return why a folder holds no certificate that OpenSSL finds; empty if it holds one."""
    try:
        is_usable = any(_HASHED_NAME.fullmatch(path.name) for path in folder.iterdir())
        reason = "" if is_usable else "no certificates under hashed names; run openssl rehash on it"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a folder name"
    allowed = "must be a folder prepared by openssl rehash; or set SSL_CERT_FILE"
    return f"SSL_CERT_DIR={folder}: {reason}; {allowed}." if reason else ""
