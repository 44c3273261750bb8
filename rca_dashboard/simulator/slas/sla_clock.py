"""The service levels of incidents: attached, paused, breached and completed, as ServiceNow's own job does."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from rca_dashboard.simulator.clock import from_text, to_text
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.organisation import sys_id
from rca_dashboard.simulator.instance.task_rules import CANCELED, CLOSED, NEW, ON_HOLD, RESOLVED
from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.slas.definitions import RESOLUTION, RESPONSE, SERVICE_LEVELS, ServiceLevel

_SYSTEM = "system"
_DONE = frozenset({RESOLVED, CLOSED})
_BY_ID = {sys_id("contract_sla", each.name): each for each in SERVICE_LEVELS}


class SlaClock:
    """Keeps ``task_sla`` in step with an instance's incidents.

    Args:
        instance: The instance.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._by_task: dict[str, list[str]] = {}
        self._indexed = 0

    def attach_to_open(self) -> None:
        """Give each open incident of a history the service levels that it would have by now."""
        for incident in self._instance.select("incident", "active=true^ORDERBYsys_id").records:
            self.look_at(incident)
        self.advance()

    def attach_to_closed(self) -> None:
        """Give each closed incident of a history the service level of its resolution, met or missed."""
        closed = self._instance.select("incident", "state=7^resolved_atISNOTEMPTY^ORDERBYsys_id").records
        records = [
            self._instance.drafted(
                "task_sla", _past(incident, level), at=from_text(incident["resolved_at"]), by=_SYSTEM
            )
            for incident in closed
            for level in _levels_for(incident)
            if level.target == RESOLUTION
        ]
        self._instance.load("task_sla", records)

    def look_at(self, incident: Record) -> None:
        """Attach, pause, go on with, complete or cancel the service levels of one incident."""
        now = self._instance.clock()
        attached = self._of(incident["sys_id"])
        wanted = {sys_id("contract_sla", each.name): each for each in _levels_for(incident)}
        for record in attached:
            if record.get("active") == "true":
                self._move(record, incident, now, is_wanted=record["sla"] in wanted)
        if incident.get("state") in {*_DONE, CANCELED}:
            return
        for definition in wanted.keys() - {record["sla"] for record in attached if _counts(record)}:
            self._attach(incident, definition, wanted[definition])
        for record in self._of(incident["sys_id"]):  # those that are new may have to wait, or be over, already
            if record.get("active") == "true":
                self._move(record, incident, now, is_wanted=True)

    def advance(self) -> None:
        """Mark what is over as breached."""
        now = to_text(self._instance.clock())
        due = f"stage=in_progress^has_breached=false^planned_end_time<{now}^ORDERBYsys_id"
        for record in self._instance.select("task_sla", due).records:
            self._instance.update("task_sla", record["sys_id"], {"has_breached": "true"}, by=_SYSTEM)

    def _of(self, incident: str) -> Iterable[Record]:
        """Return an incident's service levels; a query would compare all of them, 2 ms for a few thousand."""
        records = self._instance.table("task_sla").records
        if self._indexed != len(records):
            self._by_task = {}
            for each in records.values():
                self._by_task.setdefault(each.get("task", ""), []).append(each["sys_id"])
            self._indexed = len(records)
        return [records[each] for each in sorted(self._by_task.get(incident, ())) if each in records]

    def _attach(self, incident: Record, definition: str, level: ServiceLevel) -> None:
        attached = self._instance.insert("task_sla", _begun(incident, definition, level), by=_SYSTEM)
        self._by_task.setdefault(incident["sys_id"], []).append(attached)
        self._indexed += 1

    def _move(self, record: Record, incident: Record, now: datetime, *, is_wanted: bool) -> None:
        changes = _changes(record, incident, now, is_wanted=is_wanted)
        if changes:
            self._instance.update("task_sla", record["sys_id"], changes, by=_SYSTEM)


def _begun(incident: Record, definition: str, level: ServiceLevel) -> dict[str, str]:
    start = incident.get("reopened_time") or incident["opened_at"]
    end = to_text(level.end(from_text(start)))
    return {
        "task": incident["sys_id"],
        "sla": definition,
        "schedule": sys_id("cmn_schedule", level.schedule),
        "stage": "in_progress",
        "active": "true",
        "has_breached": "false",
        "start_time": start,
        "planned_end_time": end,
        "original_breach_time": end,
    }


def _past(incident: Record, level: ServiceLevel) -> dict[str, str]:
    begun = _begun(incident, sys_id("contract_sla", level.name), level)
    ended = incident["resolved_at"]
    is_late = "true" if ended > begun["planned_end_time"] else "false"
    return {**begun, "stage": "completed", "active": "false", "end_time": ended, "has_breached": is_late}


def _counts(record: Record) -> bool:
    """Return whether a service level need not be attached again: it runs, or someone has taken the task."""
    level = _BY_ID.get(record["sla"])
    is_taken = record.get("stage") == "completed" and level is not None and level.target == RESPONSE
    return record.get("active") == "true" or is_taken


def _levels_for(incident: Record) -> list[ServiceLevel]:
    return [each for each in SERVICE_LEVELS if each.priority == incident.get("priority")]


def _changes(record: Record, incident: Record, now: datetime, *, is_wanted: bool) -> dict[str, str]:
    state, level = incident.get("state", ""), _BY_ID.get(record["sla"])
    if state == CANCELED or not is_wanted or level is None:
        return {"stage": "cancelled", "active": "false", "end_time": to_text(now)}
    if state in _DONE or (level.target == RESPONSE and state != NEW):
        return _completed(record, incident, now, is_response=level.target == RESPONSE)
    if state == ON_HOLD:
        return {"stage": "paused", "pause_time": to_text(now)} if record.get("stage") == "in_progress" else {}
    if record.get("stage") == "paused":
        return _resumed(record, level, now)
    return {}


def _completed(record: Record, incident: Record, now: datetime, *, is_response: bool) -> dict[str, str]:
    ended = now if is_response else from_text(incident.get("resolved_at") or to_text(now))
    is_late = to_text(ended) > record.get("planned_end_time", "")
    breached = {"has_breached": "true"} if is_late and record.get("stage") != "paused" else {}
    return {"stage": "completed", "active": "false", "end_time": to_text(ended), **breached}


def _resumed(record: Record, level: ServiceLevel, now: datetime) -> dict[str, str]:
    """Go on after a pause: what was left of the time when it began is left now."""
    paused_at = from_text(record["pause_time"])
    planned = from_text(record["planned_end_time"])
    left = max(planned - paused_at, timedelta())
    end = level.end(now, used=level.duration - left) if left else planned
    return {"stage": "in_progress", "pause_time": "", "planned_end_time": to_text(end)}
