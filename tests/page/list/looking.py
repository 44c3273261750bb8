"""What a user sees of changes: rows, marks, and a window that is visible or hidden."""

from playwright.sync_api import Locator, Page, expect

from tests.page.stage import Stage

# Headless windows are never hidden by one another.
HIDE = """() => {
    Object.defineProperty(document, "visibilityState", {configurable: true, get: () => "hidden"});
    document.dispatchEvent(new Event("visibilitychange"));
}"""
SHOW = """() => {
    delete document.visibilityState;
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def row(stage: Stage, page: Page, sys_id: str) -> Locator:
    return page.locator(f"[data-testid=ticket-row][data-number={stage.number(sys_id)}]")


def marked(where: Locator) -> None:
    expect(where).to_have_attribute("data-since-looked", "changed")
    expect(where.get_by_test_id("changed-dot")).to_be_visible()
    expect(where.get_by_test_id("changed-dot")).to_contain_text("changed")


def not_marked(where: Locator) -> None:
    expect(where).to_have_attribute("data-since-looked", "")


def open_and_close(stage: Stage, page: Page, sys_id: str) -> None:
    row(stage, page, sys_id).click()
    expect(page.get_by_test_id("ticket-detail")).to_have_attribute("data-number", stage.number(sys_id))
    page.get_by_test_id("ticket-close").click()
    expect(page.get_by_test_id("ticket-panel")).to_have_count(0)


def connected(page: Page) -> None:
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected")


def all_read(page: Page) -> None:
    page.get_by_test_id("mark-all-read").click()
    expect(page.locator("[data-testid=ticket-row][data-unread=true]")).to_have_count(0)
