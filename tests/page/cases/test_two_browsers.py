"""Two browsers on one case: both see what the other saves, nothing is overwritten silently, a cut keeps the draft."""

import re

from playwright.sync_api import Page, expect

from tests.page.stage import Stage


def _connected(page: Page) -> Page:
    page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
    return page


def _case(stage: Stage) -> tuple[Page, Page]:
    one, other = stage.context.new_page(), stage.context.new_page()
    one.goto(f"{stage.url}/cases/new")
    _connected(one)
    one.get_by_test_id("new-case-title").fill("Printers stand still")
    one.get_by_test_id("new-case-statement").fill("Since noon")
    one.get_by_test_id("new-case-save").click()
    expect(one).to_have_url(re.compile(r"/cases/RCA-1$"))
    other.goto(one.url)
    expect(_connected(other).get_by_test_id("case-statement")).to_contain_text("Since noon")
    return one, other


def _write(page: Page, text: str) -> None:
    page.get_by_test_id("case-statement-edit").click()
    page.get_by_test_id("case-statement-field").fill(text)


def test_nothing_is_overwritten_silently_and_a_cut_keeps_the_draft(cabled_stage: Stage) -> None:
    assert cabled_stage.cable is not None
    one, other = _case(cabled_stage)
    _write(one, "Since noon, on floor 3")
    _write(other, "Since noon on Tuesday")
    other.get_by_test_id("case-statement-save").click()
    expect(other.get_by_test_id("case-statement")).to_contain_text("Since noon on Tuesday")
    # What the other one saved is shown as a difference, and has to be dealt with first.
    conflict = one.get_by_test_id("case-conflict")
    expect(conflict.locator("ins").first).to_contain_text("on Tuesday")
    expect(one.get_by_test_id("case-statement-save")).to_be_disabled()
    expect(one.get_by_test_id("case-statement-field")).to_have_value("Since noon, on floor 3")
    conflict.get_by_test_id("conflict-keep").click()
    one.get_by_test_id("case-statement-save").click()
    expect(other.get_by_test_id("case-statement")).to_contain_text("Since noon, on floor 3")
    # A cut in the middle of an edit.
    _write(one, "Since noon, on floors 3 and 4")
    cabled_stage.cable.cut()
    expect(one.get_by_test_id("connection-header")).not_to_have_attribute("data-status", "connected")
    one.get_by_test_id("case-statement-save").click()
    expect(one.get_by_test_id("case-said").filter(has_text="Not connected")).to_be_visible()
    cabled_stage.cable.plug_in()
    one.reload()
    _connected(one)
    expect(one.get_by_test_id("case-statement-field")).to_have_value("Since noon, on floors 3 and 4")
    one.get_by_test_id("case-statement-save").click()
    expect(one.get_by_test_id("case-statement-field")).to_have_count(0)
    _connected(other)
    expect(other.get_by_test_id("case-statement")).to_contain_text("Since noon, on floors 3 and 4")
