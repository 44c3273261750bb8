"""Measure the cost of ingest: 100,000 incidents from JSON text to commit, with and without change detection and feed.

``make bench``, or ``python -m benchmarks.ingest [thousands]``. The peer parses the same texts in the same way, and
writes the same columns into the same tables with bare ``sqlite3`` and ``executemany``: no comparison and no feed. Each
page is written by both in turn, so that a disturbance of the machine affects both.
"""

import gc
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import cast

from benchmarks.ingest.bare_sqlite import BareSqlite
from benchmarks.ingest.data import PAGE, page_texts
from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.domain.progress.cursor import Cursor
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.servicenow.json_body import parse
from rca_dashboard.servicenow.records import ticket_from_record
from rca_dashboard.store.engine import Database
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.upsert import upsert
from tests.statements import sent_to, writes

THOUSANDS = 100
POLLS = 15
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def say(line: str) -> None:
    """Print a line, and flush: some of this takes a while."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def tickets_of(text: str) -> list[Ticket]:
    """Parse a body as the app does."""
    records = cast("dict[str, list[JsonObject]]", parse(text))["result"]
    read = [ticket_from_record(record, table="incident", instance="https://dev1.service-now.com") for record in records]
    return [ticket for ticket in read if ticket is not None]


def resident_megabytes() -> float:
    """Return the memory of this process in MB (Linux), or 0."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 / 1e6 if status.exists() else float("nan")


class Ingest:
    """Imports pages, with the app's code and with the peer's.

    Args:
        folder: Where the two databases are created.
    """

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'ours.db'}")
        migrate(self.database)
        peers = Database(f"sqlite:///{folder / 'bare.db'}")
        migrate(peers)
        peers.close()
        self.bare = BareSqlite(folder / "bare.db")
        self.parsing = self.ours = self.theirs = 0.0
        self.rows = 0

    def page(self, text: str) -> list[Ticket]:
        """Store one page twice, and record the times."""
        began = perf_counter()
        tickets = tickets_of(text)
        parsed = perf_counter()
        self.rows += len(tickets)
        cursor = Cursor(table="incident", until=NOW, last_sys_id=tickets[-1].sys_id)
        result = upsert(self.database, tickets, origin=Origin.IMPORT, at=NOW, cursor=cursor)
        stored = perf_counter()
        self.bare.put(tickets)
        self.theirs += perf_counter() - stored
        self.parsing, self.ours = self.parsing + parsed - began, self.ours + stored - parsed
        if result.new != len(tickets):
            sys.exit(f"{result.new} of {len(tickets)} incidents were new: the benchmark measures something else.")
        return tickets

    def report(self) -> None:
        """Print the rows per second of both, and compare the databases."""
        ours, theirs = self.parsing + self.ours, self.parsing + self.theirs
        if not self.rows == latest_seq(self.database) == self.bare.count():
            sys.exit("The two databases do not hold what was read: the benchmark measures something else.")
        say(f"{'':28}{'dashboard':>10}{'bare sqlite3':>15}{'ratio':>8}")
        for name, one, other in (("JSON text to commit", ours, theirs), ("storing only", self.ours, self.theirs)):
            figures = f"{self.rows / one:10,.0f}{self.rows / other:15,.0f}{other / one:8.2f}"
            say(f"{f'rows/s, {name}':28}{figures}")
        say(f"of which {self.parsing / self.rows * 1e6:.0f} ms for the parse of 1,000 rows, the same for both")


def import_all(ingest: Ingest, thousands: int) -> list[Ticket]:
    """Import pages, print the speed and the memory, and return the last page."""
    tickets: list[Ticket] = []
    used: list[float] = []
    for text in page_texts(thousands):
        used.append(resident_megabytes())
        tickets = ingest.page(text)
    used.append(resident_megabytes())
    ingest.report()
    tenth = max(used[: thousands // 10 + 2])
    say(f"memory in MB: {used[0]:.0f} before, at most {tenth:.0f} in the first tenth, {max(used):.0f} in all")
    return tickets


def poll(database: Database, tickets: Sequence[Ticket]) -> float:
    """Store a poll's page, and return the milliseconds."""
    began = perf_counter()
    upsert(database, tickets, origin=Origin.POLL, at=NOW)
    return (perf_counter() - began) * 1000


def polls(database: Database, tickets: Sequence[Ticket]) -> None:
    """Print what a poll of 1,000 unchanged rows costs after parsing, beside one of 1,000 changed ones."""
    with sent_to(database) as sent:
        unchanged = median(poll(database, tickets) for _ in range(POLLS))
    versions = [
        [replace(ticket, mod_count=ticket.mod_count + step, close_notes=f"Step {step}") for ticket in tickets]
        for step in range(1, POLLS + 1)
    ]
    changed = median(poll(database, version) for version in versions)
    say(f"a poll of {len(tickets):,} unchanged rows, after parsing: {unchanged:.0f} ms, {len(writes(sent))} writes")
    say(f"a poll of {len(tickets):,} changed rows, after parsing: {changed:.0f} ms")


def main() -> None:
    """Measure, and print."""
    thousands = int(sys.argv[1]) if len(sys.argv) > 1 else THOUSANDS
    gc.set_threshold(50_000, 100, 1000)  # as the worker has it
    say(f"Ingest of {thousands * PAGE:,} incidents, pages of {PAGE:,}, SQLite")
    with tempfile.TemporaryDirectory() as folder:
        ingest = Ingest(Path(folder))
        tickets = import_all(ingest, thousands)
        polls(ingest.database, tickets)
        ingest.bare.close()
        ingest.database.close()


if __name__ == "__main__":
    main()
