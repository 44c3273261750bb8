"""What is done to many at once can be undone for ten seconds; rows are selected by x and shift-click."""

from playwright.sync_api import Page, expect

from tests.page.list.looking import row
from tests.page.notifications.notices import CRITICAL
from tests.page.shell.test_accessibility import violations
from tests.page.stage import Stage


def undo(page: Page, text: str) -> None:
    expect(page.locator(".undo-text")).to_contain_text(text)
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("undo")).to_have_count(0)


def test_marking_all_as_read_says_its_scope_and_is_undone(stage: Stage) -> None:
    page = stage.open("/?category=network")
    inside = stage.insert(2, category="network")
    (outside,) = stage.insert(1, category="hardware")
    other = stage.open("/?is_open=all")
    for sys_id in (*inside, outside):
        expect(row(stage, other, sys_id)).to_have_attribute("data-unread", "true", timeout=10_000)
    page.get_by_test_id("mark-all-read").click()
    for sys_id in inside:
        expect(row(stage, other, sys_id)).to_have_attribute("data-unread", "false")
    expect(row(stage, other, outside)).to_have_attribute("data-unread", "true")
    undo(page, "2 tickets in this view marked as read")
    for sys_id in inside:
        expect(row(stage, other, sys_id)).to_have_attribute("data-unread", "true")
    other.get_by_test_id("mark-all-read").click()
    expect(row(stage, other, outside)).to_have_attribute("data-unread", "false")
    undo(other, "All tickets marked as read")
    expect(row(stage, other, outside)).to_have_attribute("data-unread", "true")


def test_cleared_notifications_come_back(stage: Stage) -> None:
    page = stage.open()
    stage.insert(**CRITICAL)
    expect(page.get_by_test_id("bell-unread")).to_have_attribute("data-count", "1", timeout=10_000)
    page.goto(f"{stage.url}/notifications")
    entry = page.get_by_test_id("notification")
    expect(entry).to_have_count(1)
    page.get_by_test_id("dismiss-all").click()
    expect(entry).to_have_count(0)
    undo(page, "1 notification cleared")
    page.reload()
    expect(entry).to_have_attribute("data-read", "false")
    page.get_by_test_id("mark-all-read").click()
    expect(entry).to_have_attribute("data-read", "true")
    assert violations(page) == []
    undo(page, "1 notification marked as read")
    expect(entry).to_have_attribute("data-read", "false")


def test_rows_are_selected_and_something_is_done_with_all_of_them(stage: Stage) -> None:
    stage.insert(6, short_description="=1+1")
    first = stage.open()
    expect(first.get_by_test_id("ticket-row")).to_have_count(7)
    first.close()
    page = stage.open("/?sort=ticket_id")
    rows = page.get_by_test_id("ticket-row")
    expect(rows).to_have_count(7)
    expect(page.locator("[data-testid=ticket-row][data-unread=true]")).to_have_count(6)
    rows.nth(1).locator("a").focus()
    page.keyboard.press("x")
    rows.nth(4).locator(".column-short_description").click(modifiers=["Shift"])
    bar = page.get_by_test_id("selection-bar")
    expect(bar).to_have_attribute("data-count", "4")
    expect(page.locator("[data-testid=ticket-row][data-selected=true]")).to_have_count(4)
    assert violations(page) == []
    with page.expect_download() as downloaded:
        page.get_by_test_id("selection-export").click()
    text = downloaded.value.path().read_text()
    assert len(text.splitlines()) == 5
    assert '"\'=1+1"' in text
    expect(bar).to_be_hidden()
    rows.nth(1).locator("a").focus()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_test_id("selection-read").click()
    expect(page.locator("[data-testid=ticket-row][data-unread=true]")).to_have_count(4)
    undo(page, "2 tickets marked as read")
    expect(page.locator("[data-testid=ticket-row][data-unread=true]")).to_have_count(6)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    rows.nth(1).locator("a").focus()
    page.keyboard.press("x")
    expect(bar).to_have_attribute("data-count", "1")
    page.get_by_test_id("selection-copy").click()
    assert "/tickets/INC" in page.evaluate("navigator.clipboard.readText()")
