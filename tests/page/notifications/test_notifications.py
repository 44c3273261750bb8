"""Notifications are shown once, kept until read, and dismissed in all tabs at once."""

import time

from playwright.sync_api import expect

from tests.page.conftest import Stage
from tests.page.notifications.notices import CRITICAL, toasts, unread


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
    # Only what is critical, watched or failing has a toast; the others count in the bar.
    expect(page.get_by_test_id("new-badge").first).to_be_visible(timeout=10_000)
    expect(toasts(page)).to_have_count(0)
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


def test_what_arrived_during_an_absence_is_shown_once_and_is_in_the_bell(stage: Stage) -> None:
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
