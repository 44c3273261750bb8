"""A database, an instance, a collector of traces, and the workers between them."""

import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.fixtures.app_server import AppServer
from tests.fixtures.otlp_collector import Collector
from tests.fixtures.several_workers import PASSWORD, leader_of, log_in, put, rows, stored, until
from tests.servicenow.table_server import TableServer


@dataclass
class Desk:
    """A database, an instance, a collector of traces, and the workers between them."""

    built: Path
    folder: Path
    stack: ExitStack
    database_url: str
    instance: TableServer
    collector: Collector
    workers: list[AppServer] = field(default_factory=list[AppServer])
    place: int = 0

    def start(self, count: int, **settings: str) -> None:
        """Start workers, and wait until one leads and all have reported."""
        for _ in range(count):
            number = len(list(self.folder.iterdir()))
            environment = {
                "SERVICENOW_URL": self.instance.url,
                "SERVICENOW_USERNAME": "reader",
                "SERVICENOW_PASSWORD": "secret",
                "SERVICENOW_POLLING_INTERVAL": "*/1 * * * * *",
                "DATABASE_URL": self.database_url,
                "ADMIN_PASSWORD": PASSWORD,
                "OTEL_EXPORTER_OTLP_ENDPOINT": self.collector.url,
                **settings,
            }
            worker = AppServer(self.built, self.folder / str(number), environment)
            self.stack.callback(worker.kill)
            worker.start()
            self.workers.append(worker)
        until(lambda: leader_of(self.database_url) > 0, 60)
        until(lambda: self.running() == len(self.workers), 60)

    def running(self) -> int:
        """Return how many workers have reported lately."""
        return rows(self.database_url, "SELECT count(*) FROM worker WHERE seen_at > now() - interval '6 s'")[0][0]

    def change(self) -> float:
        """Change a ticket, and return how long it took until it was stored."""
        self.place += 1
        put(self.instance, self.place)
        return until(lambda: stored(self.database_url) >= self.place, 60)

    def lag(self) -> float:
        """Change a ticket, and return the seconds from its commit to the last worker's frames."""
        began = time.time()
        self.change()
        found: list[float] = []

        def is_pushed() -> bool:
            stores = [span for span in self.collector.named("store") if span.attributes.get("changes", "0") != "0"]
            store = next((span for span in stores if span.ended >= began), None)
            if store is None:
                return False
            frames = [span for span in self.collector.named("frame") if span.trace == store.trace]
            found[:] = [max(span.ended for span in frames) - store.ended] if frames else []
            return len({span.worker for span in frames}) == len(self.workers)

        until(is_pushed, 30)
        return found[0]

    def log_count(self, text: str) -> int:
        """Return how often a text stands in the log of the worker that says it most."""
        return max(worker.log().count(text) for worker in self.workers)

    def client(self, worker: AppServer) -> httpx.Client:
        """Return a client of a worker, logged in as the admin."""
        client = httpx.Client(base_url=worker.api, headers={"Origin": worker.url}, timeout=40)
        return log_in(self.stack.enter_context(client))
