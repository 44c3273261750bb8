"""A user's rules decide which notifications they get, and the notifications page lists them."""

import time

from playwright.sync_api import expect

from tests.page.conftest import Stage
from tests.page.notifications.notices import CRITICAL, open_page, toasts, unread


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
    settings, other = open_page(stage, "/settings"), open_page(stage, "/settings")
    settings.get_by_test_id("notice-priority-1").uncheck()
    settings.get_by_test_id("notice-priority-4").check()
    settings.get_by_test_id("notice-event-updated_ticket").check()
    # A click shows at once here, and there when it is kept.
    expect(other.get_by_test_id("notice-event-updated_ticket")).to_be_checked(timeout=10_000)
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


def test_a_box_stays_as_it_was_clicked_while_the_app_answers_an_earlier_click(stage: Stage) -> None:
    page = open_page(stage, "/settings")
    expect(page.get_by_test_id("notice-priority-5")).to_be_visible()
    seen = page.evaluate("""async () => {
        const boxes = [1, 3, 4, 5].map((each) => document.querySelector(`[data-testid=notice-priority-${each}]`));
        const before = boxes.map((box) => box.checked);
        const shown = [];
        for (const box of boxes) box.click();
        for (const end = Date.now() + 1500; Date.now() < end; ) {
            await new Promise(requestAnimationFrame);
            shown.push(boxes.map((box, place) => box.checked !== before[place]).join());
        }
        return [...new Set(shown)];
    }""")
    assert seen == ["true,true,true,true"]


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
