"""The operations page: all controls, and an import from its first row to its last."""

import re
import time

from playwright.sync_api import expect

from tests.page.operations.operations_harness import PATIENCE, ROWS, OperationsHarness, health, press
from tests.page.shell.test_accessibility import violations
from tests.page.shell.test_login import connected


def test_the_push_is_counted_and_measured_on_the_screen(harness: OperationsHarness) -> None:
    page, reader = harness.open(), harness.open()
    reader.goto(harness.app.url)
    connected(reader)
    chart = page.get_by_test_id("push-chart")
    expect(page.get_by_test_id("push-browsers")).to_have_text("2", timeout=PATIENCE)
    expect(page.get_by_test_id("push-rooms")).to_have_text("1 list, 0 tickets, 1 person", timeout=PATIENCE)
    # A push is measured every 20 s at most.
    latency, deadline = page.get_by_test_id("push-latency"), time.monotonic() + 2 * PATIENCE / 1000
    while "samples)" not in latency.inner_text() and time.monotonic() < deadline:
        harness.servicenow.instance.insert("incident", short_description="Seen by both")
        page.wait_for_timeout(2_000)
    expect(latency).to_have_text(re.compile(r"^median \d+ ms, p99 [\d,]+ ms \(\d+ samples\)$"))
    expect(page.get_by_test_id("push-summary")).to_contain_text(re.compile(r"at most \d browsers; [\d,]+ frames with"))
    expect(chart.locator("svg")).to_have_count(6)
    metrics = page.request.get(f"{harness.app.url}/metrics").text()
    assert re.search(r"^rca_push_browsers{worker=.+} 2\.0$", metrics, re.MULTILINE)
    assert re.search(r'^rca_push_rooms{kind="views",worker=.+} 1\.0$', metrics, re.MULTILINE)
    assert not re.search(r'^rca_push_latency_seconds_bucket{le="\+Inf",worker=.+} 0\.0$', metrics, re.MULTILINE)


def test_an_import_is_watched_from_its_start_to_its_end_and_stopped_between(harness: OperationsHarness) -> None:
    page = harness.open()
    panel, progress = page.get_by_test_id("operations-import"), page.get_by_test_id("import-progress")
    figures = page.get_by_test_id("import-figures")
    expect(panel).to_have_attribute("data-state", "idle", timeout=PATIENCE)
    harness.servicenow.faults.add(times=None, delay_seconds=0.1)
    press(page, "import-start")
    expect(panel).to_have_attribute("data-state", "running", timeout=PATIENCE)
    expect(figures).to_have_text(
        re.compile(r"^\d+ of 1,\d{3} rows · incident · \d+ rows/s · .* left$"), timeout=PATIENCE
    )
    press(page, "import-stop", "Stop the import")
    expect(panel).to_have_attribute("data-state", "stopped", timeout=PATIENCE)
    harness.servicenow.faults.clear()
    assert 0 < int(progress.get_attribute("value") or 0) < ROWS
    press(page, "import-start")
    expect(panel).to_have_attribute("data-state", "done", timeout=60_000)
    expect(figures).to_have_text(re.compile(r"^1,\d{3} of 1,\d{3} rows$"))
    assert harness.asked(page, "tickets/stats")["all"] >= ROWS
    did = [entry["action"] for entry in harness.asked(page, "audit?limit=1000")]
    assert did[-3:] == ["import_started", "import_stopped", "import_started"]


def test_polling_is_stopped_and_started_on_every_admin_s_screen_and_written_down(harness: OperationsHarness) -> None:
    page, other = harness.open(), harness.open()
    expect(health(page)).to_have_text("running", timeout=PATIENCE)
    press(page, "polling-stop", "Stop polling")
    for each in (page, other):
        expect(health(each)).to_have_text("stopped", timeout=PATIENCE)
        expect(each.get_by_test_id("poll-status")).to_have_attribute("data-status", "paused", timeout=PATIENCE)
    assert harness.asked(page, "servicenow-polling/status")["is_polling"] is False
    harness.poll(page)  # the whole history, where no test before has had it imported
    harness.servicenow.instance.insert("incident", short_description="Nobody sees this yet")
    press(other, "poll-now")
    expect(other.get_by_test_id("operations-answer")).to_contain_text("Polled: 1 new", timeout=PATIENCE)
    press(page, "polling-start")
    for each in (page, other):
        expect(health(each)).to_have_text("running", timeout=PATIENCE)
        newest = each.get_by_test_id("audit-row").first
        expect(newest).to_have_attribute("data-action", "polling started", timeout=PATIENCE)
        expect(newest).to_contain_text("admin")
        expect(newest).to_contain_text("127.0.0.1")


