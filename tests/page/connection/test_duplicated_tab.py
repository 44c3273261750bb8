"""A duplicated tab has a copy of the first one's session storage, and so the same token: both stay live."""

import json

from playwright.sync_api import Page, expect

from tests.page.stage import Stage

TICKETS = '[data-testid="ticket-row"]'


def duplicate(stage: Stage, page: Page, path: str) -> Page:
    """Open a page with a copy of another's session storage, as "Duplicate tab" does."""
    kept = page.evaluate("JSON.stringify({...sessionStorage})")
    assert "token" in json.loads(kept)
    copy = stage.context.new_page()
    copy.add_init_script(f"for (const [name, text] of Object.entries({kept})) sessionStorage.setItem(name, text);")
    copy.goto(stage.url + path)
    copy.locator("[data-testid=connection-header][data-status=connected]").wait_for()
    copy.locator("[data-testid=ticket-table][aria-busy=false]").wait_for()
    return copy


def test_both_tabs_get_pushes_and_each_keeps_its_own_view(shared_stage: Stage) -> None:
    first = shared_stage.open("/?query=printer")
    second = duplicate(shared_stage, first, "/?query=router")
    third = duplicate(shared_stage, first, "/?query=printer")
    shared_stage.insert(short_description="the printer is jammed")
    shared_stage.insert(short_description="the router is slow")
    for page, text in ((first, "printer is jammed"), (second, "router is slow"), (third, "printer is jammed")):
        expect(page.locator(TICKETS)).to_have_count(1, timeout=10_000)
        expect(page.locator(TICKETS)).to_contain_text(text)
    second.close()
    shared_stage.insert(short_description="another printer")
    for page in (first, third):
        expect(page.locator(TICKETS)).to_have_count(2, timeout=10_000)
    first.reload()
    expect(first.locator(TICKETS)).to_have_count(2)
    third.close()
    first.close()
