"""No layout shift while the page loads."""

import pytest
from playwright.sync_api import Browser, expect

from tests.page.conftest import Stage
from tests.page.shell.test_accessibility import violations

# A good page scores at most 0.1; the limit here is a fifth of that.
MOST_SHIFT = 0.02
WATCH = """
    window.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifted += entry.value)))
        .observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_shifts_while_the_page_loads(shared_stage: Stage, browser: Browser, width: int) -> None:
    shared_stage.insert(30, category="hardware", contact_type="email")
    shared_stage.open().close()
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(shared_stage.url)
    expect(page.get_by_test_id("ticket-row")).to_have_count(25, timeout=15_000)
    page.wait_for_timeout(1500)
    assert page.evaluate("shifted") < MOST_SHIFT
    context.close()


def test_an_address_that_leads_nowhere_says_so_and_leads_to_the_list(shared_stage: Stage) -> None:
    page = shared_stage.context.new_page()
    answer = page.goto(f"{shared_stage.url}/nothing-here")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_test_id("no-such-page")).to_be_visible(timeout=10_000)
    assert violations(page) == []
    page.get_by_role("link", name="Go to tickets").click()
    expect(page.get_by_test_id("ticket-table")).to_be_visible()
