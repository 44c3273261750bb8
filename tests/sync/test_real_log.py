"""A real service desk's log passes through ingestion: the stored tickets equal the end of the log."""

import csv
import gzip
import math
from contextlib import aclosing
from pathlib import Path
from threading import Semaphore

import pytest
from sqlalchemy import select

from rca_dashboard.servicenow.client import TableClient
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.replay.logged_incident import STATES
from rca_dashboard.simulator.replay.replay import Replay
from rca_dashboard.simulator.replay.update_log import read_log, time_of
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.schema.tickets import TICKET
from rca_dashboard.sync.plan import PollingPlan
from rca_dashboard.sync.polling.poller import Poller
from tests.sync.sync_harness import SELDOM

REAL_LOG = Path(__file__).parents[3] / "shared/data/uci/incident_event_log.csv.gz"
LINES = 141_712
INCIDENTS = 24_918
READABLE = {"sys_id", "number", "state", "sys_mod_count", "sys_updated_on", "assignment_group", "short_description"}
LINES_AT_ONCE = 200
LINES_IN_A_PART = 20_000
Ending = tuple[str, int, str]


def endings_of_the_log() -> dict[str, Ending]:
    """Return each incident's state, count and time in its newest version.

    Newest is as in ``store/tickets/versions.py``: ``sys_mod_count`` decides, then the time. In five places of the log
    the two disagree, but each of these incidents goes on, and no ending depends on it.
    """
    newest: dict[str, Ending] = {}
    with gzip.open(REAL_LOG, "rt", encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            state, _ = STATES.get(row["incident_state"], (row["incident_state"], ""))
            ending = state, int(row["sys_mod_count"]), time_of(row["sys_updated_at"])
            known = newest.get(row["number"])
            newest[row["number"]] = max(known, ending, key=lambda version: version[1:]) if known else ending
    return newest


def endings_of_the_store(database: Database) -> dict[str, Ending]:
    columns = (TICKET.c.ticket_id, TICKET.c.state, TICKET.c.mod_count, TICKET.c.updated_at)
    with database.read() as session:
        rows = session.connection().execute(select(*columns)).all()
    return {number: (state, count, f"{updated_at:%Y-%m-%d %H:%M:%S}") for number, state, count, updated_at in rows}


class InParts:
    """Plays a log at full speed, each part while one poll reads; without pauses all would be over in the first poll."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.may_go_on = Semaphore(0)
        self._played = 0

    def seconds_until_next(self) -> float:
        return self.replay.seconds_until_next()

    def advance(self) -> None:
        if self._played % LINES_IN_A_PART == 0 and not self.may_go_on.acquire(timeout=0.1):
            return
        self.replay.advance()
        self._played += LINES_AT_ONCE


@pytest.mark.slow  # 40 s of CPU: 142,000 events of a year
async def test_the_last_states_of_a_real_desk_are_the_logs_though_it_is_polled_while_it_works(
    database: Database,
) -> None:
    if not REAL_LOG.exists():
        pytest.skip("no ../shared/data beside the project: the UCI log is not here")
    replay = Replay(read_log(REAL_LOG), speed=math.inf)
    instance = Instance(clock=replay.clock)
    replay.play_to(instance)
    life = InParts(replay)
    polls = 0
    simulator = Simulator(instance, account=None, desk=life)
    # All 83 take half a minute.
    simulator.rules.drop_fields("incident", *(instance.table("incident").fields.keys() - READABLE))
    with simulator:
        async with aclosing(TableClient(simulator.url, timeout_seconds=60)) as client:
            poller = Poller(client, database, PollingPlan(cron=SELDOM))
            await poller.poll_now()  # from here on; what came before would be the import's
            while not replay.is_over:
                life.may_go_on.release()
                polls += 1
                assert (await poller.poll_now()).error is None
            result = await poller.poll_now()
            await poller.stop()
    assert result.error is None
    assert polls >= LINES // LINES_IN_A_PART
    endings = endings_of_the_log()
    assert len(endings) == INCIDENTS
    assert endings_of_the_store(database) == endings
