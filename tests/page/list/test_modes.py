"""Live, notify and paused: what moves, what is counted, and that the choice applies to all tabs."""

import re
import time

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Stage


def mode(page: Page) -> Locator:
    return page.get_by_test_id("live-mode")


def choose(page: Page, name: str) -> None:
    page.get_by_test_id(f"live-mode-{name}").click()
    expect(mode(page)).to_have_attribute("data-mode", name)


def bar(page: Page) -> Locator:
    return page.get_by_test_id("new-tickets-bar")


@pytest.fixture
def stage(shared_stage: Stage) -> Stage:
    shared_stage.insert(2, short_description="was there before")
    return shared_stage


def opened(stage: Stage, path: str = "/") -> Page:
    page = stage.open(path)
    known = len(list(stage.instance.records("incident")))
    expect(page.get_by_test_id("kpi-total")).to_have_text(f"{known:,}", timeout=15_000)
    return page


def test_the_mode_is_the_same_in_all_tabs_and_after_a_reload(stage: Stage) -> None:
    one, two = opened(stage), opened(stage)
    expect(mode(one)).to_have_attribute("data-mode", "live")
    choose(one, "paused")
    expect(mode(two)).to_have_attribute("data-mode", "paused")
    one.reload()
    expect(mode(one)).to_have_attribute("data-mode", "paused")
    one.locator("[data-testid=connection-header][data-status=connected]").wait_for()
    expect(mode(one)).to_have_attribute("data-mode", "paused")
    choose(two, "live")
    expect(mode(one)).to_have_attribute("data-mode", "live")
    expect(one.get_by_test_id("live-mode-live")).to_have_attribute("aria-pressed", "true")


def test_notify_moves_no_row_counts_what_is_new_and_still_changes_in_place(stage: Stage) -> None:
    page = opened(stage)
    choose(page, "notify")
    first = page.get_by_test_id("ticket-row").first
    number = first.get_attribute("data-number")
    stage.insert(3, short_description="three more")
    expect(bar(page)).to_have_attribute("data-count", "3", timeout=10_000)
    expect(first).to_have_attribute("data-number", number or "")
    (known,) = [each for each in stage.instance.records("incident") if each["number"] == number]
    stage.instance.update("incident", str(known["sys_id"]), state="2")
    expect(first).to_contain_text("In Progress", timeout=10_000)
    bar(page).click()
    expect(page.get_by_test_id("ticket-row").first).to_contain_text("three more")
    expect(bar(page)).to_have_count(0)
    page.wait_for_timeout(3200)  # what comes in the seconds after a click is still shown
    stage.insert(1)
    expect(bar(page)).to_have_attribute("data-count", "1", timeout=10_000)


def test_paused_changes_nothing_and_going_on_shows_the_truth(stage: Stage) -> None:
    page = opened(stage)
    sys_id = stage.insert(1, short_description="to be changed")[0]
    expect(page.get_by_test_id("ticket-row").first).to_contain_text("to be changed", timeout=10_000)
    choose(page, "paused")
    figures, cells = page.get_by_test_id("kpi-total"), page.locator("td:not(.column-opened_at):not(.column-updated_at)")
    before, rows = figures.inner_text(), cells.all_inner_texts()
    stage.insert(2, short_description="came while paused")
    stage.instance.update("incident", sys_id, short_description="was changed while paused")
    expect(bar(page)).to_have_attribute("data-count", "2", timeout=10_000)
    expect(bar(page)).to_contain_text("Paused")
    assert (figures.inner_text(), cells.all_inner_texts()) == (before, rows)
    choose(page, "live")
    expect(page.get_by_test_id("ticket-row").first).to_contain_text("came while paused")
    expect(page.get_by_text("was changed while paused")).to_be_visible()
    expect(figures).to_have_text(str(int(before) + 2))
    expect(bar(page)).to_have_count(0)


def test_while_a_row_has_the_focus_or_a_menu_is_open_both_survive_and_no_row_moves(stage: Stage) -> None:
    page = opened(stage)
    link = page.locator("a.ticket-link").nth(1)
    number = link.inner_text()
    link.focus()
    stage.insert(2)
    expect(bar(page)).to_have_attribute("data-count", "2", timeout=10_000)
    assert page.evaluate("document.activeElement.textContent") == number
    expect(page.locator("a.ticket-link").nth(1)).to_have_text(number)
    link.blur()
    expect(bar(page)).to_have_count(0)
    page.get_by_test_id("view-menu").click()
    stage.insert(1)
    expect(bar(page)).to_have_attribute("data-count", "1", timeout=10_000)
    expect(page.get_by_test_id("density-compact")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("density-compact")).to_be_hidden()
    expect(bar(page)).to_have_count(0)


def test_a_selection_survives_changes_and_holds_the_rows(stage: Stage) -> None:
    page = opened(stage)
    cell = page.get_by_test_id("ticket-row").first.locator(".column-short_description .title > [dir]")
    cell.evaluate("cell => getSelection().selectAllChildren(cell)")
    selected = page.evaluate("getSelection().toString()")
    stage.insert(2)
    expect(bar(page)).to_have_attribute("data-count", "2", timeout=10_000)
    assert page.evaluate("getSelection().toString()") == selected != ""


def test_a_storm_of_500_is_two_pages_at_most_and_one_announcement(stage: Stage) -> None:
    page = stage.context.new_page()
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: frames.append(str(payload))))
    page.goto(stage.url)
    expect(page.get_by_test_id("ticket-row").first).to_be_visible(timeout=10_000)
    page.evaluate("""() => {
        window.said = [];
        const region = document.getElementById("announcements");
        new MutationObserver(() => said.push(region.textContent)).observe(region, {childList: true, subtree: true});
    }""")
    # What the tests before have left is read first.
    assert httpx.post(f"{stage.app.api}/servicenow-polling/poll", timeout=60).is_success
    assert httpx.post(f"{stage.app.api}/servicenow-polling/stop").is_success
    total = httpx.get(f"{stage.app.api}/tickets/stats").json()["data"]["all"]
    expect(page.get_by_test_id("kpi-total")).to_have_text(f"{total:,}", timeout=10_000)
    stage.insert(500, short_description="Everything is down")
    frames.clear()
    try:
        assert httpx.post(f"{stage.app.api}/servicenow-polling/poll", timeout=60).is_success
        expect(page.get_by_test_id("kpi-total")).to_have_text(f"{total + 500:,}", timeout=20_000)
        time.sleep(4)
    finally:
        assert httpx.post(f"{stage.app.api}/servicenow-polling/start").is_success
    pages = [frame for frame in frames if '"short_description"' in frame and '"total"' in frame and '"view"' in frame]
    assert 1 <= len(pages) <= 2
    (said,) = page.evaluate("said")
    # The two before them may have come within the same three seconds.
    assert re.fullmatch("50[0-2] new tickets", said)
