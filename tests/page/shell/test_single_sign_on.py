"""Single sign-on in a browser, with a certified provider: to the list, out again from both sides, and without it."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rca_dashboard.simulator.server import Simulator
from tests.access.single_sign_on.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider
from tests.fixtures.app_server import AppServer
from tests.page.conftest import settings_for

SECONDS_UNTIL_IT_IS_NOTICED = 15


@pytest.fixture
def app(built_app: Path, tmp_path: Path) -> Iterator[AppServer]:
    """The app, which is not started yet."""
    made = AppServer(built_app, tmp_path / "app", {})
    yield made
    made.kill()


@pytest.fixture
def provider(app: AppServer, servicenow: Simulator, tmp_path: Path) -> Iterator[IdentityProvider]:
    """The provider with one agent, and the app that uses it."""
    made = IdentityProvider(tmp_path, app.url)
    made.be("1", preferred_username="vera", name="Vera Lund", email="vera@example.com", groups=["desk-agents"])
    made.start()
    app.environment = {
        **settings_for(servicenow),
        "ALLOW_OPEN_ACCESS": "",
        "AUTH_MODE": "oidc",
        "PUBLIC_URL": app.url,
        "OIDC_ISSUER": made.issuer,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "OIDC_ROLE_CLAIM": "groups",
        "OIDC_ROLES": "agent:desk-agents",
    }
    app.start()
    yield made
    made.stop()


def connected(page: Page) -> None:
    expect(page.get_by_test_id("connection-header")).to_have_attribute("data-status", "connected")


def log_in(page: Page, app: AppServer) -> None:
    """Log in at the provider, and consent there, as a person does."""
    page.get_by_test_id("login-oidc").click()
    page.locator("[name=login]").fill("1")
    page.locator("[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.locator("input[name=prompt][value=consent]").wait_for(state="attached")
    page.locator("button[type=submit]").click()
    page.wait_for_url(f"{app.url}/**")
    connected(page)


def wait_until_noticed(app: AppServer) -> None:
    """Wait until a login finds that the provider is away; it may have answered a moment ago."""
    deadline = time.monotonic() + SECONDS_UNTIL_IT_IS_NOTICED
    while "sign_on=unavailable" not in httpx.get(f"{app.api}/auth/oidc/login").headers["Location"]:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_person_comes_to_the_list_and_goes_from_both_sides_and_stays_in_without_the_provider(
    app: AppServer, provider: IdentityProvider, servicenow: Simulator, context: BrowserContext
) -> None:
    servicenow.instance.insert("incident", {"short_description": "a secret of the desk"})
    page = context.new_page()
    page.goto(f"{app.url}/?sort=ticket_id")
    log_in(page, app)
    expect(page).to_have_url(f"{app.url}/?sort=ticket_id")
    expect(page.get_by_text("a secret of the desk")).to_be_visible()
    me = context.request.get(f"{app.api}/auth/me").json()["data"]
    assert me == {"username": "vera", "role": "agent"}

    # A logout at the provider closes the page that is open here.
    elsewhere = context.new_page()
    elsewhere.goto(f"{provider.issuer}/session/end")
    elsewhere.get_by_role("button", name="Log out at the provider").click()
    page.wait_for_url("**/login/**", timeout=5000)
    elsewhere.close()

    # A logout here is one at the provider too, which asks for the password again.
    log_in(page, app)
    page.get_by_test_id("logout").click()
    page.get_by_role("button", name="Log out at the provider").click()
    page.wait_for_url(f"{app.url}/login/")
    log_in(page, app)

    # Without the provider the login says so, and who is in stays in.
    provider.stop()
    wait_until_noticed(app)
    visitor = context.browser.new_context() if context.browser else context
    login = visitor.new_page()
    login.goto(f"{app.url}/login/")
    expect(login.get_by_test_id("login-error")).to_contain_text("Single sign-on is not responding")
    login.get_by_test_id("login-oidc").click()
    expect(login.get_by_test_id("login-error")).to_contain_text("Single sign-on is not responding")
    servicenow.instance.insert("incident", {"short_description": "filed while it was away"})
    expect(page.get_by_text("filed while it was away")).to_be_visible()
    connected(page)
    visitor.close()
