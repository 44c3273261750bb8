"""A change breaks something at the demo's desk: band, list, ticket, similar tickets, cluster, chart, list, case."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from rca_dashboard.simulator.causes.desk_with_causes import DeskWithCauses
from rca_dashboard.simulator.causes.truth import Cause
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.stage import ACCOUNT, settings_for

TABLES = {"SERVICENOW_TABLES": "incident,problem,change_request"}
VPN = "vpn gateway rejects certificate sign"


@pytest.fixture
def desk() -> Iterator[tuple[DeskWithCauses, Simulator]]:
    instance = Instance()
    desk = DeskWithCauses(instance)
    desk.fill_history(share=0.1)
    with Simulator(instance, account=ACCOUNT) as simulator:
        yield desk, simulator


def test_a_reader_walks_from_the_burst_to_its_tickets_and_on_without_a_dead_end(
    desk: tuple[DeskWithCauses, Simulator], app_server: Callable[..., AppServer], context: BrowserContext
) -> None:
    playing, servicenow = desk
    app = app_server({**settings_for(servicenow), **TABLES})
    page = context.new_page()
    page.goto(f"{app.url}/insight")
    cluster = page.get_by_test_id("cluster-row").filter(has_text=VPN)
    expect(cluster).to_be_visible(timeout=60_000)
    before = int(cluster.get_attribute("data-count") or 0)
    playing.break_next()
    page.goto(f"{app.url}/")
    band = page.get_by_test_id("burst-band")
    expect(band).to_have_attribute("data-level", "major", timeout=60_000)
    expect(band).to_contain_text(VPN)
    band.get_by_test_id("burst-show").click()
    expect(page).to_have_url(re.compile(r"burst=\d+"))
    rows = page.get_by_test_id("ticket-row")
    expect(rows.first).to_contain_text(re.compile("VPN gateway", re.IGNORECASE))
    number = rows.first.get_attribute("data-number")
    page.goto(f"{app.url}/tickets/{number}")
    similar = page.get_by_test_id("similar-ticket")
    expect(similar.first).to_be_visible()
    similar.first.get_by_role("link").first.click()
    expect(page).not_to_have_url(re.compile(f"/tickets/{number}"))
    expect(similar.first).to_be_visible()
    page.get_by_test_id("ticket-cluster").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"cluster=\d+"))
    expect(rows.first).to_contain_text(re.compile("VPN gateway", re.IGNORECASE))
    page.get_by_role("link", name="Insight").click()
    expect(cluster).to_have_attribute("data-count", str(before + 14))
    mark = page.get_by_test_id("chart-by_priority").get_by_test_id("chart-mark").first
    counted = mark.get_attribute("data-count")
    mark.click()
    expect(page).to_have_url(re.compile(r"/\?.*priority="))
    expect(page.get_by_text(re.compile(f"{counted} of \\d+ tickets"))).to_be_visible()
    page.goto(f"{app.url}{case_of(app.api, playing.truth.causes[-1])}")
    suspect = page.get_by_test_id("suspect").first
    expect(suspect).to_have_attribute("data-number", playing.truth.causes[-1].change)
    expect(suspect.get_by_test_id("suspect-base-rate")).to_contain_text("times as often")
    hypothesis = page.get_by_test_id("hypothesis")
    expect(hypothesis.first).to_contain_text("without its intermediate certificate")


def case_of(api: str, cause: Cause) -> str:
    """Start a case about a cause and write down what it was, as a reader would; return its page."""
    started = {"title": "Sign-in at the VPN gateway", "statement": cause.item, "tickets": cause.incidents}
    answer = httpx.post(f"{api}/cases", json=started)
    assert answer.status_code == 201, answer.text
    number = answer.json()["data"]["number"]
    assert httpx.post(f"{api}/cases/{number}/hypotheses", json={"text": cause.reason}).is_success
    return f"/cases/{number}"
