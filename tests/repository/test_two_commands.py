"""``reflex run`` as a newcomer types it: no setting, no activated environment, with and without a Node on PATH."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.fixtures.app_server import clean_environment, copy_sources, free_port, is_listening

SECONDS_TO_START = 120
SECONDS_TO_STOP = 15
REFLEX = Path(sys.executable).with_name("reflex")


@pytest.fixture
def fresh_clone(tmp_path: Path) -> Path:
    clone = tmp_path / "clone"
    clone.mkdir()
    copy_sources(clone)
    for command in (
        ["git", "init", "--quiet"],
        ["git", "add", "--all"],
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "All"],
    ):
        subprocess.run(command, cwd=clone, check=True)
    return clone


@pytest.fixture
def path_without_node(tmp_path: Path) -> str:
    """Return a PATH with shells and little else (Bun starts a script by bash, which SIGTERM ends with its children)."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "bash", "env", "uname"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return str(folder)


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return httpx.get(url, timeout=10).is_success
        except httpx.TransportError:
            time.sleep(0.1)
    return False


def _start(clone: Path, ports: tuple[int, int], path: str, *arguments: str) -> subprocess.Popen[bytes]:
    with (clone.parent / "reflex.log").open("wb") as log:
        return subprocess.Popen(
            [REFLEX, "run", "--frontend-port", str(ports[0]), "--backend-port", str(ports[1]), *arguments],
            cwd=clone,
            env=clean_environment({"PATH": path}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the group that a terminal's Ctrl-C reaches
            # Under nohup, the tests ignore it, and so would the app.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # noqa: PLW1509 - no thread forks here
        )


def _run(clone: Path, ports: tuple[int, int], path: str, stop: signal.Signals, *arguments: str) -> None:
    """Start it, see its page, stop it, and find nothing left."""
    process = _start(clone, ports, path, *arguments)
    try:
        assert _answers(f"http://127.0.0.1:{ports[0]}/", process), (clone.parent / "reflex.log").read_text()
        if "prod" in arguments:
            _look_at_processes(process.pid)
        if stop is signal.SIGINT:
            os.killpg(process.pid, stop)
        else:
            process.send_signal(stop)
        assert process.wait(SECONDS_TO_STOP) == (0 if stop is not signal.SIGKILL else -signal.SIGKILL)
        assert _is_gone(process.pid)
    except subprocess.TimeoutExpired:
        pytest.fail((clone.parent / "reflex.log").read_text())
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert not any(is_listening(port) for port in ports)


def _is_gone(group: int) -> bool:
    """Whether no process of the group is left, soon after its leader ended: its worker looks once a second."""
    deadline = time.monotonic() + SECONDS_TO_STOP
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def _look_at_processes(master: int) -> None:
    """See that gunicorn runs one worker in the command's own process, and that no signal adds another."""
    assert "gunicorn" in _command_of(master)
    assert "rca_dashboard.startup.socket_worker.SocketWorker" in _command_of(master)
    before = _children_of(master)
    assert len(before) == 1
    for added in (signal.SIGTTIN, signal.SIGUSR2):
        os.kill(master, added)
    time.sleep(2)  # gunicorn's own loop turns once a second; nothing says that it did nothing
    assert _children_of(master) == before


def _command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def _children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _changed_files(clone: Path) -> str:
    return subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True
    ).stdout


def test_reflex_run_shows_its_page_without_node_and_leaves_nothing_behind(
    fresh_clone: Path, path_without_node: str
) -> None:
    _run(fresh_clone, (free_port(), free_port()), path_without_node, signal.SIGINT)
    _run(fresh_clone, (free_port(), free_port()), path_without_node, signal.SIGTERM)
    assert _changed_files(fresh_clone) == ""


def test_reflex_run_in_production_serves_all_on_one_port_and_leaves_nothing_behind(fresh_clone: Path) -> None:
    for stop in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL):
        port = free_port()
        _run(fresh_clone, (port, port), os.environ["PATH"], stop, "--env", "prod")
    assert _changed_files(fresh_clone) == ""


def test_reflex_run_refuses_an_invalid_setting_in_one_line(fresh_clone: Path) -> None:
    run = subprocess.run(
        [REFLEX, "run"],
        cwd=fresh_clone,
        env=clean_environment({"SERVICENOW_POLLING_INTERVAL": "every minute"}),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_TO_START,
    )
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.startswith("SERVICENOW_POLLING_INTERVAL=every minute: must be a cron")
    assert run.stderr.count("\n") == 1
