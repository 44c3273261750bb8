"""Outside demo mode tickets require a login; the websocket uses the same session and ends with it."""

import time
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.conftest import settings_for

PASSWORD = "a long enough password"


@pytest.fixture
def app(servicenow: Simulator, app_server: Callable[..., AppServer]) -> AppServer:
    servicenow.instance.insert("incident", {"short_description": "a secret of the desk"})
    closed = {"AUTH_MODE": "password", "ALLOW_OPEN_ACCESS": "", "ADMIN_PASSWORD": PASSWORD}
    return app_server({**settings_for(servicenow), **closed})


def log_in(page: Page, app: AppServer, username: str, password: str = PASSWORD, path: str = "/") -> None:
    page.goto(app.url + path)
    page.get_by_test_id("login-username").fill(username)
    page.get_by_test_id("login-password").fill(password)
    page.get_by_test_id("login-submit").click()


def connected(page: Page) -> None:
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected")


def create_account(admin: Page, app: AppServer, username: str, role: str = "viewer") -> None:
    admin.goto(f"{app.url}/accounts")
    connected(admin)
    # What is filled in before the page has come to life is lost.
    expect(admin.get_by_test_id("account-row").first).to_be_visible()
    admin.get_by_test_id("new-username").fill(username)
    admin.get_by_test_id("new-password").fill(PASSWORD)
    admin.get_by_test_id("new-role").select_option(role)
    admin.get_by_role("button", name="Create account").click()
    expect(admin.get_by_test_id("accounts-answer")).to_have_text(f"Account {username} created.")


def new_page(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 1440, "height": 900}).new_page()


def test_a_page_leads_to_the_login_and_back_to_where_one_wanted(app: AppServer, browser: Browser) -> None:
    page = new_page(browser)
    log_in(page, app, "admin", path="/?sort=ticket_id")
    connected(page)
    expect(page).to_have_url(f"{app.url}/?sort=ticket_id")
    expect(page.get_by_text("a secret of the desk")).to_be_visible()
    page.context.close()


def test_a_wrong_password_says_so_and_shows_nothing(app: AppServer, browser: Browser) -> None:
    page = new_page(browser)
    log_in(page, app, "admin", "not the password")
    expect(page.get_by_test_id("login-error")).to_have_text("Incorrect username or password.")
    assert "a secret of the desk" not in page.content()
    assert "not the password" not in app.log()
    page.context.close()


def test_a_page_at_another_address_than_the_apps_own_says_where_to_log_in(app: AppServer, browser: Browser) -> None:
    page = new_page(browser)

    def built_for_elsewhere(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(f"localhost:{app.port}", "desk.example"))

    page.route("**/*.js", built_for_elsewhere)
    log_in(page, app, "admin")
    expect(page.get_by_test_id("login-error")).to_have_text(
        f"You opened {app.url}, but this dashboard's address is http://desk.example. "
        "Open it there, or set PUBLIC_URL to this address."
    )
    page.context.close()


@pytest.mark.parametrize("wanted", ["/.//evil.example/x", "//evil.example", "/%5Cevil.example", "/%09/evil.example"])
def test_the_login_leads_to_no_other_site(app: AppServer, browser: Browser, wanted: str) -> None:
    page = new_page(browser)
    left: list[str] = []
    page.on("request", lambda request: left.append(request.url) if "evil" in request.url.split("/")[2] else None)
    log_in(page, app, "admin", path=f"/login/?next={wanted}")
    page.wait_for_url(lambda url: "/login" not in url, timeout=8000)
    assert page.url.startswith(app.url)
    assert left == []
    page.context.close()


def test_the_login_page_opens_no_socket(app: AppServer, browser: Browser) -> None:
    page = new_page(browser)
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(f"{app.url}/login/")
    page.wait_for_timeout(3000)
    assert sockets == []
    page.context.close()


def test_logging_out_in_one_tab_ends_the_other_within_five_seconds(app: AppServer, browser: Browser) -> None:
    first = new_page(browser)
    log_in(first, app, "admin")
    connected(first)
    second = first.context.new_page()
    second.goto(app.url)
    connected(second)
    first.get_by_test_id("logout").click()
    second.wait_for_url("**/login/**", timeout=5000)
    assert httpx.get(f"{app.api}/tickets", cookies=cookies(second)).status_code == 401
    first.context.close()


def cookies(page: Page) -> dict[str, str]:
    return {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}


