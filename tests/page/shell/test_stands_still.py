"""Elements that appear and disappear move no row, and cover nothing that is being read or clicked."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.page.conftest import Stage
from tests.page.notifications.notices import CRITICAL, toasts

PATIENCE = 10_000
# Whether the element at the centre of an element is that element.
IS_IN_REACH = """element => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


@pytest.fixture
def page(shared_stage: Stage) -> Iterator[Page]:
    if not shared_stage.instance.records("incident"):
        shared_stage.insert(30, short_description="Something is wrong")
    page = shared_stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(25, timeout=PATIENCE)
    yield page
    page.context.set_offline(False)


def box(element: Locator) -> FloatRect:
    found = element.bounding_box()
    assert found is not None
    return found


def test_toasts_stand_at_the_bottom_left_above_the_foot(shared_stage: Stage, page: Page) -> None:
    page.mouse.wheel(0, 200)
    shared_stage.insert(1, short_description="The order system is down in every one of our offices", **CRITICAL)
    expect(toasts(page).first).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-sonner-toast][data-mounted=true]").first).to_have_css("opacity", "1")
    toast = box(toasts(page).first)
    for part in ("nav", "header", "footer"):
        assert not _overlap(toast, box(page.locator(f".shell > {part}"))), part
    assert toast["x"] + toast["width"] < 1440 / 2
    toasts(page).get_by_role("button", name="Close toast").first.click()
    expect(toasts(page)).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1440])
def test_an_outage_moves_no_row_and_leaves_the_end_of_the_list_in_reach(
    shared_stage: Stage, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    row = page.get_by_test_id("ticket-row").first
    before = box(row)
    shared_stage.servicenow.stop()
    try:
        outage = page.get_by_test_id("error-state")
        expect(outage).to_be_visible(timeout=PATIENCE)
        assert box(row) == before
        page.evaluate("document.querySelector('.content').scrollTo(0, 100_000)")
        pager = box(page.locator(".pager"))
        assert pager["y"] + pager["height"] <= box(outage)["y"]
        corner = box(page.get_by_test_id("connection-corner"))
        assert not _overlap(box(outage), corner)
    finally:
        shared_stage.servicenow.start()
    expect(outage).to_have_count(0, timeout=PATIENCE)


def _overlap(one: FloatRect, other: FloatRect) -> bool:
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )


@pytest.mark.parametrize("width", [1185, 1280, 1440])
def test_the_panel_leaves_the_lists_controls_in_reach(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_test_id("filter-priority").select_option("5")
    expect(page.get_by_test_id("filter-chip")).to_be_visible()
    row = page.get_by_test_id("ticket-row").first
    before = box(row)
    row.click()
    expect(page.get_by_test_id("ticket-detail")).to_be_visible()
    assert box(row)["y"] == before["y"]
    controls = page.locator(":is(.actions :is(button, summary, a), .filters > :is(.pill, details)):visible")
    assert controls.count() > 9
    covered = [each.inner_text() for each in controls.all() if not each.evaluate(IS_IN_REACH)]
    assert covered == []
    clear = page.get_by_test_id("clear-filters")
    clear.scroll_into_view_if_needed()
    assert clear.evaluate(IS_IN_REACH)


def test_while_the_page_is_offline_it_says_that_servicenows_state_is_the_last_known(page: Page) -> None:
    status, corner = page.get_by_test_id("poll-status"), page.get_by_test_id("connection-corner")
    expect(status).to_contain_text("ServiceNow connected")
    page.context.set_offline(True)
    expect(status).to_contain_text("(last known)")
    expect(status).to_have_attribute("data-status", "ok")
    expect(corner).to_contain_text("(last known)")
    page.context.set_offline(False)
    expect(status).not_to_contain_text("last known", timeout=PATIENCE)
    expect(corner).not_to_contain_text("last known")


def test_the_polling_state_is_never_shown_before_it_is_known(shared_stage: Stage) -> None:
    page = shared_stage.context.new_page()
    page.add_init_script("""
        window.seen = new Set();
        new MutationObserver(() => {
            const status = document.querySelector("[data-testid=poll-status]");
            if (status) window.seen.add(status.dataset.status);
        }).observe(document, {childList: true, subtree: true, attributes: true});
    """)
    page.goto(shared_stage.url)
    expect(page.get_by_test_id("poll-status")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("[...seen]") == ["ok"]


# What a point of the page shows, from the top down, as far as the frame's part that it belongs to.
COVERED_BY_THE_FOOT = """() => {
  const corner = document.querySelector("[data-testid=connection-corner]");
  const { left, top, width, height } = corner.getBoundingClientRect();
  const found = document.elementsFromPoint(left + width / 2, top + height / 2);
  return found.filter(each => !each.closest("footer") && !each.contains(corner)).map(each => each.className);
}"""


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_the_foot_covers_nothing_on_any_page(shared_stage: Stage, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    for path in ("/", "/?limit=50", "/notifications", "/settings", "/operations", "/tickets/INC0010001"):
        page.goto(shared_stage.url + path)
        expect(page.get_by_test_id("connection-corner")).to_have_attribute("data-status", "connected")
        for top in (0, 150, 100_000):
            page.evaluate(f"document.querySelector('.content').scrollTo(0, {top})")
            assert page.evaluate(COVERED_BY_THE_FOOT) == [], f"{path} at {width} px, scrolled by {top}"
        foot = box(page.locator("footer"))
        assert box(page.locator("main"))["y"] + box(page.locator("main"))["height"] <= foot["y"] + 1
