"""A German browser is shown no English of ours on any page, finds nothing cut, and can choose English."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.page.conftest import Stage
from tests.page.shell.test_accessibility import violations
from tools.catalogue import german

Start = Callable[..., Stage]
# ServiceNow's own states, and a user name: data, which read like texts of ours.
DATA = {"New", "Closed", "Open", "admin", "System"}
PAGES = (
    "/settings",
    "/notifications",
    "/operations",
    "/insight",
    "/insight/week",
    "/handover",
    "/cases",
    "/cases/new",
    "/accounts",
    "/login",
    "/wall",
)
SHOWN = """() => {
  const shown = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    const isText = node.nodeType === Node.TEXT_NODE && !node.parentElement.closest("script, style");
    if (isText) shown.add(node.data.trim());
    for (const name of ["aria-label", "title", "placeholder", "alt", "data-heading"])
      shown.add(node.getAttribute?.(name)?.trim() ?? "");
  }
  return [...shown];
}"""
# The content of a page scrolls by itself, and hides from the document that it is too wide.
IS_WIDE = """document.documentElement.scrollWidth > innerWidth
    || [...document.querySelectorAll(".content")].some((each) => each.scrollWidth > each.clientWidth)"""


def english_of_ours(page: Page) -> list[str]:
    """Return what a page shows of the English texts that have another German one."""
    texts = {english for english, entry in german()["texts"].items() if entry != english} - DATA
    return sorted(texts.intersection(page.evaluate(SHOWN)))


@pytest.fixture
def german_context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="de-AT", timezone_id="Europe/Vienna", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def test_every_page_is_german_from_its_first_frame(start_stage: Start, german_context: BrowserContext) -> None:
    stage = start_stage()
    number = stage.number(stage.insert(1, short_description="Kein Netz in Wien", priority="1")[0])
    page = german_context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{stage.app.url}/")
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)
    assert page.evaluate("document.documentElement.lang") == "de"
    assert page.title().endswith("Tickets · RCA Dashboard")
    assert english_of_ours(page) == []
    assert violations(page) == []
    page.keyboard.press("Control+k")
    assert english_of_ours(page) == []
    page.goto(f"{stage.app.url}/?ticket={number}")
    expect(page.get_by_test_id("ticket-activity")).to_contain_text("eröffnete es")
    assert english_of_ours(page) == []
    assert violations(page) == []
    case = httpx.post(
        f"{stage.app.api}/cases",
        json={"title": "Wien ohne Netz", "tickets": [number]},
        headers={"Origin": stage.app.url},
    ).json()["data"]["number"]
    for path in (*PAGES, f"/cases/{case}"):
        page.goto(stage.app.url + path)
        page.wait_for_load_state("networkidle")
        assert english_of_ours(page) == [], path
    # React found in the server's HTML what it renders itself.
    assert errors == []


def test_nothing_is_wider_than_a_phone_in_german(start_stage: Start, german_context: BrowserContext) -> None:
    stage = start_stage()
    stage.insert(3, priority="2")
    page = german_context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/settings", "/notifications", "/handover", "/cases", "/cases/new", "/insight", "/operations"):
        page.goto(stage.app.url + path)
        page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
        assert not page.evaluate(IS_WIDE), path
    for word in page.locator(".nav-word:visible").all():
        assert word.evaluate("each => each.scrollWidth <= each.clientWidth + 1"), word.inner_text()


def test_english_is_chosen_in_the_settings_and_kept(start_stage: Start, german_context: BrowserContext) -> None:
    stage = start_stage()
    page = german_context.new_page()
    page.goto(f"{stage.app.url}/settings")
    expect(page.get_by_role("heading", name="Sprache")).to_be_visible()
    page.get_by_test_id("language").select_option("en")
    expect(page.get_by_role("heading", name="Language")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(f"{stage.app.url}/notifications")
    expect(page.get_by_test_id("connection-header")).to_contain_text(re.compile("Connecting|connected"))
