"""How problems, changes and requested items are created, and what can happen next. Pure rules, as for incidents.

States change only along ``FLOWS``, as in the state flows of a new instance.
"""

from datetime import timedelta
from random import Random

from rca_dashboard.simulator.desk.incident_life import Step
from rca_dashboard.simulator.instance.organisation import (
    CALLERS,
    CATALOG,
    CONFIGURATION_ITEMS,
    GROUPS,
    sys_id,
    user_name,
)
from rca_dashboard.simulator.queries.conditions import Record

FLOWS: dict[str, dict[str, tuple[str, ...]]] = {
    "problem": {
        "101": ("102",),
        "102": ("103",),
        "103": ("104", "104", "106"),
        "104": ("106",),
        "106": ("107", "107", "107", "103"),
        "107": (),
    },
    "change_request": {
        "-5": ("-4", "-4", "-4", "4"),
        "-4": ("-3",),
        "-3": ("-2", "-2", "-2", "4"),
        "-2": ("-1",),
        "-1": ("0",),
        "0": ("3",),
        "3": (),
        "4": (),
    },
    "sc_req_item": {"1": ("2", "2", "2", "4"), "2": ("3",), "3": (), "4": ()},
}
"""The states that may follow each state of a table; repeated ones are more likely."""

_PROBLEMS = (
    ("Packet loss on the uplinks after each firmware upgrade", "Network"),
    ("Deadlocks in the order database during invoicing", "Database"),
    ("Client loses its licence after a time zone change", "Software"),
    ("Batteries of one laptop series swell", "Hardware"),
)
_CHANGES = (
    ("Replace the line cards of the core switch", "Network", "Network"),
    ("Raise the session limit of the VPN gateway", "Network", "Network"),
    ("Patch the order database to the latest release update", "Database", "Software"),
    ("Roll out the client's hotfix to all offices", "Software", "Software"),
    ("Renew the certificates of the mail servers", "Software", "Other"),
    ("Exchange the batteries of recalled laptops", "Hardware", "Hardware"),
)
_STAGES = {"1": "request_approved", "2": "fulfillment", "3": "complete", "4": "Request Cancelled"}
_HOURS_BETWEEN_STEPS = {"problem": 40.0, "change_request": 20.0, "sc_req_item": 16.0}
_GROUP_OF = {sys_id("sys_user_group", name): name for name in GROUPS}


def first_step(table: str, random: Random) -> Step:
    """Return a new problem, change or requested item."""
    first_steps = {"problem": _problem, "change_request": _change, "sc_req_item": _item}
    return first_steps[table](random)


def next_step(table: str, record: Record, random: Random) -> Step | None:
    """Return what happens to a record next; None if its state needs nothing."""
    state = record.get("state", "")
    following = FLOWS[table].get(state, ())
    if not following:
        return None
    new = random.choice(following)
    group = _GROUP_OF.get(record.get("assignment_group", ""), "Service Desk")
    agent = random.choice(GROUPS[group])
    extras = {"problem": _problem_extras, "change_request": _change_extras, "sc_req_item": _item_extras}
    changes = {"state": new, "assigned_to": sys_id("sys_user", agent), **extras[table](new, random)}
    return Step(changes, user_name(agent))


def pause(table: str, random: Random) -> timedelta:
    """Return how long a record of a table is left alone."""
    return timedelta(hours=random.expovariate(1 / _HOURS_BETWEEN_STEPS[table]))


def _problem(random: Random) -> Step:
    description, group = random.choice(_PROBLEMS)
    level = random.choice(("1", "2", "2", "3"))
    changes = {"short_description": description, "impact": level, "urgency": level}
    return Step({**changes, "assignment_group": sys_id("sys_user_group", group)}, "beth.anglin")


def _change(random: Random) -> Step:
    description, group, category = random.choice(_CHANGES)
    agent = random.choice(GROUPS[group])
    changes = {
        "short_description": description,
        "assignment_group": sys_id("sys_user_group", group),
        "category": category,
        "cmdb_ci": sys_id("cmdb_ci", random.choice(CONFIGURATION_ITEMS)),
        "requested_by": sys_id("sys_user", agent),
        "risk": random.choice(("2", "3", "4")),
        "type": random.choices(("normal", "standard", "emergency"), (6, 3, 1))[0],
        "justification": "Ends a known cause of incidents.",
        "backout_plan": "Restore the configuration of before.",
    }
    return Step(changes, user_name(agent))


def _item(random: Random) -> Step:
    caller, name = random.choice(CALLERS), random.choice(tuple(CATALOG))
    changes = {
        "short_description": name,
        "cat_item": sys_id("sc_cat_item", name),
        "price": CATALOG[name],
        "requested_for": sys_id("sys_user", caller),
        "assignment_group": sys_id("sys_user_group", "Service Desk"),
    }
    return Step(changes, user_name(caller))


def _problem_extras(state: str, _random: Random) -> dict[str, str]:
    extras = {
        "104": {"cause_notes": "Reproduced with the vendor.", "known_error": "true", "workaround": "Restart it."},
        "106": {"resolution_code": "fix_applied", "fix_notes": "Fixed for good; watched for a week."},
    }
    return extras.get(state, {})


def _change_extras(state: str, random: Random) -> dict[str, str]:
    if state == "3":
        code = random.choices(("successful", "successful_issues", "unsuccessful"), (8, 1, 1))[0]
        return {"close_code": code, "close_notes": "Reviewed with the owner of the service."}
    return {"-3": {"approval": "requested"}, "-2": {"approval": "approved"}}.get(state, {})


def _item_extras(state: str, _random: Random) -> dict[str, str]:
    return {"stage": _STAGES[state]}
