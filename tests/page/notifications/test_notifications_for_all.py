"""axe finds no problems in the bell, the notifications page and its settings, which work by keyboard."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.page.conftest import Stage
from tests.page.shell.test_accessibility import violations

Start = Callable[..., Stage]
CRITICAL = {"impact": "1", "urgency": "1", "priority": "1"}


def look(page: Page, name: str) -> None:
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"


def test_axe_finds_nothing_wide_and_narrow_light_and_dark(start_stage: Start, browser: Browser) -> None:
    stage = start_stage()
    stage.insert(1, short_description="was there before")
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)
    stage.insert(2, short_description="Everything is down " * 9, category="network", contact_type="email", **CRITICAL)
    expect(page.get_by_test_id("bell-unread")).to_have_attribute("data-count", "2", timeout=10_000)
    look(page, "a toast")
    for width in (390, 1440):
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
            )
            tab = context.new_page()
            tab.goto(f"{stage.url}/notifications")
            expect(tab.get_by_test_id("notification")).to_have_count(2)
            tab.get_by_test_id("bell").click()
            expect(tab.get_by_test_id("bell-item")).to_have_count(2)
            look(tab, f"the bell and the page, {width} px, {scheme}")
            tab.keyboard.press("Escape")
            expect(tab.get_by_test_id("bell-panel")).to_have_count(0)
            tab.goto(f"{stage.url}/settings")
            expect(tab.get_by_test_id("notice-priority-1")).to_be_checked()
            look(tab, f"the settings, {width} px, {scheme}")
            context.close()


def test_the_keyboard_opens_the_bell_and_a_notification(start_stage: Start) -> None:
    stage = start_stage()
    page = stage.open()
    (sys_id,) = stage.insert(1, **CRITICAL)
    expect(page.get_by_test_id("bell-unread")).to_have_attribute("data-count", "1", timeout=10_000)
    bell = page.get_by_test_id("bell")
    bell.focus()
    page.keyboard.press("Enter")
    expect(bell).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("bell-read-all")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{stage.number(sys_id)}*")
    expect(page.get_by_test_id("bell-unread")).to_have_attribute("data-count", "0")
    expect(page.get_by_test_id("bell-panel")).to_have_count(0)
