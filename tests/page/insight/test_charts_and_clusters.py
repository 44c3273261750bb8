"""The charts of /insight in Chromium: each mark opens its list, and clusters are changed where they are shown."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Page, expect

from rca_dashboard.simulator.server import Simulator
from tests.page.shell.test_accessibility import violations
from tests.page.stage import Stage

CHARTS = ("opened_resolved", "backlog_age", "time_to_resolve", "by_priority", "sla", "reassigned", "heat", "stagnant")


def _history(servicenow: Simulator) -> None:
    now = datetime.now(UTC)
    for place in range(48):
        opened = f"{now - timedelta(hours=7 * place + 2):%Y-%m-%d %H:%M:%S}"
        text = ("VPN gateway drops connections", "Mailbox is full", "Toner of the printer is low")[place % 3]
        fields = {"short_description": text, "opened_at": opened, "category": ("network", "software")[place % 2]}
        servicenow.instance.insert("incident", fields)


def _settled(page: Page) -> None:
    for name in CHARTS:
        expect(page.get_by_test_id(f"chart-{name}")).to_have_attribute("aria-busy", "false")


def test_marks_open_their_lists_narrow_the_charts_and_clusters_are_changed(
    servicenow: Simulator, start_stage: Callable[..., Stage], browser: Browser
) -> None:
    _history(servicenow)
    stage = start_stage({"INSIGHT_MINUTES_A_TICKET": "30"})
    page = stage.context.new_page()
    page.goto(f"{stage.url}/insight")
    rows = page.get_by_test_id("cluster-row")
    expect(rows).to_have_count(4, timeout=60_000)
    _settled(page)
    expect(page.get_by_test_id("chart-heat").get_by_test_id("chart-mark")).to_have_count(168)
    heat = page.get_by_test_id("chart-heat").locator("[data-testid=chart-mark]:not([data-count='0'])").first
    count = heat.get_attribute("data-count")
    heat.click()
    expect(page).to_have_url(re.compile("hour_of_week="))
    expect(page.get_by_test_id("ticket-row")).to_have_count(int(count or 0))
    page.go_back()
    _settled(page)
    page.get_by_test_id("chart-by_category").get_by_test_id("chart-focus").first.click()
    expect(page.get_by_test_id("chart-filter")).to_have_attribute("data-field", "category")
    _settled(page)
    expect(page.get_by_test_id("chart-by_category").get_by_test_id("chart-mark")).to_have_count(1)
    _changed(page)
    for width, scheme in ((390, "dark"), (1440, "light")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        other = context.new_page()
        other.goto(f"{stage.url}/insight")
        expect(other.get_by_test_id("cluster-row").first).to_be_visible()
        _settled(other)
        assert violations(other) == [], f"{width} px, {scheme}"
        assert other.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{width} px scrolls sideways"
        context.close()


def _changed(page: Page) -> None:
    """Rename a cluster, and merge two; what the page says of it goes with it."""
    rows = page.get_by_test_id("cluster-row")
    vpn = rows.filter(has_text="vpn gateway")
    expect(vpn).to_contain_text("8")  # 16 tickets of half an hour
    vpn.get_by_test_id("cluster-change").click()
    vpn.get_by_test_id("cluster-label").get_by_role("textbox").fill("The gateway again")
    vpn.get_by_role("button", name="Rename").click()
    gateway = rows.filter(has_text="The gateway again")
    expect(gateway).to_have_count(1)
    gateway.get_by_test_id("cluster-choose").click()
    expect(gateway.get_by_test_id("cluster-choose")).to_be_checked()
    mailbox = rows.filter(has_text="mailbox full")
    mailbox.get_by_test_id("cluster-change").click()
    mailbox.get_by_test_id("cluster-choose").click()
    expect(mailbox.get_by_test_id("cluster-choose")).to_be_checked()
    page.get_by_test_id("cluster-merge").click()
    expect(gateway).to_have_attribute("data-count", "32")
    expect(mailbox).to_have_count(0)
