"""A ticket in the panel beside the list, by mouse and keyboard; axe checks the page and the panel."""

import pytest
from playwright.sync_api import expect

from tests.page.shell.test_accessibility import violations
from tests.page.ticket.ticket_harness import Desk

SCROLLED = "(document.querySelector('.ticket-panel') ?? document.scrollingElement)"
COVERED = """(() => {
  const { left, top, right, bottom } = document.activeElement.getBoundingClientRect();
  const [near, far] = [left + 5, right - 5];
  const places = [[near, top + 1], [far, top + 1], [near, bottom - 1], [far, bottom - 1]];
  const over = places.map(([x, y]) => document.elementFromPoint(x, y));
  return over.filter((each) => !document.activeElement.contains(each)).map((each) => each?.outerHTML.slice(0, 80));
})()"""


def test_the_panel_keeps_the_lists_place_and_back_closes_it(desk: Desk) -> None:
    page = desk.open_list(query="sort=ticket_id&limit=100&query=Printer")
    page.mouse.wheel(0, 300)
    expect(page.locator("body")).to_be_visible()
    row = page.locator(f"[data-testid=ticket-row][data-number={desk.number(15)}]")
    place = row.bounding_box()
    row.locator(".column-short_description").click()
    panel = page.get_by_test_id("ticket-panel")
    expect(panel.get_by_role("heading", name=desk.number(15))).to_be_visible()
    expect(row).to_have_attribute("aria-current", "true")
    assert "query=Printer" in page.url
    assert "sort=ticket_id" in page.url
    assert row.bounding_box() == place
    page.locator(f"[data-number={desk.number(16)}] .column-short_description").click()
    expect(panel.get_by_role("heading", name=desk.number(16))).to_be_visible()
    page.go_back()
    expect(panel).to_have_count(0)
    assert row.bounding_box() == place
    assert "ticket=" not in page.url
    expect(page).to_have_title("Tickets · RCA Dashboard")
    page.go_forward()
    expect(panel.get_by_role("heading", name=desk.number(16))).to_be_visible()
    page.get_by_test_id("ticket-close").click()
    expect(panel).to_have_count(0)
    page.context.close()


def test_list_and_panel_are_live_together(desk: Desk) -> None:
    page = desk.open(f"/?sort=ticket_id&limit=100&ticket={desk.number(5)}")
    panel = page.get_by_test_id("ticket-panel")
    expect(panel.get_by_test_id("ticket-status")).to_have_text("New")
    desk.instance.update("incident", desk.sys_ids[5], state="2")
    desk.instance.update("incident", desk.sys_ids[6], state="2")
    expect(panel.get_by_test_id("ticket-status")).to_have_text("In Progress")
    for place in (5, 6):
        row = page.locator(f"[data-testid=ticket-row][data-number={desk.number(place)}]")
        expect(row.locator(".column-status")).to_have_text("In Progress")
    page.context.close()


def test_the_keyboard_opens_the_panel_and_comes_back_to_the_row(desk: Desk) -> None:
    page = desk.open_list()
    link = page.locator(f"[data-number={desk.number(7)}] a").first
    expect(link).to_have_attribute("href", f"/tickets/{desk.number(7)}")
    link.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_test_id("ticket-panel")
    expect(panel).to_be_focused()
    expect(panel).to_have_attribute("role", "complementary")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-testid=ticket-panel]') !== null")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(link).to_be_focused()
    page.context.close()


def test_on_a_narrow_screen_the_panel_is_a_dialog_over_the_list(desk: Desk) -> None:
    page = desk.open_list(width=390)
    page.locator(f"[data-number={desk.number(8)}]").click()
    panel = page.get_by_test_id("ticket-panel")
    expect(panel).to_have_attribute("aria-modal", "true")
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 800)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('.ticket-panel') !== null"
        )
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.get_by_test_id("refresh-button").focus()
    expect(page.get_by_test_id("refresh-button")).to_be_focused()
    page.context.close()


# Contrast hangs on the scheme, and what may overlap on the width: each is seen once.
@pytest.mark.parametrize(("scheme", "widths"), [("light", (320, 1440)), ("dark", (768, 390))])
def test_axe_finds_no_violation(desk: Desk, scheme: str, widths: tuple[int, ...]) -> None:
    for path in (f"/tickets/{desk.number(0)}", f"/?ticket={desk.number(0)}"):
        page = desk.open(path, widths[0], scheme)
        expect(page.get_by_test_id("ticket-detail")).to_be_visible()
        page.get_by_test_id("ticket-all-fields").locator("summary").first.click()
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            # The click has scrolled, and axe takes a link that is half below the head then for a small one.
            page.evaluate(f"{SCROLLED}.scrollTop = 0")
            assert violations(page) == [], f"{path} at {width} px, {scheme}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} at {width} px"
        page.context.close()


@pytest.mark.parametrize("width", [320, 1440])
def test_nothing_covers_the_focused_link(desk: Desk, width: int) -> None:
    for path in (f"/tickets/{desk.number(0)}", f"/?ticket={desk.number(0)}"):
        page = desk.open(path, width)
        page.get_by_test_id("related-ticket").first.wait_for()
        links = page.locator("[data-testid=ticket-related] a")
        links.last.focus()
        for key in ["Shift+Tab"] * links.count() + ["Tab"] * links.count():
            page.keyboard.press(key)
            assert page.evaluate(COVERED) == [], f"{path} at {width} px"
        page.context.close()


def test_the_end_of_a_ticket_stands_above_the_line_at_the_bottom(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(0)}", 320)
    end = page.get_by_test_id("ticket-detail")
    expect(end).to_be_visible()
    page.evaluate(f"{SCROLLED}.scrollTop = {SCROLLED}.scrollHeight")
    line, detail = page.locator(".corner").bounding_box(), end.bounding_box()
    assert line is not None
    assert detail is not None
    assert detail["y"] + detail["height"] <= line["y"]
    page.context.close()
