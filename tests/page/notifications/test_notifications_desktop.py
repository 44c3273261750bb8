"""Five tabs show one desktop notification, and an action on it applies to all tabs."""

import time

from playwright.sync_api import expect

from tests.page.conftest import Stage
from tests.page.notifications.notices import CRITICAL, open_page, unread
from tests.page.waiting import becomes_true

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
    for _ in range(100):
        if any(tab.evaluate("shownOnDesktop.length") for tab in tabs):
            break
        time.sleep(0.1)
    time.sleep(0.5)  # for one that would show it too
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
    becomes_true(page, "shownOnDesktop.length === 1")
    page.evaluate("shownOnDesktop[0].onclick()")
    page.wait_for_url(f"**/tickets/{stage.number(sys_id)}*")
    expect(unread(page)).to_have_attribute("data-count", "0")
