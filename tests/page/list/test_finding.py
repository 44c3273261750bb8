"""Filters and search: in the address, live, and undone by Back."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.page.conftest import Stage

Start = Callable[..., Stage]


def rows(page: Page):  # noqa: ANN201 - a Playwright locator
    return page.get_by_test_id("ticket-row")


def test_search_as_one_types_and_back(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(3, short_description="Printer jams")
    stage.insert(2, short_description="VPN drops at 100% load")
    page = stage.open()
    expect(rows(page)).to_have_count(5)
    page.get_by_test_id("search-input").press_sequentially("vpn 100%", delay=20)
    expect(rows(page)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"query=vpn\+100%25"))
    page.get_by_test_id("search-input").fill("%")
    expect(rows(page)).to_have_count(2)
    page.get_by_test_id("search-input").fill("^")
    expect(page.get_by_test_id("empty-state")).to_contain_text("No tickets match")
    page.get_by_test_id("clear-filters").click()
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_test_id("search-input")).to_have_value("")
    page.go_back()
    expect(page.get_by_test_id("search-input")).to_have_value("^")


def test_one_back_leads_out_of_a_search_to_the_list_before_it(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(3, short_description="Printer jams")
    stage.insert(2, short_description="VPN drops", state="2")
    page = stage.open()
    expect(rows(page)).to_have_count(5)
    page.get_by_test_id("filter-status").select_option("New")
    expect(rows(page)).to_have_count(3)
    search = page.get_by_test_id("search-input")
    search.press_sequentially("vpn  drops", delay=20)
    expect(search).to_have_value("vpn  drops")
    expect(page).to_have_url(re.compile("drops"))
    expect(page.get_by_test_id("filter-chip").last).to_contain_text("drops")
    expect(rows(page)).to_have_count(0)
    page.go_back()
    expect(rows(page)).to_have_count(3)
    expect(search).to_have_value("")
    page.keyboard.press("Escape")
    expect(search).not_to_be_focused()
    # A click that closes a menu opens no ticket, and Enter does thereafter.
    page.get_by_test_id("view-menu").click()
    rows(page).last.locator(".column-short_description").click()
    expect(page.locator("details.popover[open]")).to_have_count(0)
    expect(page.get_by_test_id("ticket-panel")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("ticket-panel")).to_be_visible()


def test_menus_offer_what_there_is_and_narrow_the_list_together(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(3, category="network", contact_type="phone", impact="1", urgency="1", priority="1")
    stage.insert(2, category="network", contact_type="email", state="2")
    stage.insert(1, category="hardware", contact_type="email", state="2")
    page = stage.open()
    expect(rows(page)).to_have_count(6)
    page.get_by_test_id("filter-category").select_option("network")
    expect(rows(page)).to_have_count(5)
    page.get_by_test_id("filter-status").select_option("In Progress")
    expect(rows(page)).to_have_count(2)
    page.get_by_test_id("clear-filters").click()
    expect(rows(page)).to_have_count(6)
    expect(page.get_by_test_id("filter-status")).to_have_value("")
    page.get_by_test_id("filter-priority").select_option("1")
    expect(rows(page)).to_have_count(3)
    page.get_by_test_id("filter-source").select_option("email")
    expect(rows(page)).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("filter-source")).to_have_value("email")
    expect(page.get_by_test_id("filter-priority")).to_have_value("1")


def test_a_ticket_that_matches_appears_and_one_that_does_not_stays_away(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(2, short_description="VPN drops")
    page = stage.open("/?query=vpn")
    expect(rows(page)).to_have_count(2)
    stage.insert(1, short_description="Printer jams")
    stage.insert(1, short_description="The VPN is slow")
    expect(rows(page)).to_have_count(3)


def test_a_key_is_searched_for_at_once_and_what_a_held_one_repeats_is_waited_out(start_stage: Start) -> None:
    page = start_stage().open()
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 60_000)
    page.keyboard.press("/")
    # From here on the page's clock does not advance.
    page.get_by_test_id("search-input").press("a")
    expect(page).to_have_url(re.compile(r"query=a$"))
    for _ in range(3):
        page.get_by_test_id("search-input").press("b")
    expect(page.get_by_test_id("search-input")).to_have_value("abbb")
    expect(page).to_have_url(re.compile(r"query=a$"))
    page.clock.run_for(100)
    expect(page).to_have_url(re.compile(r"query=abbb$"))
