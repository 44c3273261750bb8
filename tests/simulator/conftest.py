from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from tests.simulator.still_clock import StillClock

REAL_INCIDENTS = Path(__file__).parents[3] / "shared/data/table_api/incident_list_77.json"


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def instance(clock: StillClock) -> Instance:
    return Instance(clock=clock)


@pytest.fixture
def simulator(instance: Instance) -> Iterator[Simulator]:
    with Simulator(instance) as running:
        yield running


@pytest.fixture
def client(simulator: Simulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{simulator.url}/api/now/table", auth=("admin", "admin"), timeout=5) as asking:
        yield asking


@pytest.fixture
def real_incidents() -> Path:
    if not REAL_INCIDENTS.exists():
        pytest.skip("no ../shared/data beside the project: the 77 real incidents are not here")
    return REAL_INCIDENTS
