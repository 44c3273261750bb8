"""Work behind the desk: problems, changes and requested items, linked to the incidents they belong to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from rca_dashboard.simulator.desk import task_flows
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.queries.conditions import Record

_BUSY = 0.3
_BORN = 0.2
_WEIGHTS = {"problem": 1, "change_request": 2, "sc_req_item": 4}
PER_INCIDENT = {"problem": 0.05, "change_request": 0.12, "sc_req_item": 0.25}
_OPEN_INCIDENTS = "stateIN2,3^ORDERBYDESCsys_updated_on^ORDERBYsys_id"


class BackOffice:
    """Works on the problems, changes and requested items of one instance.

    Attributes:
        reserved: The sys_ids of records that someone else works on.
    """

    def __init__(self, instance: Instance, *, seed: int) -> None:
        self._instance = instance
        self._random = Random(f"{seed}:back office:{instance.numbering('change_request').ordinal}")

        self.reserved: set[str] = set()

    def advance(self) -> None:
        """Let one thing happen in three of ten calls; one in five creates a record, which about four others work on."""
        if self._random.random() > _BUSY:
            return
        table = self._random.choices(tuple(_WEIGHTS), tuple(_WEIGHTS.values()))[0]
        if self._random.random() < _BORN:
            self._open(table)
        else:
            self._work(table)

    def past(
        self, incidents: list[Record], now: datetime, *, days: int, shares: Mapping[str, float] = PER_INCIDENT
    ) -> list[Record]:
        """Load the records of the last days, and return the incidents with their links to them."""
        drafted: dict[str, list[Record]] = {}
        for table, share in shares.items():
            ages = (self._random.uniform(0, days * 86400) for _ in range(round(len(incidents) * share)))
            opened = sorted(now - timedelta(seconds=age) for age in ages)
            drafted[table] = [self._past_record(table, at, now) for at in opened]
        problems = [self._reported(problem, incidents) for problem in drafted["problem"]]
        self._instance.load("problem", problems)
        for table in ("change_request", "sc_req_item"):
            self._instance.load(table, drafted[table])
        return [self._linked(incident, problems, drafted["change_request"]) for incident in incidents]

    def _open(self, table: str) -> None:
        step = task_flows.first_step(table, self._random)
        found = self._instance.select("incident", _OPEN_INCIDENTS, limit=10).records
        incident = self._random.choice(found) if found and table != "sc_req_item" else None
        links = self._links_to(table, incident)
        sys_id = self._instance.insert(table, {**step.changes, **links}, by=step.by)
        field = "problem_id" if table == "problem" else "rfc"
        if incident and not incident.get(field):
            self._instance.update("incident", incident["sys_id"], {field: sys_id}, by=step.by)

    def _work(self, table: str) -> None:
        found = self._instance.select(table, "active=true^assignment_groupISNOTEMPTY^ORDERBYsys_id").records
        waiting = [each for each in found if each["sys_id"] not in self.reserved]
        if not waiting:
            return
        chosen = self._random.choice(waiting)
        if step := task_flows.next_step(table, chosen, self._random):
            self._instance.update(table, chosen["sys_id"], step.changes, by=step.by)
            if step.changes.get("close_code") == "unsuccessful":
                self._blame(chosen["sys_id"], step.by)

    def _blame(self, change: str, by: str) -> None:
        """Mark an incident as caused by a change that went wrong."""
        found = self._instance.select("incident", f"caused_byISEMPTY^{_OPEN_INCIDENTS}", limit=5).records
        if found:
            self._instance.update("incident", self._random.choice(found)["sys_id"], {"caused_by": change}, by=by)

    def _links_to(self, table: str, incident: Record | None) -> dict[str, str]:
        if incident is None:
            return {}
        return {"first_reported_by_task" if table == "problem" else "parent": incident["sys_id"]}

    def _past_record(self, table: str, opened: datetime, now: datetime) -> Record:
        step = task_flows.first_step(table, self._random)
        record = self._instance.drafted(table, step.changes, at=opened, by=step.by)
        time = opened + task_flows.pause(table, self._random)
        while time < now and (following := task_flows.next_step(table, record, self._random)):
            record = self._instance.redrafted(table, record, following.changes, at=time, by=following.by)
            time += task_flows.pause(table, self._random)
        return record

    def _reported(self, problem: Record, incidents: list[Record]) -> Record:
        earlier = [incident for incident in incidents if incident["opened_at"] <= problem["opened_at"]]
        return {**problem, "first_reported_by_task": self._random.choice(earlier)["sys_id"]} if earlier else problem

    def _linked(self, incident: Record, problems: list[Record], changes: list[Record]) -> Record:
        known = [one["sys_id"] for one in problems if one.get("first_reported_by_task") == incident["sys_id"]]
        links = {"problem_id": known[0]} if known else {}
        if changes and (incident.get("hold_reason") == "5" or self._random.random() < 0.06):  # noqa: PLR2004 - few need a change
            links["rfc"] = self._random.choice(changes)["sys_id"]
        failed = [change["sys_id"] for change in changes if change.get("close_code") == "unsuccessful"]
        if failed and self._random.random() < 0.03:  # noqa: PLR2004 - fewer come from one
            links["caused_by"] = self._random.choice(failed)
        return {**incident, **links}
