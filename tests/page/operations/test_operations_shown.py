"""What the operations page shows, and to whom. It runs last, as it stops the shared ServiceNow."""

import re
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.page.operations.operations_harness import PATIENCE, OperationsHarness, health, press
from tests.page.shell.test_accessibility import violations
from tests.page.shell.test_login import connected, create_account, log_in


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_and_in_its_dialog(
    harness: OperationsHarness, scheme: Literal["light", "dark"]
) -> None:
    for width in (390, 1440):
        page = harness.open(width, scheme)
        expect(page.get_by_test_id("audit-row").first).to_be_visible(timeout=PATIENCE)
        assert violations(page) == [], f"{width} px, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{width} px scrolls sideways"
        if (width, scheme) in {(390, "light"), (1440, "dark")}:
            page.get_by_test_id("polling-reset").click()
            assert violations(page) == [], f"the dialog at {width} px, {scheme}"


def test_only_an_admin_sees_the_page_and_no_frame_of_it_reaches_anybody_else(harness: OperationsHarness) -> None:
    admin, vera = harness.open(), harness.browser.new_context().new_page()
    frames: list[str] = []
    vera.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    create_account(admin, harness.app, "vera")
    log_in(vera, harness.app, "vera", "a wrong password", path="/operations")
    expect(vera.get_by_test_id("login-error")).to_contain_text("Incorrect")
    log_in(vera, harness.app, "vera", path="/operations")
    connected(vera)
    expect(vera.get_by_test_id("operations-for-admins")).to_be_visible(timeout=PATIENCE)
    expect(vera.get_by_role("link", name="Operations")).to_have_count(0)
    admin.get_by_role("link", name="Operations").click()
    expect(admin.get_by_test_id("audit-row").first).to_contain_text("vera", timeout=PATIENCE)
    press(admin, "polling-stop", "Stop polling")
    expect(vera.get_by_test_id("poll-status")).to_have_attribute("data-status", "paused", timeout=PATIENCE)
    press(admin, "polling-start")
    expect(admin.get_by_test_id("audit-row").first).to_have_attribute("data-action", "polling started")
    told = "\n".join(re.sub(r"\s+", " ", row) for row in admin.get_by_test_id("audit-row").all_inner_texts())
    for action in ("polling stopped", "account created vera role viewer"):
        assert f"admin 127.0.0.1 {action}" in told
    for action in ("login", "login failed wrong username or password"):
        assert f"vera 127.0.0.1 {action}" in told
    assert frames
    assert not any("account created" in frame or "is_sweeping" in frame for frame in frames)


def test_the_audit_log_turns_its_pages_and_is_exported_whole(harness: OperationsHarness) -> None:
    page = harness.open()
    for _ in range(30):
        page.request.post(f"{harness.app.api}/servicenow-polling/start")
    rows = page.get_by_test_id("audit-row")
    expect(rows).to_have_count(25, timeout=PATIENCE)
    newest = int(harness.last_action(page)["id"])
    page.get_by_test_id("audit-older").click()
    expect(page.get_by_test_id("audit-newest")).to_be_enabled(timeout=PATIENCE)
    while page.get_by_test_id("audit-older").is_enabled():
        first = rows.first.inner_text()
        page.get_by_test_id("audit-older").click()
        expect(rows.first).not_to_have_text(first, timeout=PATIENCE)
    expect(rows.last).to_contain_text("the first account")
    page.get_by_test_id("audit-newest").click()
    expect(rows.first).to_have_attribute("data-action", "polling started", timeout=PATIENCE)
    with page.expect_download() as download:
        page.get_by_test_id("audit-export").click()
    assert len(download.value.path().read_text().splitlines()) == newest


def test_a_row_that_cannot_be_stored_is_shown_with_its_reason(harness: OperationsHarness) -> None:
    page = harness.open()
    expect(page.get_by_test_id("rejected-table")).to_have_count(0)
    harness.servicenow.instance.insert("incident", sys_id="e" * 300, number="INC0815", short_description="Too long")
    row = page.get_by_test_id("rejected-row")
    expect(row).to_contain_text("INC0815", timeout=PATIENCE)
    expect(row).to_contain_text("A sys_id has more than 255 characters")
    expect(health(page)).to_have_text("running")


def test_the_polls_are_a_chart_a_sentence_and_a_table(harness: OperationsHarness) -> None:
    page = harness.open()
    harness.servicenow.instance.insert("incident", short_description="One more")
    expect(page.get_by_test_id("poll-row").first).to_be_visible(timeout=PATIENCE)
    harness.servicenow.stop()  # for good: this is the last test of the page's files
    expect(page.get_by_test_id("poll-summary")).to_contain_text(re.compile(r"; \d+ failed"), timeout=PATIENCE)
    expect(health(page)).to_have_text("failing", timeout=PATIENCE)
    for strip in ("strip-duration", "strip-found", "strip-failed"):
        expect(page.get_by_test_id(strip).locator("rect:not([height='0'])").first).to_be_attached()
    newest = page.get_by_test_id("poll-row").first
    expect(newest.locator("td").last).not_to_have_text("")
