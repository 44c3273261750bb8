"""Pages, order and refresh, all in the address."""

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

from tests.page.conftest import Stage

Start = Callable[..., Stage]


def numbers(page: Page) -> list[str]:
    return page.get_by_test_id("ticket-row").evaluate_all("rows => rows.map(row => row.dataset.number)")


def test_pages_lead_through_the_whole_list_and_back_works(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(30)
    page = stage.open("/?limit=10")
    expect(page.get_by_test_id("ticket-row")).to_have_count(10)
    expect(page.get_by_test_id("page-prev")).to_be_disabled()
    seen = numbers(page)
    for number in ("2", "3"):
        page.get_by_test_id("page-next").click()
        expect(page.get_by_test_id("page-number")).to_have_text(number)
        seen += numbers(page)
    assert len(set(seen)) == 30
    expect(page.get_by_test_id("page-next")).to_be_disabled()
    expect(page).to_have_url(re.compile(r"[?&]page=3"))
    page.go_back()
    expect(page.get_by_test_id("page-number")).to_have_text("2")
    assert numbers(page) == seen[10:20]


def test_a_page_holds_as_many_rows_as_are_chosen(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(60)
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(25)
    for size in ("10", "50"):
        page.get_by_test_id("page-size").select_option(size)
        expect(page.get_by_test_id("ticket-row")).to_have_count(int(size))
        expect(page).to_have_url(re.compile(f"limit={size}"))


def test_headings_sort_both_ways_and_say_so(start_stage: Start) -> None:
    stage = start_stage()
    for priority in ("3", "1", "2"):
        stage.insert(impact=priority, urgency=priority, priority=priority)
    page = stage.open()
    heading = page.locator("th", has=page.get_by_test_id("sort-priority"))
    page.get_by_test_id("sort-priority").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    cells = page.locator("td.column-priority")
    expect(cells).to_have_text([re.compile("1"), re.compile("2"), re.compile("3")])
    page.get_by_test_id("sort-priority").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(cells).to_have_text([re.compile("3"), re.compile("2"), re.compile("1")])


def test_a_shared_link_opens_the_same_list(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(15, short_description="printer")
    stage.insert(15, short_description="network", state="2")
    first = stage.open("/?limit=10&page=2&sort=ticket_id&status=In+Progress")
    second = stage.open("/" + first.url.partition(stage.app.url)[2].lstrip("/"))
    for page in (first, second):
        expect(page.get_by_test_id("ticket-row")).to_have_count(5)
    assert numbers(first) == numbers(second)


def test_an_invalid_address_still_opens_the_list(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(3)
    page = stage.open("/?page=-1&limit=all&sort=%3Cscript%3E&priority=urgent")
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)


def test_refresh_asks_servicenow_now(start_stage: Start) -> None:
    stage = start_stage({"SERVICENOW_POLLING_INTERVAL": "0 0 1 1 *"})
    stage.insert(1)
    page = stage.open()
    (sys_id,) = stage.insert(short_description="between two polls")
    page.wait_for_timeout(1500)
    expect(page.get_by_test_id("ticket-table").get_by_text("between two polls")).to_have_count(0)
    page.get_by_test_id("refresh-button").click()
    expect(page.get_by_test_id("ticket-table").get_by_text("between two polls")).to_be_visible(timeout=3000)
    expect(page.locator(f"[data-number={stage.number(sys_id)}]")).to_have_attribute("data-new", "true")


def test_an_empty_list_says_what_it_is(start_stage: Start) -> None:
    page = start_stage().open()
    expect(page.get_by_test_id("empty-state")).to_contain_text("No tickets yet")


def test_figures_count_all_tickets_whatever_the_list_shows(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(4, impact="3", urgency="3", priority="5")
    stage.insert(2, impact="1", urgency="1", priority="1")
    page = stage.open("/?priority=5")
    expect(page.get_by_test_id("ticket-row")).to_have_count(4)
    expect(page.get_by_test_id("kpi-total")).to_have_text("6")
    expect(page.get_by_test_id("kpi-active")).to_have_text("6")
    expect(page.get_by_test_id("kpi-high-priority")).to_have_text("2")


def test_refresh_leaves_a_paused_polling_paused(start_stage: Start) -> None:
    stage = start_stage()
    stage.insert(1)
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)
    assert httpx.post(f"{stage.app.api}/servicenow-polling/stop").is_success
    expect(page.get_by_test_id("poll-status")).to_have_attribute("data-status", "paused")
    asked = len(stage.servicenow.requests)
    page.get_by_test_id("refresh-button").click()
    page.wait_for_timeout(1500)
    assert len(stage.servicenow.requests) == asked
    assert httpx.post(f"{stage.app.api}/servicenow-polling/start").is_success
    expect(page.get_by_test_id("poll-status")).to_have_attribute("data-status", "ok")