def test_a_dangerous_button_asks_and_esc_does_nothing_but_give_the_focus_back(harness: OperationsHarness) -> None:
    page = harness.open()
    stop, dialog = page.get_by_test_id("polling-stop"), page.get_by_role("dialog", name="Stop polling?")
    expect(health(page)).to_have_text("running", timeout=PATIENCE)
    before = harness.last_action(page)
    stop.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(stop).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # on Cancel
    expect(dialog).to_be_hidden()
    expect(stop).to_be_focused()
    assert harness.asked(page, "servicenow-polling/status")["is_polling"] is True
    assert harness.last_action(page) == before
    for key in ("Enter", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(health(page)).to_have_text("stopped", timeout=PATIENCE)
    expect(stop).to_be_focused()
    page.keyboard.press("Enter")  # it is off now, and keeps the focus
    expect(dialog).to_be_hidden()
    press(page, "polling-start")
    expect(health(page)).to_have_text("running", timeout=PATIENCE)


def test_reading_again_asks_from_when_and_takes_no_time_to_come(harness: OperationsHarness) -> None:
    page = harness.open()
    answer = page.get_by_test_id("operations-answer")
    for typed, told in (
        ("2999-01-01T00:00", "in the past"),
        ("2020-01-01T00:00", "Re-syncing everything updated since 2020-01-01 00:00 UTC"),
    ):
        page.get_by_test_id("polling-reset").click()
        page.get_by_label("Updated since (UTC)").fill(typed)
        page.get_by_role("dialog").get_by_role("button", name="Re-sync").click()
        expect(answer).to_contain_text(told, timeout=PATIENCE)
    action = harness.last_action(page)
    assert (action["action"], action["detail"]) == ("polling_reset", "to 2020-01-01T00:00:00Z")


def test_a_reconcile_is_started_and_its_results_are_shown(harness: OperationsHarness) -> None:
    page = harness.open()
    sys_id = harness.servicenow.instance.insert("incident", short_description="Gone soon")
    number = str(harness.servicenow.instance.stored("incident", sys_id)["number"])
    # The polls bring it; one that is under way may be past it.
    deadline = time.monotonic() + PATIENCE / 1000
    while not page.request.get(f"{harness.app.api}/tickets/{number}").ok and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert harness.asked(page, f"tickets/{number}")["is_deleted"] is False
    harness.servicenow.instance.delete("incident", sys_id)
    press(page, "reconcile-start")
    panel = page.get_by_test_id("operations-reconcile")
    expect(panel.locator("dt:text-is('Deleted') + dd")).to_have_text("1", timeout=PATIENCE)
    expect(panel).to_have_attribute("data-running", "false", timeout=PATIENCE)
    assert harness.asked(page, f"tickets/{number}")["is_deleted"] is True


def test_absences_that_are_doubted_are_listed_and_marked_once_an_admin_confirms_them(
    harness: OperationsHarness,
) -> None:
    page = harness.open()
    incidents = harness.servicenow.instance
    harness.poll(page)
    archived = [str(row["sys_id"]) for row in incidents.select("incident", "ORDERBYnumber^active=true").records[:200]]
    for sys_id in archived:
        incidents.delete("incident", sys_id, is_audited=False)
    press(page, "reconcile-start")
    doubted, panel = page.get_by_test_id("reconcile-doubted"), page.get_by_test_id("operations-reconcile")
    expect(doubted).to_contain_text(re.compile(r"incident: 200 tickets missing in ServiceNow.*INC"), timeout=PATIENCE)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], f"{width} px"
        button, box = doubted.get_by_role("button").bounding_box(), doubted.bounding_box()
        assert button
        assert box
        assert button["width"] < box["width"] / 2 + 40, "a button is as wide as its words"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{width} px scrolls sideways"
    press(page, "reconcile-confirm", "Cancel")
    expect(doubted).to_be_visible()
    press(page, "reconcile-confirm", "Mark as deleted")
    expect(doubted).to_be_hidden(timeout=PATIENCE)
    expect(panel.locator("dt:text-is('Deleted') + dd")).to_have_text("200", timeout=PATIENCE)
    assert harness.asked(page, f"tickets/{archived[0]}")["is_deleted"] is True
    entry = harness.last_action(page)
    assert (entry["action"], entry["detail"]) == ("absences_confirmed", "200 tickets of incident")
    expect(page.get_by_test_id("audit-row").first).to_have_attribute("data-action", "absences confirmed")
