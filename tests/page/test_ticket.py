"""One ticket: its page, and the panel beside the list; both live, by mouse and by keyboard."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rca_dashboard.simulator.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.conftest import ACCOUNT, settings_for
from tests.page.test_accessibility import violations

PATIENCE = 10_000
ATTACK = '<img src=x onerror="window.attacked=1"><b>bold</b>\n</script><script>window.attacked=1</script>'


@dataclass(frozen=True)
class Desk:
    """A ServiceNow with some tickets, and the app that reads it; all tests of this file share it."""

    instance: Instance
    app: AppServer
    browser: Browser
    sys_ids: list[str]

    def number(self, place: int) -> str:
        return str(self.instance.stored("incident", self.sys_ids[place])["number"])

    def open(self, path: str, width: int = 1440, scheme: str = "light") -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(self.app.url + path)
        page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
        return page

    def open_list(self, width: int = 1440, query: str = "sort=ticket_id&limit=100") -> Page:
        page = self.open(f"/?{query}", width)
        expect(page.get_by_test_id("ticket-row").nth(20)).to_be_visible(timeout=PATIENCE)
        return page


def insert_tickets(instance: Instance) -> list[str]:
    """Make incidents that share an item, two of which share a problem, and one of which says all that can be said."""
    item = instance.insert("cmdb_ci", name="Router 7")
    beth = instance.insert("sys_user", name="Beth Anglin")
    group = instance.insert("sys_user_group", name="Network")
    problem = instance.insert("problem", {"number": "PRB0040001", "short_description": "Uplinks lose packets"})
    whole = {
        "short_description": "VPN drops every hour",
        "description": "It began this morning.\n  1. Connect\n  2. Wait",
        "close_notes": "Nothing yet",
        "category": "network",
        "priority": "2",
        "cmdb_ci": item,
        "caller_id": beth,
        "assigned_to": beth,
        "assignment_group": group,
        "problem_id": problem,
        "correlation_id": "from-monitoring-7",
    }
    first = instance.insert("incident", whole)
    plain = [
        instance.insert("incident", {"short_description": f"Printer {place}", "cmdb_ci": item}) for place in range(25)
    ]
    instance.update("incident", plain[0], {"problem_id": problem, "parent_incident": first})
    attacked = instance.insert("incident", {"short_description": ATTACK, "description": ATTACK, "close_notes": ATTACK})
    return [first, *plain, attacked]


@pytest.fixture(scope="module")
def desk(browser: Browser, built_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Simulator(Instance(), account=ACCOUNT) as servicenow:
        sys_ids = insert_tickets(servicenow.instance)
        app = AppServer(built_app, tmp_path_factory.mktemp("ticket_app"), settings_for(servicenow))
        try:
            app.start()
            yield Desk(servicenow.instance, app, browser, sys_ids)
        finally:
            app.kill()
            sys.stdout.write(app.log())


def field(page: Page, name: str) -> Locator:
    return page.locator(f".field-group [data-field={name}] dd")


def entries(page: Page) -> Locator:
    return page.get_by_test_id("timeline-entry")


def test_a_page_shows_all_that_is_known_of_a_ticket(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(0)}")
    expect(page.locator("h1")).to_have_text(desk.number(0))
    expect(page).to_have_title(f"{desk.number(0)} VPN drops every hour · RCA Dashboard")
    for name, text in {
        "table": "Incident",
        "requester": "Beth Anglin",
        "assignment_group": "Network",
        "cmdb_ci": "Router 7",
        "category": "Network",
        "resolved_at": "-",
    }.items():
        expect(field(page, name)).to_have_text(text)
    description = page.locator("[data-field=description] .prose")
    expect(description).to_have_text("It began this morning.\n  1. Connect\n  2. Wait", use_inner_text=True)
    link = page.get_by_test_id("ticket-open-servicenow")
    expect(link).to_have_attribute("rel", "noopener")
    expect(link).to_have_attribute("target", "_blank")
    assert desk.sys_ids[0] in str(link.get_attribute("href"))
    page.get_by_test_id("ticket-all-fields").locator("summary").first.click()
    expect(page.locator("[data-field=correlation_id] dd")).to_have_text("from-monitoring-7")
    expect(entries(page)).to_have_count(1)
    expect(entries(page)).to_contain_text("Arrived")
    page.context.close()


def test_related_tickets_are_links(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(0)}")
    related = page.get_by_test_id("ticket-related")
    expect(related.locator("h4")).to_contain_text(
        ["Problem", "Children", "Others of the same problem", "Others of Router 7"]
    )
    expect(related.get_by_text("PRB0040001")).to_be_visible()
    expect(related.get_by_role("link", name="all 25")).to_have_attribute(
        "href", re.compile(r"^/\?cmdb_ci=[0-9a-f]{32}$")
    )
    related.get_by_role("link", name="all 25").click()
    expect(page.get_by_test_id("filter-chip")).to_have_text(re.compile("One configuration item"))
    expect(page.get_by_text("of 26").first).to_be_visible()
    page.go_back()
    related.get_by_role("link", name=desk.number(1)).first.click()
    expect(page.locator("h1")).to_have_text(desk.number(1))
    expect(page).to_have_url(f"{desk.app.url}/tickets/{desk.number(1)}")
    related.get_by_role("link", name=desk.number(0)).first.click()
    page.go_back()
    expect(page.locator("h1")).to_have_text(desk.number(1))
    page.context.close()


def test_a_change_is_in_the_timeline_within_two_seconds_and_marked(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(2)}")
    expect(entries(page)).to_have_count(1)
    # Polled once a second; the test's own machine is slow beside other tests.
    desk.instance.update("incident", desk.sys_ids[2], state="2", priority="1")
    newest = entries(page).first
    expect(newest).to_contain_text("Changed", timeout=2_000)
    expect(newest.locator("[data-field=status]")).to_contain_text("New")
    expect(newest.locator("[data-field=status] .new-value")).to_have_text("In Progress")
    expect(page.get_by_test_id("ticket-status")).to_have_attribute("data-changed", "true")
    expect(page.get_by_test_id("ticket-status")).to_have_text("In Progress")
    expect(page.get_by_test_id("ticket-status")).to_have_attribute("data-changed", "false", timeout=PATIENCE)
    page.context.close()


def test_older_changes_are_shown_when_asked_for(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(3)}")
    for count in range(26):
        desk.instance.update("incident", desk.sys_ids[3], short_description=f"Version {count}")
        if count % 13 == 12:
            expect(page.locator(".ticket-title")).to_have_text(f"Version {count}")
    page.reload()
    expect(page.locator(".ticket-title")).to_have_text("Version 25")
    expect(page.get_by_test_id("ticket-detail")).to_be_visible()
    shown = entries(page).count()
    if page.get_by_test_id("timeline-older").count():  # polls may have joined what came within a second
        page.get_by_test_id("timeline-older").click()
        expect(entries(page)).not_to_have_count(shown)
    expect(entries(page).last).to_contain_text("Arrived")
    expect(page.get_by_test_id("timeline-older")).to_have_count(0)
    page.context.close()


def test_what_a_ticket_says_is_text(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(-1)}")
    expect(page.locator(".ticket-title")).to_have_text(ATTACK, use_inner_text=True)
    for name in ("description", "close_notes"):
        expect(page.locator(f"[data-field={name}] .prose").first).to_have_text(ATTACK, use_inner_text=True)
    entries(page).locator("summary").first.click()
    assert page.locator("main :is(img, b, script)").count() == 0
    assert page.evaluate("window.attacked") is None
    page.context.close()


@pytest.mark.parametrize("path", ["/tickets/INC9999999", "/?ticket=INC9999999", "/tickets/%3Cimg%20src=x%3E%26b"])
def test_an_unknown_number_says_so_and_leads_to_the_search(desk: Desk, path: str) -> None:
    page = desk.open(path)
    unknown = page.get_by_test_id("ticket-unknown")
    expect(unknown).to_contain_text("no ticket with this number")
    unknown.get_by_role("link").click()
    expect(page.get_by_test_id("search-input")).to_have_value("INC9999999" if "INC" in path else "<img src=x>&b")
    page.context.close()


def test_a_ticket_is_found_by_its_sys_id_too(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.sys_ids[4]}")
    expect(page.locator("h1")).to_have_text(desk.number(4))
    page.context.close()


def test_the_panel_keeps_the_lists_place_and_back_closes_it(desk: Desk) -> None:
    page = desk.open_list(query="sort=ticket_id&limit=100&query=Printer")
    page.mouse.wheel(0, 300)
    expect(page.locator("body")).to_be_visible()
    row = page.locator(f"[data-testid=ticket-row][data-number={desk.number(15)}]")
    place = row.bounding_box()
    row.locator(".column-short_description").click()
    panel = page.get_by_test_id("ticket-panel")
    expect(panel.get_by_role("heading", name=desk.number(15))).to_be_visible()
    expect(row).to_have_attribute("aria-current", "true")
    assert "query=Printer" in page.url
    assert "sort=ticket_id" in page.url
    assert row.bounding_box() == place
    page.locator(f"[data-number={desk.number(16)}] .column-short_description").click()
    expect(panel.get_by_role("heading", name=desk.number(16))).to_be_visible()
    page.go_back()
    expect(panel).to_have_count(0)
    assert row.bounding_box() == place
    assert "ticket=" not in page.url
    expect(page).to_have_title("Tickets · RCA Dashboard")
    page.go_forward()
    expect(panel.get_by_role("heading", name=desk.number(16))).to_be_visible()
    page.get_by_test_id("ticket-close").click()
    expect(panel).to_have_count(0)
    page.context.close()


def test_list_and_panel_are_live_together(desk: Desk) -> None:
    page = desk.open(f"/?sort=ticket_id&limit=100&ticket={desk.number(5)}")
    panel = page.get_by_test_id("ticket-panel")
    expect(panel.get_by_test_id("ticket-status")).to_have_text("New")
    desk.instance.update("incident", desk.sys_ids[5], state="2")
    desk.instance.update("incident", desk.sys_ids[6], state="2")
    expect(panel.get_by_test_id("ticket-status")).to_have_text("In Progress")
    for place in (5, 6):
        row = page.locator(f"[data-testid=ticket-row][data-number={desk.number(place)}]")
        expect(row.locator(".column-status")).to_have_text("In Progress")
    page.context.close()


def test_the_keyboard_opens_the_panel_and_comes_back_to_the_row(desk: Desk) -> None:
    page = desk.open_list()
    link = page.locator(f"[data-number={desk.number(7)}] a").first
    expect(link).to_have_attribute("href", f"/tickets/{desk.number(7)}")
    link.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_test_id("ticket-panel")
    expect(panel).to_be_focused()
    expect(panel).to_have_attribute("role", "complementary")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-testid=ticket-panel]') !== null")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(link).to_be_focused()
    page.context.close()


def test_on_a_narrow_screen_the_panel_is_a_dialog_over_the_list(desk: Desk) -> None:
    page = desk.open_list(width=390)
    page.locator(f"[data-number={desk.number(8)}]").click()
    panel = page.get_by_test_id("ticket-panel")
    expect(panel).to_have_attribute("aria-modal", "true")
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 800)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('.ticket-panel') !== null"
        )
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.get_by_test_id("refresh-button").focus()
    expect(page.get_by_test_id("refresh-button")).to_be_focused()
    page.context.close()


def test_a_ticket_is_watched_until_it_is_not(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(9)}")
    watch = page.get_by_test_id("ticket-watch")
    expect(watch).to_have_attribute("aria-pressed", "false")
    watch.click()
    expect(watch).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(watch).to_have_attribute("aria-pressed", "true")
    watch.click()
    expect(watch).to_have_attribute("aria-pressed", "false")
    page.context.close()


def test_a_deleted_ticket_and_a_shared_number_say_so(desk: Desk) -> None:
    twin = desk.instance.insert("incident", {"number": desk.number(10), "short_description": "The twin"})
    page = desk.open(f"/tickets/{desk.sys_ids[10]}")
    note = page.get_by_test_id("ticket-same-number")
    expect(note).to_contain_text("The twin")
    note.get_by_role("link").click()
    expect(page).to_have_url(f"{desk.app.url}/tickets/{twin}")
    expect(page.locator(".ticket-title")).to_have_text("The twin")
    page.context.close()


# Contrast hangs on the scheme, and what may overlap on the width: each is seen once.
@pytest.mark.parametrize(("scheme", "widths"), [("light", (320, 1440)), ("dark", (768, 390))])
def test_axe_finds_no_violation(desk: Desk, scheme: str, widths: tuple[int, ...]) -> None:
    for path in (f"/tickets/{desk.number(0)}", f"/?ticket={desk.number(0)}"):
        page = desk.open(path, widths[0], scheme)
        expect(page.get_by_test_id("ticket-detail")).to_be_visible()
        page.get_by_test_id("ticket-all-fields").locator("summary").first.click()
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            assert violations(page) == [], f"{path} at {width} px, {scheme}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} at {width} px"
        page.context.close()
