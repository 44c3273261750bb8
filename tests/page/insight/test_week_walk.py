"""The weekly page: found by the palette, read, turned to another week, copied and printed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

from playwright.sync_api import Browser, expect

from rca_dashboard.simulator.server import Simulator
from tests.page.shell.test_accessibility import violations
from tests.page.stage import Stage


def test_a_week_is_found_read_and_copied(
    servicenow: Simulator, start_stage: Callable[..., Stage], browser: Browser
) -> None:
    for place in range(3):
        servicenow.instance.insert("incident", {"short_description": f"Scanner {place} shows a blue screen"})
    stage = start_stage()
    page = stage.open()
    late = f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}"
    for path, body in (
        ("cases", {"title": "Scanners"}),
        ("cases/RCA-1/actions", {"kind": "remove", "text": "Replace the *scanner*", "owner": "ann", "due_at": late}),
    ):
        made = page.request.post(f"{stage.url}/api/v1/{path}", data=body, headers={"Origin": stage.url})
        assert made.ok, made.text()

    page.keyboard.press("Control+k")
    page.keyboard.type("the week")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/insight/week$"))
    overdue = page.locator("[data-testid=week-section][data-section=overdue]")
    expect(overdue).to_have_attribute("data-count", "1")
    expect(overdue.get_by_test_id("week-row")).to_contain_text("3 days overdue · ann · removes the cause")
    expect(overdue.get_by_role("link", name="RCA-1")).to_have_attribute("href", "/cases/RCA-1")
    expect(page.locator("[data-section=came-back]")).to_contain_text("Nothing came back.")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_test_id("week-copy").click()
    expect(page.get_by_test_id("week-copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "- RCA-1 · Replace the \\*scanner\\* · 3 days overdue" in copied
    assert page.request.get(page.get_by_test_id("week-download").get_attribute("href") or "").text() == copied
    # It says as of when it is; what is done meanwhile comes with a click.
    done = {"id": 1, "is_done": True}
    assert page.request.post(f"{stage.url}/api/v1/cases/RCA-1/actions", data=done, headers={"Origin": stage.url}).ok
    expect(page.get_by_test_id("week-read")).to_contain_text("As of")
    page.get_by_test_id("week-refresh").click()
    expect(overdue).to_have_attribute("data-count", "0")
    page.emulate_media(media="print")
    expect(page.get_by_test_id("week-print")).to_be_hidden()
    expect(overdue).to_be_visible()
    page.emulate_media(media="screen")
    this_week = page.get_by_test_id("week").get_attribute("data-week") or ""
    page.get_by_test_id("week-previous").click()
    expect(page.get_by_test_id("week-next")).to_be_visible()
    expect(page.get_by_test_id("week")).not_to_have_attribute("data-week", this_week)
    page.get_by_test_id("week-next").click()
    expect(page.get_by_test_id("week")).to_have_attribute("data-week", this_week)

    screens: tuple[tuple[int, Literal["dark", "light"]], ...] = ((390, "dark"), (1440, "light"))
    for width, scheme in screens:
        narrow = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        narrow.goto(f"{stage.url}/insight/week")
        expect(narrow.locator("[data-testid=week][aria-busy=false]")).to_be_visible()
        assert violations(narrow) == []
        assert narrow.evaluate("document.documentElement.scrollWidth <= innerWidth")
        narrow.context.close()
