"""Measure the cost of the gate: 500 sockets connect, load the list and receive one change, with and without it.

``make bench``, or ``python -m benchmarks.gate``. Three servers run side by side and take turns: no gate at all (what
Reflex alone builds), the gate with open access, and the gate with a login per socket. Everything is on loopback, and it
ends by itself within three minutes.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from benchmarks.gate.data import prepare
from benchmarks.servers import ALONE, running
from tests.fixtures.app_server import ROOT, clean_environment, copy_sources, free_port

SOCKETS = 500
WARM_UP_SOCKETS = 50
CHANGES = 12
MOST_ROUNDS = 5
MOST_SECONDS = 150
SECONDS_FOR_A_ROUND = 60
COLUMNS = {"none": "no gate", "open": "open gate", "full": "full gate"}
# Sockets without a login from the app's own page, and from no page at all.
LETS_IN = {"none": (True, True), "open": (True, False), "full": (False, False)}
# The sockets of the last round may still be disconnecting.
ENVIRONMENT = {**ALONE, "LIMIT_SOCKETS_PER_USER": str(4 * SOCKETS)}
OPEN = {"AUTH_MODE": "none", "ALLOW_OPEN_ACCESS": "true"}

Round = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Server:
    """One running app and the cookies that open its sockets."""

    port: int
    cookies: list[str]
    changes: Iterator[int]

    def measure(self, sockets: int, changes: int) -> Round:
        """Run one round in the visitors' process."""
        first = next(self.changes)
        for _ in range(changes - 1):
            next(self.changes)
        command = [sys.executable, "-m", "benchmarks.gate.visitors", str(self.port), str(first), str(changes)]
        visit = subprocess.run(
            command,
            cwd=ROOT,
            input=json.dumps(self.cookies[:sockets]),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=SECONDS_FOR_A_ROUND,
        )
        return json.loads(visit.stdout)


@contextmanager
def running_app(gate: str, folder: Path) -> Iterator[Server]:
    """Run the app with one of the gates, on a free port and in a folder of its own."""
    copy_sources(folder)
    secret, port = secrets.token_urlsafe(), free_port()
    cookies = prepare(folder / "benchmark.db", secret, SOCKETS)
    own = {"BENCHMARK_GATE": gate, "SESSION_SECRET": secret, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    environment = clean_environment({**ENVIRONMENT, **own, **({} if gate == "full" else OPEN)})
    command = [sys.executable, "-m", "benchmarks.gate.app", str(port)]
    with running(command, folder, environment, ready=f"http://127.0.0.1:{port}/ready"):
        _check(gate, port)
        yield Server(port, cookies, count(1))


def _check(gate: str, port: int) -> None:
    """Verify that it is the intended gate: a socket without a login, and one without an origin."""
    origin = f"http://127.0.0.1:{port}"
    let_in = (_is_let_in(port, origin), _is_let_in(port, None))
    if let_in != LETS_IN[gate]:
        sys.exit(f"The server meant to have {COLUMNS[gate]} lets in {let_in}, not {LETS_IN[gate]}.")


def _is_let_in(port: int, origin: str | None) -> bool:
    address = f"ws://127.0.0.1:{port}/_event/?EIO=4&transport=websocket&token=benchmark"
    try:
        with connect(address, origin=origin):  # pyright: ignore[reportArgumentType] - a NewType of str
            return True
    except InvalidStatus:
        return False


def rounds(servers: dict[str, Server]) -> dict[str, list[Round]]:
    """Measure round after round, each gate in each, starting with a different one each time."""
    began = time.monotonic()
    found: dict[str, list[Round]] = {gate: [] for gate in servers}
    for server in servers.values():
        server.measure(WARM_UP_SOCKETS, 1)
    longest = 0.0
    for number in range(MOST_ROUNDS):
        round_began = time.monotonic()
        if round_began - began + longest > MOST_SECONDS:
            break
        gates = list(servers)
        for gate in gates[number % len(gates) :] + gates[: number % len(gates)]:
            found[gate].append(servers[gate].measure(SOCKETS, CHANGES))
        longest = max(longest, time.monotonic() - round_began)
        sys.stderr.write(f"round {number + 1} done\n")
    return found


def table(found: dict[str, list[Round]]) -> str:
    """Return the medians, and their ratios to those without a gate."""
    first = next(iter(found.values()))
    lines = [
        f"{SOCKETS} sockets; medians of {len(first)} rounds with {CHANGES} changes each; {os.cpu_count()} cores",
        f"{'milliseconds':<46}" + "".join(f"{COLUMNS[gate]:>18}" for gate in found),
    ]
    for name, figure in (
        ("handshakes: first to last", lambda each: [each["opening"]["wall"]]),
        ("handshakes: the server's CPU", lambda each: [each["opening"]["cpu"]]),
        ("page loads: first to last", lambda each: [each["loading"]["wall"]]),
        ("page loads: the server's CPU", lambda each: [each["loading"]["cpu"]]),
        ("a push: from the commit to the last socket", lambda each: [push["wall"] for push in each["pushes"]]),
        ("a push: the server's CPU", lambda each: [push["cpu"] for push in each["pushes"]]),
        ("(a round: the visitors' own CPU)", lambda each: [each["visitors_cpu"]]),
    ):
        medians = [median(value for each in found[gate] for value in figure(each)) for gate in found]
        cells = (f"{value * 1000:>10.1f} ({value / medians[0]:.2f})" for value in medians)
        lines.append(f"{name:<46}" + "".join(f"{cell:>18}" for cell in cells))
    return "\n".join(lines)


def main() -> None:
    """Run the benchmark and print the table."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers end as well
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {}
        for gate in COLUMNS:
            (folder / gate).mkdir()
            servers[gate] = stack.enter_context(running_app(gate, folder / gate))
        found = rounds(servers)
    sys.stdout.write(table(found) + "\n")


if __name__ == "__main__":
    main()
