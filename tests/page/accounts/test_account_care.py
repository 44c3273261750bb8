"""A first admin, an invitation and somebody else's session, as people do it in their browsers."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect
from pyotp.totp import TOTP

from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.conftest import settings_for

CHOSEN = "chosen by its owner"


def new_page(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 1440, "height": 900}).new_page()


def enter(page: Page, username: str, password: str) -> None:
    page.get_by_test_id("login-username").fill(username)
    page.get_by_test_id("login-password").fill(password)
    page.get_by_test_id("login-submit").click()


def connected(page: Page) -> None:
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected")


def set_up(admin: Page, generated: str) -> list[str]:
    """Log in for the first time: with another password, and an authenticator app; return the recovery codes."""
    enter(admin, "admin", generated)
    admin.get_by_test_id("login-new-password").fill(CHOSEN)
    admin.get_by_test_id("login-submit").click()
    secret = admin.get_by_test_id("enrolment-secret").inner_text()
    expect(admin.get_by_alt_text("QR code for the authenticator app")).to_be_visible()
    admin.get_by_test_id("login-code").fill("12345")
    admin.get_by_test_id("login-submit").click()
    expect(admin.get_by_test_id("login-error")).to_contain_text("not valid")
    admin.get_by_test_id("login-code").fill(TOTP(secret).now())
    admin.get_by_test_id("login-submit").click()
    codes = admin.get_by_test_id("recovery-codes").inner_text().split()
    admin.get_by_test_id("login-continue").click()
    connected(admin)
    return codes


def invite(admin: Page, username: str) -> str:
    """Return the link by which somebody chooses a password."""
    admin.get_by_test_id("invite-username").fill(username)
    admin.get_by_test_id("invite-create").click()
    link = admin.get_by_test_id("password-link").input_value()
    expect(admin.locator(f"[data-username={username}]")).to_contain_text("invited")
    return link


def accept(page: Page, link: str, username: str) -> None:
    """Choose a password by a link, and log in with it."""
    page.goto(link)
    expect(page.get_by_test_id("login-submit")).to_be_hidden()
    page.get_by_test_id("link-password").fill("short")
    page.get_by_test_id("link-submit").click()
    expect(page.get_by_test_id("link-error")).to_contain_text("at least 10 characters")
    assert "link=" not in page.url
    page.get_by_test_id("link-password").fill(CHOSEN)
    page.get_by_test_id("link-submit").click()
    expect(page.get_by_test_id("login-username")).to_have_value(username)
    enter(page, username, CHOSEN)
    connected(page)


def log_in_again(page: Page, code: str) -> None:
    """Log out, and log in with the password and a code."""
    page.get_by_test_id("logout").click()
    enter(page, "vera", CHOSEN)
    page.get_by_test_id("login-code").fill(code)
    page.get_by_test_id("login-submit").click()
    connected(page)


def secure(page: Page, url: str) -> None:
    """Set up an app in the settings, log in with a code of it and with a recovery code, and remove it."""
    page.goto(f"{url}/settings")
    section = page.get_by_test_id("second-factor")
    page.get_by_test_id("factor-password").fill(CHOSEN)
    page.get_by_test_id("factor-submit").click()
    app = TOTP(page.get_by_test_id("enrolment-secret").inner_text())
    page.get_by_test_id("factor-code").fill(app.now())
    section.get_by_role("button", name="Turn on").click()
    codes = page.get_by_test_id("recovery-codes").inner_text().split()
    expect(section).to_contain_text("Recovery codes left: 10.")
    # The code that set it up was used; the next one is accepted for as long.
    log_in_again(page, app.at(datetime.now(UTC), counter_offset=1))
    log_in_again(page, codes[0])
    page.goto(f"{url}/settings")
    expect(section).to_contain_text("Recovery codes left: 9.")
    page.get_by_test_id("factor-password").fill(CHOSEN)
    page.get_by_test_id("factor-action").select_option("remove")
    page.get_by_test_id("factor-submit").click()
    expect(page.get_by_test_id("factor-answer")).to_contain_text("The second factor is off.")


def test_from_a_generated_password_to_somebody_elses_session(
    servicenow: Simulator, app_server: Callable[..., AppServer], browser: Browser
) -> None:
    closed = {"AUTH_MODE": "password", "ALLOW_OPEN_ACCESS": "", "SECOND_FACTOR_ROLES": "admin"}
    app = app_server({**settings_for(servicenow), **closed})
    generated = app.log().partition("username admin, password ")[2].split()[0]
    admin, vera, other = new_page(browser), new_page(browser), new_page(browser)
    admin.goto(f"{app.url}/accounts")
    recovery_codes = set_up(admin, generated)
    assert len(recovery_codes) == 10
    expect(admin).to_have_url(re.compile("/accounts/?$"))
    link = invite(admin, "vera")
    accept(vera, link, "vera")
    secure(vera, app.url)
    # The link is used up.
    other.goto(link)
    expect(other.get_by_test_id("link-error")).to_contain_text("This link is not valid")
    # The admin's second login asks for a code; a recovery code replaces the app.
    other.goto(f"{app.url}/login/")
    enter(other, "admin", CHOSEN)
    other.get_by_test_id("login-code").fill(recovery_codes[0])
    other.get_by_test_id("login-submit").click()
    connected(other)
    other.goto(f"{app.url}/settings")
    expect(other.get_by_test_id("second-factor")).to_contain_text("Recovery codes left: 9.")
    # The admin sees the other's device, and logs it out.
    admin.get_by_role("button", name="Sessions: vera").click()
    session = admin.get_by_test_id("others-session")
    expect(session).to_contain_text("Chrome on Linux")
    session.get_by_role("button", name="Log out").click()
    vera.wait_for_url("**/login/**", timeout=5000)
    expect(admin.get_by_test_id("others-sessions")).to_contain_text("No active sessions.")
    for page in (admin, vera, other):
        page.context.close()
