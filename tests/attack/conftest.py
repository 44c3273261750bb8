"""The real app behind its login, a ServiceNow with a few tickets, and the accounts of those who attack."""

from collections.abc import Callable, Iterator

import pytest

from rca_dashboard.simulator.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.attack.closed_app import ClosedApp
from tests.fixtures.app_server import AppServer
from tests.page.conftest import ACCOUNT


@pytest.fixture
def servicenow() -> Iterator[Simulator]:
    with Simulator(Instance(), account=ACCOUNT) as simulator:
        yield simulator


@pytest.fixture
def closed_app(servicenow: Simulator, app_server: Callable[..., AppServer]) -> Callable[..., ClosedApp]:
    """Give a function that starts the app behind its login, when ServiceNow holds what a test wants there."""

    def start(**settings: str) -> ClosedApp:
        return ClosedApp.start(servicenow, app_server, settings)

    return start
