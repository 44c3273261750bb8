"""The service desk: creates an instance's history, and then lets things happen."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from rca_dashboard.simulator.clock import to_text
from rca_dashboard.simulator.desk import incident_life as life
from rca_dashboard.simulator.desk import reporting
from rca_dashboard.simulator.desk.back_office import PER_INCIDENT, BackOffice
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.task_rules import IN_PROGRESS, NEW, ON_HOLD
from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.slas.sla_clock import SlaClock

INCIDENTS_PER_MINUTE = 5.0
_EVENTS_PER_INCIDENT = 4
_CROWDED = 80
_REOPENED = 0.03
_DAYS = 30
_CLOSED_AFTER = timedelta(minutes=10)
_CLOSED_TOGETHER = 6
_CLOSING_EVERY = timedelta(minutes=1)
_WORKED = "stateIN1,2,3"
_WEIGHTS = {"1": 8, "2": 4, "3": 2}


class Desk:
    """Works on an instance's incidents, and what belongs to them; the same seed and clock give the same events."""

    def __init__(
        self, instance: Instance, *, seed: int = 1, incidents_per_minute: float = INCIDENTS_PER_MINUTE
    ) -> None:
        """Create a desk.

        Args:
            instance: The instance whose incidents it works on.
            seed: The random seed; a desk that resumes after a restart does not repeat itself.
            incidents_per_minute: New incidents per minute on average; three other things happen for each of them.

        Raises:
            ValueError: If the rate is not above 0.
        """
        if incidents_per_minute <= 0:
            message = (
                f"{incidents_per_minute} new incidents per minute is not a valid rate: use a rate above 0, or no desk."
            )
            raise ValueError(message)
        self._instance = instance
        self._incidents_per_minute = incidents_per_minute
        self._random = Random(f"{seed}:{instance.numbering('incident').ordinal}")
        self._closed_at = instance.clock()
        self._back_office = BackOffice(instance, seed=seed)
        self._sla_clock = SlaClock(instance)

    def seconds_until_next(self) -> float:
        """Return a random pause until the next event: 3 s on average at five new incidents per minute."""
        return self._random.expovariate(self._incidents_per_minute * _EVENTS_PER_INCIDENT / 60)

    def advance(self) -> None:
        """Let one thing happen: one call in four opens an incident, others work on one or run the closing job.

        Something may also happen behind the desk.
        """
        with self._instance.locked():  # so that what was chosen is not deleted meanwhile
            self._close_resolved()
            if self._random.randrange(_EVENTS_PER_INCIDENT) == 0:
                self.open_incident()
            else:
                self.work_incident()
            self._advance_behind()

    def work(self) -> None:
        """Let one thing happen, but no new incident."""
        with self._instance.locked():
            self._close_resolved()
            self.work_incident()
            self._advance_behind()

    def _advance_behind(self) -> None:
        self._back_office.advance()
        self._sla_clock.advance()

    def open_incident(self, *, at: datetime | None = None) -> str:
        """Create an incident, and return its sys_id."""
        return self.open(reporting.first_step(self._random), at=at)

    def open(self, step: life.Step, *, at: datetime | None = None) -> str:
        """Create the incident of a first step, and return its sys_id."""
        opened = self._instance.insert("incident", step.changes, at=at, by=step.by)
        self._sla_clock.look_at(self._instance.stored("incident", opened))
        return opened

    def work_incident(self) -> None:
        """Let an agent do the next step on one of the open incidents, most likely an urgent one."""
        if self._random.random() < _REOPENED and self._reopen_one():
            return
        waiting = self._instance.select("incident", f"{_WORKED}^ORDERBYsys_id").records
        if waiting:
            weights = [_WEIGHTS.get(incident.get("priority", ""), 1) for incident in waiting]
            chosen = self._random.choices(waiting, weights)[0]
            haste = 0.5 if len(waiting) < _CROWDED else 0.8
            self._take(chosen, life.next_step(chosen, self._random, haste=haste))

    def _reopen_one(self) -> bool:
        """Let the caller of a recently resolved incident reopen it; return False if there is none."""
        resolved = self._instance.select("incident", "state=6^ORDERBYDESCresolved_at^ORDERBYsys_id", limit=10).records
        if not resolved:
            return False
        chosen = self._random.choice(resolved)
        self._take(chosen, life.reopening(chosen, self._random))
        return True

    def fill_history(self, count: int, *, days: int = _DAYS) -> None:
        """Load a history into the instance: incidents opened over the last days, each as far along as time allowed.

        Args:
            count: The number of incidents.
            days: How long ago the first may have been opened.
        """
        now = self._instance.clock()
        reach = days * 86400
        ages = sorted((self._random.uniform(0, reach) for _ in range(count)), reverse=True)
        times = (now - timedelta(seconds=age) for age in ages)
        incidents = [
            life.past_incident(self._instance, reporting.first_step(self._random), at, now, self._random)
            for at in times
        ]
        self.load_past(incidents, now, days=days)
        self._sla_clock.attach_to_open()

    def load_past(
        self,
        incidents: list[Record],
        now: datetime,
        *,
        days: int,
        shares: Mapping[str, float] = PER_INCIDENT,
        changes: Sequence[Record] = (),
    ) -> None:
        """Load drafted incidents, with problems, changes and items of the same days that they are linked to.

        Args:
            incidents: The incidents.
            now: The time.
            days: How far back they reach.
            shares: How many problems, changes and items are made for each incident.
            changes: Further changes, which no incident is linked to.
        """
        self._instance.load("incident", self._back_office.past(incidents, now, days=days, shares=shares))
        self._instance.load("change_request", changes)

    @property
    def reserved(self) -> set[str]:
        """The changes that no one behind the desk works on, as someone else does."""
        return self._back_office.reserved

    def attach_service_levels(self) -> None:
        """Give each incident of a history its service levels: those that run, and those that were met or missed."""
        self._sla_clock.attach_to_closed()
        self._sla_clock.attach_to_open()

    def resolve(self, sys_id: str) -> None:
        """Let an agent take an incident, if no one has, and resolve it; one that is resolved already stays as it is."""
        incident = self._instance.stored("incident", sys_id)
        if incident.get("state") in {NEW, ON_HOLD}:
            self._take(incident, life.taken(incident, self._random))
            incident = self._instance.stored("incident", sys_id)
        if incident.get("state") == IN_PROGRESS:
            self._take(incident, life.resolved(incident, self._random))

    def _take(self, incident: Record, step: life.Step | None) -> None:
        if step:
            self._instance.update("incident", incident["sys_id"], step.changes, by=step.by)
            self._sla_clock.look_at(self._instance.stored("incident", incident["sys_id"]))

    def _close_resolved(self) -> None:
        """Close the incidents that were resolved longest ago together in one second, as a scheduled job does."""
        now = self._instance.clock()
        if now - self._closed_at < _CLOSING_EVERY:
            return
        self._closed_at = now
        due = f"state=6^sys_updated_on<{to_text(now - _CLOSED_AFTER)}^ORDERBYsys_updated_on^ORDERBYsys_id"
        step = life.closing()
        for incident in self._instance.select("incident", due, limit=_CLOSED_TOGETHER).records:
            self._instance.update("incident", incident["sys_id"], step.changes, at=now, by=step.by)
