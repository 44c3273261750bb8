"""Ticket texts are untrusted: the page shows them as text, and executes none of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.attack.closed_app import PASSWORD, ClosedApp

MARK = "window.attacked = (window.attacked || 0) + 1"
TEXTS = (
    f'<img src=x onerror="{MARK}">',
    f'"><script>{MARK}</script>',
    f"' onmouseover='{MARK}' x='",
    f"javascript:{MARK}",
    "{{7*7}}${7*7}{7*7}",
    f"</title></textarea><svg onload='{MARK}'>",
    f'<iframe srcdoc="<script>parent.{MARK.replace("window", "parent")}</script>">',
    "__proto__",
    "\u202egnp.exe\u0000\u2028\ufeff",
)
# Left unchanged: fields that polling relies on, and fields that are not texts.
KEPT = {"sys_id", "sys_updated_on", "sys_created_on", "sys_mod_count", "active", "sys_class_name"}
OWN_NAMES = ("sys_user", "sys_user_group", "core_company", "cmn_location", "cmdb_ci", "cmdb_ci_service")
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@pytest.fixture(scope="module")
def app(closed_app: Callable[..., ClosedApp]) -> ClosedApp:
    return closed_app({"short_description": "the first", "number": "INC0000001"})


def attack(app: ClosedApp, text: str, number: int) -> None:
    """Create an incident whose every text field is the text, and whose references lead to records named so."""
    instance = app.servicenow.instance
    incident = instance.table("incident").schema
    fields = {name: text for name in incident.fields if name not in {*KEPT, *incident.references}}
    named = {table: instance.insert(table, name=text, sys_id=f"{table}-{number}") for table in OWN_NAMES}
    fields |= {name: named[table] for name, table in incident.references.items() if table in named}
    instance.insert("incident", {**fields, "sys_id": f"{text[:8]}-{number}", "opened_at": ""})


def watched_page(browser: Browser, app: ClosedApp) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 1400}).new_page()
    page.add_init_script(WATCH)
    page.goto(app.server.url)
    page.get_by_test_id("login-username").fill("admin")
    page.get_by_test_id("login-password").fill(PASSWORD)
    page.get_by_test_id("login-submit").click()
    page.locator("[data-testid=ticket-table][aria-busy=false]").wait_for()
    return page


def test_what_a_ticket_says_is_shown_and_never_run(app: ClosedApp, browser: Browser) -> None:
    page = watched_page(browser, app)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for number, text in enumerate(TEXTS):  # pushed to a page that is open
        attack(app, text, number)
    rows = page.get_by_test_id("ticket-row")
    expect(rows).to_have_count(1 + len(TEXTS), timeout=20_000)
    page.reload()  # and read by one that opens
    expect(rows).to_have_count(1 + len(TEXTS))
    for text in TEXTS[:-1]:
        row = rows.filter(has_text=text).first
        for field in ("short_description", "status", "category", "assignment_group", "assigned_to", "source"):
            # The short description may have the badge of a new ticket after it.
            expect(row.locator(f".column-{field}")).to_contain_text(text, use_inner_text=True)
        row.hover()
    assert page.locator("main :is(img, script, iframe, svg[onload], [onmouseover], [onerror])").count() == 0
    assert page.locator("a[href^='javascript:' i]").count() == 0
    page.wait_for_timeout(500)
    assert page.evaluate("[window.attacked, window.violations]") == [None, []]
    assert page.evaluate("({}).polluted === undefined && Object.keys(Object.prototype).length === 0")
    assert dialogs == []
    page.context.close()


def test_an_address_is_shown_and_never_run(app: ClosedApp, browser: Browser) -> None:
    page = watched_page(browser, app)
    for query in ("query={}", "sort={}&status={}", "{}=1", "page=1#{}"):
        for text in TEXTS[:2]:
            page.goto(f"{app.server.url}/?{query.replace('{}', page.evaluate('encodeURIComponent', text))}")
            page.locator("[data-testid=ticket-table][aria-busy=false]").wait_for()
    for next_page in (
        "javascript:alert(1)",
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "data:text/html,x",
    ):
        page.context.clear_cookies()
        page.goto(f"{app.server.url}/login/?next={page.evaluate('encodeURIComponent', next_page)}")
        page.get_by_test_id("login-username").fill("admin")
        page.get_by_test_id("login-password").fill(PASSWORD)
        page.get_by_test_id("login-submit").click()
        page.locator("[data-testid=ticket-table][aria-busy=false]").wait_for()
        assert page.url == f"{app.server.url}/"
    assert page.evaluate("[window.attacked, window.violations]") == [None, []]
    page.context.close()
