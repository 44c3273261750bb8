"""axe finds no problems, light and dark, wide and narrow; the list works by keyboard."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.page.conftest import Stage
from tests.page.waiting import becomes_true

Start = Callable[..., Stage]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What ends by itself; a mark that breathes for ever has the same colours throughout.
STANDS_STILL = """() => document.getAnimations().every(
    each => each.playState !== "running" || each.effect.getComputedTiming().endTime === Infinity)"""


def violations(page: Page) -> list[str]:
    """Return axe's findings on a page without animations: it would report a half faded-in toast for its contrast."""
    page.emulate_media(reduced_motion="reduce")
    becomes_true(page, STANDS_STILL)
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(start_stage: Start, browser: Browser, scheme: str) -> None:
    stage = start_stage()
    for priority in "12345":
        stage.insert(2, impact="1", urgency="1", priority=priority, short_description="Something is wrong")
    expect(stage.open().get_by_test_id("ticket-row")).to_have_count(10)
    stage.insert(1, impact="1", urgency="1", priority="1", short_description="Something new is wrong")
    for width in (320, 390, 768, 1440):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.goto(stage.app.url)
        expect(page.get_by_test_id("ticket-row")).to_have_count(11)
        assert violations(page) == [], f"{width} px, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{width} px scrolls sideways"
        context.close()


EVERYWHERE = (
    *("/", "/?query=nothing-has-this", "/?page=999", "/?ticket={number}", "/tickets/{number}", "/tickets/INC-none"),
    *(
        "/notifications",
        "/settings",
        "/operations",
        "/accounts",
        "/handover",
        "/insight",
        "/insight/week",
        "/wall",
        "/nowhere",
    ),
)
SIZES = ((320, "light"), (390, "dark"), (768, "light"), (1024, "light"), (1440, "dark"), (1920, "light"))


# 84 runs of axe, each of 0.3 to 1 s: no page, state or width can be left out of "every".
@pytest.mark.slow
@pytest.mark.parametrize("path", EVERYWHERE)
def test_axe_finds_no_violation_on_any_page_at_any_width(shared_stage: Stage, path: str) -> None:
    stage = shared_stage
    if not stage.instance.table("incident").records:
        stage.insert(3, priority="1", impact="1", urgency="1", short_description="Something is wrong")
    number = stage.number(next(iter(stage.instance.table("incident").records)))
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)
    for width, scheme in SIZES:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(stage.app.url + path.format(number=number))
        expect(page.locator("h1").first).to_be_attached()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert violations(page) == [], f"{path} at {width} px, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} at {width} px"


def test_axe_finds_no_violation_in_an_outage_or_an_empty_list(start_stage: Start) -> None:
    stage = start_stage()
    page = stage.open()
    assert violations(page) == []
    stage.servicenow.stop()
    expect(page.get_by_test_id("error-state")).to_be_visible(timeout=6000)
    assert violations(page) == []


def test_the_keyboard_reaches_and_works_every_control(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(30)
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(25)
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.testid ?? document.activeElement.textContent"))
    assert {"theme-toggle", "refresh-button", "sort-ticket_id", "page-size", "page-next"} <= set(reached)
    page.get_by_test_id("page-next").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("page-number")).to_have_text("2")


def test_the_theme_can_be_chosen_and_stays(start_stage: Start) -> None:
    page = start_stage().open()
    before = page.evaluate("document.documentElement.classList.contains('dark')")
    page.get_by_test_id("theme-toggle").click()
    expect(page.locator("html")).to_have_class("light" if before else "dark")
    page.reload()
    expect(page.locator("html")).to_have_class("light" if before else "dark")
