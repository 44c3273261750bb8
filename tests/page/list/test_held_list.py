"""A paused list: what the bar counts, and what a click on it or on Refresh shows."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from rca_dashboard.simulator.server import Simulator
from tests.page.conftest import Stage

Start = Callable[..., Stage]
# After the first poll, at the start, only polls on request.
NEVER = {"SERVICENOW_POLLING_INTERVAL": "0 0 1 1 *"}


def bar(page: Page):  # noqa: ANN201 - a Playwright locator
    return page.get_by_test_id("new-tickets-bar")


def test_the_bar_leads_from_a_later_page_to_what_is_new(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(30)
    page = stage.open("/?page=2")
    expect(page.get_by_test_id("ticket-row")).to_have_count(5)
    (sys_id,) = stage.insert(1, short_description="the new one")
    bar(page).click()
    expect(page.get_by_test_id("page-number")).to_have_text("1")
    expect(page.locator(f"[data-number={stage.number(sys_id)}]")).to_have_attribute("data-new", "true")


def test_refresh_shows_at_once_what_it_brings_to_a_held_list(start_stage: Start, servicenow: Simulator) -> None:
    for _ in range(3):
        servicenow.instance.insert("incident", impact="2", urgency="2", priority="3")
    stage = start_stage(NEVER)
    page = stage.open("/?sort=priority")
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)
    time.sleep(1.2)
    stage.insert(1, short_description="between two polls", impact="1", urgency="1", priority="1")
    page.get_by_test_id("refresh-button").click()
    expect(page.get_by_test_id("ticket-table").get_by_text("between two polls")).to_be_visible(timeout=3000)


def test_a_refresh_in_one_tab_shows_in_the_others_too(start_stage: Start, servicenow: Simulator) -> None:
    for _ in range(2):
        servicenow.instance.insert("incident")
    stage = start_stage(NEVER)
    tabs = [stage.open(), stage.open()]
    for tab in tabs:
        expect(tab.get_by_test_id("ticket-row")).to_have_count(2)
    time.sleep(1.2)
    stage.insert(1)
    tabs[0].get_by_test_id("refresh-button").click()
    for tab in tabs:
        expect(tab.get_by_test_id("ticket-row")).to_have_count(3, timeout=3000)


def test_an_address_beyond_the_end_shows_the_last_page(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(30)
    page = stage.open("/?page=999")
    expect(page.get_by_test_id("ticket-row")).to_have_count(5)
    expect(page.get_by_test_id("page-number")).to_have_text("2")
    expect(page.get_by_text("26 to 30 of 30")).to_be_visible()
    page.get_by_test_id("page-prev").click()
    expect(page.get_by_test_id("page-number")).to_have_text("1")


def test_a_history_that_is_being_imported_is_not_announced(start_stage: Start, servicenow: Simulator) -> None:
    # There before the app starts: what comes after an import of nothing is news. 15 pages take 6 s, a start 2 s.
    for _ in range(300):
        servicenow.instance.insert("incident")
    for _ in range(60):
        servicenow.faults.add(delay_seconds=0.4)
    stage = start_stage({"SERVICENOW_POLLING_BATCH_SIZE": "20"})
    page = stage.open("/?sort=priority")
    expect(page.get_by_test_id("kpi-total")).not_to_have_text("300")
    expect(page.get_by_test_id("kpi-total")).to_have_text("300", timeout=15_000)
    expect(page.get_by_text(re.compile(r"Show \d+ new ticket"))).to_have_count(0)
