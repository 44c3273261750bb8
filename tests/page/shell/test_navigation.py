"""The navigation, the header and the state of both connections, on every width."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Stage
from tests.page.shell.test_accessibility import violations


@pytest.fixture
def page(shared_stage: Stage) -> Page:
    if not shared_stage.instance.records("incident"):
        shared_stage.insert(3, priority="1", impact="1", urgency="1")
        shared_stage.insert(4, priority="4", impact="3", urgency="3")
    page = shared_stage.open()
    expect(page.get_by_test_id("ticket-row").nth(2)).to_be_visible()
    return page


def current(page: Page) -> list[str]:
    return page.locator("[data-testid=nav] [aria-current=page]").evaluate_all("found => found.map(each => each.title)")


def test_the_navigation_marks_the_view_and_the_page_that_are_open(page: Page) -> None:
    name = page.get_by_test_id("view-name")
    first = current(page)
    assert len(first) == 1
    expect(name).to_have_text(first[0])
    page.locator("[data-testid=nav-view][data-view=major]").click()
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)
    expect(name).to_have_text("Major")
    assert current(page) == ["Major"]
    page.get_by_test_id("filter-status").select_option(index=1)
    expect(name).not_to_have_text("Major")
    page.get_by_test_id("nav").get_by_role("link", name="Notifications").click()
    expect(page.get_by_role("heading", level=1, name="Notifications")).to_be_visible()
    assert current(page) == ["Notifications"]


def test_it_shrinks_to_its_icons_by_choice_and_stays_so(page: Page) -> None:
    nav, word = page.get_by_test_id("nav"), page.locator(".nav-link .nav-word").first
    assert nav.bounding_box()["width"] == 216  # pyright: ignore[reportOptionalSubscript] - it is on the screen
    page.get_by_test_id("nav-toggle").click()
    expect(nav).to_have_css("width", "56px")
    page.reload()
    expect(nav).to_have_css("width", "56px")
    assert word.bounding_box()["width"] <= 1  # pyright: ignore[reportOptionalSubscript] - the same
    assert violations(page) == []
    page.get_by_test_id("nav-toggle").click()
    expect(nav).to_have_css("width", "216px")


@pytest.mark.parametrize(("width", "expected"), [(1440, 216), (1024, 56), (768, 56), (390, 390)])
def test_it_has_the_width_that_the_window_leaves_it(page: Page, width: int, expected: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    box, header = page.get_by_test_id("nav").bounding_box(), page.locator("header").bounding_box()
    assert box is not None
    assert header is not None
    assert box["width"] == expected
    assert header["height"] == 48
    if width < 768:
        assert box["y"] + box["height"] == 844


def test_a_phone_opens_the_rest_from_the_bottom_bar_and_escape_closes_it(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    rest = page.locator("#nav-rest")
    expect(rest).to_be_hidden()
    page.get_by_role("button", name="More").click()
    expect(rest.get_by_role("link", name="Notifications")).to_be_visible()
    expect(page.get_by_test_id("theme-toggle")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(rest).to_be_hidden()
    page.get_by_role("button", name="More").click()
    rest.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
    expect(rest).to_be_hidden()


def test_on_a_phone_the_lists_controls_stand_in_one_row(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    tops = {
        round(box["y"] + box["height"] / 2)
        for name in ("live-mode", "view-menu", "export-csv", "refresh-button")
        if (box := page.get_by_test_id(name).bounding_box())
    }
    assert len(tops) == 1, tops


def test_one_chip_says_how_both_connections_do(page: Page) -> None:
    expect(page.get_by_test_id("connection-header")).to_have_text("Real-time connected")
    status = page.get_by_test_id("poll-status")
    expect(status).to_be_visible()
    expect(status).to_contain_text(re.compile(r"\d+ s ago"))
    page.get_by_test_id("sync-chip").click()
    body = page.locator(".sync-body")
    expect(body).to_contain_text("Browser to dashboard")
    expect(body).to_contain_text(re.compile(r"Dashboard to ServiceNow.*synced \d+ s ago", re.DOTALL))
    assert violations(page) == []


def test_words_typed_on_another_page_search_the_list_by_enter(page: Page, shared_stage: Stage) -> None:
    page.goto(f"{shared_stage.url}/settings")
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected")
    page.keyboard.press("/")
    page.keyboard.type("INC0010002")
    expect(page).to_have_url(re.compile("/settings"))
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"[?&]query=INC0010002"))
