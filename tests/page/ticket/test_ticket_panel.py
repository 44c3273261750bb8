"""A ticket in the panel beside the list, by mouse and keyboard; axe checks the page and the panel."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.page.shell.test_accessibility import violations
from tests.page.ticket.ticket_harness import Desk
from tests.page.waiting import becomes_true

SCROLLED = "(document.querySelector('.ticket-panel-content') ?? document.querySelector('.content'))"
COVERED = """(() => {
  const { left, top, right, bottom } = document.activeElement.getBoundingClientRect();
  const [near, far] = [left + 5, right - 5];
  const places = [[near, top + 1], [far, top + 1], [near, bottom - 1], [far, bottom - 1]];
  const over = places.map(([x, y]) => document.elementFromPoint(x, y));
  return over.filter((each) => !document.activeElement.contains(each)).map((each) => each?.outerHTML.slice(0, 80));
})()"""


def top_of(row: Locator) -> float:
    box = row.bounding_box()
    assert box is not None
    return box["y"]


def test_the_panel_keeps_the_lists_place_and_back_closes_it(desk: Desk) -> None:
    page = desk.open_list(query="sort=ticket_id&limit=100&query=Printer")
    row = page.locator(f"[data-testid=ticket-row][data-number={desk.number(15)}]")
    row.scroll_into_view_if_needed()
    place = top_of(row)
    row.locator(".column-short_description").click()
    panel = page.get_by_test_id("panel")
    expect(panel.get_by_role("heading", name=desk.number(15))).to_be_visible()
    expect(row).to_have_attribute("aria-current", "true")
    assert "query=Printer" in page.url
    assert "sort=ticket_id" in page.url
    assert abs(top_of(row) - place) < 1
    page.locator(f"[data-number={desk.number(16)}] .column-short_description").click()
    expect(panel.get_by_role("heading", name=desk.number(16))).to_be_visible()
    page.go_back()
    expect(panel).to_have_count(0)
    assert "ticket=" not in page.url
    expect(page).to_have_title(re.compile("RCA Dashboard"))
    page.go_forward()
    expect(panel.get_by_role("heading", name=desk.number(16))).to_be_visible()
    page.get_by_test_id("ticket-close").click()
    expect(panel).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("width", [1100, 1440, 1920])
def test_beside_the_panel_the_list_is_whole_and_covered_by_nothing(desk: Desk, width: int) -> None:
    page = desk.open_list(width)
    page.locator(f"[data-number={desk.number(8)}] .column-short_description").click()
    panel, table = page.get_by_test_id("panel"), page.get_by_test_id("ticket-table")
    expect(panel).to_be_visible()
    left, right = panel.bounding_box(), table.bounding_box()
    assert left is not None
    assert right is not None
    assert right["x"] + right["width"] <= left["x"], "the list ends where the panel begins"
    assert 420 <= left["width"] <= 640
    shown = page.locator("thead th:visible").all_inner_texts()
    assert shown[:3] == ["Number", "Title", "Priority"] or len(shown) <= 6, shown
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_the_panels_width_is_dragged_set_by_keys_and_kept(desk: Desk) -> None:
    page = desk.open(f"/?ticket={desk.number(5)}")
    panel, separator = page.get_by_test_id("panel"), page.get_by_role("separator")
    expect(separator).to_have_attribute("aria-valuenow", "480")
    box = separator.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4, 300)
    page.mouse.down()
    page.mouse.move(box["x"] - 76, 300, steps=4)
    page.mouse.up()
    expect(separator).to_have_attribute("aria-valuenow", re.compile("^5[56]"))
    separator.press("ArrowRight")
    separator.press("Home")
    expect(separator).to_have_attribute("aria-valuenow", "640")
    separator.press("ArrowRight")
    page.reload()
    expect(panel).to_have_css("width", "620px")
    page.context.close()


def test_j_and_k_move_the_row_and_the_panel_from_the_open_row_on(desk: Desk) -> None:
    page = desk.open_list()
    page.locator(f"[data-number={desk.number(8)}] .column-short_description").click()
    number = page.get_by_test_id("panel").get_by_test_id("ticket-number")
    expect(number).to_have_text(desk.number(8))
    page.keyboard.press("j")
    expect(number).to_have_text(desk.number(9))
    expect(page.locator(f"[data-testid=ticket-row][data-number={desk.number(9)}]")).to_have_attribute(
        "aria-current", "true"
    )
    page.keyboard.press("k")
    page.get_by_test_id("panel-next").click()
    page.get_by_test_id("panel-next").click()
    expect(number).to_have_text(desk.number(10))
    page.get_by_test_id("panel-previous").click()
    expect(number).to_have_text(desk.number(9))
    expect(page).to_have_url(re.compile(f"ticket={desk.number(9)}"))
    page.context.close()


def test_j_held_down_moves_the_panel_at_once_and_ends_at_the_last_ticket(desk: Desk) -> None:
    page = desk.open(f"/?sort=ticket_id&limit=100&ticket={desk.number(0)}")
    expect(page.get_by_test_id("ticket-detail")).to_be_visible()
    shown = page.evaluate(
        """async () => {
            const numbers = [];
            const number = () => document.querySelector(".ticket-panel [data-testid=ticket-number]").textContent;
            for (let press = 0; press < 20; press += 1) {
                document.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true }));
                await new Promise((done) => setTimeout(done, 33));
                numbers.push(number());
            }
            return numbers;
        }"""
    )
    assert shown == sorted(shown), "it never goes back"
    assert len(set(shown)) > 5, "it follows, however busy the machine is"
    # Another test may have opened a second ticket of one number; each row is a step.
    last = page.get_by_test_id("ticket-row").nth(20).get_attribute("data-number")
    expect(page.get_by_test_id("ticket-detail")).to_have_attribute("data-number", str(last))
    expect(page).to_have_url(re.compile(f"ticket={last}"))
    page.context.close()


def test_a_click_copies_the_number_and_opens_the_page_and_the_way_back(desk: Desk) -> None:
    page = desk.open(f"/?sort=ticket_id&limit=100&query=Printer&ticket={desk.number(6)}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    number = page.get_by_test_id("panel").get_by_role("button", name=desk.number(6))
    number.click()
    expect(number).to_have_attribute("data-said", "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == desk.number(6)
    page.get_by_test_id("panel-open-page").click()
    expect(page).to_have_url(f"{desk.app.url}/tickets/{desk.number(6)}")
    page.get_by_test_id("ticket-back").click()
    expect(page).to_have_url(re.compile(r"/\?.*query=Printer"))
    assert "ticket=" not in page.url
    page.context.close()


def test_a_middle_click_and_one_with_ctrl_open_a_new_tab(desk: Desk) -> None:
    page = desk.open_list()
    cell = page.locator(f"[data-number={desk.number(8)}] .column-short_description")
    for options in ({"button": "middle"}, {"modifiers": ["Control"]}):
        with page.context.expect_page() as opened:
            cell.click(**options)
        expect(opened.value).to_have_url(f"{desk.app.url}/tickets/{desk.number(8)}")
        opened.value.close()
    expect(page.get_by_test_id("panel")).to_have_count(0)
    page.context.close()


def test_list_and_panel_are_live_together(desk: Desk) -> None:
    page = desk.open(f"/?sort=ticket_id&limit=100&ticket={desk.number(5)}")
    panel = page.get_by_test_id("panel")
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
    panel = page.get_by_test_id("panel")
    expect(panel).to_be_focused()
    expect(panel).to_have_attribute("role", "complementary")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-testid=panel]') !== null")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(link).to_be_focused()
    page.context.close()


def test_on_a_narrow_screen_the_panel_is_a_dialog_over_the_list(desk: Desk) -> None:
    page = desk.open_list(width=390)
    page.locator(f"[data-number={desk.number(8)}]").click()
    panel = page.get_by_test_id("panel")
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
    expect(page.get_by_test_id("ticket-detail")).to_be_visible()
    # Activity and similar tickets come later, and make it longer.
    is_above = """of => of("[data-testid=ticket-detail]").bottom <= of(".corner").top"""
    box = "selector => document.querySelector(selector).getBoundingClientRect()"
    becomes_true(page, f"({SCROLLED}.scrollTop = {SCROLLED}.scrollHeight, ({is_above})({box}))")
    page.context.close()
