"""Pages that lose the app reconnect spread over some seconds, not all at once."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
WATCH = Path(__file__).resolve().parents[3] / "assets" / "live" / "connection" / "socket_watch.js"
ADDRESS = "ws://127.0.0.1:1/_event/?token=t"
FAKE_SOCKET = """
window.begun = [];
window.WebSocket = class extends EventTarget {
  static CONNECTING = 0;
  static CLOSED = 3;
  constructor(url, protocols) {
    super();
    Object.assign(this, { url: String(url), protocols, readyState: 0, sent: [] });
    window.begun.push(this);
  }
  send(data) { this.sent.push(data); }
  close() { this.readyState = 3; this.dispatchEvent(new CloseEvent("close")); }
};
// Evenly spread, as chance is on the whole.
let drawn = 0;
Math.random = () => ((drawn++ % 100) + 0.5) / 100;
"""


@pytest.fixture
def page(browser: Browser) -> Page:
    """Return a page with the app's script that runs before all others, and sockets that only record when they start."""
    page = browser.new_page()
    page.route(
        "http://dashboard.example/", lambda route: route.fulfill(body="<p>Tickets</p>", content_type="text/html")
    )
    page.clock.install(time=START)
    page.goto("http://dashboard.example/")
    page.clock.pause_at(START + timedelta(hours=1))  # past the moment of its opening
    page.evaluate(FAKE_SOCKET)
    page.evaluate(WATCH.read_text())
    return page


def begun(page: Page) -> int:
    return page.evaluate("window.begun.length")


def connect(page: Page, count: int = 1) -> None:
    page.evaluate(f"window.tabs = Array.from({{length: {count}}}, () => new WebSocket('{ADDRESS}', ['1']))")


def be_let_in(page: Page) -> None:
    page.evaluate("begun[0].dispatchEvent(new MessageEvent('message', {data: '40/_event,{}'}))")


def test_a_page_that_opens_connects_at_once(page: Page) -> None:
    connect(page, 3)
    assert begun(page) == 3
    assert page.evaluate("begun.map((each) => each.url)") == [ADDRESS] * 3
    page.context.close()


def test_pages_that_were_connected_come_back_spread_over_three_seconds(page: Page) -> None:
    connect(page)
    be_let_in(page)
    connect(page, 100)
    counted = [begun(page) - 1]
    for _ in range(6):
        page.clock.run_for(500)
        counted.append(begun(page) - 1)
    arrived = [later - earlier for earlier, later in itertools.pairwise(counted)]
    assert counted[0] == 0
    assert counted[-1] == 100
    assert all(15 <= count <= 18 for count in arrived), arrived
    assert page.evaluate("begun[5].url") == f"{ADDRESS}&again=1"
    assert page.evaluate("begun[5].protocols") == ["1"]
    page.context.close()


def test_a_late_socket_is_used_as_any_other_and_can_be_given_up(page: Page) -> None:
    connect(page)
    be_let_in(page)
    connect(page, 2)
    page.evaluate("tabs.forEach((tab, n) => { tab.told = []; tab.onopen = () => tab.told.push('open'); })")
    page.evaluate("tabs.forEach((tab) => { tab.onmessage = ({data}) => tab.told.push(data); })")
    page.evaluate("tabs[1].onclose = () => tabs[1].told.push('closed'); tabs[1].close()")
    page.clock.run_for(3_000)
    assert begun(page) == 2
    page.evaluate("begun[1].dispatchEvent(new Event('open'))")
    page.evaluate("begun[1].dispatchEvent(new MessageEvent('message', {data: '2'})); tabs[0].send('3')")
    assert page.evaluate("[tabs[0].told, begun[1].sent, tabs[1].told, tabs[1].readyState]") == [
        ["open", "2"],
        ["3"],
        ["closed"],
        3,
    ]
    page.context.close()


def test_returning_to_the_page_does_not_wait(page: Page) -> None:
    connect(page)
    be_let_in(page)
    connect(page, 5)
    page.clock.run_for(20)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert begun(page) == 6
    connect(page, 2)
    page.clock.run_for(1)
    assert begun(page) == 8
    page.context.close()
