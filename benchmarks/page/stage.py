"""The built app with 100,000 tickets and a ServiceNow with 100 more that are worked on, for the page benchmark."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import httpx
from sqlalchemy import update

from benchmarks.list import Desk, fill
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import migrate
from rca_dashboard.store.schema.tickets import FEED_COUNTER
from tests.fixtures.app_server import AppServer

ROWS = 100
UPDATES_A_SECOND = 100
SECONDS_TO_READ = 30
ACCOUNT = Account("reader", "a password of the benchmark")
STATES = ("1", "2", "3")
SETTINGS = {
    "SERVICENOW_USERNAME": ACCOUNT.username,
    "SERVICENOW_PASSWORD": ACCOUNT.password,
    "SERVICENOW_POLLING_INTERVAL": "* * * * * *",
    "SERVICENOW_ENABLE_BULK_IMPORT": "false",
    "AUTH_MODE": "none",
    "ALLOW_OPEN_ACCESS": "true",
    "LOG_LEVEL": "WARNING",
}


@dataclass(frozen=True, slots=True)
class PageStage:
    """The running app with the group of its processes, and the tickets that are on its first page."""

    url: str
    process_group: int
    instance: Instance
    sys_ids: list[str]

    @contextmanager
    def storm(self) -> Iterator[list[int]]:
        """Change a ticket in ServiceNow a hundred times per second; yield the count so far, in a list of one."""
        is_over, count = Event(), [0]
        thread = Thread(target=self._rage, args=(is_over, count), daemon=True)
        thread.start()
        try:
            yield count
        finally:
            is_over.set()
            thread.join()

    def _rage(self, is_over: Event, count: list[int]) -> None:
        began = time.monotonic()
        while not is_over.wait(max(0.0, began + count[0] / UPDATES_A_SECOND - time.monotonic())):
            turn, place = divmod(count[0], ROWS)
            changes = {"short_description": f"Ticket {place} of the storm, turn {turn}", "state": STATES[turn % 3]}
            self.instance.update("incident", self.sys_ids[place], changes)
            count[0] += 1


@contextmanager
def page_stage(built: Path, tickets: int) -> Iterator[PageStage]:
    """Run it; its tickets are written into the store as an upsert writes them, those of ServiceNow are polled."""
    with TemporaryDirectory() as folder, Simulator(Instance(), account=ACCOUNT) as servicenow:
        app = AppServer(built, Path(folder) / "app", {**SETTINGS, "SERVICENOW_URL": servicenow.url})
        database = Database(f"sqlite:///{app.folder}/rca_dashboard.db")
        migrate(database)
        fill(database, Desk(), tickets)
        with database.write() as session:  # what is polled counts on from there
            session.connection().execute(update(FEED_COUNTER).values(seq=tickets))
        database.close()
        app.start()
        try:
            _wait(lambda: bool(servicenow.requests))  # polling starts with later updates
            insert = servicenow.instance.insert
            sys_ids = [insert("incident", {"short_description": f"Ticket {place}"}) for place in range(ROWS)]
            _wait(lambda: _count(app.api) == tickets + ROWS)
            yield PageStage(app.url, app.process_group, servicenow.instance, sys_ids)
        finally:
            app.kill()


def _count(api: str) -> int:
    return httpx.get(f"{api}/tickets/stats", timeout=SECONDS_TO_READ).json()["data"]["all"]


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS_TO_READ
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"The app did not read {ROWS} tickets in {SECONDS_TO_READ} s.")
        time.sleep(0.5)