def test_a_disabled_account_and_a_changed_role_close_the_sockets(app: AppServer, browser: Browser) -> None:
    admin, vera = new_page(browser), new_page(browser)
    log_in(admin, app, "admin")
    connected(admin)
    create_account(admin, app, "vera")
    log_in(vera, app, "vera")
    connected(vera)
    row = admin.locator("[data-username=vera]")
    row.get_by_role("combobox").select_option("agent")
    vera.wait_for_url("**/login/**", timeout=5000)
    log_in(vera, app, "vera")
    connected(vera)
    row.get_by_role("button", name="Disable vera").click()
    row.get_by_role("button", name="Disable the account").click()
    vera.wait_for_url("**/login/**", timeout=5000)
    log_in(vera, app, "vera")
    expect(vera.get_by_test_id("login-error")).to_contain_text("disabled")
    admin.context.close()
    vera.context.close()


def test_a_viewer_sees_no_accounts(app: AppServer, browser: Browser) -> None:
    admin, vera = new_page(browser), new_page(browser)
    log_in(admin, app, "admin")
    connected(admin)
    create_account(admin, app, "vera")
    log_in(vera, app, "vera", path="/accounts")
    connected(vera)
    vera.wait_for_timeout(1000)
    expect(vera.get_by_test_id("account-row")).to_have_count(0)
    expect(vera.get_by_test_id("accounts-for-admins")).to_be_visible()
    expect(vera.locator("main form, main select")).to_have_count(0)
    assert "Refused" in app.log()
    admin.context.close()
    vera.context.close()


def test_your_own_password_and_sessions(app: AppServer, browser: Browser) -> None:
    page, elsewhere = new_page(browser), new_page(browser)
    for each in (elsewhere, page):
        log_in(each, app, "admin")
        connected(each)
    page.goto(f"{app.url}/settings")
    expect(page.get_by_test_id("login-row")).to_have_count(2)
    page.get_by_test_id("old-password").fill(PASSWORD)
    page.get_by_test_id("own-new-password").fill("another long password")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_test_id("settings-answer")).to_contain_text("Password changed")
    elsewhere.wait_for_url("**/login/**", timeout=5000)
    expect(page.get_by_test_id("login-row")).to_have_count(1)
    log_in(elsewhere, app, "admin", "another long password")
    connected(elsewhere)
    page.context.close()
    elsewhere.context.close()


def test_a_login_that_ended_while_the_page_slept_leads_to_the_login(app: AppServer, browser: Browser) -> None:
    page = new_page(browser)
    log_in(page, app, "admin")
    connected(page)
    app.kill()
    page.context.clear_cookies()
    app.start()
    began = time.monotonic()
    page.wait_for_url("**/login/**", timeout=15_000)
    assert time.monotonic() - began < 15
    page.context.close()


def test_forms_keep_what_was_typed_and_say_beside_the_field_what_is_wrong(app: AppServer, browser: Browser) -> None:
    admin = new_page(browser)
    log_in(admin, app, "admin")
    connected(admin)
    create_account(admin, app, "vera")
    expect(admin.get_by_test_id("new-username")).to_have_value("")
    admin.get_by_test_id("new-username").fill("vera")
    admin.get_by_test_id("new-password").fill(PASSWORD)
    admin.get_by_role("button", name="Create account").click()
    field = admin.locator("label.field", has=admin.get_by_test_id("new-username"))
    expect(field.get_by_role("alert")).to_have_text("The username vera is already taken.")
    expect(admin.get_by_test_id("new-username")).to_have_attribute("aria-invalid", "true")
    expect(admin.get_by_test_id("new-username")).to_have_value("vera")
    expect(admin.get_by_test_id("new-password")).to_have_value(PASSWORD)
    admin.goto(f"{app.url}/settings")
    connected(admin)
    row = admin.get_by_test_id("login-row")
    expect(row).to_contain_text("Chrome on Linux")
    expect(row).not_to_contain_text("Mozilla")
    admin.get_by_test_id("old-password").fill("not the password")
    admin.get_by_test_id("own-new-password").fill(PASSWORD + " 2")
    admin.get_by_role("button", name="Change password").click()
    old = admin.locator("label.field", has=admin.get_by_test_id("old-password"))
    expect(old.get_by_role("alert")).to_have_text("The current password is incorrect.")
    expect(admin.get_by_test_id("own-new-password")).to_have_value(PASSWORD + " 2")
    admin.context.close()
