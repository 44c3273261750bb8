"""Burst, list, ticket, similar tickets, cluster and its list: a walk without a dead end."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from rca_dashboard.simulator.server import Simulator
from tests.page.stage import Stage

VPN = "VPN gateway drops connections"


def _history(servicenow: Simulator) -> None:
    """Six quiet weeks: the gateway once a week, and something else every day."""
    now = datetime.now(UTC)
    for day in range(42, 0, -1):
        at = now - timedelta(days=day, hours=5)
        text = VPN if day % 7 == 0 else f"mailbox {day} is full"
        servicenow.instance.insert("incident", {"short_description": text, "opened_at": f"{at:%Y-%m-%d %H:%M:%S}"})


def test_a_burst_leads_to_its_tickets_to_similar_ones_and_to_its_cluster(
    servicenow: Simulator, start_stage: Callable[..., Stage]
) -> None:
    _history(servicenow)
    stage = start_stage()
    page = stage.context.new_page()
    page.goto(f"{stage.url}/insight")
    row = page.get_by_test_id("cluster-row").filter(has_text="vpn gateway drops connections")
    expect(row).to_have_attribute("data-count", "6", timeout=60_000)
    expect(page.get_by_test_id("cluster-sentence")).to_contain_text("clusters make")
    page.goto(f"{stage.url}/")
    for place in range(12):
        caller = stage.instance.insert("sys_user", {"name": f"Caller {place}"})
        stage.insert(short_description=VPN, caller_id=caller)
    band = page.get_by_test_id("burst-band")
    expect(band).to_have_attribute("data-level", "major", timeout=60_000)
    expect(band).to_contain_text("usual at this hour")
    band.get_by_test_id("burst-show").click()
    expect(page).to_have_url(re.compile(r"burst=\d+"))
    expect(page.get_by_test_id("ticket-row").first).to_contain_text(VPN)
    number = page.get_by_test_id("ticket-row").first.get_attribute("data-number")
    page.goto(f"{stage.url}/tickets/{number}")
    similar = page.get_by_test_id("similar-ticket")
    expect(similar.first).to_be_visible(timeout=30_000)
    expect(similar.first.get_by_test_id("similar-why")).to_contain_text("gateway")
    page.get_by_role("link", name="Insight").click()
    expect(row).to_have_attribute("data-count", "18")
    row.get_by_role("link", name="vpn gateway drops connections").first.click()
    expect(page).to_have_url(re.compile(r"cluster=\d+"))
    expect(page.get_by_test_id("ticket-row")).to_have_count(18)
    page.goto(f"{stage.url}/")
    page.get_by_test_id("burst-dismiss").locator("summary").click()
    page.get_by_label("Why").fill("a drill")
    page.get_by_role("button", name="Dismiss").click()
    expect(band).to_have_count(0)
