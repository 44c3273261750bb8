"""Measure the cost of the list: pages with filters and orders, searches key by key, figures and menus.

``make bench``, or ``python -m benchmarks.list [tickets] [sqlite|postgresql]``, with 100,000 tickets and both databases
by default; a million takes some minutes to create. Tickets are generated from a vocabulary of 30,000 words of which few
are frequent, and written as an upsert writes them, without its comparison and its feed. SQLite has a file of its own,
PostgreSQL a server of its own with the settings of a new one, measured as after an import.
"""

import random
import string
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from statistics import quantiles
from time import perf_counter, process_time
from typing import NamedTuple

from sqlalchemy import insert

from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.domain.views.view import SORTABLE, TicketFilter, View
from rca_dashboard.store import queries
from rca_dashboard.store.engine import Database
from rca_dashboard.store.listing.figures import list_figures
from rca_dashboard.store.listing.word_index import index_words, words_of_rows
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.store.statistics import measure_tables
from rca_dashboard.store.tickets.rows import values_of
from rca_dashboard.store.tickets.tallies import tally
from rca_dashboard.store.tickets.versions import version_of
from tests.postgres import running_postgresql

TICKETS = 100_000
PAGE = 1_000
ASKED = 60
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STATES = (("1", "New"), ("2", "In Progress"), ("3", "On Hold"), ("6", "Resolved"), ("7", "Closed"))
LETTERS = string.ascii_lowercase


def say(line: str) -> None:
    """Print a line, and flush: some of this takes a while."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Desk:
    """Creates realistic tickets: few states, fifty groups, two thousand people, texts of common words."""

    def __init__(self) -> None:
        self.chance = random.Random(1)
        lengths = range(26, 0, -1)
        self.words = [
            "".join(self.chance.choices(LETTERS, lengths, k=self.chance.randint(3, 11))) for _ in range(30_000)
        ]
        self._weights = list(accumulate(1 / (place + 10) for place in range(len(self.words))))
        self.groups = [Reference(f"g{place:031x}", f"Group {place}") for place in range(50)]
        self.people = [Reference(f"u{place:031x}", f"{self._text(2).title()}") for place in range(2_000)]

    def _text(self, words: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self._weights, k=words))

    def ticket(self, place: int) -> Ticket:
        """Return the ticket at a place; later ones were opened later, most of them are closed."""
        chance = self.chance
        state, status = chance.choices(STATES, (3, 4, 2, 6, 85))[0]
        opened = NOW - timedelta(seconds=60 * (TICKETS * 10 - place) + chance.randrange(86_400))
        is_closed = state in {"6", "7"}
        return Ticket(
            sys_id=f"{chance.getrandbits(128):032x}",
            table=chance.choices(("incident", "problem", "change_request", "sc_req_item"), (70, 5, 10, 15))[0],
            ticket_id=f"INC{place:07}",
            source=chance.choice(("phone", "email", "self-service", "monitoring")),
            short_description=self._text(8),
            description=self._text(40),
            category=chance.choice(("network", "hardware", "software", "database", "inquiry", "")),
            status=status,
            state=state,
            priority=chance.choices((1, 2, 3, 4, 5), (1, 4, 30, 45, 20))[0],
            opened_at=opened,
            updated_at=opened + timedelta(seconds=chance.randrange(864_000)),
            resolved_at=opened + timedelta(days=2) if is_closed else None,
            closed_at=opened + timedelta(days=4) if state == "7" else None,
            assignment_group=chance.choice(self.groups),
            assigned_to=chance.choice((None, *chance.sample(self.people, 3))),
            requester=chance.choice(self.people),
            is_active=not is_closed,
        )


def fill(database: Database, desk: Desk, tickets: int) -> float:
    """Write tickets, a thousand per transaction, and return the seconds."""
    began = perf_counter()
    for start in range(1, tickets + 1, PAGE):
        places = range(start, min(start + PAGE, tickets + 1))
        rows = [
            {"id": place, **values_of(version_of(desk.ticket(place)), revision=place, arrived_at=None)}
            for place in places
        ]
        with database.write() as session:
            connection = session.connection()
            tally(connection, gone=(), come=rows)
            index_words(connection, old={}, new=words_of_rows(rows))
            connection.execute(insert(TICKET), rows)
    return perf_counter() - began


def some_filters(desk: Desk) -> Iterator[TicketFilter]:
    """Yield filters of one to three fields, broad and narrow, endlessly."""
    chance = desk.chance
    while True:
        given = {
            "status": (chance.choice(STATES)[1],),
            "priority": (chance.randint(1, 5),),
            "category": (chance.choice(("network", "hardware", "software")),),
            "source": (chance.choice(("phone", "email")),),
            "assignment_group": (chance.choice(desk.groups).name,),
        }
        yield TicketFilter(**{name: given[name] for name in chance.sample(sorted(given), chance.randint(1, 3))})


def keys_of(desk: Desk) -> Iterator[str]:
    """Yield the content of the search box after each key, for frequent and rare words and for numbers, endlessly."""
    chance = desk.chance
    while True:
        word = desk.words[int(len(desk.words) ** chance.random())]
        typed = chance.choice((word, f"{desk.words[chance.randrange(20)]} {word}", f"{chance.randrange(10_000):04}"))
        yield from (typed[:end].strip() for end in range(1, len(typed) + 1))


class Cost(NamedTuple):
    """What a query took, in milliseconds: by the clock, and of this process's CPU, which is all that SQLite takes."""

    time: float
    cpu: float


