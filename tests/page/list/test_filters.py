"""Filter chips, name look-up, highlights, and the exported file; one app for all tests."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.conftest import ACCOUNT, Stage, settings_for


@pytest.fixture(scope="module")
def desk(built_app: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Stage]:
    """Six incidents of three kinds, for tests that change none of them."""
    with Simulator(Instance(), account=ACCOUNT) as servicenow:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        app = AppServer(built_app, tmp_path_factory.mktemp("desk"), settings_for(servicenow))
        app.start()
        stage = Stage(servicenow, app, context)
        stage.insert(3, short_description="Müller's VPN drops", category="network", contact_type="phone", state="1")
        stage.insert(2, short_description='=1+1, "quoted"', category="hardware", contact_type="email", state="2")
        stage.insert(1, short_description="Mail is late", category="software", contact_type="email", state="6")
        yield stage
        context.close()
        app.stop()


@pytest.fixture
def page(desk: Stage) -> Iterator[Page]:
    opened = desk.open()
    expect(opened.get_by_test_id("ticket-row")).to_have_count(6, timeout=20_000)
    yield opened
    opened.close()


def rows(page: Page):  # noqa: ANN201 - a Playwright locator
    return page.get_by_test_id("ticket-row")


def chip(page: Page, field: str):  # noqa: ANN201 - the same
    return page.locator(f"[data-testid=filter-chip][data-field={field}]")


def test_a_menu_replaces_a_value_and_the_chips_add_and_take_away(page: Page) -> None:
    page.get_by_test_id("filter-category").select_option("network")
    expect(rows(page)).to_have_count(3)
    page.get_by_test_id("filter-category").select_option("hardware")
    expect(rows(page)).to_have_count(2)
    expect(chip(page, "category")).to_have_text(re.compile("Category: Hardware"))
    page.get_by_test_id("add-category").select_option("network")
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_test_id("filter-category").locator("option:checked")).to_have_text("2 chosen")
    page.get_by_test_id("filter-source").select_option("phone")
    expect(rows(page)).to_have_count(3)
    expect(page).to_have_url(re.compile("category=hardware%2Cnetwork"))
    page.reload()
    expect(rows(page)).to_have_count(3)
    chip(page, "source").click()
    expect(rows(page)).to_have_count(5)
    chip(page, "category").first.click()
    expect(rows(page)).to_have_count(3)
    page.go_back()
    expect(rows(page)).to_have_count(5)
    page.get_by_test_id("clear-filters").click()
    expect(rows(page)).to_have_count(6)
    expect(page.get_by_test_id("filter-chip")).to_have_count(0)


def test_what_a_search_finds_is_marked(page: Page) -> None:
    page.get_by_test_id("search-input").press_sequentially("muller v", delay=20)
    expect(rows(page)).to_have_count(3)
    expect(rows(page).first.locator("mark")).to_have_text(["Müller", "V"])
    page.get_by_test_id("search-input").fill("")
    expect(rows(page)).to_have_count(6)
    expect(page.locator("mark")).to_have_count(0)


def test_days_and_unread_are_filters_with_chips(page: Page) -> None:
    page.get_by_test_id("more-filters").click()
    page.get_by_test_id("filter-opened_to").fill("2001-01-01")
    expect(rows(page)).to_have_count(0)
    expect(chip(page, "opened_to")).to_have_text(re.compile("Opened to .*2001"))
    expect(page.get_by_test_id("filter-opened_to")).to_have_value("2001-01-01")
    chip(page, "opened_to").click()
    expect(rows(page)).to_have_count(6)


def test_the_file_holds_the_filtered_list_with_the_columns_on_the_screen(page: Page) -> None:
    page.get_by_test_id("filter-category").select_option("hardware")
    expect(rows(page)).to_have_count(2)
    with page.expect_download() as downloading:
        page.get_by_test_id("export-csv").click()
    assert re.fullmatch(r"tickets-\d{4}-\d\d-\d\d\.csv", downloading.value.suggested_filename)
    text = downloading.value.path().read_bytes().decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["short_description"] for row in found] == ['\'=1+1, "quoted"'] * 2
    assert list(found[0])[:2] == ["ticket_id", "short_description"]
    assert "description" not in found[0]


def test_the_separator_of_the_file_is_chosen_once_and_kept(page: Page) -> None:
    page.get_by_test_id("export-menu").click()
    page.get_by_test_id("separator-semicolon").click()
    link = page.get_by_test_id("export-csv")
    expect(link).to_have_attribute("href", re.compile("separator=semicolon"))
    expect(page.get_by_test_id("export-json")).not_to_have_attribute("href", re.compile("separator"))
    page.reload()
    expect(page.get_by_test_id("separator-semicolon")).to_have_attribute("aria-pressed", "true")
    with page.expect_download() as downloading:
        link.click()
    assert downloading.value.path().read_bytes().decode("utf-8-sig").startswith('"ticket_id";"short_description";')
    page.get_by_test_id("export-menu").click()
    page.get_by_test_id("separator-comma").click()
    expect(link).to_have_attribute("href", re.compile("separator=comma"))
