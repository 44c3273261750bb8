"""Wake-ups by a real Valkey or Redis: heard after the commit alone, and one warning while the server is away."""

import asyncio
import contextlib
import logging
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.upsert import upsert
from rca_dashboard.store.wake_ups import Topic
from rca_dashboard.sync.workers import listener as listener_module
from rca_dashboard.sync.workers import valkey as valkey_module
from rca_dashboard.sync.workers.listener import Listener
from tests.fixtures.app_server import free_port
from tests.sync.sync_harness import until
from tests.tickets import NOON, make


class Server:
    """A server that can be stopped and started again at the same port."""

    def __init__(self, program: str, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        pytest.skip("neither valkey-server nor redis-server is installed")
    made = Server(program, tmp_path)
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def without_notify(monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a pool in transaction mode: PostgreSQL's own wake-ups do not arrive, nor does a look find anything."""
    monkeypatch.setattr(listener_module, "CHANNEL", "swallowed")
    monkeypatch.setattr(listener_module, "PROOF_SECONDS", 0.1)
    monkeypatch.setattr(listener_module, "RARE_LOOK_SECONDS", 3600.0)
    monkeypatch.setattr(listener_module, "LOOK_SECONDS", 3600.0)
    monkeypatch.setattr(valkey_module, "FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(valkey_module, "LONGEST_PAUSE_SECONDS", 0.05)


Heard = list[str]
Begin = Callable[[Database], tuple[Heard, Heard]]


@pytest.fixture
async def listening(server: Server) -> AsyncIterator[Begin]:
    """Return a function that starts a worker's listener, and what it hears and how often it looks."""
    tasks: list[asyncio.Task[None]] = []

    def begin(database: Database) -> tuple[Heard, Heard]:
        heard: Heard = []
        looks: Heard = []
        url = database.engine.url.render_as_string(hide_password=False)
        callbacks = {Topic.FEED: heard.append}
        listener = Listener(database, url, callbacks, (lambda: looks.append(""),), redis_url=server.url)
        tasks.append(asyncio.create_task(listener.run()))
        return heard, looks

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_commit_is_heard_by_other_workers_and_a_rolled_back_one_is_not(
    listening: Begin, server: Server, database: Database
) -> None:
    server.start()
    other = Database(database.engine.url.render_as_string(hide_password=False))
    (_, looks), (heard, other_looks) = listening(database), listening(other)
    await until(lambda: bool(looks and other_looks))
    with contextlib.suppress(ZeroDivisionError):
        await asyncio.to_thread(_fails_after_announcing, database)
    await asyncio.to_thread(upsert, database, [make(1)], origin=Origin.POLL, at=NOON)
    await until(lambda: heard == [""])
    other.close()


async def test_a_server_that_is_away_holds_nothing_up_and_is_warned_of_once(
    listening: Begin, server: Server, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    heard, looks = listening(database)
    for number in range(3):
        await asyncio.to_thread(upsert, database, [make(number)], origin=Origin.POLL, at=NOON)
    await until(lambda: "REDIS_URL cannot be used" in caplog.text)
    server.start()
    await until(lambda: bool(looks))  # what was missed is looked for
    await asyncio.to_thread(upsert, database, [make(4)], origin=Origin.POLL, at=NOON)
    await until(lambda: bool(heard))
    server.stop()
    await until(lambda: caplog.text.count("REDIS_URL cannot be used") == 2)
    assert caplog.text.count("REDIS_URL recovered") == 1


def _fails_after_announcing(database: Database) -> None:
    with database.write() as session:
        listener_module.announce(session.connection(), Topic.FEED)
        raise ZeroDivisionError
