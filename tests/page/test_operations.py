"""The operations page: everything an admin steers, an import seen from its first row to its last."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rca_dashboard.simulator.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.conftest import ACCOUNT, settings_for
from tests.page.test_accessibility import violations
from tests.page.test_login import PASSWORD, connected, create_account, log_in

PATIENCE = 20_000
ROWS = 1_000


@dataclass(frozen=True)
class House:
    """One app for the whole file, which asks for a login, and its ServiceNow."""

    servicenow: Simulator
    app: AppServer
    browser: Browser
    cookies: Any

    def open(self, width: int = 1440, scheme: Literal["light", "dark"] = "light") -> Page:
        """Open the page as an admin, in a browser of its own."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, storage_state=self.cookies
        )
        page = context.new_page()
        page.goto(f"{self.app.url}/operations")
        expect(page.get_by_test_id("operations-polling")).to_be_visible(timeout=PATIENCE)
        return page

    def asked(self, page: Page, path: str) -> Any:
        """Ask REST as an admin."""
        return page.request.get(f"{self.app.api}/{path}").json()["data"]

    def last_deed(self, page: Page) -> dict[str, Any]:
        return self.asked(page, "audit?limit=1000")[-1]


@pytest.fixture(scope="module")
def house(built_app: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[House]:
    with Simulator(Instance(), account=ACCOUNT) as servicenow:
        for place in range(ROWS):
            servicenow.instance.insert("incident", short_description=f"Printer {place} is on fire")
        settings = {
            **settings_for(servicenow),
            "AUTH_MODE": "password",
            "ALLOW_OPEN_ACCESS": "",
            "ADMIN_PASSWORD": PASSWORD,
            "SERVICENOW_ENABLE_BULK_IMPORT": "false",
            "SERVICENOW_POLLING_BATCH_SIZE": "10",
        }
        app = AppServer(built_app, tmp_path_factory.mktemp("house"), settings)
        app.start()
        context = browser.new_context()
        login = context.request.post(f"{app.api}/auth/login", data={"username": "admin", "password": PASSWORD})
        assert login.ok, login.text()
        yield House(servicenow, app, browser, context.storage_state())
        context.close()
        app.kill()


@pytest.fixture(autouse=True)
def contexts(house: House) -> Iterator[None]:
    """Close what a test opens, and show in the report of one that fails what the app printed."""
    before = set(house.browser.contexts)
    yield
    for context in set(house.browser.contexts) - before:
        context.close()
    print(house.app.log()[-5_000:])  # noqa: T201 - pytest keeps it for the report


def _press(page: Page, testid: str, confirm: str = "") -> None:
    page.get_by_test_id(testid).click()
    if confirm:
        page.get_by_role("dialog").get_by_role("button", name=confirm).click()


def _health(page: Page) -> Locator:
    return page.get_by_test_id("operations-health")


def test_the_push_is_counted_and_measured_on_the_screen(house: House) -> None:
    page, reader = house.open(), house.open()
    reader.goto(house.app.url)
    connected(reader)
    chart = page.get_by_test_id("push-chart")
    expect(page.get_by_test_id("push-browsers")).to_have_text("2", timeout=PATIENCE)
    expect(page.get_by_test_id("push-rooms")).to_have_text("1 list, 0 tickets, 1 person")
    # Of all tests the first: a push is measured every 20 s at most.
    latency, deadline = page.get_by_test_id("push-latency"), time.monotonic() + 2 * PATIENCE / 1000
    while "measured)" not in latency.inner_text() and time.monotonic() < deadline:
        house.servicenow.instance.insert("incident", short_description="Seen by both")
        page.wait_for_timeout(2_000)
    expect(latency).to_have_text(re.compile(r"^\d+ ms, at most [\d,]+ ms for 99 of 100 \(\d+ measured\)$"))
    expect(page.get_by_test_id("push-summary")).to_contain_text(re.compile(r"at most \d browsers; [\d,]+ frames with"))
    expect(chart.locator("svg")).to_have_count(6)
    metrics = page.request.get(f"{house.app.url}/metrics").text()
    assert "rca_push_browsers 2.0" in metrics
    assert 'rca_push_rooms{kind="views"} 1.0' in metrics
    assert 'rca_push_latency_seconds_bucket{le="+Inf"} 0.0' not in metrics


def test_an_import_is_watched_from_its_start_to_its_end_and_stopped_between(house: House) -> None:
    page = house.open()
    panel, progress = page.get_by_test_id("operations-import"), page.get_by_test_id("import-progress")
    figures = page.get_by_test_id("import-figures")
    expect(panel).to_have_attribute("data-state", "idle", timeout=PATIENCE)
    house.servicenow.faults.add(times=None, delay_seconds=0.1)
    _press(page, "import-start")
    expect(panel).to_have_attribute("data-state", "running", timeout=PATIENCE)
    expect(figures).to_have_text(
        re.compile(r"^\d+ of 1,\d{3} rows · incident · \d+ rows/s · .* left$"), timeout=PATIENCE
    )
    _press(page, "import-stop", "Stop the import")
    expect(panel).to_have_attribute("data-state", "stopped", timeout=PATIENCE)
    house.servicenow.faults.clear()
    assert 0 < int(progress.get_attribute("value") or 0) < ROWS
    _press(page, "import-start")
    expect(panel).to_have_attribute("data-state", "done", timeout=60_000)
    expect(figures).to_have_text(re.compile(r"^1,\d{3} of 1,\d{3} rows$"))
    assert house.asked(page, "tickets/stats")["all"] >= ROWS
    did = [entry["action"] for entry in house.asked(page, "audit?limit=1000")]
    assert did[-3:] == ["import_started", "import_stopped", "import_started"]


def test_polling_is_stopped_and_started_on_every_admin_s_screen_and_written_down(house: House) -> None:
    page, other = house.open(), house.open()
    expect(_health(page)).to_have_text("running", timeout=PATIENCE)
    _press(page, "polling-stop", "Stop polling")
    for each in (page, other):
        expect(_health(each)).to_have_text("stopped", timeout=PATIENCE)
        expect(each.get_by_test_id("poll-status")).to_have_attribute("data-status", "paused", timeout=PATIENCE)
    assert house.asked(page, "servicenow-polling/status")["is_polling"] is False
    house.servicenow.instance.insert("incident", short_description="Nobody sees this yet")
    _press(other, "poll-now")
    expect(other.get_by_test_id("operations-answer")).to_contain_text("Polled: 1 new", timeout=PATIENCE)
    _press(page, "polling-start")
    for each in (page, other):
        expect(_health(each)).to_have_text("running", timeout=PATIENCE)
        newest = each.get_by_test_id("audit-row").first
        expect(newest).to_have_attribute("data-action", "polling started", timeout=PATIENCE)
        expect(newest).to_contain_text("admin")
        expect(newest).to_contain_text("127.0.0.1")


def test_a_dangerous_button_asks_and_esc_does_nothing_but_give_the_focus_back(house: House) -> None:
    page = house.open()
    stop, dialog = page.get_by_test_id("polling-stop"), page.get_by_role("dialog", name="Stop polling?")
    expect(_health(page)).to_have_text("running", timeout=PATIENCE)
    before = house.last_deed(page)
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
    assert house.asked(page, "servicenow-polling/status")["is_polling"] is True
    assert house.last_deed(page) == before
    for key in ("Enter", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(_health(page)).to_have_text("stopped", timeout=PATIENCE)
    expect(stop).to_be_focused()
    page.keyboard.press("Enter")  # it is off now, and keeps the focus
    expect(dialog).to_be_hidden()
    _press(page, "polling-start")
    expect(_health(page)).to_have_text("running", timeout=PATIENCE)


def test_reading_again_asks_from_when_and_takes_no_time_to_come(house: House) -> None:
    page = house.open()
    answer = page.get_by_test_id("operations-answer")
    for typed, told in (
        ("2999-01-01T00:00", "in the past"),
        ("2020-01-01T00:00", "since 2020-01-01 00:00 UTC is read"),
    ):
        page.get_by_test_id("polling-reset").click()
        page.get_by_label("Updated since (UTC)").fill(typed)
        page.get_by_role("dialog").get_by_role("button", name="Read again").click()
        expect(answer).to_contain_text(told, timeout=PATIENCE)
    deed = house.last_deed(page)
    assert (deed["action"], deed["detail"]) == ("polling_reset", "to 2020-01-01T00:00:00Z")


def test_a_reconcile_is_started_and_its_results_are_shown(house: House) -> None:
    page = house.open()
    sys_id = house.servicenow.instance.insert("incident", short_description="Gone soon")
    number = str(house.servicenow.instance.stored("incident", sys_id)["number"])
    # The polls bring it; one that is under way may be past it.
    deadline = time.monotonic() + PATIENCE / 1000
    while not page.request.get(f"{house.app.api}/tickets/{number}").ok and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert house.asked(page, f"tickets/{number}")["is_deleted"] is False
    house.servicenow.instance.delete("incident", sys_id)
    _press(page, "reconcile-start")
    panel = page.get_by_test_id("operations-reconcile")
    expect(panel.locator("dt:text-is('Deleted') + dd")).to_have_text("1", timeout=PATIENCE)
    expect(panel).to_have_attribute("data-running", "false", timeout=PATIENCE)
    assert house.asked(page, f"tickets/{number}")["is_deleted"] is True


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_and_in_its_dialog(house: House, scheme: Literal["light", "dark"]) -> None:
    for width in (390, 1440):
        page = house.open(width, scheme)
        expect(page.get_by_test_id("audit-row").first).to_be_visible(timeout=PATIENCE)
        assert violations(page) == [], f"{width} px, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{width} px scrolls sideways"
        if (width, scheme) in {(390, "light"), (1440, "dark")}:
            page.get_by_test_id("polling-reset").click()
            assert violations(page) == [], f"the dialog at {width} px, {scheme}"


def test_only_an_admin_sees_the_page_and_no_frame_of_it_reaches_anybody_else(house: House) -> None:
    admin, vera = house.open(), house.browser.new_context().new_page()
    frames: list[str] = []
    vera.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    create_account(admin, house.app, "vera")
    log_in(vera, house.app, "vera", "a wrong password", path="/operations")
    expect(vera.get_by_test_id("login-error")).to_contain_text("wrong")
    log_in(vera, house.app, "vera", path="/operations")
    connected(vera)
    expect(vera.get_by_test_id("operations-for-admins")).to_be_visible(timeout=PATIENCE)
    expect(vera.get_by_role("link", name="Operations")).to_have_count(0)
    admin.get_by_role("link", name="Operations").click()
    expect(admin.get_by_test_id("audit-row").first).to_contain_text("vera", timeout=PATIENCE)
    _press(admin, "polling-stop", "Stop polling")
    expect(vera.get_by_test_id("poll-status")).to_have_attribute("data-status", "paused", timeout=PATIENCE)
    _press(admin, "polling-start")
    expect(admin.get_by_test_id("audit-row").first).to_have_attribute("data-action", "polling started")
    told = "\n".join(re.sub(r"\s+", " ", row) for row in admin.get_by_test_id("audit-row").all_inner_texts())
    for deed in ("polling stopped", "account created vera role viewer"):
        assert f"admin 127.0.0.1 {deed}" in told
    for deed in ("login", "login failed wrong username or password"):
        assert f"vera 127.0.0.1 {deed}" in told
    assert frames
    assert not any("account created" in frame or "is_sweeping" in frame for frame in frames)


def test_the_audit_log_turns_its_pages_and_is_exported_whole(house: House) -> None:
    page = house.open()
    for _ in range(30):
        page.request.post(f"{house.app.api}/servicenow-polling/start")
    rows = page.get_by_test_id("audit-row")
    expect(rows).to_have_count(25, timeout=PATIENCE)
    newest = int(house.last_deed(page)["id"])
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


def test_the_polls_are_a_chart_a_sentence_and_a_table(house: House) -> None:
    page = house.open()
    house.servicenow.instance.insert("incident", short_description="One more")
    expect(page.get_by_test_id("poll-row").first).to_be_visible(timeout=PATIENCE)
    house.servicenow.stop()  # for good: this is the last test of the file
    expect(page.get_by_test_id("poll-summary")).to_contain_text(re.compile(r"; \d+ failed"), timeout=PATIENCE)
    expect(_health(page)).to_have_text("failing", timeout=PATIENCE)
    for strip in ("strip-duration", "strip-found", "strip-failed"):
        expect(page.get_by_test_id(strip).locator("rect:not([height='0'])").first).to_be_attached()
    newest = page.get_by_test_id("poll-row").first
    expect(newest.locator("td").last).not_to_have_text("")
