"""Shared fixtures: a real Chromium, and the real app, built once."""

import functools
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import hypothesis
import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

from tests.fixtures.app_server import AppServer, build_app
from tests.fixtures.chromium import ARGUMENTS, find_chromium
from tests.fixtures.coverage_by_room import print_coverage

# The same examples in every run of the suite; ``pytest --hypothesis-profile=search`` looks for new ones.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None, database=None, max_examples=100)
hypothesis.settings.register_profile("search", deadline=None, max_examples=5000)
hypothesis.settings.load_profile("suite")


# Where the environment forbids it, as in many containers, each process that runs or collects tests and each that a test
# starts compiles our 1,300 modules anew: a third of a minute of CPU to collect, three seconds to start the app.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# httpx reads all certificate authorities for each client, 35 ms of CPU, and tests make thousands of clients.
httpx._transports.default.create_ssl_context = functools.cache(httpx.create_ssl_context)


# The fixtures of a test decide its marks, so that none is forgotten; ``make quick`` leaves all of them out.
MARKS = {
    "browser": {"chromium_path"},
    "app_server": {"built_app", "server", "fresh_server", "fresh_clone"},
    "postgresql": {"postgresql_url", "postgresql"},
    "identity_provider": {"provider"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their fixtures, and put browser tests last.

    Playwright leaves its event loop running, and no asynchronous test can run beside it.
    """
    for item in items:
        for mark in _marks_of(item):
            item.add_marker(mark)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def _marks_of(item: pytest.Item) -> list[str]:
    fixtures: set[str] = set(getattr(item, "fixturenames", ()))
    # A fixture for both databases asks for the server itself, and only where it is PostgreSQL's turn.
    callspec = getattr(item, "callspec", None)
    if callspec is not None and any(
        isinstance(value, str) and value == "postgresql" for value in callspec.params.values()
    ):
        fixtures.add("postgresql")
    return [mark for mark, needed in MARKS.items() if fixtures & needed]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the coverage of each room where it was measured."""
    if config.getoption("cov_source", None):
        print_coverage(terminalreporter)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Return the path of a Chromium; without one the tests fail."""
    path = find_chromium()
    if path is None:
        pytest.fail("No Chromium: run `make test`, which installs one, or set CHROMIUM_PATH.", pytrace=False)
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """Return a headless Chromium for synchronous tests; each opens contexts and pages of its own."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path, args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def built_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the pages once a session, in a copy of the sources, whichever of the session's processes comes first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, done = shared / "built_app", shared / "built_app.done"
    with FileLock(shared / "built_app.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # a build that failed
            folder.mkdir()
            build_app(folder)
            done.touch()
    return folder


@pytest.fixture
def app_server(built_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., AppServer]]:
    """Return a function that starts the real app with the settings given, in a folder and on a port of its own.

    ``app_server()`` is demo mode; ``app_server({"LOG_LEVEL": "DEBUG"})`` sets something. What it printed stands in
    the report of a test that fails. With ``page_port`` its pages call it there, such as through a cable.
    """
    servers: list[AppServer] = []

    def start(environment: Mapping[str, str] | None = None, page_port: int | None = None) -> AppServer:
        server = AppServer(built_app, tmp_path_factory.mktemp("app"), environment or {}, page_port)
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.kill()
        sys.stdout.write(server.log())
