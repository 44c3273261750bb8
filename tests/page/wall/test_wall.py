"""The wall on a screen without a login: by a link that can be revoked, and through a restart of the app."""

from collections.abc import Callable

import httpx
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.app_server import AppServer
from tests.page.shell.test_accessibility import violations

ADMIN = {"username": "admin", "password": "a long enough password"}


def test_the_wall_is_seen_by_its_link_alone_until_that_is_revoked(
    app_server: Callable[..., AppServer], browser: Browser
) -> None:
    app = app_server({"AUTH_MODE": "password", "ADMIN_PASSWORD": ADMIN["password"]})
    with httpx.Client(base_url=app.api, headers={"Origin": app.url}) as admin:
        assert admin.post("/auth/login", json=ADMIN).status_code == 200
        address = _created_link(app, browser)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{app.url}/wall")
        wall = page.get_by_test_id("wall")
        expect(wall).to_have_attribute("data-status", "stale")
        page.goto("about:blank")
        page.goto(address)
        figure = page.locator(".wall-figure[data-name=open]")
        expect(figure).to_be_visible()
        assert int(str(figure.get_attribute("data-value"))) > 0
        assert page.locator("main :is(a, button, input)").count() == 0
        assert violations(page) == []
        page.set_viewport_size({"width": 390, "height": 800})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        app.kill()
        expect(page.locator(".wall-stale")).to_be_visible(timeout=40_000)
        expect(figure).to_be_visible()
        app.start()
        expect(page.locator(".wall-stale")).to_have_count(0, timeout=40_000)
        assert admin.post("/auth/login", json=ADMIN).status_code == 200
        (token,) = admin.get("/auth/tokens").json()["data"]
        assert (token["name"], token["role"], token["scopes"]) == ("Wall", "viewer", ["tickets"])
        _revoke_link(app, browser)
        assert admin.get("/auth/tokens").json()["data"] == []
        expect(page.locator(".wall-stale")).to_be_visible(timeout=40_000)
        page.context.close()


def _accounts(app: AppServer, browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{app.url}/accounts")
    page.get_by_test_id("login-username").fill(ADMIN["username"])
    page.get_by_test_id("login-password").fill(ADMIN["password"])
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("account-row")).to_have_count(1)
    return page


def _created_link(app: AppServer, browser: Browser) -> str:
    page = _accounts(app, browser)
    page.get_by_test_id("wall-link-create").click()
    expect(page.get_by_test_id("wall-link-row")).to_have_count(1)
    assert violations(page) == []
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_test_id("wall-link-copy").click()
    expect(page.get_by_test_id("wall-link-copy")).to_have_text("Copied")
    address = str(page.evaluate("navigator.clipboard.readText()"))
    assert address == page.get_by_test_id("wall-link").input_value()
    page.context.close()
    return address


def _revoke_link(app: AppServer, browser: Browser) -> None:
    page = _accounts(app, browser)
    page.get_by_test_id("wall-link-revoke").click()
    page.get_by_role("button", name="Cancel").locator("visible=true").click()
    expect(page.get_by_test_id("wall-link-row")).to_have_count(1)
    page.get_by_test_id("wall-link-revoke").click()
    page.get_by_role("button", name="Revoke the link").click()
    expect(page.get_by_test_id("wall-link-row")).to_have_count(0)
    page.context.close()
