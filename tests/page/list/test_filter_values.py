"""Filter options and labels: each name once, ServiceNow's names of its tables, and values with a comma."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from rca_dashboard.access.identity import EVERYBODY
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.preferences import read_preferences
from tests.page.conftest import Stage


@pytest.fixture
def page(shared_stage: Stage) -> Iterator[Page]:
    if not shared_stage.instance.records("incident"):
        for category in ("network", "Network", "Cables, plugs and sockets of all kinds"):
            shared_stage.insert(1, category=category)
    page = shared_stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)
    yield page
    page.close()


def test_what_reads_alike_is_offered_once_and_finds_all(page: Page) -> None:
    menu = page.get_by_test_id("filter-category")
    # The options in the menus are counted again at each heartbeat, every 15 s.
    expect(menu.locator("option", has_text="Network")).to_have_count(1, timeout=20_000)
    menu.select_option(label="Network")
    expect(page.get_by_test_id("ticket-row")).to_have_count(2)
    expect(menu.locator("option:checked")).to_have_text("Network")
    chip = page.get_by_test_id("filter-chip")
    expect(chip).to_have_count(1)
    chip.click()
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)


def test_a_value_with_a_comma_can_be_filtered_by_and_shared(page: Page) -> None:
    page.get_by_test_id("filter-category").select_option(label="Cables, plugs and sockets of all kinds")
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)
    expect(page.get_by_test_id("filter-chip")).to_contain_text("Category: Cables, plugs")
    page.reload()
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)
    page.get_by_test_id("add-category").select_option(label="Network")
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)
    expect(page.get_by_test_id("filter-chip")).to_have_count(2)


def test_tables_have_servicenows_words_and_the_address_its_names(page: Page) -> None:
    page.get_by_test_id("more-filters").click()
    page.get_by_test_id("filter-table").select_option(label="Incident")
    expect(page.get_by_test_id("filter-chip")).to_contain_text("Table: Incident")
    assert "table=incident" in page.url


def test_a_name_that_is_cut_off_can_be_read_in_full(page: Page) -> None:
    cell = page.locator("td.column-category", has_text="Cables")
    expect(cell).to_have_attribute("title", "Cables, plugs and sockets of all kinds")


def test_the_settings_offer_what_reads_alike_once_and_keep_all_of_it(shared_stage: Stage, page: Page) -> None:
    told: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: told.append(str(frame))))
    page.goto(f"{shared_stage.url}/settings")
    box = page.get_by_role("group", name="Category").get_by_label("Network", exact=True)
    expect(box).to_have_count(1, timeout=20_000)
    expect(box).to_have_attribute("data-testid", "notice-category-Network,network")
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected")
    box.check()
    expect(page.get_by_test_id("notifications-answer")).to_have_text("Saved.")
    # Two events could be parted by a reload or a cut.
    assert len([frame for frame in told if "set_choices" in frame]) == 1
    page.reload()
    expect(box).to_be_checked()
    kept = read_preferences(Database(f"sqlite:///{shared_stage.app.folder / 'rca_dashboard.db'}"), EVERYBODY.username)
    assert set(kept.notices.category) == {"Network", "network"}
