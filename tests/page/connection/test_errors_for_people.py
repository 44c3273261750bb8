"""Errors are one clear sentence, on the console and on the page, and the app continues."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.fixtures.app_server import free_port
from tests.page.conftest import Stage

Start = Callable[..., Stage]
SECRET = "a wrong password 4711"

CASES = {
    "a wrong password": ({"SERVICENOW_PASSWORD": SECRET}, ("credentials", "SERVICENOW_PASSWORD")),
    "a dead host": ({"SERVICENOW_URL": "http://127.0.0.1:{port}"}, ("cannot be reached", "SERVICENOW_URL")),
    "an unknown host": ({"SERVICENOW_URL": "http://desk.invalid"}, ("desk.invalid", "cannot be reached")),
    "a table that does not exist": ({"SERVICENOW_TABLES": "no_such_table"}, ("no_such_table", "SERVICENOW_TABLES")),
}


@pytest.mark.parametrize("case", CASES)
def test_one_sentence_on_the_console_and_on_the_page(start_stage: Start, case: str) -> None:
    settings, words = CASES[case]
    stage = start_stage({name: text.format(port=free_port()) for name, text in settings.items()})
    page = stage.open()
    notice = page.get_by_test_id("error-state")
    expect(notice).to_be_visible(timeout=6000)
    for word in words:
        expect(notice).to_contain_text(word)
    page.wait_for_timeout(3000)
    log = stage.app.log()
    told = [line for line in log.splitlines() if "rca_dashboard.sync" in line and " INFO " not in line]
    assert len(told) == 1, told
    assert all(word in told[0] for word in words)
    assert "Traceback" not in log
    assert SECRET not in log + page.content()


def test_one_denied_table_does_not_stop_the_others(start_stage: Start) -> None:
    stage = start_stage({"SERVICENOW_TABLES": "no_such_table,incident"})
    stage.insert(2)
    page = stage.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(2)
    expect(page.get_by_test_id("error-state")).to_contain_text("no_such_table")
