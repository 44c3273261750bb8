"""The app with an admin, and its ServiceNow, shared by all tests of the operations page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Locator, Page, expect

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.page.stage import ACCOUNT, settings_for

PATIENCE = 20_000
ROWS = 1_000
PASSWORD = "a long enough password"


@dataclass(frozen=True)
class OperationsHarness:
    """One app for all tests of the page, which asks for a login, and its ServiceNow."""

    servicenow: Simulator
    app: AppServer
    browser: Browser
    cookies: Any

    def open(self, width: int = 1440, scheme: Literal["light", "dark"] = "light") -> Page:
        """Open the page as an admin, in a browser of its own."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, storage_state=self.cookies
        )
        page = context.new_page()
        page.goto(f"{self.app.url}/operations")
        expect(page.get_by_test_id("operations-polling")).to_be_visible(timeout=PATIENCE)
        return page

    def asked(self, page: Page, path: str) -> Any:
        """Ask REST as an admin."""
        return page.request.get(f"{self.app.api}/{path}").json()["data"]

    def poll(self, page: Page) -> None:
        """Poll once by REST as an admin, and wait for its end."""
        answer = page.request.post(f"{self.app.api}/servicenow-polling/poll", timeout=60_000)
        assert answer.ok, answer.text()

    def last_action(self, page: Page) -> dict[str, Any]:
        return self.asked(page, "audit?limit=1000")[-1]


@contextmanager
def running_operations(built_app: Path, folder: Path, browser: Browser) -> Iterator[OperationsHarness]:
    """Start the app and its ServiceNow with a thousand incidents, none of them imported."""
    with Simulator(Instance(), account=ACCOUNT) as servicenow:
        for place in range(ROWS):
            servicenow.instance.insert("incident", short_description=f"Printer {place} is on fire")
        settings = {
            **settings_for(servicenow),
            "AUTH_MODE": "password",
            "ALLOW_OPEN_ACCESS": "",
            "ADMIN_PASSWORD": PASSWORD,
            "SERVICENOW_ENABLE_BULK_IMPORT": "false",
            "SERVICENOW_POLLING_BATCH_SIZE": "10",
        }
        app = AppServer(built_app, folder, settings)
        app.start()
        context = browser.new_context()
        login = context.request.post(f"{app.api}/auth/login", data={"username": "admin", "password": PASSWORD})
        assert login.ok, login.text()
        yield OperationsHarness(servicenow, app, browser, context.storage_state())
        context.close()
        app.kill()


def press(page: Page, testid: str, confirm: str = "") -> None:
    """Press a button, and the one that confirms it."""
    page.get_by_test_id(testid).click()
    if confirm:
        page.get_by_role("dialog").get_by_role("button", name=confirm).click()


def health(page: Page) -> Locator:
    """Return where it says whether the polls are well."""
    return page.get_by_test_id("operations-health")
