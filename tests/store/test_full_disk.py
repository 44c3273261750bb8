"""A disk that is full: what is stored can be read, nothing is half written, and writing goes on when there is room.

The disk is a real file system of 16 MB in memory, in a mount namespace of a process of its own.
"""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

_WORK = """
import os
from pathlib import Path

from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.isolation import upsert_each
from tests.tickets import NOON, make

folder = Path({folder!r})
database = Database(f"sqlite:///{{folder / 'tickets.db'}}")
migrate(database)

def store(first):
    tickets = [make(first + place, description="x" * 1000) for place in range(500)]
    return upsert_each(database, tickets, origin=Origin.POLL, at=NOON)

def value(statement):
    with database.read() as session:
        return session.connection().exec_driver_sql(statement).scalar()

store(0)
disk = os.statvfs(folder)
(folder / "ballast").write_bytes(b"x" * (disk.f_bavail * disk.f_bsize - 100_000))
try:
    result = store(1000)
except DatabaseUnavailableError as error:
    print(type(error).__name__, "disk is full" in str(error), value("SELECT count(*) FROM ticket"))
    print(value("SELECT count(*) FROM rejected_row"), value("SELECT max(seq) FROM change"))
database.close()
print(value("SELECT count(*) FROM ticket"))
(folder / "ballast").unlink()
store(1000)
print(value("SELECT count(*) FROM ticket"), value("SELECT max(seq) FROM change"), value("PRAGMA integrity_check"))
database.close()
"""
_SKIPS = 77
_MOUNTED = f'mount -t tmpfs -o size=16m none "$0" 2>/dev/null || exit {_SKIPS}; exec "$@"'


@pytest.mark.slow  # it migrates a database in a process of its own
def test_a_full_disk_loses_nothing_and_blames_no_row(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    folder = tmp_path / "disk"
    folder.mkdir()
    script.write_text(textwrap.dedent(_WORK.format(folder=str(folder))))
    command = ["unshare", "--mount", "sh", "-c", _MOUNTED, str(folder), sys.executable, str(script)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(Path.cwd())})
    except FileNotFoundError:
        pytest.skip("no unshare: file systems cannot be mounted here")
    if done.returncode == _SKIPS or "unshare" in done.stderr:
        pytest.skip("this user may not mount a file system")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["DatabaseUnavailableError True 500", "0 500", "500", "1000 1000 ok"]
