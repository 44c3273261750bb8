"""The parts of a browser test: a ServiceNow of its own, the app that polls it every second, and a page."""

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer
from tests.fixtures.cable import Cable

ACCOUNT = Account("reader", "a password of the test")


@dataclass(frozen=True)
class Stage:
    """The three parts of a browser test."""

    servicenow: Simulator
    app: AppServer
    context: BrowserContext
    cable: Cable | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.cable.port}" if self.cable else self.app.url

    @property
    def instance(self) -> Instance:
        return self.servicenow.instance

    def open(self, path: str = "/") -> Page:
        """Open a page and wait until it is connected and shows its list."""
        page = self.context.new_page()
        page.goto(self.url + path)
        page.locator("[data-testid=connection-header][data-status=connected]").wait_for()
        page.locator("[data-testid=ticket-table][aria-busy=false]").wait_for()
        return page

    def insert(self, count: int = 1, **fields: str) -> list[str]:
        """Create incidents, one after the other, and give their sys_ids."""
        return [self.instance.insert("incident", fields) for _ in range(count)]

    def number(self, sys_id: str) -> str:
        return str(self.instance.stored("incident", sys_id)["number"])


def settings_for(servicenow: Simulator) -> dict[str, str]:
    return {
        "SERVICENOW_URL": servicenow.url,
        "SERVICENOW_USERNAME": ACCOUNT.username,
        "SERVICENOW_PASSWORD": ACCOUNT.password,
        "SERVICENOW_POLLING_INTERVAL": "* * * * * *",
        "AUTH_MODE": "none",
        "ALLOW_OPEN_ACCESS": "true",
    }
