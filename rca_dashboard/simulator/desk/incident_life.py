"""What can happen to an incident next. Pure rules; the random generator is passed in.

States change only along ``ALLOWED``, as in the state flow of a new instance.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from rca_dashboard.simulator.desk.filing import filed_as
from rca_dashboard.simulator.desk.habits import ANSWERS, CLOSE_CODES, QUESTIONS, WORK_NOTES
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.organisation import (
    GROUPS,
    PROBLEMS,
    organisation,
    sys_id,
    user_name,
)
from rca_dashboard.simulator.instance.task_rules import CANCELED, CLOSED, IN_PROGRESS, NEW, ON_HOLD, RESOLVED
from rca_dashboard.simulator.queries.conditions import Record

ALLOWED: dict[str, frozenset[str]] = {
    NEW: frozenset({NEW, IN_PROGRESS, CANCELED}),
    IN_PROGRESS: frozenset({IN_PROGRESS, ON_HOLD, RESOLVED}),
    ON_HOLD: frozenset({IN_PROGRESS}),
    RESOLVED: frozenset({IN_PROGRESS, CLOSED}),
    CLOSED: frozenset(),
    CANCELED: frozenset(),
}
"""The states that may follow each state."""

_Choice = TypeVar("_Choice")
_HOURS_BETWEEN_STEPS = {"1": 0.5, "2": 3.0, "3": 16.0, "4": 48.0, "5": 60.0}
_DAYS_UNTIL_CLOSED = 7
USERS = {user["sys_id"]: user for user in organisation()["sys_user"]}
_GROUP_NAMES = {sys_id("sys_user_group", name): name for name in GROUPS}


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to an incident in one update.

    Attributes:
        changes: New values by field.
        by: The user name of the author.
    """

    changes: dict[str, str]
    by: str


def next_step(incident: Record, random: Random, *, haste: float = 0.5) -> Step | None:
    """Return what an agent does next; None if the incident's state needs nothing.

    Args:
        incident: The current incident.
        random: The random generator.
        haste: The share of steps that resolve an incident in progress, 0 to 1.
    """
    steps = {NEW: _triage, ON_HOLD: _resume, RESOLVED: _finish}
    state = incident.get("state", "")
    if state == IN_PROGRESS:
        return _work(incident, random, haste)
    return steps[state](incident, random) if state in steps else None


def pause(incident: Record, random: Random) -> timedelta:
    """Return how long a real desk leaves an incident alone: the more urgent, the shorter; a week before it closes."""
    if incident.get("state") == RESOLVED:
        return timedelta(days=_DAYS_UNTIL_CLOSED if random.random() < 0.95 else random.uniform(0.1, 4))  # noqa: PLR2004 - one in twenty comes back earlier
    hours = _HOURS_BETWEEN_STEPS.get(incident.get("priority", ""), 24.0)
    patience = 4 if incident.get("state") == ON_HOLD else 1
    return timedelta(hours=random.expovariate(1 / (hours * patience)))


def reopening(incident: Record, random: Random) -> Step:
    """Return what a caller does who is not satisfied with a resolution."""
    caller = USERS.get(incident.get("caller_id", ""), {})
    comment = random.choice(("It is back since this morning.", "No change here, still the same.", "Not solved for me."))
    return Step({"state": IN_PROGRESS, "comments": comment}, caller.get("user_name", "admin"))


def closing() -> Step:
    """Return what the nightly job does to an incident that was resolved long enough ago."""
    return Step({"state": CLOSED}, "system")


def past_incident(
    instance: Instance, step: Step, opened: datetime, now: datetime, random: Random, *, haste: float = 1.0
) -> Record:
    """Return an incident as far along as time allowed; ``haste`` shortens the pauses, not of urgent work."""
    incident = instance.drafted("incident", step.changes, at=opened, by=step.by)
    time = opened + pause(incident, random) * _shortened(incident, haste)
    while time < now and (following := next_step(incident, random)):
        incident = instance.redrafted("incident", incident, following.changes, at=time, by=following.by)
        time += pause(incident, random) * _shortened(incident, haste)
    return incident


def _shortened(incident: Record, haste: float) -> float:
    return 1.0 if incident.get("priority") == "1" and incident.get("state") != RESOLVED else haste


