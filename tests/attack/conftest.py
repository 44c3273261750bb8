"""The real app with its login, polling a ServiceNow whose content a test decides; one per file."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.attack.closed_app import PASSWORD, ClosedApp
from tests.fixtures.app_server import AppServer
from tests.page.conftest import ACCOUNT, settings_for


@pytest.fixture(scope="module")
def closed_app(built_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., ClosedApp]]:
    """Return a function that starts the app with incidents of these fields and with these settings."""
    with ExitStack() as stack:

        def start(*incidents: Mapping[str, str], **settings: str) -> ClosedApp:
            servicenow = stack.enter_context(Simulator(Instance(), account=ACCOUNT))
            for fields in incidents:
                servicenow.instance.insert("incident", fields)
            closed = {"AUTH_MODE": "password", "ALLOW_OPEN_ACCESS": "", "ADMIN_PASSWORD": PASSWORD}
            environment = {**settings_for(servicenow), **closed, **settings}
            server = AppServer(built_app, tmp_path_factory.mktemp("attacked"), environment)
            stack.callback(server.kill)
            server.start()
            app = ClosedApp(server, servicenow)
            app.wait_for_tickets()
            return app

        yield start


@pytest.fixture(autouse=True)
def log_of_the_app(request: pytest.FixtureRequest) -> Iterator[None]:
    """Show in the report of a test that fails what its app printed."""
    yield
    app = request.node.funcargs.get("app")
    if isinstance(app, ClosedApp):
        print(app.log()[-20_000:])  # noqa: T201 - pytest keeps it for the report
