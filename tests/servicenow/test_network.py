"""Proxies and certificate authorities of the environment: honoured, or refused in one line that names the variable."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme

from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.servicenow.errors import ServiceNowError, UnreachableError
from rca_dashboard.servicenow.network import NetworkError, network_of
from tests.fixtures.forward_proxy import ForwardProxy, running_forward_proxy
from tests.servicenow.table_server import TableServer, running_table_server

HOST = "desk.example"
WORD = "open-sesame"


@pytest.fixture
def proxy(instance: TableServer) -> Iterator[ForwardProxy]:
    """Return a proxy that alone knows where the instance is."""
    with running_forward_proxy() as proxy:
        proxy.hosts = {HOST: ("127.0.0.1", int(instance.url.rpartition(":")[2]))}
        yield proxy


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA, proxy: ForwardProxy) -> Iterator[TableServer]:
    """Return an instance with a certificate of the company's own authority, which the proxy leads to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    with running_table_server(context) as server:
        proxy.hosts = {HOST: ("127.0.0.1", int(server.url.rpartition(":")[2]))}
        yield server


def write_under_its_hash(authority: trustme.CA, folder: Path) -> None:
    file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    hashed = subprocess.check_output(["openssl", "x509", "-hash", "-noout", "-in", file], text=True).strip()
    file.rename(folder / f"{hashed}.0")


async def ask(url: str, environ: dict[str, str]) -> None:
    client = TableClient(url, timeout_seconds=5, network=network_of(url, environ))
    try:
        await client.get_page("incident", "", limit=1)
    finally:
        await client.aclose()


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("form", ["http://{}", "{}", " http://{}/ "])
async def test_an_instance_is_reached_through_the_proxy(proxy: ForwardProxy, variable: str, form: str) -> None:
    await ask(f"http://{HOST}", {variable: form.format(proxy.place)})
    assert proxy.asked == [f"GET http://{HOST}/api/now/table/incident"]


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_an_instance_is_reached_through_a_socks_proxy(proxy: ForwardProxy, scheme: str) -> None:
    await ask(f"http://{HOST}", {"ALL_PROXY": f"{scheme}://{proxy.place}"})
    assert proxy.asked == [f"SOCKS {HOST}:80"]


async def test_a_secure_instance_is_reached_by_connect_and_checked_against_the_companys_authorities(
    proxy: ForwardProxy, secure: TableServer, authority: trustme.CA, tmp_path: Path
) -> None:
    file = tmp_path / "company.pem"
    authority.cert_pem.write_to_path(str(file))
    await ask(f"https://{HOST}", {"HTTPS_PROXY": f"http://{proxy.place}", "SSL_CERT_FILE": str(file)})
    assert proxy.asked == [f"CONNECT {HOST}:443"]
    assert len(secure.asked) == 1


@pytest.mark.usefixtures("secure")
async def test_an_untrusted_certificate_is_said_in_openssls_words(proxy: ForwardProxy) -> None:
    with pytest.raises(UnreachableError) as raised:
        await ask(f"https://{HOST}", {"HTTPS_PROXY": proxy.place})
    assert "(certificate verify failed: unable to get local issuer certificate)" in str(raised.value)
    assert "set SSL_CERT_FILE" in str(raised.value)


async def test_a_certificate_of_another_host_does_not_ask_for_authorities(
    proxy: ForwardProxy, secure: TableServer, authority: trustme.CA, tmp_path: Path
) -> None:
    file = tmp_path / "company.pem"
    authority.cert_pem.write_to_path(str(file))
    proxy.hosts = {"other.example": ("127.0.0.1", int(secure.url.rpartition(":")[2]))}
    with pytest.raises(UnreachableError, match=r"Hostname mismatch.*: check SERVICENOW_URL"):
        await ask("https://other.example", {"HTTPS_PROXY": proxy.place, "SSL_CERT_FILE": str(file)})


async def test_a_secure_instance_under_a_plain_address_keeps_openssls_reason(instance: TableServer) -> None:
    with pytest.raises(UnreachableError, match=r"(?i)wrong version number|record layer failure"):
        await ask(instance.url.replace("http:", "https:"), {})


async def test_a_proxy_that_refuses_is_named_without_its_password(proxy: ForwardProxy) -> None:
    proxy.refusal = "407 Proxy Authentication Required"
    with pytest.raises(ServiceNowError) as raised:
        await ask(f"https://{HOST}", {"HTTPS_PROXY": f"http://me:{WORD}@{proxy.place}"})
    assert "wants a login (407)" in str(raised.value)
    assert WORD not in str(raised.value)


async def test_a_proxy_that_forbids_the_host_is_named(proxy: ForwardProxy) -> None:
    proxy.refusal = "403 Forbidden"
    with pytest.raises(UnreachableError, match=f"the proxy {proxy.place} of HTTPS_PROXY: it answered 403 Forbidden"):
        await ask(f"https://{HOST}", {"HTTPS_PROXY": f"http://{proxy.place}"})


async def test_a_proxy_that_is_not_there_is_named(proxy: ForwardProxy) -> None:
    with pytest.raises(UnreachableError, match=r"the proxy 127\.0\.0\.1:9 of http_proxy: no connection"):
        await ask(f"http://{HOST}", {"http_proxy": "127.0.0.1:9", "HTTP_PROXY": proxy.place})


