"""The examples of HAProxy, nginx and Caddy run before two apps: pages move between them, and miss no change.

Each example runs as it stands in ``deploy/``, but for addresses and for TLS, which needs a certificate of a real host.
"""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.app_server import AppServer, free_port, is_listening
from tests.fixtures.several_workers import PASSWORD, Serve, leader_of, put, rows, stored, until
from tests.servicenow.table_server import TableServer

pytestmark = pytest.mark.slow  # two apps, a proxy and pages that reconnect: 15 s each

DEPLOY = Path(__file__).parents[2] / "deploy"
PAGES = 4
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {server}
}}
"""


def haproxy(folder: Path, port: int, apps: list[AppServer]) -> list[str]:
    text = (DEPLOY / "haproxy.cfg").read_text()
    text = replaced(text, "bind :443 ssl crt /etc/haproxy/desk.example.com.pem alpn http/1.1", f"bind 127.0.0.1:{port}")
    text = replaced(text, "    http-request set-header X-Forwarded-Proto https\n", "")
    (folder / "haproxy.cfg").write_text(with_addresses(text, ["127.0.0.1:3001", "127.0.0.1:3002"], apps))
    return ["haproxy", "-db", "-f", str(folder / "haproxy.cfg")]


def nginx(folder: Path, port: int, apps: list[AppServer]) -> list[str]:
    text = (DEPLOY / "nginx.conf").read_text()
    text = replaced(text, "listen 443 ssl;", f"listen 127.0.0.1:{port};")
    text = "".join(line for line in text.splitlines(keepends=True) if "ssl_certificate" not in line)
    text = with_addresses(text, ["127.0.0.1:3001", "127.0.0.1:3002"], apps)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, server=text))
    return ["nginx", "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def caddy(folder: Path, port: int, apps: list[AppServer]) -> list[str]:
    text = replaced((DEPLOY / "Caddyfile").read_text(), "{$DESK_HOST}", f"http://localhost:{port}")
    # It spares websockets when the configuration is loaded again, which Debian 12's Caddy 2.6 cannot do yet.
    text = replaced(text, "\t\tstream_close_delay 10s\n", "")
    text = with_addresses(text, ["app1:3000", "app2:3000"], apps)
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + text)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def replaced(text: str, old: str, new: str) -> str:
    assert old in text, f"the example has no {old!r}"
    return text.replace(old, new)


def with_addresses(text: str, examples: list[str], apps: list[AppServer]) -> str:
    for example, app in zip(examples, apps, strict=True):
        text = replaced(text, example, f"127.0.0.1:{app.port}")
    return text


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    environment = {"PATH": "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin", "HOME": str(folder)}
    with (folder / "proxy.log").open("wb") as log:
        proxy = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            until(lambda: is_listening(port) or proxy.poll() is not None, 10)
            assert proxy.poll() is None, (folder / "proxy.log").read_text()
            yield
        finally:
            proxy.send_signal(signal.SIGTERM)
            proxy.wait(15)


def shows(page: Page, tickets: int) -> None:
    expect(page.get_by_test_id("ticket-row")).to_have_count(tickets, timeout=20_000)


@pytest.mark.parametrize("example", [haproxy, nginx, caddy], ids=lambda example: example.__name__)
def test_pages_behind_the_example_move_between_two_apps_and_miss_no_change(
    example: object, serve: Serve, database_url: str, instance: TableServer, browser: Browser, tmp_path: Path
) -> None:
    assert callable(example)
    program = example.__name__  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    if shutil.which(str(program), path="/usr/local/sbin:/usr/sbin:/usr/bin:/bin") is None:
        pytest.skip(f"{program} is not installed: its example was not run")
    port = free_port()
    url = f"http://localhost:{port}"
    apps = [serve(port, PUBLIC_URL=url, TRUSTED_PROXIES="127.0.0.1", DRAIN_SECONDS="1") for _ in range(2)]
    put(instance, 1)
    until(lambda: stored(database_url) == 1)
    with running(example(tmp_path, port, apps), tmp_path, port), browser.new_context() as context:
        until(lambda: httpx.get(f"{url}/ready").is_success, 15)
        credentials = {"username": "admin", "password": PASSWORD}
        answer = context.request.post(f"{url}/api/v1/auth/login", data=credentials, headers={"Origin": url})
        assert answer.ok, answer.text()
        pages = [context.new_page() for _ in range(PAGES)]
        for page in pages:
            page.goto(f"{url}/")
            shows(page, 1)
        for tickets, app in enumerate(apps, start=2):
            app.stop()  # its pages go on at the other one
            put(instance, tickets)
            for page in pages:
                shows(page, tickets)
            app.start()
            until(lambda: leader_of(database_url) > 0 and len(rows(database_url, "SELECT 1 FROM worker")) == 2)
    for app in apps:
        assert "Traceback" not in app.log()
