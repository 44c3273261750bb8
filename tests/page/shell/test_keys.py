"""Every keyboard shortcut, that none works while typing, and that all can be turned off."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Stage


@pytest.fixture
def page(shared_stage: Stage) -> Page:
    shared_stage.insert(4)
    page = shared_stage.open()
    expect(page.get_by_test_id("ticket-row").nth(3)).to_be_visible(timeout=10_000)
    page.wait_for_timeout(1200)  # what the next poll brings would move the rows meanwhile
    return page


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent")


def test_keys_lead_through_the_rows_and_tab_leaves_them(page: Page) -> None:
    numbers = page.locator("a.ticket-link").all_inner_texts()
    page.keyboard.press("j")
    assert focused(page) == numbers[0]
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    assert focused(page) == numbers[2]
    page.keyboard.press("k")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(page) == numbers[0]
    assert page.locator("a.ticket-link[tabindex='0']").all_inner_texts() == [numbers[0]]
    page.keyboard.press("Tab")
    expect(page.locator("[data-testid=ticket-row]:focus-within")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"[?&]ticket={numbers[0]}"))


def test_keys_change_the_mode_search_and_go_to_pages(page: Page) -> None:
    mode = page.get_by_test_id("live-mode")
    for key, expected in (("m", "notify"), ("p", "paused"), ("p", "notify"), ("m", "paused"), ("m", "live")):
        page.keyboard.press(key)
        expect(mode).to_have_attribute("data-mode", expected)
    page.keyboard.press("/")
    search = page.get_by_test_id("search-input")
    expect(search).to_be_focused()
    page.keyboard.type("mp?")
    expect(search).to_have_value("mp?")
    expect(mode).to_have_attribute("data-mode", "live")
    expect(page.get_by_test_id("keys-sheet")).to_be_hidden()
    search.blur()
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible(timeout=15_000)
    page.wait_for_timeout(300)  # the next page listens from now on
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_test_id("ticket-table")).to_be_visible(timeout=15_000)


def test_n_shows_what_waits(page: Page, shared_stage: Stage) -> None:
    page.keyboard.press("m")
    expect(page.get_by_test_id("live-mode")).to_have_attribute("data-mode", "notify")
    shared_stage.insert(1, short_description="shown by a key")
    expect(page.get_by_test_id("new-tickets-bar")).to_be_visible(timeout=10_000)
    page.keyboard.press("n")
    expect(page.get_by_test_id("ticket-row").first).to_contain_text("shown by a key")


def test_the_sheet_of_keys_opens_and_escape_closes_it(page: Page) -> None:
    page.keyboard.press("?")
    sheet = page.get_by_test_id("keys-sheet")
    expect(sheet).to_be_visible()
    page.keyboard.press("p")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.get_by_test_id("live-mode")).to_have_attribute("data-mode", "live")


def test_single_keys_can_be_turned_off_for_good(page: Page) -> None:
    page.get_by_test_id("view-menu").click()
    page.get_by_test_id("single-keys").uncheck()
    page.keyboard.press("Escape")
    for _ in range(2):
        page.keyboard.press("p")
        page.keyboard.press("?")
        expect(page.get_by_test_id("live-mode")).to_have_attribute("data-mode", "live")
        expect(page.get_by_test_id("keys-sheet")).to_be_hidden()
        page.reload()
        page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
    page.get_by_test_id("view-menu").click()
    page.get_by_test_id("keys-button").click()
    expect(page.get_by_test_id("keys-sheet")).to_be_visible()