def measured(question: Callable[[], object]) -> Cost:
    """Return what a query took."""
    began, cpu = perf_counter(), process_time()
    question()
    return Cost(1_000 * (perf_counter() - began), 1_000 * (process_time() - cpu))


def report(name: str, costs: list[Cost]) -> list[Cost]:
    """Print the median, the 95th percentile, and the slowest, and of the CPU the 95th percentile; return them."""
    twentieths = quantiles([each.time for each in costs], n=20)
    cpu = quantiles([each.cpu for each in costs], n=20)[18]
    slowest = max(each.time for each in costs)
    say(f"{name:44}{twentieths[9]:9.1f}{twentieths[18]:9.1f}{slowest:9.1f}{cpu:9.1f}")
    return costs


def measure(database: Database, desk: Desk) -> None:
    """Run the queries, and print the times in ms."""
    chance, filters, keys = desk.chance, some_filters(desk), keys_of(desk)

    def page(view: View) -> Cost:
        return measured(lambda: queries.ticket_page(database, view))

    def any_order(wanted: TicketFilter) -> View:
        return View(filter=wanted, sort=chance.choice(SORTABLE), descending=chance.random() < 1 / 2)

    say(f"{'ms':44}{'p50':>9}{'p95':>9}{'max':>9}{'CPU p95':>9}")
    pages = report("first page, newest first", [page(View()) for _ in range(ASKED)])
    pages += report("first page, any order", [page(any_order(TicketFilter())) for _ in range(ASKED)])
    pages += report("filters, newest first", [page(View(filter=next(filters))) for _ in range(ASKED)])
    pages += report("filters, any order", [page(any_order(next(filters))) for _ in range(4 * ASKED)])
    pages += report("filters, any order, page 20", [page(any_order(next(filters)).at_page(20)) for _ in range(ASKED)])
    searches = [TicketFilter(query=next(keys)) for _ in range(4 * ASKED)]
    pages += report("search, key by key", [page(View(filter=wanted)) for wanted in searches])
    report("all these pages; the aim is 50 at the 95th", pages)
    tiles = [TicketFilter(is_open=True), *(next(filters) for _ in range(ASKED))]
    report("figures above a list", [measured(partial(list_figures, database, each, now=NOW)) for each in tiles])
    report("figures of the cards", [measured(lambda: queries.ticket_counts(database, now=NOW)) for _ in range(ASKED)])
    report("totals by kind", [measured(lambda: queries.ticket_stats(database)) for _ in range(ASKED)])
    report("menus", [measured(lambda: queries.choices(database)) for _ in range(ASKED)])


@contextmanager
def empty_database(kind: str) -> Iterator[Database]:
    """Return a database of this kind with tables and no tickets."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = f"sqlite:///{folder}/list.db" if kind == "sqlite" else stack.enter_context(running_postgresql())
        database = Database(url)
        stack.callback(database.close)
        migrate(database)
        yield database


def main() -> None:
    """Measure, and print."""
    tickets = int(sys.argv[1]) if len(sys.argv) > 1 else TICKETS
    for kind in sys.argv[2:] or ("sqlite", "postgresql"):
        with empty_database(kind) as database:
            desk = Desk()
            seconds = fill(database, desk, tickets)
            measure_tables(database)
            say(f"{kind}: {tickets:,} tickets, written in {seconds:.0f} s")
            measure(database, desk)


if __name__ == "__main__":
    main()
