"""Changes during a disconnect or an app outage are marked."""

import sqlite3
from contextlib import closing

from playwright.sync_api import Page, expect

from tests.fixtures.cable import Cable
from tests.page.conftest import Stage
from tests.page.list.looking import HIDE, SHOW, all_read, connected, marked, not_marked, row


def change_and_plug_in(stage: Stage, cable: Cable, page: Page, sys_id: str) -> None:
    stage.instance.update("incident", sys_id, state="2")
    page.wait_for_timeout(1_500)  # the app reads it every second
    cable.plug_in()
    connected(page)
    marked(row(stage, page, sys_id))


def test_what_changes_after_mark_all_read_is_marked_though_that_is_sent_only_after_a_disconnect(
    cabled_stage: Stage,
) -> None:
    stage, cable = cabled_stage, cabled_stage.cable
    assert cable is not None
    before, after = stage.insert(2)
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(2)
    all_read(page)
    page.evaluate(HIDE)
    stage.instance.update("incident", before, state="2")
    expect(row(stage, page, before)).to_contain_text("In Progress")
    page.evaluate(SHOW)
    marked(row(stage, page, before))
    with closing(sqlite3.connect(stage.app.folder / "rca_dashboard.db", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")  # the app cannot keep that all is read before the cable is cut
        page.get_by_test_id("mark-all-read").click()
        page.wait_for_timeout(500)
        cable.cut()
        database.execute("ROLLBACK")
    page.wait_for_timeout(1_000)
    change_and_plug_in(stage, cable, page, after)
    not_marked(row(stage, page, before))


def test_after_a_cut_and_after_a_restart_of_the_app_what_changed_meanwhile_is_marked(cabled_stage: Stage) -> None:
    stage, cable = cabled_stage, cabled_stage.cable
    assert cable is not None
    in_a_cut, in_a_restart, later = stage.insert(3)
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(3)
    all_read(page)  # they may have arrived after the page
    cable.cut()
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "reconnecting")
    change_and_plug_in(stage, cable, page, in_a_cut)
    not_marked(row(stage, page, in_a_restart))
    page.wait_for_timeout(3_500)  # it catches up for 3 s
    stage.app.kill()
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "reconnecting")
    stage.instance.update("incident", in_a_restart, state="2")
    (new,) = stage.insert(1)
    stage.app.start()
    connected(page)
    marked(row(stage, page, in_a_restart))
    marked(row(stage, page, in_a_cut))
    expect(row(stage, page, new)).to_have_attribute("data-unread", "true")
    not_marked(row(stage, page, new))
    page.wait_for_timeout(3_500)
    stage.instance.update("incident", later, state="2")
    expect(row(stage, page, later)).to_contain_text("In Progress")
    not_marked(row(stage, page, later))
