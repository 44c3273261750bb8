"""Views and service levels in the page: saved from the filters at hand, counted live, opened by an address."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from rca_dashboard.simulator.clock import to_text, utc_now
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.views import VIEW_LOOK
from tests.page.stage import Stage


@pytest.fixture
def stage(start_stage: Callable[..., Stage]) -> Stage:
    made = start_stage()
    made.insert(2, short_description="Mail is late", category="software", impact="1", urgency="1")
    made.insert(1, short_description="Closed long ago", state="7")
    return made


def test_a_view_is_saved_opened_by_its_address_and_deleted(stage: Stage) -> None:
    page = stage.open()
    rows, saved = page.get_by_test_id("ticket-row"), page.locator("[data-testid=nav-view]")
    expect(rows).to_have_count(2, timeout=20_000)  # open ones alone
    major = page.locator("[data-testid=nav-view][data-view=major]")
    expect(major).to_have_attribute("data-count", "2")
    page.locator("[data-testid=nav-view][data-view=all]").click()
    expect(rows).to_have_count(3)
    page.goto(stage.url + "/?is_open=true&category=software")
    expect(rows).to_have_count(2)
    quick = saved.count()
    page.get_by_test_id("view-save").click()
    page.get_by_test_id("view-save-name").fill("Mail")
    page.get_by_test_id("view-save-submit").click()
    expect(page.get_by_test_id("view-answer")).to_have_text("View saved.")
    expect(saved).to_have_count(quick + 1)
    mine = page.locator("[data-testid=nav-view]", has_text="Mail").last
    expect(mine).to_have_attribute("data-count", "2")
    stage.insert(1, short_description="Mail is lost", category="software")
    expect(mine).to_have_attribute("data-count", "3", timeout=20_000)
    other = stage.open(f"/?view={mine.get_attribute('data-view')}")
    expect(other.get_by_test_id("ticket-row")).to_have_count(3)
    other.get_by_test_id("view-save").click()
    other.get_by_test_id("view-delete").click()
    expect(saved).to_have_count(quick, timeout=10_000)  # in every tab


def test_what_is_due_is_shown_sorted_and_late_only_while_it_is_worked_on(stage: Stage) -> None:
    page = stage.open("/?sort=due_at")
    rows = page.get_by_test_id("ticket-row")
    expect(rows).to_have_count(2, timeout=20_000)
    sla = next(iter(stage.instance.table("contract_sla").records))
    soon, late = stage.instance.select("incident", "active=true^ORDERBYsys_id").records
    for incident, minutes in ((soon, 40), (late, -125)):
        end = to_text(utc_now() + timedelta(minutes=minutes, seconds=30))
        values = {"task": incident["sys_id"], "sla": sla, "stage": "in_progress", "active": "true"}
        stage.instance.insert("task_sla", {**values, "has_breached": "false", "planned_end_time": end})
    expect(page.get_by_test_id("column-due")).to_be_visible()
    expect(page.locator("td.column-due_at time")).to_have_count(2, timeout=20_000)
    page.reload()  # while it is read, no row moves
    expect(rows.nth(0).locator("td.column-due_at")).to_have_text("2 h over", timeout=20_000)
    expect(rows.nth(0).locator(".due-over")).to_have_count(1)
    expect(rows.nth(1).locator("td.column-due_at")).to_have_text("in 40 min")
    expect(rows.nth(1).locator(".due-soon")).to_have_count(1)
    page.goto(stage.url + "/?due_before=1h&is_open=true")
    expect(rows).to_have_count(2)
    expect(page.locator("[data-testid=filter-chip][data-field=due_before]")).to_contain_text("Due within 1 h")
    page.goto(stage.url + "/?breached=true")
    expect(rows).to_have_count(0)


def test_my_tickets_are_those_of_the_servicenow_user_that_i_choose(stage: Stage) -> None:
    beth = next(each for each in stage.instance.records("sys_user") if each["name"] == "Beth Anglin")
    stage.insert(1, short_description="For Beth", assigned_to=beth["sys_id"])
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(3, timeout=20_000)
    mine = page.locator("[data-testid=nav-view][data-view=mine]")
    expect(mine).to_have_attribute("data-count", "0")
    page.goto(stage.url + "/settings")
    page.get_by_test_id("servicenow-user-choice").select_option(label="Beth Anglin")
    expect(page.get_by_test_id("servicenow-user")).to_contain_text("Beth Anglin")
    expect(mine).to_have_attribute("data-count", "1")
    mine.click()
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)
    expect(page).to_have_url(re.compile("assigned_to=me"))


def test_the_page_says_that_the_account_may_not_read_service_levels(stage: Stage) -> None:
    stage.servicenow.rules.deny("task_sla")
    page = stage.open("/?sort=due_at")
    expect(page.get_by_test_id("sla-refusal")).to_contain_text("task_sla", timeout=20_000)


def test_a_line_says_what_happened_since_i_last_looked_and_filters_by_it(stage: Stage) -> None:
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(2, timeout=20_000)
    expect(page.get_by_test_id("since-looked")).to_have_count(0)  # the first visit
    page.close()
    database = Database(f"sqlite:///{stage.app.folder / 'rca_dashboard.db'}")
    with database.write() as session:  # the visit was an hour ago
        session.connection().execute(update(VIEW_LOOK).values(seen_at=utc_now() - timedelta(hours=1)))
    database.close()
    stage.insert(1, short_description="New since then")
    page = stage.open("/?is_open=all")
    expect(page.get_by_test_id("ticket-row")).to_have_count(4, timeout=20_000)
    page.goto(stage.url)
    line = page.get_by_test_id("since-looked")
    expect(line).to_have_attribute("data-count", "1")
    expect(line).to_contain_text("1 new")
    page.get_by_test_id("since-new").click()
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)
    expect(page.locator("[data-testid=filter-chip][data-field=since_looked]")).to_be_visible()
