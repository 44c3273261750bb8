"""Visitors of the demo share its tickets, and nothing that is personal."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.fixtures.app_server import AppServer


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(url)
    page.locator("[data-testid=ticket-table][aria-busy=false]").wait_for()
    return page


def test_columns_density_and_marks_of_the_demo_are_kept_by_browser(
    app_server: Callable[..., AppServer], browser: Browser
) -> None:
    server = app_server()
    one, other = (opened(browser, server.url) for _ in range(2))
    one.get_by_test_id("view-menu").click()
    one.get_by_test_id("density-compact").click()
    table = "[data-density]"
    expect(one.locator(table)).to_have_attribute("data-density", "compact")
    one.reload()
    one.locator("[data-testid=ticket-table][aria-busy=false]").wait_for()
    expect(one.locator(table)).to_have_attribute("data-density", "compact")
    other.reload()
    expect(other.locator(table)).to_have_attribute("data-density", "comfortable")
    # Its history holds a case whose fix holds, and one whose fix does not.
    one.goto(f"{server.url}/cases")
    rows = one.locator("[data-testid=case-row][data-stage=closed]")
    expect(rows).to_have_count(2, timeout=60_000)
    expect(rows.filter(has_text="came back")).to_have_count(1)
    rows.filter(has_text="held").get_by_role("link").click()
    expect(one.get_by_test_id("verdict")).to_have_attribute("data-verdict", "fewer")
    for page in (one, other):
        page.context.close()
