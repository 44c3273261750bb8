"""Several workers of the real app on one PostgreSQL, while one of them, or something around them, fails.

    python -m benchmarks.several_workers                    # all, in some five minutes
    python -m benchmarks.several_workers kills pool         # some
    python -m benchmarks.several_workers --built FOLDER     # a copy that is built already

How long a change takes from its commit to the frames of every worker is read from their traces. Lines end with a bound.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.several_workers.desk import Desk
from tests.fixtures.app_server import build_app, free_port, is_listening
from tests.fixtures.otlp_collector import running_collector
from tests.fixtures.several_workers import has_hole, is_polling, leader_of, rows, until
from tests.postgres import restarted_postgresql, running_postgresql
from tests.servicenow.table_server import running_table_server

KILLS = 5
PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "pgbouncer"
POOL = """
[databases]
* = host=127.0.0.1 port={server} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
auth_type = any
pool_mode = transaction
default_pool_size = 20
ignore_startup_parameters = extra_float_digits,options
"""


Line = tuple[str, float, float]
Check = Callable[[Desk], Iterator[Line]]


def requests(desk: Desk) -> Iterator[Line]:
    """Compare how often four workers and one ask ServiceNow."""
    desk.start(1)
    desk.change()
    alone = _requests_per_second(desk)
    desk.start(3)
    yield "requests at ServiceNow with 4 workers, as a share of one's", _requests_per_second(desk) / alone, 1.2


def _requests_per_second(desk: Desk) -> float:
    began, asked = time.monotonic(), len(desk.instance.asked)
    time.sleep(15)
    return (len(desk.instance.asked) - asked) / (time.monotonic() - began)


def kills(desk: Desk) -> Iterator[Line]:
    """Kill the leader again and again."""
    desk.start(3)
    took: list[float] = []
    for _ in range(KILLS):
        os.kill(leader_of(desk.database_url), signal.SIGKILL)
        took.append(desk.change())
        until(lambda: leader_of(desk.database_url) > 0)
        until(lambda: desk.running() == len(desk.workers), 60)
    yield f"{KILLS} times kill -9 of the leader: the slowest next poll, s", max(took), 15
    yield "holes in the feed", has_hole(desk.database_url), 0


def suspension(desk: Desk) -> Iterator[Line]:
    """Suspend the leader, and let it go on."""
    desk.start(2)
    leader, number = leader_of(desk.database_url), _term(desk)
    os.kill(leader, signal.SIGSTOP)
    began = time.monotonic()
    yield "SIGSTOP of the leader for 20 s: the next poll, s", desk.change(), 15
    time.sleep(max(0.0, 20 - (time.monotonic() - began)))
    os.kill(leader, signal.SIGCONT)
    desk.change()
    yield "terms since then beyond the first new one", _term(desk) - number - 1, 0
    yield "after it goes on, commit to the last worker's frames, s", desk.lag(), 1
    yield "holes in the feed", has_hole(desk.database_url), 0


def _term(desk: Desk) -> int:
    return rows(desk.database_url, "SELECT number FROM lease")[0][0]


def listens(desk: Desk) -> Iterator[Line]:
    """Cut the connections on which workers listen."""
    desk.start(2)
    yield "commit to the last worker's frames, s", desk.lag(), 1
    rows(desk.database_url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%'")
    yield "the same, all LISTENs terminated just before, s", desk.lag(), 1


def restart(desk: Desk) -> Iterator[Line]:
    """Restart PostgreSQL."""
    desk.start(2)
    desk.change()
    with restarted_postgresql(desk.database_url.rpartition("/")[0] + "/postgres"):
        yield "PostgreSQL restarted: the next change stored, s", desk.change(), 3
        yield "and commit to the last worker's frames after it, s", desk.lag(), 1
        for worker in desk.workers:
            worker.kill()


def valkey(desk: Desk) -> Iterator[Line]:
    """Name a Valkey that is away."""
    desk.start(2, REDIS_URL="redis://127.0.0.1:1")
    yield "Valkey away: commit to the last worker's frames, s", desk.lag(), 1
    time.sleep(10)
    yield "warnings of a worker", desk.log_count("REDIS_URL"), 1


def pool(desk: Desk) -> Iterator[Line]:
    """Put PgBouncer before the database."""
    with _pgbouncer(desk.database_url) as url:
        desk.start(2, DATABASE_URL=f"{url}?prepare_threshold=0")
        yield "PgBouncer in transaction mode: commit to the last frames, s", max(desk.lag() for _ in range(3)), 1.5
        yield "warnings of a worker", desk.log_count("Wake-ups between workers do not arrive"), 1
        for worker in desk.workers:
            worker.kill()


@contextmanager
def _pgbouncer(url: str) -> Iterator[str]:
    port, server = free_port(), make_url(url).port
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as file:
        Path(file.name).chmod(0o644)
        file.write(POOL.format(server=server, port=port))
        file.flush()
        user = "nobody" if os.geteuid() == 0 else None
        process = subprocess.Popen([PGBOUNCER, file.name], user=user, cwd="/", stderr=subprocess.DEVNULL)
        try:
            until(lambda: is_listening(port))
            yield url.replace(f":{server}/", f":{port}/")
        finally:
            process.kill()
            process.wait()


def orders(desk: Desk) -> Iterator[Line]:
    """Order at each worker, and look at all."""
    desk.start(3)
    clients = [desk.client(worker) for worker in desk.workers]
    slowest = 0.0
    for client in clients:
        for order, wanted in (("stop", False), ("start", True)):
            client.post(f"/servicenow-polling/{order}").raise_for_status()
            for other in clients:
                slowest = max(slowest, until(lambda other=other, wanted=wanted: is_polling(other) is wanted))
    yield "an order at any worker, until all show it, s", slowest, 2


CHECKS: dict[str, Check] = {
    each.__name__: each for each in (requests, kills, suspension, listens, restart, valkey, pool, orders)
}


def _run(name: str, built: Path) -> bool:
    is_good = True
    with (
        tempfile.TemporaryDirectory() as folder,
        running_postgresql() as url,
        running_table_server() as instance,
        running_collector() as collector,
        ExitStack() as stack,
    ):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE desk")
        desk = Desk(built, Path(folder), stack, url.removesuffix("postgres") + "desk", instance, collector)
        for what, figure, bound in CHECKS[name](desk):
            is_good &= figure <= bound
            sys.stdout.write(
                f"{name:<11}{what:<64}{figure:8.2f}   ≤ {bound:g}{'' if figure <= bound else '   MISSED'}\n"
            )
            sys.stdout.flush()
    return is_good


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))
    parser.add_argument("--built", type=Path)
    options = parser.parse_args()
    if unknown := set(options.checks) - CHECKS.keys():
        parser.error(f"no such check: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder:
        built = options.built or build_app(Path(folder))
        results = [_run(name, built) for name in options.checks or CHECKS]
        if not all(results):
            sys.exit(1)


if __name__ == "__main__":
    main()
