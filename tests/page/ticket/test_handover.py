"""The handover page: what happened, as links and as text to paste."""

import re

import pytest
from playwright.sync_api import expect

from tests.page.shell.test_accessibility import violations
from tests.page.ticket.ticket_harness import Desk


def test_a_handover_is_read_and_copied(desk: Desk) -> None:
    instance = desk.instance
    page = desk.open_list(query="")  # the import is over: what comes now is news
    new = instance.insert("incident", {"short_description": "Badge [reader] *fails*", "priority": "1"})
    number = str(instance.stored("incident", new)["number"])
    expect(page.locator(f"[data-testid=ticket-row][data-number={number}]")).to_be_visible()
    instance.update("incident", desk.sys_ids[20], priority="1", state="2")
    expect(page.locator(f"[data-number={desk.number(20)}] .column-status")).to_have_text("In Progress")
    page.goto(f"{desk.app.url}/handover?hours=1")
    opened, escalated = (page.locator(f"[data-section={name}]") for name in ("opened", "escalated"))
    expect(opened.locator(f"[data-number={number}]")).to_contain_text("Badge [reader] *fails*")
    expect(escalated.locator(f"[data-number={desk.number(20)}]")).to_contain_text("→ 1")
    expect(page.locator("[data-section=on-fire]")).to_contain_text(number)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_test_id("handover-copy-markdown").click()
    expect(page.get_by_test_id("handover-copy-markdown")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"- [{number}]({desk.app.url}/tickets/{number}) Badge \\[reader\\] \\*fails\\* (P1" in copied
    page.get_by_test_id("handover-copy-text").click()
    expect(page.get_by_test_id("handover-copy-text")).to_have_text("Copied")
    assert f"- {number} Badge [reader] *fails* (P1" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_test_id("handover-since").fill("2031-01-01T10:00")
    page.get_by_test_id("handover-since").press("Enter")
    expect(page).to_have_url(re.compile("since=2031"))
    expect(opened).to_have_attribute("data-count", "0")
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light"), (1440, "dark")])
def test_axe_finds_no_violation(desk: Desk, width: int, scheme: str) -> None:
    page = desk.open("/handover", width, scheme)
    expect(page.locator("[data-testid=handover][aria-busy=false]")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()
