"""Rows that left the filter, and unread rows."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from rca_dashboard.access.identity import EVERYBODY
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.preferences import unread_since
from tests.page.conftest import Stage


@pytest.fixture
def stage(shared_stage: Stage) -> Stage:
    database = Database(f"sqlite:///{shared_stage.app.folder / 'rca_dashboard.db'}")
    unread_since(database, EVERYBODY.username, datetime.now(UTC))
    database.close()
    return shared_stage


def row(stage: Stage, page: Page, sys_id: str) -> Locator:
    return page.locator(f"[data-testid=ticket-row][data-number={stage.number(sys_id)}]")


@pytest.mark.parametrize("mode", ["live", "notify"])
def test_a_row_that_leaves_the_filter_turns_grey_and_goes_with_the_next_refresh(stage: Stage, mode: str) -> None:
    first, second = stage.insert(2, category=f"left in {mode}")
    page = stage.open(f"/?status=New&category=left+in+{mode}")
    expect(page.get_by_test_id("ticket-row")).to_have_count(2, timeout=10_000)
    page.get_by_test_id(f"live-mode-{mode}").click()
    stage.instance.update("incident", first, state="2")
    left = row(stage, page, first)
    expect(left).to_have_attribute("data-left", "true", timeout=10_000)
    expect(left).to_contain_text("no longer matches the filter")
    expect(left).to_contain_text("In Progress")
    expect(row(stage, page, second)).to_have_attribute("data-left", "false")
    page.get_by_test_id("refresh-button").click()
    expect(page.get_by_test_id("ticket-row")).to_have_count(1, timeout=10_000)


def test_what_arrives_is_unread_in_all_tabs_until_all_is_marked_as_read(stage: Stage) -> None:
    tabs = [stage.open(), stage.open()]
    (sys_id,) = stage.insert(1, short_description="not opened yet")
    for tab in tabs:
        expect(row(stage, tab, sys_id)).to_have_attribute("data-unread", "true", timeout=10_000)
        expect(row(stage, tab, sys_id).get_by_test_id("unread-dot")).to_be_visible()
    tabs[0].reload()
    expect(row(stage, tabs[0], sys_id)).to_have_attribute("data-unread", "true", timeout=10_000)
    tabs[0].get_by_test_id("mark-all-read").click()
    for tab in tabs:
        expect(row(stage, tab, sys_id)).to_have_attribute("data-unread", "false", timeout=10_000)


def test_a_ticket_that_is_opened_in_one_tab_is_unread_in_none(stage: Stage) -> None:
    page = stage.open()
    sys_id, other = stage.insert(2, short_description="to be opened")
    expect(row(stage, page, sys_id)).to_have_attribute("data-unread", "true", timeout=10_000)
    stage.context.new_page().goto(f"{stage.url}/tickets/{stage.number(sys_id)}")
    expect(row(stage, page, sys_id)).to_have_attribute("data-unread", "false", timeout=15_000)
    expect(row(stage, page, other)).to_have_attribute("data-unread", "true")
    page.reload()
    expect(row(stage, page, sys_id)).to_have_attribute("data-unread", "false", timeout=10_000)
    expect(row(stage, page, other)).to_have_attribute("data-unread", "true")


def test_the_unread_list_holds_what_is_unread_and_its_rows_turn_grey_when_read(stage: Stage) -> None:
    page = stage.open("/?unread=true&reader=eve")
    page.get_by_test_id("mark-all-read").click()
    expect(page.locator("[data-testid=ticket-row][data-left=false]")).to_have_count(0, timeout=10_000)
    (sys_id,) = stage.insert(1)
    expect(row(stage, page, sys_id)).to_have_attribute("data-left", "false", timeout=10_000)
    other = stage.open()
    other.get_by_test_id("mark-all-read").click()
    expect(row(stage, page, sys_id)).to_have_attribute("data-left", "true", timeout=10_000)
    page.get_by_test_id("refresh-button").click()
    expect(page.get_by_test_id("empty-state")).to_be_visible(timeout=10_000)
