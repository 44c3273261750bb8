"""A case by the keyboard alone: started from selected rows, and led to its cause."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.page.stage import Stage

MOST_STEPS = 150
IS_FOCUSED = "each => each === document.activeElement"


def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until something has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_STEPS):
        if wanted.evaluate(IS_FOCUSED):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{wanted} cannot be reached")


def press(page: Page, wanted: Locator) -> None:
    reach(page, wanted)
    page.keyboard.press("Enter")


def unfold(page: Page, form: Locator, *texts: str) -> None:
    """Unfold a form, write its fields in their order, and save; the focus is back at what unfolds it then."""
    summary = form.locator("summary").first
    press(page, summary)
    for text in texts:
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    press(page, form.locator("button[type=submit]").first)
    expect(form).not_to_have_attribute("open", re.compile(""))
    expect(summary).to_be_focused()


def test_a_case_is_led_by_the_keyboard_alone(start_stage: Callable[..., Stage]) -> None:
    stage = start_stage()
    stage.insert(2, short_description="Scanner shows a blue screen")
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(2)
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.get_by_test_id("selection-bar")).to_have_attribute("data-count", "2")
    press(page, page.get_by_test_id("selection-case"))
    expect(page.get_by_test_id("new-case-title")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Scanners stand still")
    press(page, page.get_by_test_id("new-case-save"))
    expect(page).to_have_url(re.compile(r"/cases/RCA-1$"))
    stage_of = page.get_by_test_id("case-stage")
    expect(page.get_by_test_id("gate-missing")).to_have_count(0)
    press(page, page.get_by_test_id("stage-next"))
    expect(stage_of).to_have_attribute("data-stage", "investigating")
    unfold(page, page.get_by_test_id("add-hypothesis"), "The driver is old")
    hypothesis = page.get_by_test_id("hypothesis")
    reach(page, hypothesis.locator("summary").first, "Shift+Tab")
    page.keyboard.press("Enter")
    unfold(page, hypothesis.get_by_test_id("add-evidence"), "Supports", "New ones work")
    expect(hypothesis.get_by_test_id("evidence")).to_contain_text("New ones work")
    unfold(page, hypothesis.get_by_test_id("judge-hypothesis"), "Confirmed", "each old one fails")
    expect(hypothesis).to_have_attribute("data-state", "confirmed")
    press(page, page.get_by_test_id("case-alternatives-edit"))
    page.keyboard.type("all of them have it")
    press(page, page.get_by_test_id("case-alternatives-save"))
    expect(page.get_by_test_id("gate-missing")).to_have_count(0)
    reach(page, page.get_by_test_id("stage-next"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(stage_of).to_have_attribute("data-stage", "cause_found")
