"""A guarded app for attack tests, and accounts with a controllable clock."""

from collections.abc import Callable, Iterator

import pytest

from tests.access.gate.guarded_server import GuardedServer


@pytest.fixture(scope="session", params=["uvicorn", "granian"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedServer]:
    """The guarded app, served as tests of Reflex do and as ``reflex run`` does."""
    running = GuardedServer(tmp_path_factory.mktemp("guarded"), request.param)
    yield running
    running.stop()


@pytest.fixture
def fresh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., GuardedServer]]:
    """A function that starts a guarded app for one test alone."""
    running: list[GuardedServer] = []

    def start(rate: int = 1_000) -> GuardedServer:
        running.append(GuardedServer(tmp_path_factory.mktemp("guarded"), "granian", rate))
        return running[-1]

    yield start
    for each in running:
        each.stop()
