"""Another site's page in the browser of somebody who has logged in: it reads nothing, changes nothing, opens nothing.

On another port of the same host the browser sends our cookie along (a site has no port); on another host, it does not.
"""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.attack.closed_app import PASSWORD, ClosedApp

SECRET = "a secret of the desk"
READS = ("/api/v1/tickets", "/api/v1/auth/me", "/api/v1/events", "/api/v1/openapi.json", "/metrics", "/", "/health")
WRITES = ("servicenow-polling/stop", "auth/logout", "auth/password", "auth/login", "servicenow-polling/poll")
FETCH = """async ([address, options]) => {
  try {
    const answer = await fetch(address, { credentials: "include", ...options });
    return answer.type === "opaque" ? "opaque" : answer.status + (await answer.text());
  } catch (error) { return error.name; }
}"""
SOCKET = """(address) => new Promise((done) => {
  const socket = new WebSocket(address);
  socket.onopen = () => done("open");
  socket.onmessage = (event) => done(event.data);
  socket.onerror = () => done("refused");
})"""
FORM = """([address, kind, fields]) => {
  const form = Object.assign(document.createElement("form"), { method: "POST", action: address, enctype: kind });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  document.body.append(form);
  form.submit();
}"""
FRAME = """(address) => new Promise((done) => {
  const frame = Object.assign(document.createElement("iframe"), { src: address });
  frame.onload = () => done(frame.contentWindow.length);
  document.body.append(frame);
})"""
KINDS = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")


@pytest.fixture(scope="module")
def app(closed_app: Callable[..., ClosedApp]) -> ClosedApp:
    return closed_app({"short_description": SECRET})


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None: ...


@pytest.fixture(scope="module")
def other_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the other site."""
    folder: Path = tmp_path_factory.mktemp("other")
    (folder / "index.html").write_text("<!doctype html><title>Other</title><body>")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def victim(app: ClosedApp, browser: Browser) -> Iterator[Page]:
    """The page of a logged-in user, which stays open."""
    page = browser.new_context().new_page()
    page.goto(app.server.url)
    page.get_by_test_id("login-username").fill("admin")
    page.get_by_test_id("login-password").fill(PASSWORD)
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_text(SECRET)).to_be_visible()
    yield page
    page.context.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_another_sites_page_reads_changes_and_opens_nothing(
    app: ClosedApp, victim: Page, other_port: int, host: str
) -> None:
    other = victim.context.new_page()
    sent: list[Request] = []
    other.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - Playwright marks what it is given
    other.goto(f"http://{host}:{other_port}/")
    before = state(app, victim)
    url = app.server.url
    assert {path: other.evaluate(FETCH, [url + path, {}]) for path in READS} == dict.fromkeys(READS, "TypeError")
    for path in WRITES:
        address = f"{url}/api/v1/{path}"
        json_body = {"method": "POST", "body": "{}", "headers": {"Content-Type": "application/json"}}
        assert other.evaluate(FETCH, [address, json_body]) == "TypeError"
        assert other.evaluate(FETCH, [address, {"method": "POST", "mode": "no-cors", "body": "{}"}]) == "opaque"
    assert other.evaluate(FETCH, [f"{url}/api/v1/auth/sessions", {"method": "DELETE"}]) == "TypeError"
    sockets = ("/_event/?EIO=4&transport=websocket&token=x", "/_event/?EIO=4&transport=websocket", "/_event")
    assert {other.evaluate(SOCKET, url.replace("http", "ws") + path) for path in sockets} == {"refused"}
    assert state(app, victim) == before
    came_with_cookie = [request for request in sent if "rca_session" in request.all_headers().get("cookie", "")]
    assert bool(came_with_cookie) == (host == "127.0.0.1")  # so that it is our refusal that is tried there
    for path in WRITES[:4]:
        for kind in KINDS:
            other.goto(f"http://{host}:{other_port}/")
            # As text/plain this is a whole JSON object.
            fields = {'{"username":"admin","password":"' + PASSWORD + '","x":"': '"}'}
            with other.expect_navigation():
                other.evaluate(FORM, [f"{url}/api/v1/{path}", kind, fields])
            assert "foreign_origin" in other.content()
    assert state(app, victim) == before
    expect(victim.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected")


def state(app: ClosedApp, victim: Page) -> list[Any]:
    """What another site may not change: the cookie, the logins that go on, polling."""
    cookies = [(cookie["name"], cookie["value"]) for cookie in victim.context.cookies()]
    visitor = app.visitor("; ".join(f"{name}={value}" for name, value in cookies))
    polling = visitor.get("/api/v1/servicenow-polling/status").json()["data"]
    logins = visitor.get("/api/v1/auth/sessions").json()["data"]
    return [sorted(cookies), polling["is_polling"], sorted(login["id"] for login in logins), app.rows("account")]


def test_no_page_is_shown_inside_another_sites(app: ClosedApp, victim: Page, other_port: int) -> None:
    other = victim.context.new_page()
    other.goto(f"http://127.0.0.1:{other_port}/")
    for path in ("/", "/login/", "/accounts/"):
        other.evaluate(FRAME, app.server.url + path)
    assert {frame.url for frame in other.frames[1:]} == {"chrome-error://chromewebdata/"}
