"""The wall on a screen without a login: by a link that can be revoked, and through a restart of the app."""

from collections.abc import Callable

import httpx
from playwright.sync_api import Browser, expect

from tests.fixtures.app_server import AppServer
from tests.page.shell.test_accessibility import violations

ADMIN = {"username": "admin", "password": "a long enough password"}


def test_the_wall_is_seen_by_its_link_alone_until_that_is_revoked(
    app_server: Callable[..., AppServer], browser: Browser
) -> None:
    app = app_server({"AUTH_MODE": "password", "ADMIN_PASSWORD": ADMIN["password"]})
    with httpx.Client(base_url=app.api, headers={"Origin": app.url}) as admin:
        assert admin.post("/auth/login", json=ADMIN).status_code == 200
        form = {"name": "Wall", "role": "viewer", "scopes": ["tickets"], "days": 366}
        token = admin.post("/auth/tokens", json=form).json()["data"]
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{app.url}/wall")
        wall = page.get_by_test_id("wall")
        expect(wall).to_have_attribute("data-status", "stale")
        page.goto("about:blank")
        page.goto(f"{app.url}/wall#{token['token']}")
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
        assert admin.delete(f"/auth/tokens/{token['id']}").is_success
        expect(page.locator(".wall-stale")).to_be_visible(timeout=40_000)
        page.context.close()
