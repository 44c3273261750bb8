"""How an incident comes to the desk: who calls, in which words, and how severe it is."""

from random import Random

from rca_dashboard.simulator.desk.complaints import COMPLAINTS, Complaint
from rca_dashboard.simulator.desk.habits import CONTACT_TYPES, URGENCIES
from rca_dashboard.simulator.desk.incident_life import USERS, Step, weighted
from rca_dashboard.simulator.desk.self_service import words_of_portal
from rca_dashboard.simulator.instance.organisation import CALLERS, LOCATIONS, sys_id
from rca_dashboard.simulator.queries.conditions import Record

_LOCATIONS = {sys_id("cmn_location", name): name for name in LOCATIONS}


def first_step(random: Random) -> Step:
    """Return a new incident: what it is about, who calls, how severe it is, and often the group already."""
    return reported(random.choice(COMPLAINTS), random)


def reported(complaint: Complaint, random: Random, *, wording: str = "", share_routed: float = 0.6) -> Step:
    """Return a new incident about something.

    Args:
        complaint: What it is about.
        random: The random generator.
        wording: The caller's words; by default the complaint's own, and every other time where the caller is.
        share_routed: The share that the desk gives to a group at once, three of five by default.
    """
    caller = USERS[sys_id("sys_user", random.choice(CALLERS))]
    impact, urgency = weighted(random, URGENCIES)
    changes = {
        "category": complaint.category,
        "subcategory": complaint.subcategory,
        "short_description": wording or _said(complaint.short_description, caller, random),
        "description": complaint.description,
        "cmdb_ci": sys_id("cmdb_ci", complaint.item) if complaint.item else "",
        "business_service": sys_id("cmdb_ci_service", complaint.service) if complaint.service else "",
        **_who(caller),
        "contact_type": weighted(random, CONTACT_TYPES),
        "impact": impact,
        "urgency": urgency,
    }
    if random.random() < share_routed:
        changes["assignment_group"] = sys_id("sys_user_group", complaint.group)
    return Step(changes, caller["user_name"])


def from_portal(random: Random) -> Step:
    """Return a new incident that a user entered: neither filed nor routed, and seldom urgent."""
    caller = USERS[sys_id("sys_user", random.choice(CALLERS))]
    summary, description = words_of_portal(random)
    levels = {"impact": random.choice(("2", "3", "3")), "urgency": random.choice(("2", "3", "3"))}
    changes = {"category": "", "short_description": summary, "description": description, **levels}
    return Step({**changes, **_who(caller), "contact_type": "self-service"}, caller["user_name"])


def _who(caller: Record) -> dict[str, str]:
    return {"caller_id": caller["sys_id"], "company": caller["company"], "location": caller["location"]}


def _said(wording: str, caller: Record, random: Random) -> str:
    """Return the caller's words; every other caller says where they are."""
    if random.random() < 0.5:  # noqa: PLR2004 - every other one
        return wording
    return f"{wording} ({_LOCATIONS[caller['location']]})"
