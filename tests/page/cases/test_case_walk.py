"""The way of a case, from selected rows to a fix that is watched, by two people."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.shell.test_accessibility import violations
from tests.page.shell.test_login import PASSWORD, connected, create_account, log_in
from tests.page.stage import settings_for

# The content scrolls, and not the document around it.
FITS = """() => {
    const content = document.querySelector(".content");
    return content.scrollWidth <= content.clientWidth && document.documentElement.scrollWidth <= innerWidth;
}"""


@pytest.fixture
def app(servicenow: Simulator, app_server: Callable[..., AppServer]) -> AppServer:
    for place in range(3):
        text = f"VPN gateway drops connections of all who work from home in the north and in the south ({place})"
        servicenow.instance.insert("incident", {"short_description": text})
    ended = f"{datetime.now(UTC) - timedelta(hours=3):%Y-%m-%d %H:%M:%S}"
    change = {"short_description": "Firmware of the VPN gateway", "work_end": ended, "state": "3"}
    servicenow.instance.insert("change_request", change)
    closed = {"AUTH_MODE": "password", "ALLOW_OPEN_ACCESS": "", "ADMIN_PASSWORD": PASSWORD}
    closed["SERVICENOW_TABLES"] = "incident,change_request"
    return app_server({**settings_for(servicenow), **closed})


@pytest.fixture
def people(app: AppServer, browser: Browser) -> Iterator[tuple[Page, Page, Page]]:
    """An admin, an agent and a viewer, each in a browser of their own."""
    pages = [browser.new_context(viewport={"width": 1440, "height": 900}).new_page() for _ in range(3)]
    admin, agent, viewer = pages
    log_in(admin, app, "admin")
    connected(admin)
    create_account(admin, app, "bo", "agent")
    create_account(admin, app, "vera", "viewer")
    log_in(agent, app, "bo")
    log_in(viewer, app, "vera")
    connected(agent)
    connected(viewer)
    yield admin, agent, viewer
    for page in pages:
        page.context.close()


def _unfold(place: Page | Locator, testid: str) -> Locator:
    form = place.get_by_test_id(testid).first
    form.locator("summary").first.click()
    return form


def _start_from_selected_rows(page: Page, app: AppServer) -> str:
    page.goto(f"{app.url}/?table=incident")
    rows = page.get_by_test_id("ticket-row")
    expect(rows).to_have_count(3)
    rows.first.locator("td").nth(3).click(modifiers=["Shift"])
    rows.last.locator("td").nth(3).click(modifiers=["Shift"])
    expect(page.get_by_test_id("selection-bar")).to_have_attribute("data-count", "3")
    page.get_by_test_id("selection-case").click()
    expect(page.get_by_test_id("new-case-about")).to_have_text("With 3 tickets:")
    expect(page.get_by_test_id("new-case-title")).to_have_value(re.compile("VPN gateway drops"))
    page.get_by_test_id("new-case-save").click()
    expect(page).to_have_url(re.compile(r"/cases/RCA-1$"))
    return page.url


def _explain(page: Page) -> None:
    form = _unfold(page, "add-hypothesis")
    form.get_by_label("What could be the cause?").fill("The firmware drops idle tunnels")
    form.get_by_test_id("hypothesis-save").click()
    hypothesis = page.get_by_test_id("hypothesis")
    expect(hypothesis).to_have_attribute("data-state", "open")
    hypothesis.locator("summary").first.click()
    form = _unfold(hypothesis, "add-evidence")
    form.get_by_label("What was seen").fill("Rolled back on one gateway: no drop since")
    form.get_by_label("Ticket or change").fill("INC0010001")
    form.get_by_test_id("evidence-save").click()
    expect(hypothesis.get_by_test_id("evidence")).to_contain_text("no drop since")
    expect(hypothesis.get_by_test_id("evidence")).to_contain_text("VPN gateway drops")  # as it was then
    form = _unfold(hypothesis, "judge-hypothesis")
    form.get_by_label("Because").fill("nothing else was changed there")
    form.get_by_test_id("judge-save").click()
    expect(hypothesis).to_have_attribute("data-state", "confirmed")
    page.get_by_test_id("case-alternatives-edit").click()
    page.get_by_test_id("case-alternatives-field").fill("both gateways got it in the same hour")
    page.get_by_test_id("case-alternatives-save").click()


def _onward(page: Page, stage: str) -> None:
    expect(page.get_by_test_id("gate-missing")).to_have_count(0)
    page.get_by_test_id("stage-next").click()
    expect(page.get_by_test_id("case-stage")).to_have_attribute("data-stage", stage)


def _change_parts(page: Page) -> None:
    """Edit, move, remove and take out what is there."""
    form = _unfold(page.get_by_test_id("hypothesis"), "choose-bone")
    form.get_by_label("Bone").select_option("technology")
    form.get_by_test_id("bone-save").click()
    page.get_by_test_id("evidence-text-edit").click()
    page.get_by_test_id("evidence-text-field").fill("Rolled back on one gateway: no drop for a day")
    page.get_by_test_id("evidence-text-save").click()
    expect(page.get_by_test_id("evidence")).to_contain_text("no drop for a day")
    form = page.get_by_test_id("add-action")  # is open since the first action was added
    form.get_by_label("What is to be done?").fill("Watch the tunnels")
    form.get_by_label("It is to").select_option("detect")
    form.get_by_test_id("action-save").click()
    action = page.get_by_test_id("action").filter(has_text="Watch the tunnels")
    _unfold(action, "change-action").get_by_test_id("remove-action").locator("summary").click()
    action.get_by_test_id("remove-action-confirm").click()
    expect(page.get_by_test_id("action")).to_have_count(1)
    page.get_by_test_id("ticket-remove").last.click()
    expect(page.get_by_test_id("ticket-count")).to_have_text("2")


def _judge_suspect(page: Page) -> None:
    expect(page.get_by_test_id("suspect-none")).to_be_visible()
    suspect = page.get_by_test_id("suspect")
    expect(suspect).to_have_attribute("data-rank", "1")
    expect(suspect.get_by_test_id("suspect-base-rate")).to_be_visible()
    form = _unfold(suspect, "judge-suspect")
    form.get_by_label("Because").fill("its work ended before the first drop")
    form.get_by_test_id("suspect-save").click()
    expect(page.get_by_test_id("judged-change")).to_have_attribute("data-state", "confirmed")


def _act(page: Page) -> None:
    form = _unfold(page, "add-action")
    form.get_by_label("What is to be done?").fill("Roll the firmware back")
    form.get_by_label("Owner").fill("admin")
    form.get_by_label("Due").fill("2030-01-01")
    form.get_by_test_id("action-save").click()
    expect(page.get_by_test_id("action")).to_contain_text("Roll the firmware back")


def test_a_case_goes_from_selected_rows_to_a_fix_that_is_watched(
    app: AppServer, people: tuple[Page, Page, Page]
) -> None:
    page, other, viewer = people
    address = _start_from_selected_rows(page, app)
    other.goto(address)
    viewer.goto(address)
    expect(page.get_by_test_id("case-stage")).to_have_attribute("data-stage", "new")
    expect(page.get_by_test_id("ticket-count")).to_have_text("3")
    _onward(page, "investigating")
    expect(page.get_by_test_id("gate-missing").first).to_have_text("a confirmed hypothesis")
    page.get_by_test_id("stage-next").click()
    expect(page.get_by_test_id("stage-answer")).to_contain_text("Cause found needs a confirmed hypothesis")
    _explain(page)
    _onward(page, "cause_found")
    _judge_suspect(page)
    _act(page)
    _onward(page, "fixing")
    page.get_by_test_id("action-done").click()
    expect(page.get_by_test_id("gate-missing").first).to_contain_text("verified by somebody else")
    page.get_by_test_id("action-verify").click()
    expect(page.get_by_test_id("actions-answer")).to_contain_text("Somebody other than its owner")
    other.get_by_test_id("action-verify").click()
    expect(page.get_by_test_id("action")).to_have_attribute("data-state", "verified")
    form = _unfold(page, "choose-signature")
    form.get_by_label("Tickets with these words").fill("vpn gateway")
    form.get_by_test_id("signature-preview").click()
    expect(form.get_by_test_id("preview")).to_contain_text("3 tickets in the last 26 weeks, in 1 of them.")
    form.get_by_test_id("signature-save").click()
    expect(page.get_by_test_id("signature")).to_contain_text("vpn, gateway")
    _onward(page, "watching")
    # Everybody who looks sees it, and who may only read finds nothing to write with.
    for each in (other, viewer):
        expect(each.get_by_test_id("case-stage")).to_have_attribute("data-stage", "watching")
    expect(viewer.get_by_test_id("hypothesis")).to_have_attribute("data-state", "confirmed")
    for testid in ("stage-next", "add-hypothesis", "case-title-edit", "action-verify", "approving"):
        expect(viewer.get_by_test_id(testid)).to_have_count(0)
    for kind in ("md", "pdf"):
        expect(page.get_by_test_id(f"report-{kind}")).to_have_attribute(
            "href", re.compile(f"RCA-1/report.format={kind}")
        )
        with page.expect_download() as download:
            page.get_by_test_id(f"report-{kind}").click()
        assert download.value.suggested_filename.endswith(f".{kind}")
    _change_parts(page)
    page.get_by_test_id("view-fishbone").click()
    expect(page.locator("[data-bone=technology]").get_by_test_id("hypothesis")).to_have_count(1)
    expect(page.get_by_test_id("fishbone").get_by_test_id("hypothesis")).to_have_attribute("data-state", "confirmed")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], width
        assert page.evaluate(FITS), f"{width} px scrolls sideways"
    page.get_by_test_id("nav").get_by_role("link", name="Cases").or_(page.locator("a.back-to-list")).first.click()
    row = page.get_by_test_id("case-row")
    expect(row).to_have_attribute("data-stage", "watching")
    assert violations(page) == []
