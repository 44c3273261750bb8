"""Behind PgBouncer in transaction mode, which swallows LISTEN, workers find changes all the same, and say so once."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.tickets.upsert import upsert
from rca_dashboard.store.wake_ups import Topic
from rca_dashboard.store.workers.lease import hand_over_lease, renew_lease, take_lease
from rca_dashboard.sync.workers import listener as listener_module
from rca_dashboard.sync.workers.listener import Listener
from tests.fixtures.app_server import free_port, is_listening
from tests.fixtures.several_workers import until as until_true
from tests.sync.sync_harness import until
from tests.tickets import NOON, make

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")

pytestmark = [
    pytest.mark.slow,  # a pool of its own, and a proof that nothing is heard: 3 s each
    pytest.mark.skipif(PGBOUNCER is None, reason="PgBouncer is not installed: nothing was tried behind a pool"),
]

CONFIGURATION = """
[databases]
* = host=127.0.0.1 port={server_port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
auth_type = any
pool_mode = transaction
default_pool_size = 3
ignore_startup_parameters = extra_float_digits,options
"""


@pytest.fixture
def pool_url(database: Database, tmp_path: Path) -> Iterator[str]:
    """The URL of the same database behind a pool in transaction mode."""
    assert PGBOUNCER
    url, port = make_url(database.engine.url), free_port()
    text = CONFIGURATION.format(server_port=url.port, port=port)
    # PgBouncer refuses to run as root, and its user may not read what belongs to root; it takes no file from stdin.
    folder = Path(tempfile.gettempdir()) if os.geteuid() == 0 else tmp_path
    configuration = folder / f"pgbouncer-{port}.ini"
    configuration.write_text(text)
    user = "nobody" if os.geteuid() == 0 else None
    pool = subprocess.Popen([PGBOUNCER, configuration], user=user, cwd="/", stderr=subprocess.DEVNULL)
    try:
        until_true(lambda: is_listening(port), 10)
        pooled = url.set(port=port, query={"prepare_threshold": "0"})
        yield pooled.render_as_string(hide_password=False)
    finally:
        pool.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            pool.wait(5)
        pool.kill()
        configuration.unlink()


@pytest.fixture
def pooled(pool_url: str) -> Iterator[Database]:
    made = Database(pool_url)
    yield made
    made.close()


async def test_changes_are_looked_for_and_one_warning_says_what_to_set(
    pooled: Database, pool_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listener_module, "PROOF_SECONDS", 0.5)
    monkeypatch.setattr(listener_module, "RETRY_UNHEARD_SECONDS", 0.1)
    seen: list[int] = []
    listener = Listener(pooled, pool_url, {}, (lambda: seen.append(latest_seq(pooled)),))
    running = asyncio.create_task(listener.run())
    try:
        await asyncio.to_thread(upsert, pooled, [make(1)], origin=Origin.POLL, at=NOON)
        await until(lambda: 1 in seen)
        await until(lambda: "set DATABASE_LISTEN_URL to the PostgreSQL server itself" in caplog.text)
        await until(lambda: len(seen) > 3)
        assert not listener.is_hearing
        assert caplog.text.count("DATABASE_LISTEN_URL (by default DATABASE_URL) accepts LISTEN") == 1
    finally:
        running.cancel()
        await asyncio.wait({running})


async def test_with_the_address_of_the_server_itself_changes_are_heard(
    pooled: Database, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []
    server = database.engine.url.render_as_string(hide_password=False)
    listener = Listener(pooled, server, {Topic.FEED: heard.append}, (lambda: None,))
    running = asyncio.create_task(listener.run())
    try:
        await until(lambda: listener.is_hearing)
        await asyncio.to_thread(upsert, pooled, [make(1)], origin=Origin.POLL, at=NOON)
        await until(lambda: len(heard) == 1)
        assert "DATABASE_LISTEN_URL" not in caplog.text
    finally:
        running.cancel()
        await asyncio.wait({running})


def test_the_lease_changes_hands_through_a_pool(pooled: Database) -> None:
    first = take_lease(pooled, "one")
    assert first is not None
    assert take_lease(pooled, "two") is None
    assert renew_lease(pooled, "one", first.number, "") is not None
    hand_over_lease(pooled, "one", first.number, "")
    second = take_lease(pooled, "two")
    assert second is not None
    assert second.number > first.number
