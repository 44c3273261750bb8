"""The app with machine-wide proxies and certificates, as on company laptops."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.fixtures.app_server import ROOT, AppNotStartedError, AppServer, clean_environment
from tests.fixtures.forward_proxy import ForwardProxy, running_forward_proxy
from tests.servicenow.table_server import TableServer, running_table_server

Start = Callable[..., AppServer]
NOWHERE = "http://127.0.0.1:9"
INSTANCE = {
    "SERVICENOW_URL": "http://desk.example",
    "SERVICENOW_USERNAME": "reader",
    "SERVICENOW_PASSWORD": "password of a test",
}


@pytest.fixture
def instance() -> Iterator[TableServer]:
    with running_table_server() as server:
        server.put(1)
        yield server


@pytest.fixture
def proxy(instance: TableServer) -> Iterator[ForwardProxy]:
    with running_forward_proxy() as proxy:
        proxy.hosts = {"desk.example": ("127.0.0.1", int(instance.url.rpartition(":")[2]))}
        yield proxy


def _polled(server: AppServer) -> dict[str, Any]:
    """Return the status of polling after its first result."""
    with httpx.Client(trust_env=False) as client:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            status = client.get(f"{server.api}/servicenow-polling/status").json()["data"]
            if status["succeeded_at"] or status["error"]:
                return status
            time.sleep(0.1)
    raise AssertionError(server.log())


@pytest.mark.parametrize(
    "environment",
    [
        {"HTTP_PROXY": NOWHERE, "http_proxy": NOWHERE, "ALL_PROXY": NOWHERE, "NO_PROXY": ""},
        {"ALL_PROXY": "odd://", "HTTPS_PROXY": "http://p:port", "NO_PROXY": "fe80::/10,10.0.0.0/8"},
        {"SSL_CERT_FILE": "/nowhere/company.pem", "SSL_CERT_DIR": "/nowhere", "all_proxy": "socks5://127.0.0.1:9"},
    ],
    ids=["an absent proxy", "odd variables", "absent certificates"],
)
def test_the_demo_asks_its_own_servicenow_directly(app_server: Start, environment: dict[str, str]) -> None:
    assert _polled(app_server(environment))["error"] is None


def test_a_real_instance_is_polled_through_the_proxy(app_server: Start, proxy: ForwardProxy) -> None:
    server = app_server({**INSTANCE, "HTTP_PROXY": proxy.place, "AUTH_MODE": "none", "ALLOW_OPEN_ACCESS": "true"})
    assert _polled(server)["error"] is None
    asked = {f"GET http://desk.example/api/now/table/{table}" for table in ("incident", "task_sla")}
    assert set(proxy.asked) == asked


@pytest.mark.parametrize(
    ("name", "text"),
    [("HTTP_PROXY", "odd://proxy:1"), ("SSL_CERT_FILE", "/nowhere/x.pem"), ("SSL_CERT_DIR", "/nowhere")],
)
def test_what_cannot_be_used_is_one_line_at_the_start_and_in_the_doctor(
    app_server: Start, name: str, text: str
) -> None:
    # A machine may set SSL_CERT_FILE, which makes up for a missing folder.
    environment = {**INSTANCE, "SSL_CERT_FILE": "", name: text}
    with pytest.raises(AppNotStartedError) as raised:
        app_server(environment)
    assert raised.value.log.startswith(f"{name}=")
    assert raised.value.log.count("\n") == 1
    doctor = subprocess.run(
        [sys.executable, "-m", "rca_dashboard.doctor"],
        cwd=ROOT,
        env=clean_environment(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (doctor.returncode, doctor.stderr) == (1, "")
    assert f"{name}=" in doctor.stdout
