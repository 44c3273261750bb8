"""Servers of the benchmarks: each in a process group of its own, until the end of a block."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

SECONDS_TO_START = 60
# Settings of the app: ServiceNow is never called, as polling and import are off.
ALONE = {
    "SERVICENOW_URL": "http://127.0.0.1:9",
    "SERVICENOW_USERNAME": "nobody",
    "SERVICENOW_PASSWORD": "nothing",
    "SERVICENOW_ENABLE_POLLING": "false",
    "SERVICENOW_ENABLE_BULK_IMPORT": "false",
    "DATABASE_URL": "sqlite:///benchmark.db",
    "LOG_LEVEL": "WARNING",
}


@contextmanager
def running(command: list[str], folder: Path, environment: Mapping[str, str], *, ready: str) -> Iterator[None]:
    """Run a server in ``folder``, from its first answer at the URL ``ready`` until the end of the block."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that a stop reaches its worker too
        )
    try:
        _wait(ready, process, folder / "server.log")
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(ready: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(ready).is_success:
                return
        time.sleep(0.1)
    sys.exit(f"A server did not start; it said:\n{log.read_text(errors='replace')}")