def taken(incident: Record, random: Random) -> Step:
    """Return how an agent takes an incident, or goes on with it."""
    if incident.get("assigned_to"):
        return Step({"state": IN_PROGRESS}, _agent(incident))
    group = incident.get("assignment_group") or sys_id("sys_user_group", filed_as(incident).group)
    agent = _member(group, random)
    changes = {"state": IN_PROGRESS, "assignment_group": group, "assigned_to": sys_id("sys_user", agent)}
    return Step(changes, user_name(agent))


def _triage(incident: Record, random: Random) -> Step:
    if random.random() < 0.04:  # noqa: PLR2004 - one in 25 was raised by mistake
        return Step({"state": CANCELED, "close_notes": "Raised by mistake."}, "beth.anglin")
    complaint = filed_as(incident)
    group = incident.get("assignment_group") or sys_id("sys_user_group", complaint.group)
    filing = {} if incident.get("category") else {"category": complaint.category}
    if not incident.get("assignment_group") and random.random() < 0.3:  # noqa: PLR2004 - only routed for now
        return Step({"assignment_group": group, **filing}, "david.loo")
    step = taken({**incident, "assignment_group": group}, random)
    return Step({**step.changes, **filing}, step.by)


def _work(incident: Record, random: Random, haste: float) -> Step:
    if random.random() < haste:
        return resolved(incident, random)
    works = {_hold: 35, _note: 35, _hand_over: 18, _raise_urgency: 12}
    return weighted(random, works)(incident, random)


def resolved(incident: Record, random: Random) -> Step:
    """Return how an agent resolves an incident."""
    agent = incident.get("assigned_to", "")
    changes = {"state": RESOLVED, "close_code": random.choice(CLOSE_CODES), "resolved_by": agent}
    return Step({**changes, "close_notes": filed_as(incident).resolution}, _agent(incident))


def _hold(incident: Record, random: Random) -> Step:
    if random.random() < 0.3 and incident.get("category") in {"network", "database"}:  # noqa: PLR2004 - a known problem
        problem = sys_id("problem", random.choice(tuple(PROBLEMS)))
        return Step({"state": ON_HOLD, "hold_reason": "3", "problem_id": problem}, _agent(incident))
    return Step({"state": ON_HOLD, "hold_reason": random.choice(("1", "4", "5"))}, _agent(incident))


def _resume(incident: Record, _random: Random) -> Step:
    return Step({"state": IN_PROGRESS}, _agent(incident))


def _note(incident: Record, random: Random) -> Step:
    match random.random():
        case share if share < 0.25:  # noqa: PLR2004 - one in four asks the caller
            return Step({"comments": random.choice(QUESTIONS)}, _agent(incident))
        case share if share < 0.4:  # noqa: PLR2004 - and most of them answer
            caller = USERS.get(incident.get("caller_id", ""), {})
            return Step({"comments": random.choice(ANSWERS)}, caller.get("user_name", "admin"))
        case _:
            return Step({"work_notes": random.choice(WORK_NOTES)}, _agent(incident))


def _hand_over(incident: Record, random: Random) -> Step:
    group = incident.get("assignment_group", "")
    if random.random() < 0.4:  # noqa: PLR2004 - to another group
        group = sys_id("sys_user_group", random.choice(tuple(GROUPS)))
    assigned_to = sys_id("sys_user", _member(group, random))
    return Step({"assignment_group": group, "assigned_to": assigned_to}, _agent(incident))


def _raise_urgency(incident: Record, random: Random) -> Step:
    urgency = incident.get("urgency", "")
    if urgency not in {"2", "3"}:
        return _note(incident, random)
    return Step({"urgency": str(int(urgency) - 1)}, _agent(incident))


def _finish(incident: Record, random: Random) -> Step:
    return reopening(incident, random) if random.random() < 0.05 else closing()  # noqa: PLR2004 - one in twenty


def _member(group: str, random: Random) -> str:
    return random.choice(GROUPS[_GROUP_NAMES.get(group, "Service Desk")])


def _agent(incident: Record) -> str:
    return USERS.get(incident.get("assigned_to", ""), {}).get("user_name", "beth.anglin")


def weighted(random: Random, weights: dict[_Choice, int]) -> _Choice:
    """Return one of some choices, by their weights."""
    return random.choices(tuple(weights), tuple(weights.values()))[0]
