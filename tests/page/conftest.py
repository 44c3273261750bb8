"""The test's own ServiceNow, the real app that polls it every second, and a page that shows it."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from rca_dashboard.access.identity import EVERYBODY
from rca_dashboard.domain.preferences import Preferences
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.personal.preferences import save_preferences
from tests.fixtures.app_server import AppServer
from tests.fixtures.cable import Cable
from tests.page.notifications.notices import toasts
from tests.page.operations.operations_harness import OperationsHarness, running_operations
from tests.page.stage import ACCOUNT, Stage, settings_for
from tests.page.ticket.ticket_harness import Desk, running_desk
from tests.page.waiting import PATIENCE_SECONDS

# Playwright's own 5 s are short where three browsers share two cores.
expect.set_options(timeout=1000 * PATIENCE_SECONDS)


@pytest.fixture
def servicenow() -> Iterator[Simulator]:
    with Simulator(Instance(), account=ACCOUNT) as simulator:
        yield simulator


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def start_stage(
    servicenow: Simulator, app_server: Callable[..., AppServer], context: BrowserContext
) -> Callable[..., Stage]:
    """Return a function that starts the app with the settings given beside the usual ones."""

    def start(settings: Mapping[str, str] | None = None) -> Stage:
        return Stage(servicenow, app_server({**settings_for(servicenow), **(settings or {})}), context)

    return start


@pytest.fixture
def cabled_stage(
    servicenow: Simulator, app_server: Callable[..., AppServer], context: BrowserContext
) -> Iterator[Stage]:
    """Return the three parts with a cable between page and app."""
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
    """Return the shared parts with a browser of the test's own, and with the choices as at first."""
    simulator, app = shared_parts
    database = Database(f"sqlite:///{app.folder / 'rca_dashboard.db'}")
    save_preferences(database, EVERYBODY.username, Preferences())
    database.close()
    return Stage(simulator, app, context)


@pytest.fixture
def stage(start_stage: Callable[..., Stage]) -> Stage:
    """Return a stage whose first import is over: what comes from now on is news."""
    made = start_stage()
    made.insert(1, short_description="was there before")
    page = made.open()
    expect(page.get_by_test_id("ticket-row")).to_have_count(1)
    expect(toasts(page)).to_have_count(0, timeout=10_000)
    page.close()
    return made


@pytest.fixture(scope="session")
def shared_harness(
    built_app: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[OperationsHarness]:
    """Start the app of the operations page once for the files that test it."""
    with running_operations(built_app, tmp_path_factory.mktemp("operations"), browser) as harness:
        yield harness


@pytest.fixture
def harness(shared_harness: OperationsHarness) -> Iterator[OperationsHarness]:
    """Close what a test opens, and show in the report of one that fails what the app printed."""
    before = set(shared_harness.browser.contexts)
    yield shared_harness
    for context in set(shared_harness.browser.contexts) - before:
        context.close()
    sys.stdout.write(shared_harness.app.log()[-5_000:])


@pytest.fixture(scope="session")
def desk(built_app: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    """Start the app with one ticket of each kind once for the files that test a ticket's page and panel."""
    with running_desk(built_app, tmp_path_factory.mktemp("ticket_app"), browser) as desk:
        yield desk
