"""A case at the demo's desk, by three people: from a burst to its cause, a fix, an approval and the report."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from rca_dashboard.simulator.causes.desk_with_causes import DeskWithCauses
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.cases.case_steps import (
    CLUSTER,
    act,
    approve_and_close,
    change_parts,
    choose_signature,
    downloaded,
    find_the_cause,
    judge_suspect,
    look_around,
    onward,
    start_from_everything,
)
from tests.page.shell.test_accessibility import violations
from tests.page.shell.test_login import PASSWORD, connected, create_account, log_in
from tests.page.stage import ACCOUNT, settings_for

TABLES = "incident,problem,change_request"
# The content scrolls, and not the document around it.
FITS = """() => {
    const content = document.querySelector(".content");
    return content.scrollWidth <= content.clientWidth && document.documentElement.scrollWidth <= innerWidth;
}"""


@pytest.fixture
def desk() -> Iterator[tuple[DeskWithCauses, Simulator]]:
    instance = Instance()
    playing = DeskWithCauses(instance)
    playing.fill_history(share=0.1)
    with Simulator(instance, account=ACCOUNT) as simulator:
        yield playing, simulator


@pytest.fixture
def app(desk: tuple[DeskWithCauses, Simulator], app_server: Callable[..., AppServer]) -> AppServer:
    closed = {"AUTH_MODE": "password", "ALLOW_OPEN_ACCESS": "", "ADMIN_PASSWORD": PASSWORD}
    return app_server({**settings_for(desk[1]), **closed, "SERVICENOW_TABLES": TABLES})


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


def test_the_story_of_a_case_from_its_burst_to_its_report(
    desk: tuple[DeskWithCauses, Simulator], app: AppServer, people: tuple[Page, Page, Page]
) -> None:
    page, other, viewer = people
    page.goto(f"{app.url}/insight")
    cluster = page.get_by_test_id("cluster-row").filter(has_text=CLUSTER)
    expect(cluster).to_be_visible(timeout=60_000)
    before = int(cluster.get_attribute("data-count") or 0)
    desk[0].break_next()
    cause = desk[0].truth.causes[-1]
    page.goto(app.url)
    expect(page.get_by_test_id("burst-band")).to_have_attribute("data-level", "major", timeout=60_000)
    look_around(page, app, before)
    page.goto(app.url)
    start_from_everything(page, app)
    for each in (other, viewer):
        each.goto(f"{app.url}/cases/RCA-4")
        expect(each.get_by_test_id("case-stage")).to_have_attribute("data-stage", "new")
    onward(page, "investigating")
    expect(page.get_by_test_id("gate-missing").first).to_have_text("a confirmed hypothesis")
    page.get_by_test_id("stage-next").click()
    expect(page.get_by_test_id("stage-answer")).to_contain_text("Cause found needs a confirmed hypothesis")
    judge_suspect(page, cause)
    find_the_cause(page, cause)
    onward(page, "cause_found")
    act(page, other)
    choose_signature(page)
    onward(page, "watching")
    change_parts(page)
    page.get_by_test_id("view-fishbone").click()
    expect(page.locator("[data-bone=technology]").get_by_test_id("hypothesis")).to_have_attribute(
        "data-state", "confirmed"
    )
    page.get_by_test_id("view-whys").click()
    approve_and_close(page, other)
    # Everybody who looks sees it, and who may only read finds nothing to write with.
    for each in (other, viewer):
        expect(each.get_by_test_id("case-stage")).to_have_attribute("data-stage", "closed")
    for testid in ("stage-next", "add-hypothesis", "case-title-edit", "action-verify", "approving"):
        expect(viewer.get_by_test_id(testid)).to_have_count(0)
    # The settings name no language model.
    expect(page.get_by_test_id("assistant")).to_have_count(0)
    for scheme in ("light", "dark"):
        for width in (1440, 390):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], (scheme, width)
            assert page.evaluate(FITS), f"{width} px scrolls sideways"
    report = downloaded(viewer, "md").decode()
    for said in (cause.change, "callers' clocks", "verified by bo", "approved by bo", "once a year"):
        assert said in report, said
    assert downloaded(viewer, "pdf").startswith(b"%PDF-")
    page.get_by_test_id("nav").get_by_role("link", name="Cases").or_(page.locator("a.back-to-list")).first.click()
    row = page.locator("[data-testid=case-row][data-number=RCA-4]")
    expect(row).to_have_attribute("data-stage", "closed")
    assert violations(page) == []
