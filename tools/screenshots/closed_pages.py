"""The pages of an app that asks for a login: the login, the accounts, and the operations during an import."""

from typing import Any

from playwright.sync_api import Page

from tools.screenshots.apps import PASSWORD, PhotographedApp
from tools.screenshots.camera import NARROW, WIDE, Camera, connected

ACCOUNTS = (("beth", "viewer"), ("fred", "admin"), ("night-shift", "viewer"))
SCREENS = (("light-1440", WIDE, "light"), ("dark-390", NARROW, "dark"))


def take_closed_pages(camera: Camera, app: PhotographedApp) -> None:
    """Take them all, the login first."""
    for screen, size, scheme in SCREENS:
        with camera.screen(size, scheme) as page:
            page.goto(f"{app.url}/login")
            page.get_by_test_id("login-username").wait_for()
            camera.take(page, f"login-{screen}")
    with camera.screen() as page:
        cookies = _log_in(page, app)
        _create_accounts(page, app)
    for screen, size, scheme in SCREENS:
        if camera.wants(f"operations-{screen}"):
            with camera.screen(size, scheme, cookies) as page:
                connected(page, f"{app.url}/operations")
                page.get_by_test_id("audit-row").first.wait_for()
                camera.take(page, f"operations-{screen}")
        if camera.wants(f"accounts-{screen}"):
            with camera.screen(size, scheme, cookies) as page:
                connected(page, f"{app.url}/accounts")
                page.get_by_test_id("account-row").nth(len(ACCOUNTS)).wait_for()
                camera.take(page, f"accounts-{screen}")


def _log_in(page: Page, app: PhotographedApp) -> Any:  # noqa: ANN401 - the cookies, as Playwright keeps them
    answer = page.request.post(f"{app.app.api}/auth/login", data={"username": "admin", "password": PASSWORD})
    if not answer.ok:
        raise RuntimeError(f"The login was refused: {answer.text()}")
    return page.context.storage_state()


def _create_accounts(page: Page, app: PhotographedApp) -> None:
    connected(page, f"{app.url}/accounts")
    for username, role in ACCOUNTS:
        page.get_by_test_id("new-username").fill(username)
        page.get_by_test_id("new-password").fill(PASSWORD)
        page.get_by_test_id("new-role").select_option(role)
        page.get_by_role("button", name="Create account").click()
        page.get_by_text(f"Account {username} created.").wait_for()
