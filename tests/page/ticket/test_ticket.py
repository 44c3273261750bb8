"""The page of a ticket: all its fields, live, and as text."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.ticket.ticket_harness import ATTACK, PATIENCE, Desk
from tests.page.waiting import shows_one_more_within


def field(page: Page, name: str) -> Locator:
    return page.locator(f".field-group [data-field={name}] dd")


def entries(page: Page) -> Locator:
    return page.get_by_test_id("activity-entry")


def test_a_page_shows_all_that_is_known_of_a_ticket(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(0)}")
    expect(page.locator("h1")).to_have_text(desk.number(0))
    expect(page).to_have_title(re.compile(f"^(\\(\\d+\\) )?{desk.number(0)} VPN drops every hour · RCA Dashboard$"))
    for name, text in {
        "table": "Incident",
        "requester": "Beth Anglin",
        "assignment_group": "Network",
        "cmdb_ci": "Router 7",
        "category": "Network",
    }.items():
        expect(field(page, name)).to_have_text(text)
    empty = page.get_by_test_id("ticket-empty-fields")
    expect(empty.locator("[data-field=resolved_at]")).to_be_hidden()
    empty.locator("summary").click()
    expect(empty.locator("[data-field=resolved_at] dd")).to_have_text("-")
    description = page.locator("[data-field=description] .prose")
    expect(description).to_have_text("It began this morning.\n  1. Connect\n  2. Wait", use_inner_text=True)
    link = page.get_by_test_id("ticket-open-servicenow")
    expect(link).to_have_attribute("rel", "noopener")
    expect(link).to_have_attribute("target", "_blank")
    assert desk.sys_ids[0] in str(link.get_attribute("href"))
    page.get_by_test_id("ticket-all-fields").locator("summary").first.click()
    expect(page.locator("[data-field=correlation_id] dd")).to_have_text("from-monitoring-7")
    expect(entries(page)).to_have_count(1)
    expect(entries(page)).to_contain_text("opened it")
    page.context.close()


def test_related_tickets_are_links(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(0)}")
    related = page.get_by_test_id("ticket-related")
    expect(related.locator("h4")).to_contain_text(
        ["Problem", "Children", "Other tickets with the same problem", "Other tickets on Router 7"]
    )
    expect(related.get_by_text("PRB0040001")).to_be_visible()
    expect(related.get_by_role("link", name="View all 25")).to_have_attribute(
        "href", re.compile(r"^/\?cmdb_ci=[0-9a-f]{32}$")
    )
    related.get_by_role("link", name="View all 25").click()
    expect(page.get_by_test_id("filter-chip")).to_have_text(re.compile("Configuration item"))
    expect(page.get_by_text("of 26").first).to_be_visible()
    page.go_back()
    related.get_by_role("link", name=desk.number(1)).first.click()
    expect(page.locator("h1")).to_have_text(desk.number(1))
    expect(page).to_have_url(f"{desk.app.url}/tickets/{desk.number(1)}")
    related.get_by_role("link", name=desk.number(0)).first.click()
    page.go_back()
    expect(page.locator("h1")).to_have_text(desk.number(1))
    page.context.close()


def test_a_change_is_in_the_activity_within_two_seconds_and_marked(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(2)}")
    expect(entries(page)).to_have_count(1)
    desk.instance.update("incident", desk.sys_ids[2], state="2", priority="1", by="beth.anglin")
    expect(entries(page).first).to_contain_text("moved it to In Progress · Priority")
    expect(page.get_by_test_id("ticket-status")).to_have_attribute("data-changed", "true")
    expect(page.get_by_test_id("ticket-status")).to_have_text("In Progress")
    expect(page.get_by_test_id("ticket-status")).to_have_attribute("data-changed", "false", timeout=PATIENCE)
    numbers = iter(range(9))

    def change() -> None:
        desk.instance.update("incident", desk.sys_ids[2], short_description=f"Version {next(numbers)}")

    assert shows_one_more_within(2, page, "[data-testid=activity-entry]", change)
    page.context.close()


def test_a_ticket_reads_like_a_conversation(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(12)}")
    expect(entries(page)).to_have_count(1)
    fake = "I wrote:\n\n2026-01-01 10:00:00 - Beth Anglin (Work notes)\nnot mine"
    updates = ({"comments": "See https://example.com/a."}, {"work_notes": fake, "state": "2"})
    for count, update in enumerate(updates, start=2):
        desk.instance.update("incident", desk.sys_ids[12], update, by="beth.anglin")
        expect(entries(page)).to_have_count(count + (count == 3))
    note = page.locator("[data-testid=activity-entry][data-kind=work_note]")
    expect(note.locator(".entry-author")).to_have_text("Beth Anglin")
    expect(note.locator(".message")).to_have_text(fake, use_inner_text=True)
    link = page.locator("[data-kind=comment] .message a")
    expect(link).to_have_attribute("href", "https://example.com/a")
    assert "noopener" in str(link.get_attribute("rel"))
    expect(note.locator("time")).to_have_attribute("title", re.compile("UTC"))
    page.get_by_test_id("activity-messages-only").click()
    expect(entries(page)).to_have_count(2)
    page.get_by_test_id("activity-messages-only").click()
    expect(page.locator("[data-kind=change]").first).to_contain_text("moved it to In Progress")
    page.get_by_test_id("absolute-times").click()
    expect(note.locator("time")).to_have_text(re.compile(r"\d\d:\d\d"))
    page.get_by_test_id("absolute-times").click()
    page.context.close()


def test_older_entries_are_shown_when_asked_for(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(3)}")
    for count in range(45):
        desk.instance.update("incident", desk.sys_ids[3], comments=f"Message {count}")
    expect(page.get_by_text("Message 44")).to_be_visible()
    expect(entries(page)).to_have_count(30)
    page.get_by_test_id("activity-older").click()
    expect(entries(page)).to_have_count(46)
    expect(entries(page).last).to_contain_text("opened it")
    expect(page.get_by_test_id("activity-older")).to_have_count(0)
    page.context.close()


def test_what_a_ticket_says_is_text(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(-1)}")
    expect(page.locator(".ticket-title")).to_have_text(ATTACK, use_inner_text=True)
    for name in ("description", "close_notes"):
        expect(page.locator(f"[data-field={name}] .prose").first).to_have_text(ATTACK, use_inner_text=True)
    assert page.locator("main :is(img, b, script)").count() == 0
    assert page.evaluate("window.attacked") is None
    page.context.close()


@pytest.mark.parametrize("path", ["/tickets/INC9999999", "/?ticket=INC9999999", "/tickets/%3Cimg%20src=x%3E%26b"])
def test_an_unknown_number_says_so_and_leads_to_the_search(desk: Desk, path: str) -> None:
    page = desk.open(path)
    unknown = page.get_by_test_id("ticket-unknown")
    expect(unknown).to_contain_text("Ticket not found")
    unknown.get_by_role("link").click()
    expect(page.get_by_test_id("search-input")).to_have_value("INC9999999" if "INC" in path else "<img src=x>&b")
    page.context.close()


def test_a_ticket_is_found_by_its_sys_id_too(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.sys_ids[4]}")
    expect(page.locator("h1")).to_have_text(desk.number(4))
    page.context.close()


def test_a_ticket_is_watched_until_it_is_not(desk: Desk) -> None:
    page = desk.open(f"/tickets/{desk.number(9)}")
    watch = page.get_by_test_id("ticket-watch")
    expect(watch).to_have_attribute("aria-pressed", "false")
    watch.click()
    expect(watch).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(watch).to_have_attribute("aria-pressed", "true")
    watch.click()
    expect(watch).to_have_attribute("aria-pressed", "false")
    page.context.close()


def test_a_deleted_ticket_and_a_shared_number_say_so(desk: Desk) -> None:
    twin = desk.instance.insert("incident", {"number": desk.number(10), "short_description": "The twin"})
    page = desk.open(f"/tickets/{desk.sys_ids[10]}")
    note = page.get_by_test_id("ticket-same-number")
    expect(note).to_contain_text("The twin")
    note.get_by_role("link").click()
    expect(page).to_have_url(f"{desk.app.url}/tickets/{twin}")
    expect(page.locator(".ticket-title")).to_have_text("The twin")
    page.context.close()
