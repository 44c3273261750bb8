"""Choosing and ordering columns, row heights, and a sort menu where the list has no headings."""

import re

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from tests.page.conftest import Stage
from tests.page.shell.test_accessibility import STANDS_STILL, violations
from tests.page.waiting import becomes_true


@pytest.fixture
def page(shared_stage: Stage) -> Page:
    shared_stage.insert(3, category="hardware")
    page = shared_stage.open()
    expect(page.get_by_test_id("ticket-row").nth(2)).to_be_visible(timeout=10_000)
    return page


def headings(page: Page) -> list[str]:
    return page.locator(".tickets th").all_inner_texts()


def test_columns_are_hidden_moved_and_kept_by_keyboard_alone(page: Page) -> None:
    assert headings(page)[:4] == ["Number", "Short description", "Status", "Priority"]
    page.get_by_test_id("view-menu").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("column-status").focus()
    page.keyboard.press("Space")
    page.get_by_test_id("column-up-priority").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("column-up-priority")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".tickets th").first).to_have_text("Priority")
    page.keyboard.press("Enter")  # it is the first already
    expect(page.get_by_test_id("column-status")).not_to_be_checked()
    wanted = ["Priority", "Number", "Short description", "Due"]
    assert headings(page)[:4] == wanted
    assert page.locator(".tickets tbody tr").first.locator("td").first.get_attribute("data-heading") == "Priority"
    page.wait_for_timeout(500)
    page.reload()
    expect(page.locator(".tickets tbody tr").first).to_be_visible()
    assert headings(page)[:4] == wanted
    page.get_by_test_id("view-menu").click()
    page.get_by_test_id("columns-reset").click()
    expect(page.locator(".tickets th").nth(2)).to_have_text("Status")


def test_the_last_column_cannot_be_hidden(page: Page) -> None:
    page.get_by_test_id("view-menu").click()
    for box in page.locator(".column-choices input").all()[::-1]:
        box.click()
    expect(page.locator(".tickets th")).to_have_text(["Number"])
    expect(page.get_by_test_id("column-ticket_id")).to_be_checked()


def test_compact_rows_are_lower_in_all_tabs_and_after_a_reload(page: Page, shared_stage: Stage) -> None:
    other = shared_stage.open()
    before = page.get_by_test_id("ticket-row").first.bounding_box()
    page.get_by_test_id("view-menu").click()
    page.get_by_test_id("density-compact").click()
    for tab in (page, other):
        expect(tab.get_by_test_id("ticket-table")).to_have_attribute("data-density", "compact")
    after = page.get_by_test_id("ticket-row").first.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] < before["height"]
    page.reload()
    expect(page.get_by_test_id("ticket-table")).to_have_attribute("data-density", "compact")


def test_cards_can_be_sorted(shared_stage: Stage, browser: Browser) -> None:
    for priority in ("3", "1", "2"):
        shared_stage.insert(impact=priority, urgency=priority, priority=priority)
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(shared_stage.url)
    # Sorted before the poll has brought them, the list would hold them back while its menu is in use.
    expect(page.locator("td.column-priority").filter(has_text="1 Critical").first).to_be_visible(timeout=10_000)
    page.get_by_test_id("sort-menu").select_option("priority")
    expect(page).to_have_url(re.compile("sort=priority"))
    expect(page.locator("td.column-priority").first).to_contain_text("1")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_view_menu_and_the_sheet_of_keys(
    shared_stage: Stage, browser: Browser, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(shared_stage.url)
    page.locator("[data-testid=ticket-table][aria-busy=false]").wait_for()
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.get_by_test_id("view-menu").click()
        box = page.locator(".popover[open] .popover-body").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert violations(page) == []
        page.get_by_test_id("keys-button").click()
        expect(page.get_by_test_id("keys-sheet")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("density-compact")).to_be_hidden()
    context.close()


def test_no_toast_lies_over_the_headers_buttons(page: Page, shared_stage: Stage) -> None:
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        shared_stage.insert(1, impact="1", urgency="1", priority="1", short_description="Everything is down")
        toast = page.locator("[data-sonner-toast]").first
        expect(toast).to_be_visible(timeout=10_000)
        becomes_true(page, STANDS_STILL)
        box = toast.bounding_box()
        assert box is not None
        for control in page.locator("header.header :is(a, button)").all():
            other = control.bounding_box()
            assert other is None or are_apart(box, other), f"{control.inner_text()} at {width} px"
    page.keyboard.press("Tab")
    expect(page.locator(".skip"), "the link to the content comes before the toasts").to_be_focused()


def are_apart(one: FloatRect, other: FloatRect) -> bool:
    return any(
        one[place] + one[size] <= other[place] or other[place] + other[size] <= one[place]
        for place, size in (("x", "width"), ("y", "height"))
    )
