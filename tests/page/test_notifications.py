"""Told once, kept until read, and gone in all tabs when gone in one."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Stage

Start = Callable[..., Stage]
CRITICAL = {"impact": "1", "urgency": "1", "priority": "1"}
# A desktop that grants everything and remembers what it was shown.
DESKTOP = """
    window.shownOnDesktop = [];
    window.asked = 0;
    window.Notification = class {
        static permission = "default";
        static async requestPermission() {
            window.asked += 1;
            window.Notification.permission = "granted";
            return "granted";
        }
        constructor(title, options) {
            this.title = title;
            this.body = options.body;
            this.isClosed = false;
            window.shownOnDesktop.push(this);
        }
        close() { this.isClosed = true; }
    };
"""
GRANTED = "window.Notification.permission = 'granted';"


def toasts(page: Page) -> Locator:
    return page.locator("[data-sonner-toast]")


def unread(page: Page) -> Locator:
    return page.get_by_test_id("bell-unread")


def open_page(stage: Stage, path: str) -> Page:
    page = stage.context.new_page()
    page.goto(stage.url + path)
    page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
    return page


@pytest.fixture
def stage(start_stage: Start) -> Stage:
    """A stage whose first import is over: what comes from now on is news."""
    made = start_stage()
    made.insert(1, short_description="was there before")
    page = made.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)
    expect(toasts(page)).to_have_count(0, timeout=10_000)
    page.close()
    return made


def test_a_critical_ticket_rings_in_all_tabs_and_read_in_one_is_read_in_all(stage: Stage) -> None:
    tabs = [stage.open(), stage.open()]
    for tab in tabs:
        expect(unread(tab)).to_have_attribute("data-count", "0")
        expect(unread(tab)).to_be_hidden()
    (sys_id,) = stage.insert(short_description="Everything is down", **CRITICAL)
    for tab in tabs:
        expect(unread(tab)).to_have_attribute("data-count", "1", timeout=10_000)
        expect(toasts(tab)).to_have_count(1)
        expect(toasts(tab)).to_contain_text(stage.number(sys_id))
    first, second = tabs
    bell = first.get_by_test_id("bell")
    bell.click()
    expect(bell).to_have_attribute("aria-expanded", "true")
    expect(first.get_by_test_id("bell-item")).to_contain_text("Everything is down")
    first.keyboard.press("Escape")
    expect(bell).to_have_attribute("aria-expanded", "false")
    bell.click()
    first.get_by_test_id("bell-read-all").click()
    for tab in tabs:
        expect(unread(tab)).to_have_attribute("data-count", "0")
        expect(toasts(tab)).to_have_count(0)
    second.get_by_test_id("bell").click()
    expect(second.get_by_test_id("bell-item").locator("a")).to_have_attribute("data-read", "true")


def test_a_toast_closed_in_one_tab_goes_in_all_and_is_read(stage: Stage) -> None:
    tabs = [stage.open(), stage.open()]
    stage.insert(**CRITICAL)
    for tab in tabs:
        expect(unread(tab)).to_have_attribute("data-count", "1", timeout=10_000)
        expect(toasts(tab)).to_have_count(1)
    toasts(tabs[0]).get_by_role("button", name="Close toast").click()
    for tab in tabs:
        expect(toasts(tab)).to_have_count(0)
        expect(unread(tab)).to_have_attribute("data-count", "0")


def test_new_tickets_of_a_poll_are_one_toast_and_only_critical_ones_ring(stage: Stage) -> None:
    page = stage.open()
    stage.insert(3, priority="4", impact="3", urgency="3")
    expect(toasts(page)).to_contain_text("new ticket", timeout=10_000)
    assert toasts(page).get_attribute("data-type") == "info"
    expect(unread(page)).to_have_attribute("data-count", "0")


def test_a_storm_is_one_toast_one_announcement_and_one_notification(stage: Stage) -> None:
    page = stage.open()
    page.evaluate("""() => {
        window.said = [];
        const region = document.getElementById("announcements");
        new MutationObserver(() => said.push(region.textContent)).observe(region, {childList: true, subtree: true});
        window.most = 0;
        const look = () => { most = Math.max(most, document.querySelectorAll("[data-sonner-toast]").length); };
        new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
    }""")
    stage.insert(500, short_description="Everything is down", **CRITICAL)
    expect(toasts(page)).to_contain_text("500 new critical tickets", timeout=20_000)
    time.sleep(4)
    assert page.evaluate("most") == 1
    assert len(page.evaluate("said")) <= 2, page.evaluate("said")
    assert int(unread(page).get_attribute("data-count") or "0") <= 4
    page.get_by_test_id("bell").click()
    burst = page.get_by_test_id("bell-item").filter(has_text="new critical tickets")
    expect(burst).to_have_count(1)
    assert "priority=1" in (burst.locator("a").get_attribute("href") or "")


def test_five_tabs_are_one_notification_on_the_desktop_and_reading_it_closes_it(stage: Stage) -> None:
    stage.context.add_init_script(DESKTOP)
    settings = open_page(stage, "/settings")
    choice = settings.get_by_test_id("desktop-choice")
    expect(choice).to_have_attribute("data-state", "off")
    assert settings.evaluate("asked") == 0
    settings.get_by_test_id("desktop-toggle").click()
    expect(choice).to_have_attribute("data-state", "on")
    assert settings.evaluate("asked") == 1
    stage.context.add_init_script(GRANTED)
    tabs = [settings, *(stage.open() for _ in range(4))]
    (sys_id,) = stage.insert(short_description="Everything is down", **CRITICAL)
    for tab in tabs:
        expect(unread(tab)).to_have_attribute("data-count", "1", timeout=10_000)
    time.sleep(0.5)
    shown = [tab.evaluate("shownOnDesktop.map((each) => each.title)") for tab in tabs]
    assert sorted(shown) == [[], [], [], [], [f"New critical ticket {stage.number(sys_id)}"]]
    shower = tabs[shown.index(max(shown))]
    other = next(tab for tab in tabs if tab is not shower)
    other.get_by_test_id("bell").click()
    other.get_by_test_id("bell-read-all").click()
    expect(unread(shower)).to_have_attribute("data-count", "0")
    assert shower.evaluate("shownOnDesktop[0].isClosed") is True


def test_a_click_on_the_desktop_opens_the_ticket_and_reads_it(stage: Stage) -> None:
    stage.context.add_init_script(DESKTOP + GRANTED)
    page = stage.open()
    page.evaluate("localStorage.setItem('rca_dashboard.desktop', 'on')")
    (sys_id,) = stage.insert(**CRITICAL)
    expect(unread(page)).to_have_attribute("data-count", "1", timeout=10_000)
    page.evaluate("shownOnDesktop[0].onclick()")
    page.wait_for_url(f"**/tickets/{stage.number(sys_id)}*")
    expect(unread(page)).to_have_attribute("data-count", "0")


def test_off_means_off_and_errors_only_means_errors_only(stage: Stage) -> None:
    settings = open_page(stage, "/settings")
    settings.get_by_test_id("toasts-off").check()
    expect(settings.get_by_test_id("notifications-answer")).to_have_text("Saved.")
    page = stage.open()
    stage.insert(**CRITICAL)
    expect(unread(page)).to_have_attribute("data-count", "1", timeout=10_000)
    expect(toasts(page)).to_have_count(0)
    settings.get_by_test_id("toasts-errors").check()
    stage.insert(**CRITICAL)
    expect(unread(page)).to_have_attribute("data-count", "2", timeout=10_000)
    expect(toasts(page)).to_have_count(0)
    stage.servicenow.stop()
    expect(toasts(page)).to_have_attribute("data-type", "error", timeout=10_000)
    expect(unread(page)).to_have_attribute("data-count", "3")


def test_what_one_chooses_is_kept_and_decides(stage: Stage) -> None:
    settings = open_page(stage, "/settings")
    settings.get_by_test_id("notice-priority-1").uncheck()
    settings.get_by_test_id("notice-priority-4").check()
    settings.get_by_test_id("notice-event-updated_ticket").check()
    expect(settings.get_by_test_id("notice-event-updated_ticket")).to_be_checked()
    settings.reload()
    expect(settings.get_by_test_id("notice-priority-4")).to_be_checked()
    expect(settings.get_by_test_id("notice-priority-1")).not_to_be_checked()
    stage.insert(1, **CRITICAL)
    stage.insert(1, short_description="Slow printer", impact="3", urgency="2", priority="4")
    page = open_page(stage, "/notifications")
    expect(unread(page)).to_have_attribute("data-count", "1", timeout=10_000)
    page.reload()
    expect(page.get_by_test_id("notification")).to_have_count(1)
    expect(page.get_by_test_id("notification")).to_contain_text("Slow printer")


def test_the_page_lists_filters_reads_and_dismisses_and_what_comes_waits(stage: Stage) -> None:
    page = open_page(stage, "/notifications")
    expect(page.get_by_test_id("empty-state")).to_be_visible()
    (first,) = stage.insert(short_description="The first", **CRITICAL)
    bar = page.get_by_test_id("new-notifications-bar")
    expect(bar).to_have_attribute("data-count", "1", timeout=10_000)
    bar.click()
    rows = page.get_by_test_id("notification")
    expect(rows).to_contain_text("The first")
    expect(rows.get_by_role("link")).to_have_attribute("href", f"/tickets/{stage.number(first)}")
    time.sleep(6)  # what comes within 5 s would be told as one burst after the third
    stage.insert(short_description="The second", **CRITICAL)
    expect(bar).to_have_attribute("data-count", "1", timeout=10_000)
    expect(rows).to_have_count(1)
    rows.get_by_test_id("mark-read").click()
    expect(rows).to_have_attribute("data-read", "true")
    expect(unread(page)).to_have_attribute("data-count", "1")
    page.get_by_test_id("notifications-unread").select_option("true")
    page.wait_for_url("**/notifications?unread=true")
    expect(rows).to_contain_text("The second")
    page.go_back()
    expect(rows).to_have_count(2)
    page.get_by_test_id("notifications-priority").select_option("2")
    expect(rows).to_have_count(0)
    expect(page).to_have_url(f"{stage.url}/notifications?priority=2")
    page.get_by_test_id("notifications-priority").select_option("")
    expect(rows).to_have_count(2)
    other = open_page(stage, "/notifications")
    expect(other.get_by_test_id("notification")).to_have_count(2)
    rows.first.get_by_test_id("dismiss").click()
    expect(rows).to_have_count(1)
    expect(other.get_by_test_id("notification")).to_have_count(1)
    expect(unread(other)).to_have_attribute("data-count", "0")


def test_what_came_during_an_absence_is_told_once_and_stands_behind_the_bell(stage: Stage) -> None:
    page = stage.open()
    expect(unread(page)).to_have_attribute("data-count", "0")
    page.close()
    for _ in range(2):
        stage.insert(**CRITICAL)
    deadline = time.monotonic() + 10
    while "INC" not in str(stage.context.request.get(f"{stage.app.api}/notifications").text()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    time.sleep(1.5)
    page = stage.open()
    expect(unread(page)).to_have_attribute("data-count", "2")
    expect(toasts(page)).to_have_count(1)
    expect(toasts(page)).to_contain_text("While you were away: 2 notifications")
    page.reload()
    expect(unread(page)).to_have_attribute("data-count", "2")
    expect(toasts(page)).to_have_count(0)
