"""The figures above the list follow the filter, filter it, and are read once for all browsers."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Stage

STAMP = "%Y-%m-%d %H:%M:%S"


@pytest.fixture
def page(shared_stage: Stage) -> Page:
    if not shared_stage.instance.records("incident"):
        days_ago = (datetime.now(UTC) - timedelta(days=3)).strftime(STAMP)
        shared_stage.insert(2, priority="1", impact="1", urgency="1", category="network", opened_at=days_ago)
        shared_stage.insert(3, priority="4", impact="3", urgency="3", category="software")
        shared_stage.insert(1, priority="1", impact="1", urgency="1", category="software", state="7", active="false")
    page = shared_stage.open()
    expect(page.get_by_test_id("ticket-row").nth(4)).to_be_visible()
    return page


def tile(page: Page, name: str) -> Locator:
    return page.locator(f"[data-testid=tile][data-name={name}]")


def test_six_tiles_count_what_is_open_and_say_of_how_many(page: Page) -> None:
    expect(page.get_by_test_id("tile")).to_have_count(6)
    for name, value in (("open", "5"), ("unassigned", "5"), ("high", "2"), ("at-risk", "0"), ("opened-today", "4")):
        expect(tile(page, name)).to_have_attribute("data-value", value)
    expect(tile(page, "oldest")).to_contain_text("3 d")
    expect(page.get_by_test_id("kpi-total")).to_have_text("6")
    page.get_by_test_id("filter-category").select_option("software")
    expect(tile(page, "open")).to_have_attribute("data-value", "3")
    expect(tile(page, "open")).to_contain_text("of 5")
    expect(page.get_by_test_id("kpi-active")).to_have_text("5")


def test_a_click_on_a_tile_filters_the_list(page: Page) -> None:
    tile(page, "high").click()
    expect(page.get_by_test_id("ticket-row")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"priority=1%2C2"))
    page.go_back()
    expect(page.get_by_test_id("ticket-row")).to_have_count(5)
    tile(page, "opened-today").click()
    expect(page.get_by_test_id("ticket-row")).to_have_count(4)
    expect(page.get_by_test_id("filter-chip").first).to_contain_text("Opened from")


def test_a_new_ticket_counts_in_every_tab_within_seconds(page: Page, shared_stage: Stage) -> None:
    other = shared_stage.open()
    before = int(tile(page, "open").get_attribute("data-value") or 0)
    shared_stage.insert(1, category="hardware")
    for tab in (page, other):
        expect(tile(tab, "open")).to_have_attribute("data-value", str(before + 1))


def test_no_figure_moves_another_however_large_it_grows(page: Page) -> None:
    boxes = page.get_by_test_id("tile").evaluate_all("found => found.map(each => each.getBoundingClientRect().x)")
    page.evaluate("document.querySelector('.tile-value').textContent = '1,234,567'")
    after = page.get_by_test_id("tile").evaluate_all("found => found.map(each => each.getBoundingClientRect().x)")
    assert boxes == after


def test_the_filter_builder_shows_counts_and_ticks_values(page: Page) -> None:
    page.get_by_test_id("more-filters").click()
    page.locator(".filter-section summary", has_text="Priority").click()
    low = page.locator("[data-testid=filter-value][data-field=priority][data-value='4']")
    expect(low).to_have_attribute("data-count", re.compile("[1-9]"))
    low.click()
    expect(page).to_have_url(re.compile("priority=4"))
    expect(page.get_by_test_id("filter-chip").first).to_contain_text("Priority: 4 Low")
    expect(low.locator("input")).to_be_checked()


def test_a_column_is_resized_by_its_edge_or_by_keys_and_stays_so(page: Page) -> None:
    heading = page.locator("th.column-status")

    def width() -> float:
        box = heading.bounding_box()
        assert box is not None
        return box["width"]

    before, edge = width(), heading.locator(".column-edge").bounding_box()
    assert edge is not None
    page.mouse.move(edge["x"] + 4, edge["y"] + 5)
    page.mouse.down()
    page.mouse.move(edge["x"] + 64, edge["y"] + 5, steps=3)
    page.mouse.up()
    assert abs(width() - before - 60) < 2
    page.get_by_test_id("sort-status").focus()
    page.keyboard.press("Shift+ArrowRight")
    wide = width()
    assert abs(wide - before - 76) < 2
    page.reload()
    expect(page.get_by_test_id("ticket-row").first).to_be_visible()
    assert abs(width() - wide) < 1
    heading.locator(".column-edge").dblclick(force=True)
    assert abs(width() - before) < 1
