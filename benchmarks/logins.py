"""Measure what a login costs, and a REST call by cookie and by API token side by side.

``make bench``, or ``python -m benchmarks.logins``. The real app is served as ``reflex run --env prod --backend-only``
does; calls by cookie, by token and logins take turns within its limit of requests. Everything is on loopback, and it
ends by itself within a minute.
"""

import os
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median

import httpx

from benchmarks.gate.data import prepare
from benchmarks.servers import ALONE, running
from rca_dashboard.access.logins.passwords import Passwords
from rca_dashboard.store.access.api_tokens import StoredToken, add_token
from rca_dashboard.store.accounts import change_account
from rca_dashboard.store.engine import Database
from tests.fixtures.app_server import ROOT, clean_environment, copy_sources, free_port

PASSWORD = "correct horse battery"  # noqa: S105 - of a database that this run makes
ROUNDS = 10
# A user, and a token, may make 100 requests at once, and 50 a second.
CALLS = 80
LOGINS = 3
REST_SECONDS = 2.0
CALL = "/api/v1/auth/me"
MOST_MORE = 1.10


def _database(path: Path, secret: str, passwords: Passwords) -> tuple[str, str]:
    """Create the database; return the session cookie and the API token of its reader."""
    (cookie,) = prepare(path, secret, 1)
    database, now = Database(f"sqlite:///{path}"), datetime.now(UTC)
    change_account(database, "reader", {"password_hash": passwords.hash_now(PASSWORD)})
    token = "rca_" + secrets.token_urlsafe(32)
    stored = StoredToken(
        id=secrets.token_hex(8),
        hash=sha256(token.encode()).hexdigest(),
        account_key="reader",
        name="the benchmark",
        role="viewer",
        scopes="tickets",
        created_at=now,
        expires_at=now + timedelta(days=1),
    )
    add_token(database, stored, most=1)
    database.close()
    return cookie, token


class Measured:
    """How long each call took, and what the server's CPU was, in seconds."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.walls: list[float] = []
        self.cpus: list[float] = []

    def take(self, call: Callable[[], httpx.Response], times: int) -> None:
        """Measure a call a number of times."""
        before = self._cpu()
        for _ in range(times):
            began = time.perf_counter()
            call().raise_for_status()
            self.walls.append(time.perf_counter() - began)
        self.cpus.append((self._cpu() - before) / times)

    def line(self, name: str, first: "Measured | None" = None) -> str:
        """Return the medians in milliseconds, with their ratios to another's."""
        cells = (
            f"{median(mine) * 1000:>9.2f}{f' ({median(mine) / median(other):.2f})' if other else '':>8}"
            for mine, other in (
                (self.walls, first.walls if first else None),
                (self.cpus, first.cpus if first else None),
            )
        )
        return f"{name:<34}" + "".join(cells)

    def _cpu(self) -> float:
        return self._client.get("/benchmark/cpu").json()["cpu_seconds"]


def measure(port: int, cookie: str, token: str) -> tuple[Measured, Measured, Measured]:
    """Measure calls by cookie, calls by token, and logins."""
    # The server closes connections that rest for a few seconds; those of a round before are not used again.
    limits = httpx.Limits(keepalive_expiry=REST_SECONDS / 2)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, limits=limits) as client:
        by_cookie, by_token, logins = Measured(client), Measured(client), Measured(client)
        entered = {"username": "reader", "password": PASSWORD}
        calls = [
            (by_cookie, lambda: client.get(CALL, headers={"Cookie": cookie}), CALLS),
            (by_token, lambda: client.get(CALL, headers={"Authorization": f"Bearer {token}"}), CALLS),
            (logins, lambda: client.post("/api/v1/auth/login", json=entered), LOGINS),
        ]
        for number in range(ROUNDS + 1):
            for measured, call, times in calls[number % 2 :] + calls[: number % 2]:
                client.cookies.clear()
                measured.take(call, times)
            if number == 0:  # to warm up
                for measured, _, _ in calls:
                    measured.walls.clear()
                    measured.cpus.clear()
            time.sleep(REST_SECONDS)
    return by_cookie, by_token, logins


def table(by_cookie: Measured, by_token: Measured, logins: Measured, check: tuple[float, float]) -> str:
    """Return the medians, and whether a token costs too much."""
    more = median(by_token.cpus) / median(by_cookie.cpus)
    verdict = "within" if more <= MOST_MORE else "MORE THAN"
    return "\n".join(
        (
            f"GET {CALL}; medians of {ROUNDS} rounds of {CALLS} calls; {os.cpu_count()} cores",
            f"{'milliseconds':<34}{'wall':>9}{'':>8}{'CPU':>9}",
            by_cookie.line("a call by cookie"),
            by_token.line("a call by token", by_cookie),
            logins.line("a login"),
            f"{'(argon2id alone, in this process)':<34}{check[0] * 1000:>9.2f}{'':>8}{check[1] * 1000:>9.2f}",
            f"A call by token costs {more:.2f} of one by cookie: {verdict} the limit of {MOST_MORE:.2f}.",
        )
    )


def _check(passwords: Passwords) -> tuple[float, float]:
    """Return the wall time and the CPU of one check of a password by itself."""
    hashed = passwords.hash_now(PASSWORD)
    walls: list[float] = []
    cpus: list[float] = []
    for _ in range(10):
        began, cpu = time.perf_counter(), time.process_time()
        passwords.check_now(hashed, PASSWORD)
        walls.append(time.perf_counter() - began)
        cpus.append(time.process_time() - cpu)
    return median(walls), median(cpus)


def main() -> None:
    """Run the benchmark and print the table."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends as well
    passwords = Passwords()
    with tempfile.TemporaryDirectory() as name:
        folder, secret, port = Path(name), secrets.token_urlsafe(), free_port()
        copy_sources(folder)
        cookie, token = _database(folder / "benchmark.db", secret, passwords)
        own = {"BENCHMARK_GATE": "full", "SESSION_SECRET": secret, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
        command = [sys.executable, "-m", "benchmarks.gate.app", str(port)]
        environment = clean_environment({**ALONE, **own})
        with running(command, folder, environment, ready=f"http://127.0.0.1:{port}/ready"):
            measured = measure(port, cookie, token)
    sys.stdout.write(table(*measured, _check(passwords)) + "\n")


if __name__ == "__main__":
    main()
