"""The operations page: everything an admin steers, seen from the first row of an import to its last."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.conftest import Stage, settings_for
from tests.page.test_accessibility import violations
from tests.page.test_login import PASSWORD, connected, create_account, log_in, new_page

Start = Callable[..., Stage]
PATIENCE = 15_000


def _open(stage: Stage) -> Page:
    page = stage.context.new_page()
    page.goto(f"{stage.url}/operations")
    expect(page.get_by_test_id("operations-polling")).to_be_visible(timeout=PATIENCE)
    return page


def _press(page: Page, testid: str, confirm: str = "") -> None:
    page.get_by_test_id(testid).click()
    if confirm:
        page.get_by_role("dialog").get_by_role("button", name=confirm).click()


def _health(page: Page) -> Locator:
    return page.get_by_test_id("operations-health")


def test_polling_is_stopped_and_started_on_every_admin_s_screen_and_written_down(start_stage: Start) -> None:
    stage = start_stage()
    page, other = _open(stage), _open(stage)
    expect(_health(page)).to_have_attribute("data-status", "ok", timeout=PATIENCE)
    _press(page, "polling-stop", "Stop polling")
    for each in (page, other):
        expect(_health(each)).to_have_text("stopped", timeout=PATIENCE)
        expect(each.get_by_test_id("poll-status")).to_have_attribute("data-status", "paused", timeout=PATIENCE)
    assert httpx.get(f"{stage.app.api}/servicenow-polling/status").json()["data"]["is_polling"] is False
    stage.insert(1, short_description="Nobody sees this yet")
    _press(other, "poll-now")
    expect(other.get_by_test_id("operations-answer")).to_contain_text("Polled: 1 new", timeout=PATIENCE)
    _press(page, "polling-start")
    expect(_health(other)).to_have_text("running", timeout=PATIENCE)
    done = [row.get_attribute("data-action") for row in page.get_by_test_id("audit-row").all()]
    assert done == ["polling started", "polled", "polling stopped"]
    expect(page.get_by_test_id("audit-row").first).to_contain_text("everybody")
    expect(page.get_by_test_id("audit-row").first).to_contain_text("127.0.0.1")


def test_a_dangerous_button_asks_and_esc_does_nothing_but_give_the_focus_back(start_stage: Start) -> None:
    stage = start_stage()
    page = _open(stage)
    stop, dialog = page.get_by_test_id("polling-stop"), page.get_by_role("dialog", name="Stop polling?")
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
    assert httpx.get(f"{stage.app.api}/servicenow-polling/status").json()["data"]["is_polling"] is True
    assert httpx.get(f"{stage.app.api}/audit").json()["data"] == []
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(_health(page)).to_have_text("stopped", timeout=PATIENCE)
    expect(stop).to_be_focused()


def test_an_import_is_watched_from_its_start_to_its_end_and_stopped_between(start_stage: Start) -> None:
    stage = start_stage({"SERVICENOW_ENABLE_BULK_IMPORT": "false", "SERVICENOW_POLLING_BATCH_SIZE": "10"})
    stage.insert(3_000)
    page = _open(stage)
    panel, progress = page.get_by_test_id("operations-import"), page.get_by_test_id("import-progress")
    expect(panel).to_have_attribute("data-state", "idle", timeout=PATIENCE)
    _press(page, "import-start")
    expect(panel).to_have_attribute("data-state", "running", timeout=PATIENCE)
    expect(page.get_by_test_id("import-figures")).to_contain_text(re.compile(r"of 3,\d{3} rows .* rows/s .* left"))
    _press(page, "import-stop", "Stop the import")
    expect(panel).to_have_attribute("data-state", "stopped", timeout=PATIENCE)
    stopped_at = int(progress.get_attribute("value") or 0)
    assert 0 < stopped_at < 3_000
    page.get_by_role("button", name="Go on").click()
    expect(panel).to_have_attribute("data-state", "done", timeout=60_000)
    expect(page.get_by_test_id("import-figures")).to_have_text("3,000 of 3,000 rows")
    assert httpx.get(f"{stage.app.api}/tickets/stats").json()["data"]["all"] == 3_000


def test_the_polls_are_a_chart_a_sentence_and_a_table(start_stage: Start) -> None:
    stage = start_stage()
    page = _open(stage)
    expect(page.get_by_test_id("operations-import")).to_have_attribute("data-state", "done", timeout=PATIENCE)
    stage.insert(2)
    expect(page.get_by_test_id("poll-row").first).to_be_visible(timeout=PATIENCE)
    stage.servicenow.stop()
    expect(page.get_by_test_id("poll-summary")).to_contain_text("2 new", timeout=PATIENCE)
    expect(page.get_by_test_id("poll-summary")).to_contain_text(re.compile(r"; \d+ failed"), timeout=PATIENCE)
    expect(_health(page)).to_have_text("failing", timeout=PATIENCE)
    for strip in ("strip-duration", "strip-found", "strip-failed"):
        bars = page.get_by_test_id(strip).locator("rect:not([height='0'])")
        expect(bars.first).to_be_attached()
    newest = page.get_by_test_id("poll-row").first
    assert "Service" in newest.inner_text() or "answer" in newest.inner_text()


def test_a_reconcile_is_started_and_its_results_are_shown(start_stage: Start) -> None:
    stage = start_stage()
    gone, *_ = stage.insert(25)
    page = _open(stage)
    expect(page.get_by_test_id("operations-import")).to_have_attribute("data-state", "done", timeout=PATIENCE)
    stage.instance.delete("incident", gone)
    _press(page, "reconcile-start")
    panel = page.get_by_test_id("operations-reconcile")
    expect(panel.locator("dt:text-is('Deleted') + dd")).to_have_text("1", timeout=PATIENCE)
    expect(panel).to_have_attribute("data-running", "false", timeout=PATIENCE)


def test_reading_again_asks_from_when_and_takes_no_time_to_come(start_stage: Start) -> None:
    stage = start_stage()
    page = _open(stage)
    for typed, answer in (("2999-01-01T00:00", "in the past"), ("2020-01-01T00:00", "2020-01-01 00:00 UTC is read")):
        page.get_by_test_id("polling-reset").click()
        page.get_by_label("Updated since (UTC)").fill(typed)
        page.get_by_role("dialog").get_by_role("button", name="Read again").click()
        expect(page.get_by_test_id("operations-answer")).to_contain_text(answer, timeout=PATIENCE)
    (entry,) = httpx.get(f"{stage.app.api}/audit").json()["data"]
    assert (entry["action"], entry["detail"]) == ("polling_reset", "to 2020-01-01T00:00:00Z")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_and_in_its_dialog(start_stage: Start, browser: Browser, scheme: str) -> None:
    stage = start_stage()
    stage.insert(3)
    for width in (390, 1440):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = _open(Stage(stage.servicenow, stage.app, context))
        expect(page.get_by_test_id("operations-import")).to_have_attribute("data-state", "done", timeout=PATIENCE)
        assert violations(page) == [], f"{width} px, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{width} px scrolls sideways"
        page.get_by_test_id("polling-reset").click()
        assert violations(page) == [], f"the dialog at {width} px, {scheme}"
        context.close()


@pytest.fixture
def closed(servicenow: Simulator, app_server: Callable[..., AppServer]) -> AppServer:
    return app_server(
        {
            **settings_for(servicenow),
            "AUTH_MODE": "password",
            "ALLOW_OPEN_ACCESS": "",
            "ADMIN_PASSWORD": PASSWORD,
        }
    )


def test_only_an_admin_sees_the_page_and_the_audit_log_tells_of_it(closed: AppServer, browser: Browser) -> None:
    admin, vera = new_page(browser), new_page(browser)
    frames: list[str] = []
    vera.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))),
    )
    log_in(vera, closed, "vera")
    log_in(admin, closed, "admin")
    connected(admin)
    create_account(admin, closed, "vera")
    log_in(vera, closed, "vera", path="/operations")
    connected(vera)
    expect(vera.get_by_test_id("operations-for-admins")).to_be_visible(timeout=PATIENCE)
    expect(vera.get_by_role("link", name="Operations")).to_have_count(0)
    admin.get_by_role("link", name="Operations").click()
    expect(admin.get_by_test_id("audit-row").first).to_be_visible(timeout=PATIENCE)
    _press(admin, "polling-stop", "Stop polling")
    expect(_health(admin)).to_have_text("stopped", timeout=PATIENCE)
    expect(vera.get_by_test_id("poll-status")).to_have_attribute("data-status", "paused", timeout=PATIENCE)
    assert not any("account created" in frame or '"tables":[{' in frame for frame in frames)
    rows = admin.get_by_test_id("audit-row").all_inner_texts()
    told = [re.sub(r"\s+", " ", row) for row in rows]
    assert any("admin 127.0.0.1 polling stopped" in row for row in told), told
    assert any("admin 127.0.0.1 account created vera role viewer" in row for row in told), told
    assert any("an unknown account 127.0.0.1 login failed" in row for row in told), told
    with admin.expect_download() as download:
        admin.get_by_test_id("audit-export").click()
    lines = download.value.path().read_text().splitlines()
    assert len(lines) == len(rows)
    for page in (admin, vera):
        page.context.close()