@pytest.mark.parametrize(
    "named",
    [
        *("127.0.0.1", "127.0.0.0/8", "10.0.0.0/8, 127.0.0.1/32", "*", "x.example 127.0.0.1", "http://127.0.0.1"),
        *("all://127.0.0.1", "::/0,127.0.0.1", "fe80::/10,127.0.0.0/8", "127.0.0.1/8"),
    ],
)
async def test_no_proxy_names_an_address_or_a_network(instance: TableServer, named: str) -> None:
    for variable in ("NO_PROXY", "no_proxy"):
        await ask(instance.url, {"HTTP_PROXY": "http://127.0.0.1:9", variable: named})


@pytest.mark.parametrize(
    ("url", "named", "is_direct"),
    [
        ("https://desk.example", "desk.example", True),
        ("https://desk.example", "example", True),
        ("https://desk.example", ".example", True),
        ("https://desk.example", "*.EXAMPLE", True),
        ("https://desk.example", "sk.example", False),
        ("https://desk.example", "desk.example:443", True),
        ("https://desk.example", "desk.example:8443", False),
        ("https://desk.example", "http://desk.example", False),
        ("https://desk.example", "10.0.0.0/8,::1,,", False),
        ("https://10.1.2.3", "10.0.0.0/8", True),
        ("https://11.1.2.3", "10.0.0.0/8", False),
        ("https://169.254.1.2", "*.local, 169.254/16", True),
        ("https://10.1.2.3", "10/8", True),
        ("https://169.255.1.2", "169.254/16", False),
        ("https://desk.example", "http://desk.example/path, other.example/path, 10.0.0.0/99, ./, 1.2.3.4.5/8", False),
        ("https://11.1.2.3", "1.1.2.3", False),
        ("https://[fd00::7]:8443", "fd00::/8", True),
        ("https://[fd00::7]:8443", "[fd00::7]:8443", True),
        ("https://[fd00::7]", "fd00:0::7", True),
    ],
)
def test_no_proxy_is_read_as_curl_does(url: str, named: str, is_direct: bool) -> None:  # noqa: FBT001
    network = network_of(url, {"HTTPS_PROXY": "proxy:3128", "NO_PROXY": named})
    assert (network.proxy is None) is is_direct


@pytest.mark.parametrize(
    "text",
    ["ftp://p:1", "socks4://p:1", "http://", "://", "p:port", "a b:1", "http:/p", "p:99999", "http://wpad/proxy.pac"],
)
def test_an_odd_proxy_is_one_line_with_its_variable_and_without_its_text(text: str) -> None:
    with pytest.raises(NetworkError, match=r"^HTTPS_PROXY=\*\*\*: must be http://host:port.*\.$") as raised:
        network_of("https://desk.example", {"HTTPS_PROXY": text, "ALL_PROXY": "http://fine:1"})
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_an_empty_proxy_is_none(text: str) -> None:
    assert network_of("https://desk.example", {"HTTPS_PROXY": text, "ALL_PROXY": text}).proxy is None


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_are_not_there_are_one_line(variable: str, tmp_path: Path) -> None:
    (tmp_path / "text.pem").write_text("no certificate")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "text.pem"):
        with pytest.raises(NetworkError, match=rf"^{variable}=[^\n]*: .*; must be .*\.$"):
            network_of("https://desk.example", {variable: str(path)})


@pytest.mark.parametrize("folders", ["{0}", "{0}:{0}", "/nonexistent:{0}", "{0}:/nonexistent", ":{0}/empty:{0}:"])
async def test_a_folder_of_certificates_is_honoured_beside_missing_and_empty_ones(
    proxy: ForwardProxy, secure: TableServer, authority: trustme.CA, tmp_path: Path, folders: str
) -> None:
    (tmp_path / "empty").mkdir()
    write_under_its_hash(authority, tmp_path)
    await ask(f"https://{HOST}", {"https_proxy": proxy.place, "SSL_CERT_DIR": folders.format(tmp_path)})
    assert len(secure.asked) == 1


async def test_a_missing_folder_does_not_count_beside_a_file_of_certificates(
    proxy: ForwardProxy, secure: TableServer, authority: trustme.CA, tmp_path: Path
) -> None:
    file = tmp_path / "company.pem"
    authority.cert_pem.write_to_path(str(file))
    certificates = {"SSL_CERT_FILE": str(file), "SSL_CERT_DIR": "/nonexistent"}
    await ask(f"https://{HOST}", {"https_proxy": proxy.place, **certificates})
    assert len(secure.asked) == 1


def test_a_missing_file_of_certificates_is_refused_beside_a_folder(authority: trustme.CA, tmp_path: Path) -> None:
    write_under_its_hash(authority, tmp_path)
    certificates = {"SSL_CERT_FILE": "/nonexistent", "SSL_CERT_DIR": str(tmp_path)}
    with pytest.raises(NetworkError, match=r"^SSL_CERT_FILE=/nonexistent: "):
        network_of("https://desk.example", certificates)


def test_separators_without_folders_leave_the_public_authorities() -> None:
    assert network_of("https://desk.example", {"SSL_CERT_DIR": ":"}).certificates.get_ca_certs()


def test_a_password_of_a_proxy_shows_in_no_text() -> None:
    network = network_of("https://desk.example", {"HTTPS_PROXY": f"http://me:{WORD}@proxy.example:3128"})
    assert WORD not in repr(network) + network.proxy_name
    assert isinstance(network.proxy, httpx.Proxy)
    assert network.proxy.auth == ("me", WORD)
