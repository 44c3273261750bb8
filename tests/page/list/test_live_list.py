"""Tickets arrive and change on screen without moving what is being read."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Stage
from tests.page.waiting import becomes_true, shows_one_more_within

Start = Callable[..., Stage]


def row(page: Page, number: str):  # noqa: ANN201 - a Playwright locator
    return page.locator(f"[data-testid=ticket-row][data-number={number}]")


# The list scrolls, or where the window is low, the page's content.
SCROLLED = "Math.max(...[...document.querySelectorAll('.sheet, .content')].map(each => each.scrollTop))"


def scrolled(page: Page) -> None:
    """Wait until the wheel has moved the list."""
    becomes_true(page, f"{SCROLLED} >= 100", seconds=5)


def test_a_new_ticket_is_there_within_two_seconds_green_and_with_its_badge(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(3, short_description="was there before")
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)
    time.sleep(1.5)
    (sys_id,) = stage.insert(short_description="VPN drops every ten minutes")
    new = row(page, stage.number(sys_id))
    expect(new).to_be_visible()
    expect(new).to_have_attribute("data-new", "true")
    expect(new.get_by_test_id("new-badge")).to_be_visible()
    red, green, blue = new.evaluate("row => getComputedStyle(row).backgroundColor.match(/\\d+/g).map(Number)")
    assert green > red
    assert green > blue
    assert shows_one_more_within(2, page, "[data-testid=ticket-row]", stage.insert)


def test_rows_of_the_first_import_are_nobodys_news(start_stage: Start, servicenow: object) -> None:
    servicenow.instance.insert("incident", {"short_description": "old", "priority": "1"})
    page = start_stage().open()
    expect(page.get_by_test_id("ticket-row")).to_have_attribute("data-new", "false")
    expect(page.locator("[data-sonner-toast]")).to_have_count(0)


def test_the_highlight_fades_after_half_a_minute(start_stage: Start) -> None:
    stage = start_stage()
    page = stage.open()
    page.clock.install()
    page.reload()
    page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
    (sys_id,) = stage.insert()
    new = row(page, stage.number(sys_id))
    expect(new).to_have_attribute("data-new", "true")
    page.clock.run_for(31_000)
    expect(new).to_have_attribute("data-new", "false")
    expect(new.get_by_test_id("new-badge")).to_have_count(0)


def test_a_change_shows_in_place_without_a_refresh(start_stage: Start) -> None:
    stage = start_stage()
    sys_ids = stage.insert(5, short_description="Printer jams")
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(5)
    changed = row(page, stage.number(sys_ids[2]))
    expect(changed).to_contain_text("New")
    changed.evaluate("row => { row.marked = true }")
    stage.instance.update("incident", sys_ids[2], state="2", assigned_to="", short_description="Printer is on fire")
    expect(changed).to_contain_text("In Progress")
    expect(changed).to_contain_text("Printer is on fire")
    assert changed.evaluate("row => row.marked") is True


def test_while_scrolled_no_row_moves_and_a_bar_counts_what_waits(start_stage: Start) -> None:
    stage = start_stage()
    sys_ids = stage.insert(60, short_description="was there before")
    page = stage.open("/?limit=50")
    expect(page.get_by_test_id("ticket-row")).to_have_count(50)
    page.mouse.wheel(0, 600)
    scrolled(page)
    read = page.get_by_test_id("ticket-row").nth(20)
    number, top = read.get_attribute("data-number"), read.bounding_box()["y"]
    for _ in range(10):
        stage.insert(1, short_description="new one")
        for sys_id in sys_ids[-10:]:
            stage.instance.update("incident", sys_id, urgency=str(1 + time.monotonic_ns() % 3))
        time.sleep(0.2)
    bar = page.get_by_test_id("new-tickets-bar")
    expect(bar).to_have_attribute("data-count", "10", timeout=4000)
    assert read.get_attribute("data-number") == number
    assert read.bounding_box()["y"] == top
    bar.click()
    expect(page.get_by_test_id("ticket-row").first).to_contain_text("new one")
    expect(bar).to_have_count(0)


def test_a_row_that_left_the_page_while_scrolled_still_shows_its_changes(start_stage: Start) -> None:
    stage = start_stage()
    sys_ids = stage.insert(25, short_description="was there before")
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(25)
    page.set_viewport_size({"width": 1440, "height": 500})
    page.mouse.wheel(0, 400)
    scrolled(page)
    stage.insert(30)
    expect(page.get_by_test_id("new-tickets-bar")).to_have_attribute("data-count", "30", timeout=4000)
    stage.instance.update("incident", sys_ids[0], state="2")
    expect(row(page, stage.number(sys_ids[0]))).to_contain_text("In Progress")


def test_two_tabs_agree(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(5)
    tabs = [stage.open(), stage.open()]
    for tab in tabs:
        expect(tab.get_by_test_id("ticket-row")).to_have_count(5)
    (sys_id,) = stage.insert(short_description="seen by both")
    for tab in tabs:
        expect(row(tab, stage.number(sys_id))).to_be_visible()
    assert tabs[0].get_by_test_id("ticket-table").inner_text() == tabs[1].get_by_test_id("ticket-table").inner_text()


def test_many_critical_tickets_are_one_toast_and_one_announcement(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(2)
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(2)
    page.evaluate("""() => {
        window.said = [];
        const region = document.getElementById("announcements");
        new MutationObserver(() => said.push(region.textContent)).observe(region, {childList: true, subtree: true});
    }""")
    stage.insert(20, impact="1", urgency="1", priority="1", short_description="Everything is down")
    toast = page.locator("[data-sonner-toast][data-type=warning]")
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("20 new critical tickets")
    time.sleep(5)
    (said,) = page.evaluate("said")
    # The two before them may have come within the same three seconds.
    assert re.fullmatch(r"2[0-2] new tickets, 20 critical", said)
    expect(toast).to_have_count(1)


@pytest.mark.parametrize("text", ["<img src=x onerror=window.hacked=1>", "\"quotes\" and 'quotes' & <b>bold</b>"])
def test_markup_is_shown_as_text(start_stage: Start, text: str) -> None:
    stage = start_stage()
    stage.insert(short_description=text, category=text, contact_type=text)
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_contain_text(text)
    assert page.evaluate("window.hacked") is None


def test_strange_texts_are_shown_whole_and_break_nothing(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(short_description="مرحبا بالعالم 🚀 שלום", description="x" * 100_000, state="-100", priority="")
    stage.insert(short_description="", number="", category="")
    page = stage.open()
    rows = page.get_by_test_id("ticket-row")
    expect(rows).to_have_count(2)
    expect(page.get_by_text("مرحبا بالعالم 🚀 שלום")).to_be_visible()
    expect(rows.filter(has_text="🚀")).to_contain_text("-100")
