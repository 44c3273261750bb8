"""What each chart costs: ``python -m benchmarks.insight.charts [tickets] [database URL]``.

By default it takes 100,000 tickets in SQLite. A database that has tickets already is measured as it is; an empty one is
migrated and filled first.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from statistics import quantiles
from time import perf_counter

from sqlalchemy import func, select, text

from benchmarks.list import NOW, Desk, fill, say
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.ticket_filter import TicketFilter
from rca_dashboard.store.charts.asked import Asked
from rca_dashboard.store.charts.charts import CHARTS, chart
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.schema.tickets import TICKET

TICKETS = 100_000
TIMES = 7


class LongDesk(Desk):
    """Tickets that took more or less long, went from group to group, and come from thirty places."""

    def ticket(self, place: int) -> Ticket:
        """Return the ticket at a place."""
        ticket, chance = super().ticket(place), self.chance
        took = timedelta(hours=chance.expovariate(1 / 40))
        return replace(
            ticket,
            resolved_at=None if ticket.is_active or ticket.opened_at is None else ticket.opened_at + took,
            location=Reference(f"l{place % 30}", f"Location {place % 30}"),
            extra={"reassignment_count": str(int(chance.expovariate(0.8)))},
        )


def measure(database: Database, filters: Sequence[tuple[str, TicketFilter]]) -> None:
    """Print the milliseconds of each chart with each filter."""
    say(f"{'ms':20}" + "".join(f"{name:>22}" for name, _ in filters))
    for name in CHARTS:
        cells = [_timed(database, name, wanted) for _, wanted in filters]
        say(f"{name:20}" + "".join(f"{p50:>11.0f}{p95:>11.0f}" for p50, p95 in cells))


def _timed(database: Database, name: str, wanted: TicketFilter) -> tuple[float, float]:
    times: list[float] = []
    for _ in range(TIMES):
        began = perf_counter()
        chart(database, name, Asked(filter=wanted, now=NOW))
        times.append(1_000 * (perf_counter() - began))
    twentieths = quantiles(times, n=20, method="inclusive")
    return twentieths[9], twentieths[18]


def main(tickets: int, url: str) -> None:
    """Fill, and measure."""
    database = Database(url)
    migrate(database)
    with database.read() as session:
        count = session.connection().execute(select(func.count()).select_from(TICKET)).scalar_one()
    if not count:
        say(f"{tickets:,} tickets, written in {fill(database, LongDesk(), tickets):.0f} s")
        if not database.is_sqlite:
            with database.write() as session:
                session.connection().execute(text("ANALYZE"))
    with database.read() as session:
        newest = session.connection().execute(select(func.max(TICKET.c.opened_at))).scalar_one()
    last = TicketFilter(opened_from=newest - timedelta(days=30), opened_to=newest)
    measure(
        database,
        (
            ("all, p50 p95", TicketFilter()),
            ("priority 3", TicketFilter(priority=(3,))),
            ("the last 30 days", last),
        ),
    )
    database.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(
            int(sys.argv[1]) if len(sys.argv) > 1 else TICKETS,
            sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/charts.db",  # noqa: PLR2004 - the second argument
        )
