"""The apps that are photographed, each with a ServiceNow of its own whose tickets a seed decides."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.opening import Opening, open_instance
from rca_dashboard.simulator.server import Simulator
from tests.fixtures.app_server import AppServer

SEED = 8
INCIDENTS = 160
TABLES = "incident,problem,change_request"
ACCOUNT = Account("reader", "a password of the pictures")
PASSWORD = "a long enough password"  # noqa: S105 - of an app that lives for a minute
OPEN = {"AUTH_MODE": "none", "ALLOW_OPEN_ACCESS": "true"}
CLOSED = {"AUTH_MODE": "password", "ADMIN_PASSWORD": PASSWORD}
SECONDS_TO_WAIT = 60


@dataclass(frozen=True, slots=True)
class PhotographedApp:
    """A running app, and the ServiceNow that it reads."""

    servicenow: Simulator
    app: AppServer

    @property
    def instance(self) -> Instance:
        """The tickets."""
        return self.servicenow.instance

    @property
    def url(self) -> str:
        """Where the pages are."""
        return self.app.url

    def number(self, sys_id: str) -> str:
        """Return the number of an incident."""
        return str(self.instance.stored("incident", sys_id)["number"])

    def wait_for(self, path: str, key: str, value: object) -> None:
        """Wait until REST answers so.

        Raises:
            TimeoutError: If it does not.
        """
        deadline, body = time.monotonic() + SECONDS_TO_WAIT, "nothing"
        while time.monotonic() < deadline:
            answer = httpx.get(f"{self.app.api}/{path}", timeout=10)
            if answer.is_success and answer.json()["data"].get(key) == value:
                return
            body = answer.text[:200]
            time.sleep(0.2)
        raise TimeoutError(f"{path} does not say {key}={value}; it says {body}")

    def wait_for_all(self) -> None:
        """Wait until the app has every ticket."""
        count = sum(len(self.instance.records(table)) for table in TABLES.split(","))
        self.wait_for("tickets/stats", "all", count)


def filled_desk(incidents: int = INCIDENTS) -> Instance:
    """Return an instance with the tickets of thirty days, without activity."""
    return open_instance(Opening(seed=SEED, incidents=incidents, incidents_per_minute=0)).instance


@contextmanager
def running_app(
    built: Path,
    instance: Instance,
    settings: Mapping[str, str],
    **faults: Any,  # noqa: ANN401 - passed on
) -> Iterator[PhotographedApp]:
    """Run an app on an instance; ``faults`` is what goes wrong from the start."""
    with TemporaryDirectory() as folder, Simulator(instance, account=ACCOUNT) as servicenow:
        if faults:
            servicenow.faults.add(times=None, **faults)
        reading = {
            "SERVICENOW_URL": servicenow.url,
            "SERVICENOW_USERNAME": ACCOUNT.username,
            "SERVICENOW_PASSWORD": ACCOUNT.password,
            "SERVICENOW_TABLES": TABLES,
            "SERVICENOW_POLLING_INTERVAL": "* * * * * *",
        }
        app = AppServer(built, Path(folder) / "app", {**reading, **settings})
        app.start()
        try:
            yield PhotographedApp(servicenow, app)
        finally:
            app.kill()


def let_a_morning_pass(of: PhotographedApp) -> str:
    """Let the desk work on its tickets, and return the sys_id of the incident with the most changes."""
    waiting = [one for one in of.instance.records("incident") if one["state"] == "2"]
    agent = waiting[0]["assigned_to"]
    worst = of.instance.insert(
        "incident",
        {
            **{name: waiting[0][name] for name in ("caller_id", "assignment_group", "cmdb_ci", "problem_id")},
            "short_description": "Nobody in the Berlin office can reach the order system",
            "description": "Since 9:10 every order ends in a timeout.\nTried from three desks, by cable and by Wi-Fi.",
            "category": "network",
            "contact_type": "phone",
            "impact": "1",
            "urgency": "1",
            "priority": "1",
        },
    )
    steps = (
        {"state": "2", "assigned_to": agent},
        {"work_notes": "The edge router restarts every few minutes.", "subcategory": "internal application"},
        {"impact": "2", "priority": "2", "short_description": "The Berlin office can hardly reach the order system"},
        {"state": "3", "hold_reason": "3"},
        {"state": "2", "impact": "1", "priority": "1"},
    )
    for step in steps:
        _wait_until_seen(of, worst)
        of.instance.update("incident", worst, step)
    _wait_until_seen(of, worst)
    return worst


def _wait_until_seen(of: PhotographedApp, sys_id: str) -> None:
    """Wait until the app has this version: stamps are whole seconds, so the next one is a second later."""
    state = of.instance.stored("incident", sys_id)["short_description"]
    of.wait_for(f"tickets/{of.number(sys_id)}", "short_description", state)
    time.sleep(1.5)


CALLS = (
    ("Payroll run stopped with an error in step 4", "1", "software"),
    ("Printer on the third floor prints blank pages", "4", "hardware"),
    ("Cannot open the shared calendar of the sales team", "3", "inquiry"),
    ("Scanner in the warehouse reads no labels", "2", "hardware"),
)
"""What people call about while the pictures are taken: text, priority, category."""


def let_somebody_call(of: PhotographedApp, place: int = 0) -> str:
    """Let a new incident come, and give its sys_id."""
    text, priority, category = CALLS[place]
    urgency = min(priority, "3")
    return of.instance.insert(
        "incident",
        {
            "short_description": text,
            "priority": priority,
            "impact": urgency,
            "urgency": urgency,
            "category": category,
            "contact_type": "phone",
        },
    )
