"""A real PgBouncer in transaction mode, where it is installed: each transaction may have another connection."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import changes_after
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.upsert import upsert
from tests.fixtures.app_server import free_port, is_listening
from tests.tickets import NOON, make

# As few as eight threads share, so that each gets what another has just left.
_CONFIGURATION = """
[databases]
pooled = host=127.0.0.1 port={port} dbname={name} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
auth_type = any
pool_mode = transaction
default_pool_size = 2
"""


@pytest.fixture
def pooled_url(empty_url: str) -> Iterator[str]:
    """The URL of the pool before an empty database."""
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("pgbouncer is not installed")
    target, own_port = make_url(empty_url), free_port()
    with tempfile.TemporaryDirectory(prefix="rca_pgbouncer_") as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / "pgbouncer.ini"
        file.write_text(_CONFIGURATION.format(port=target.port, name=target.database, own_port=own_port))
        user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
        pool = subprocess.Popen(
            [program, "-q", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user
        )
        try:
            _wait_for(own_port)
            yield f"postgresql://postgres@127.0.0.1:{own_port}/pooled"
        finally:
            pool.terminate()
            pool.wait(10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while not is_listening(port):
        assert time.monotonic() < deadline, "PgBouncer does not listen"
        time.sleep(0.02)


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.slow  # it migrates a database through the pool
def test_many_threads_write_and_read_through_few_connections_that_keep_nothing_of_ours(pooled_url: str) -> None:
    database = Database(f"{pooled_url}?prepare_threshold=0")
    migrate(database)

    def store(place: int) -> int:
        for count in range(8):
            upsert(database, [make(place, mod_count=count, status=f"{count}")], origin=Origin.POLL, at=NOON)
        return len(changes_after(database, 0, 1000))

    with ThreadPoolExecutor(8) as threads:
        assert max(threads.map(store, range(8))) == 64
    assert [change.seq for change in changes_after(database, 0, 1000)] == list(range(1, 65))
    database.close()
    for _ in range(4):  # what the next program gets
        with psycopg.connect(pooled_url) as connection:
            found = connection.execute("SHOW statement_timeout").fetchone()
            assert found == ("0",)
