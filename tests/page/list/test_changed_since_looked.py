"""Changes since the user looked are marked: after opening a ticket, and after an absence from the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.conftest import Stage
from tests.page.list.looking import HIDE, SHOW, all_read, connected, marked, not_marked, open_and_close, row


@pytest.fixture
def list_page(shared_stage: Stage) -> Callable[[int], tuple[Page, list[str]]]:
    """Return a function that makes tickets and opens a page on which all of them stand."""

    def make(count: int) -> tuple[Page, list[str]]:
        sys_ids = shared_stage.insert(count, short_description="Something is wrong")
        page = shared_stage.open("/?sort=-ticket_id")
        page.get_by_test_id("refresh-button").click()  # in this order, what comes later would wait
        for sys_id in sys_ids:
            expect(row(shared_stage, page, sys_id)).to_be_visible()
        all_read(page)
        return page, sys_ids

    return make


def test_a_ticket_that_changes_after_it_was_opened_is_marked_until_it_is_opened_again(
    shared_stage: Stage, list_page: Callable[[int], tuple[Page, list[str]]]
) -> None:
    page, (opened, other) = list_page(2)
    open_and_close(shared_stage, page, opened)
    for sys_id in (opened, other):
        shared_stage.instance.update("incident", sys_id, state="2")
    marked(row(shared_stage, page, opened))
    expect(row(shared_stage, page, other)).to_contain_text("In Progress")
    not_marked(row(shared_stage, page, other))
    page.reload()
    marked(row(shared_stage, page, opened))
    open_and_close(shared_stage, page, opened)
    not_marked(row(shared_stage, page, opened))


def test_what_changes_while_it_stands_open_has_been_seen(
    shared_stage: Stage, list_page: Callable[[int], tuple[Page, list[str]]]
) -> None:
    page, (sys_id,) = list_page(1)
    row(shared_stage, page, sys_id).click()
    expect(page.get_by_test_id("ticket-status")).to_have_text("New")
    page.evaluate("""() => {
        const row = document.querySelector("[data-testid=ticket-row][aria-current=true]");
        window.marks = 0;
        new MutationObserver(() => (window.marks += row.dataset.sinceLooked === "changed" ? 1 : 0))
            .observe(row, {attributes: true});
    }""")
    shared_stage.instance.update("incident", sys_id, state="2")
    expect(page.get_by_test_id("ticket-status")).to_have_text("In Progress")
    page.wait_for_timeout(4_500)  # within 4 s the app keeps that it was seen
    assert page.evaluate("marks") == 0
    page.get_by_test_id("ticket-close").click()
    page.reload()
    not_marked(row(shared_stage, page, sys_id))


def test_all_is_marked_as_read_in_one_go_and_in_all_tabs(
    shared_stage: Stage, list_page: Callable[[int], tuple[Page, list[str]]]
) -> None:
    page, (sys_id,) = list_page(1)
    open_and_close(shared_stage, page, sys_id)
    other = shared_stage.open("/?sort=-ticket_id")
    shared_stage.instance.update("incident", sys_id, state="2")
    for tab in (page, other):
        marked(row(shared_stage, tab, sys_id))
    page.get_by_test_id("mark-all-read").click()
    for tab in (page, other):
        not_marked(row(shared_stage, tab, sys_id))
    other.reload()
    not_marked(row(shared_stage, other, sys_id))


def test_what_changed_while_no_page_was_open_is_marked(
    shared_stage: Stage, list_page: Callable[[int], tuple[Page, list[str]]], browser: Browser
) -> None:
    page, (changed, still) = list_page(2)
    page.goto("about:blank")
    shared_stage.instance.update("incident", changed, state="2")
    watcher = browser.new_context()
    elsewhere = watcher.new_page()
    elsewhere.goto(f"{shared_stage.url}/?sort=-ticket_id")
    expect(row(shared_stage, elsewhere, changed)).to_contain_text("In Progress")
    not_marked(row(shared_stage, elsewhere, changed))  # a browser that has never looked has missed nothing
    watcher.close()
    page.goto(f"{shared_stage.url}/?sort=-ticket_id")
    marked(row(shared_stage, page, changed))
    not_marked(row(shared_stage, page, still))


def test_what_changes_while_the_window_is_hidden_is_marked_when_it_is_looked_at_again(
    shared_stage: Stage, list_page: Callable[[int], tuple[Page, list[str]]]
) -> None:
    page, (in_hiding, still) = list_page(2)
    page.evaluate(HIDE)
    shared_stage.instance.update("incident", in_hiding, state="2")
    expect(row(shared_stage, page, in_hiding)).to_contain_text("In Progress")
    not_marked(row(shared_stage, page, in_hiding))
    page.evaluate(SHOW)
    marked(row(shared_stage, page, in_hiding))
    not_marked(row(shared_stage, page, still))


def test_a_page_that_got_its_list_before_it_was_looked_at_marks_what_changes_later(
    shared_stage: Stage, list_page: Callable[[int], tuple[Page, list[str]]], browser: Browser
) -> None:
    _, (sys_id,) = list_page(1)
    elsewhere = browser.new_context()  # a browser that has never looked
    page = elsewhere.new_page()
    page.add_init_script(f"({HIDE})()")
    page.goto(f"{shared_stage.url}/?sort=-ticket_id")
    expect(row(shared_stage, page, sys_id)).to_be_visible()
    connected(page)
    page.evaluate(SHOW)
    page.evaluate(HIDE)
    shared_stage.instance.update("incident", sys_id, state="2")
    expect(row(shared_stage, page, sys_id)).to_contain_text("In Progress")
    page.evaluate(SHOW)
    marked(row(shared_stage, page, sys_id))
    elsewhere.close()


def test_what_changes_while_the_list_is_paused_is_marked_when_it_goes_on(
    shared_stage: Stage, list_page: Callable[[int], tuple[Page, list[str]]]
) -> None:
    page, (in_the_pause, at_a_look, later) = list_page(3)
    mode = page.get_by_test_id("live-mode")

    def change(sys_id: str) -> None:
        shared_stage.instance.update("incident", sys_id, state="2")
        shared_stage.insert(1)  # its count in the bar tells that the change is known
        expect(page.get_by_test_id("new-tickets-bar")).to_have_attribute("data-count", "1")
        expect(row(shared_stage, page, sys_id)).to_contain_text("New")

    mode.get_by_text("Paused").click()
    expect(mode).to_have_attribute("data-mode", "paused")
    connected(page)
    page.reload()  # else the refresh of a moment ago would show what comes
    connected(page)
    try:
        change(in_the_pause)
        page.get_by_test_id("refresh-button").click()
        marked(row(shared_stage, page, in_the_pause))
        page.wait_for_timeout(3_500)  # what comes within 3 s of a refresh is shown as well
        change(at_a_look)
    finally:
        mode.get_by_text("Live").click()
    marked(row(shared_stage, page, at_a_look))
    not_marked(row(shared_stage, page, later))
