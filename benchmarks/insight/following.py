"""How soon the insight follows, and what its first build costs the push: ``python -m benchmarks.insight.following``.

A number takes as many tickets. The push is a page read in a thread twenty times a second, as the hub reads one for each
change; its time counts from when it was due, so that a late event loop shows too.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from statistics import quantiles

from sqlalchemy import update

from benchmarks.list import Desk, fill, say
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.view import View
from rca_dashboard.insight.insight import Insight
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.queries import ticket_page
from rca_dashboard.store.schema.tickets import FEED_COUNTER
from rca_dashboard.store.tickets.upsert import upsert

TICKETS = 20_000
ARRIVALS = 20
PUSHES = 200
_EVERY = 0.05
_TEXT = "VPN gateway drops connections"


def _about(number: int, minutes_ago: float) -> Ticket:
    at = utc_now() - timedelta(minutes=minutes_ago)
    return Ticket(
        sys_id=f"f{number:031x}",
        table="incident",
        ticket_id=f"INC9{number:06}",
        short_description=_TEXT,
        status="New",
        state="1",
        priority=3,
        opened_at=at,
        updated_at=at,
        requester=Reference(f"u{number}", f"User {number}"),
    )


async def _pushes(database: Database) -> Sequence[float]:
    """Return the milliseconds of each push, from when it was due."""
    times: list[float] = []
    due = time.perf_counter()
    for _ in range(PUSHES):
        due = max(due + _EVERY, time.perf_counter())
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await asyncio.to_thread(ticket_page, database, View())
        times.append(1_000 * (time.perf_counter() - due))
    return times


async def _until_followed(insight: Insight, database: Database) -> float:
    """Return how long it takes until all that is stored is taken, in seconds."""
    began, seq = time.perf_counter(), latest_seq(database)
    while insight.follower.seq < seq:  # noqa: ASYNC110 - the product has no use for an event
        await asyncio.sleep(0.005)
    return time.perf_counter() - began


async def _until_shown(insight: Insight, database: Database) -> float:
    """Return how long it takes from the ticket that tips a burst until browsers are sent it, in seconds."""
    shown = asyncio.Event()
    insight.on_bursts(lambda found: shown.set() if found else None)
    tipped = 0.0
    for number in range(1, 40):
        await asyncio.to_thread(upsert, database, [_about(number, 0)], origin=Origin.POLL, at=utc_now())
        tipped = time.perf_counter()
        await _until_followed(insight, database)
        await asyncio.sleep(1.0)
        if shown.is_set():
            break
    await shown.wait()
    return time.perf_counter() - tipped


async def measure(database: Database) -> None:
    """Print the figures."""
    idle = await _pushes(database)
    insight = Insight(database)
    running = asyncio.create_task(insight.run())
    began, building = time.perf_counter(), list[float]()
    while not insight.follower.is_complete:
        building += await _pushes(database)
    say(f"first build: {time.perf_counter() - began:.0f} s")
    for name, times in (("idle", idle), ("during the first build", building)):
        cuts = quantiles(times, n=100, method="inclusive")
        say(f"push, {name:24} p50 {cuts[49]:6.1f} ms, p99 {cuts[98]:6.1f} ms")
    await insight.rebuild_clusters()
    await insight.relearn()
    found: list[float] = []
    for number in range(ARRIVALS):
        at = utc_now() - timedelta(days=2)
        upsert(database, [_about(10_000 + number, 2 * 1_440)], origin=Origin.POLL, at=at)
        found.append(await _until_followed(insight, database))
    say(f"a new ticket is found after {1_000 * sum(found) / len(found):.0f} ms, at most {1_000 * max(found):.0f} ms")
    shown = await _until_shown(insight, database)
    say(f"a burst is shown at most {1_000 * shown:.0f} ms after the ticket that tips it")
    running.cancel()
    await asyncio.wait({running})


def main(tickets: int) -> None:
    """Fill a database, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/following.db")
        migrate(database)
        fill(database, Desk(), tickets)
        with database.write() as session:  # what is filled is in no feed, whose numbers are the ids of new tickets
            session.connection().execute(update(FEED_COUNTER).values(seq=tickets))
        quiet = [_about(1_000 + week, 10_080 * week) for week in range(1, 8)]
        upsert(database, quiet, origin=Origin.IMPORT, at=utc_now())
        asyncio.run(measure(database))
        database.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TICKETS)
