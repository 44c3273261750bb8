"""A ServiceNow of the test's own, the real app that polls it every second, and a page that shows it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from rca_dashboard.access.identity import EVERYBODY
from rca_dashboard.domain.preferences import Preferences
from rca_dashboard.simulator.authentication import Account
from rca_dashboard.simulator.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.preferences import save_preferences
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


@pytest.fixture
def servicenow() -> Iterator[Simulator]:
    with Simulator(Instance(), account=ACCOUNT) as simulator:
        yield simulator


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def settings_for(servicenow: Simulator) -> dict[str, str]:
    return {
        "SERVICENOW_URL": servicenow.url,
        "SERVICENOW_USERNAME": ACCOUNT.username,
        "SERVICENOW_PASSWORD": ACCOUNT.password,
        "SERVICENOW_POLLING_INTERVAL": "* * * * * *",
        "AUTH_MODE": "none",
        "ALLOW_OPEN_ACCESS": "true",
    }


@pytest.fixture
def start_stage(
    servicenow: Simulator, app_server: Callable[..., AppServer], context: BrowserContext
) -> Callable[..., Stage]:
    """Give a function that starts the app with the settings given beside the usual ones."""

    def start(settings: Mapping[str, str] | None = None) -> Stage:
        return Stage(servicenow, app_server({**settings_for(servicenow), **(settings or {})}), context)

    return start


@pytest.fixture
def cabled_stage(
    servicenow: Simulator, app_server: Callable[..., AppServer], context: BrowserContext
) -> Iterator[Stage]:
    """Give the three parts with a cable between page and app."""
    with Cable() as cable:
        settings = {**settings_for(servicenow), "CORS_ORIGINS": f"http://127.0.0.1:{cable.port}"}
        app = app_server(settings, page_port=cable.port)
        cable.target = app.port
        yield Stage(servicenow, app, context, cable)


@pytest.fixture(scope="module")
def shared_parts(built_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Simulator, AppServer]]:
    """A ServiceNow and an app for all tests of a module; tickets and choices of one test are there in the next."""
    with Simulator(Instance(), account=ACCOUNT) as simulator:
        app = AppServer(built_app, tmp_path_factory.mktemp("app"), settings_for(simulator))
        app.start()
        yield simulator, app
        app.kill()


@pytest.fixture
def shared_stage(shared_parts: tuple[Simulator, AppServer], context: BrowserContext) -> Stage:
    """Give the shared parts with a browser of the test's own, and with the choices as at first."""
    simulator, app = shared_parts
    database = Database(f"sqlite:///{app.folder / 'rca_dashboard.db'}")
    save_preferences(database, EVERYBODY.username, Preferences())
    database.close()
    return Stage(simulator, app, context)
