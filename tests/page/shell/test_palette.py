"""The command palette: by keyboard alone, with what a screen reader needs, from any page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Stage
from tests.page.shell.test_accessibility import violations


@pytest.fixture
def page(shared_stage: Stage) -> Page:
    if not shared_stage.instance.records("incident"):
        shared_stage.insert(2, short_description="The order system is slow", priority="4")
        shared_stage.insert(1, short_description="Printer on fire", priority="1", impact="1", urgency="1")
    page = shared_stage.open()
    expect(page.get_by_test_id("ticket-row").first).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_test_id("command-palette")).to_be_visible()
    return page


def selected(page: Page) -> str:
    """Return the option that the field names as its active one, as a screen reader would follow it."""
    field = page.get_by_role("combobox", name="Search or jump to")
    expect(field).to_be_focused()
    return page.evaluate(
        "id => { const each = document.getElementById(id); return each.ariaSelected === 'true' ? each.innerText : '' }",
        field.get_attribute("aria-activedescendant"),
    )


def test_a_view_is_opened_by_its_name(page: Page) -> None:
    page.keyboard.type("maj")
    assert "Major" in selected(page)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("command-palette")).to_be_hidden()
    expect(page.get_by_test_id("view-name")).to_have_text("Major")
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)


def test_arrows_lead_around_the_list_and_escape_closes_it(page: Page) -> None:
    first = selected(page)
    page.keyboard.press("ArrowDown")
    assert selected(page) != first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert "Keyboard shortcuts" in selected(page)
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("command-palette")).to_be_hidden()


def test_a_ticket_is_found_by_its_number_and_by_its_words(page: Page, shared_stage: Stage) -> None:
    record = shared_stage.instance.records("incident")[0]
    for words in (str(record["number"]), str(record["short_description"])[:12]):
        page.get_by_role("combobox", name="Search or jump to").fill(words)
        expect(page.get_by_role("option", name=re.compile(str(record["number"])))).to_be_visible()
    page.get_by_role("combobox", name="Search or jump to").fill(str(record["number"]))
    expect(page.locator("#command-list [role=option]").first).to_contain_text(str(record["number"]))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/tickets/{record['number']}"))


def test_an_action_does_what_its_control_does(page: Page) -> None:
    before = page.evaluate("document.documentElement.className")
    page.keyboard.type("toggle th")
    page.keyboard.press("Enter")
    expect(page.locator("html")).not_to_have_class(before)
    page.get_by_test_id("search-input").focus()
    page.keyboard.press("Control+k")  # also while typing
    page.keyboard.type("notif")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Notifications")).to_be_visible()
