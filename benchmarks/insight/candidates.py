"""What the suspects of a case and its report cost: milliseconds of CPU for 1,000 candidates, in all and part by part.

``python -m benchmarks.insight.candidates`` takes 1,000 candidates in the 30 days before the trigger, as of a desk that
makes 12,000 changes a year; a number takes as many.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rca_dashboard.cases.cases import Cases
from rca_dashboard.cases.pdf import pdf_of
from rca_dashboard.cases.report import report_data
from rca_dashboard.cases.suspects import suspects_of
from rca_dashboard.domain.audit import Actor
from rca_dashboard.domain.report.blocks import markdown_of
from rca_dashboard.domain.report.content import report_of
from rca_dashboard.domain.suspects.fault import fault_of
from rca_dashboard.domain.suspects.history import ChangeHistory
from rca_dashboard.domain.suspects.ranking import WINDOW_DAYS, rank
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Reference, Ticket
from rca_dashboard.store.cases import preceding
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.tickets.upsert import upsert

CANDIDATES, INCIDENTS, OF_CASE = 1_000, 5_000, 20
OF_REPORT = 200
TIMES = 15
NOW = datetime(2026, 11, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
# Words by Zipf's law, as in the texts of a desk, whose summaries have some 7 words and whose descriptions some 45.
VOCABULARY, ITEMS = 20_000, 500
SUMMARY_WORDS, DESCRIPTION_WORDS = 7, 45


def main(candidates: int) -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder)}/benchmark.db")
        migrate(database)
        _fill(database, round(candidates * YEAR.days / WINDOW_DAYS))
        _measure(database)
        database.close()


def _measure(database: Database) -> None:
    numbers = [f"INC{INCIDENTS - 1 - place:07}" for place in range(INCIDENTS)]
    cases = Cases(database, now=lambda: NOW)
    case = cases.start(Actor("anna"), title="Orders fail", tickets=numbers[:OF_CASE])
    sys.stdout.write(f"{'ms of CPU':>34} {'p50':>7} {'most':>7}\n")
    _show("all, of a worker's first case", [_milliseconds(lambda: suspects_of(database, case, NOW))])
    found = suspects_of(database, case, NOW)
    _show(f"all, {found.candidates:,} candidates", _repeated(lambda: suspects_of(database, case, NOW)))
    large = cases.start(Actor("anna"), title="All fail", tickets=numbers)
    _show(f"all, of {INCIDENTS:,} tickets", _repeated(lambda: suspects_of(database, large, NOW)))
    reported = cases.start(Actor("anna"), title="Many fail", tickets=numbers[:OF_REPORT])
    _show(f"a report of {OF_REPORT} tickets, first", [_milliseconds(lambda: report_data(database, reported))])
    blocks = report_of(report_data(database, reported))
    _show("as Markdown", _repeated(lambda: markdown_of(report_of(report_data(database, reported)))))
    _show("as PDF", [_milliseconds(lambda: pdf_of(blocks, "Many fail", NOW)) for _ in range(3)])
    _show("reading a year's changes", _repeated(lambda: preceding.changes_since(database, NOW - YEAR)))
    changes = preceding.changes_since(database, NOW - YEAR)
    _show("their arrays", _repeated(lambda: ChangeHistory(changes)))
    history, texts = ChangeHistory(changes), preceding.texts_of_case(database, case.id)
    fault = fault_of(
        [(each.summary, each.description) for each in texts], [item for each in texts for item in each.items]
    )
    _show("the ranking", _repeated(lambda: rank(fault, history, (found.trigger or NOW).timestamp())))


def _fill(database: Database, changes: int) -> None:
    generator = np.random.default_rng(1)
    weights = 1 / np.arange(1, VOCABULARY + 1)
    words = generator.choice(
        VOCABULARY, (changes + INCIDENTS, SUMMARY_WORDS + DESCRIPTION_WORDS), p=weights / weights.sum()
    )
    tickets = [_change(place, words[place], NOW - YEAR * ((place + 0.5) / changes)) for place in range(changes)]
    # The newest incidents are the case's; its trigger is just before now.
    opened = [NOW - YEAR * (1 - (place + 1) / INCIDENTS) / 300 for place in range(INCIDENTS)]
    tickets += [_incident(place, words[changes + place], opened[place]) for place in range(INCIDENTS)]
    for start in range(0, len(tickets), 1_000):
        upsert(database, tickets[start : start + 1_000], origin=Origin.IMPORT, at=NOW)


def _change(place: int, words: NDArray[np.int64], ended: datetime) -> Ticket:
    return Ticket(
        sys_id=f"c{place:031x}",
        ticket_id=f"CHG{place:07}",
        table="change_request",
        state="3",
        opened_at=ended - timedelta(days=3),
        closed_at=ended + timedelta(hours=1),
        extra={
            name: f"{at:%Y-%m-%d %H:%M:%S}"
            for name, at in (("work_start", ended - timedelta(hours=2)), ("work_end", ended))
        },
        **_texts(words),
    )


def _incident(place: int, words: NDArray[np.int64], opened: datetime) -> Ticket:
    number = f"INC{place:07}"
    return Ticket(sys_id=f"i{place:031x}", ticket_id=number, table="incident", opened_at=opened, **_texts(words))


def _texts(words: NDArray[np.int64]) -> dict[str, Any]:
    said = [f"w{'ghijklmnopqrstuv'[word % 16]}{word:x}q".translate(_LETTERS) for word in words.tolist()]
    return {
        "short_description": " ".join(said[:SUMMARY_WORDS]),
        "description": " ".join(said[SUMMARY_WORDS:]),
        "cmdb_ci": Reference(f"ci-{words[0] % ITEMS}", f"Item {words[0] % ITEMS}"),
    }


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def _repeated(run: Callable[[], object]) -> list[float]:
    return [_milliseconds(run) for _ in range(TIMES)]


def _milliseconds(run: Callable[[], object]) -> float:
    # Of the processor: other processes of a busy machine would count otherwise.
    began = time.thread_time()
    run()
    return 1_000 * (time.thread_time() - began)


def _show(name: str, milliseconds: list[float]) -> None:
    sys.stdout.write(f"{name:>34} {float(np.median(milliseconds)):>7.1f} {max(milliseconds):>7.1f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CANDIDATES)
