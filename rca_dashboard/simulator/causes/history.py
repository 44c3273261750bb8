"""Five weeks of a desk: what came anyway, what the causes brought, and the work on all of it."""

from datetime import datetime, timedelta
from random import Random

from rca_dashboard.simulator.causes.past_causes import DAYS, PastCauses, PastReport, PastWork, past_causes
from rca_dashboard.simulator.causes.rhythm import times_between
from rca_dashboard.simulator.causes.truth import Truth
from rca_dashboard.simulator.clock import to_text
from rca_dashboard.simulator.desk import incident_life as life
from rca_dashboard.simulator.desk import reporting
from rca_dashboard.simulator.desk.complaints import usual_complaint
from rca_dashboard.simulator.desk.desk import Desk
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.organisation import PROBLEMS
from rca_dashboard.simulator.queries.conditions import Record

COMPLAINTS_A_DAY = 48
FROM_PORTAL_A_DAY = 50
_PER_INCIDENT = {"problem": 0.008, "change_request": 0.018, "sc_req_item": 0.02}
# A desk with a hundred tickets a day is quicker than one with eight, or thousands would be open.
_HASTE = 0.16


def fill_history(instance: Instance, desk: Desk, random: Random, truth: Truth, *, share: float = 1.0) -> None:
    """Load five weeks into an empty instance.

    Args:
        instance: The instance.
        desk: Who works on it.
        random: The random generator.
        truth: Is given the causes.
        share: How much of what came without a cause.
    """
    now = instance.clock()
    past = past_causes(now, random)
    incidents = [_incident(instance, at, report, now, random) for at, report in _arrivals(past, now, random, share)]
    changes = [each.work.drafted(instance) for each in past.works]
    desk.load_past(incidents, now, days=DAYS, shares=_PER_INCIDENT, changes=changes)
    desk.attach_service_levels()
    _renew_known_problems(instance, now)
    _number_in_order(instance)
    for each, change in zip(past.works, changes, strict=True):
        _note(instance, each, change["sys_id"])
    truth.causes += past.causes
    truth.save()


def _arrivals(
    past: PastCauses, now: datetime, random: Random, share: float
) -> list[tuple[datetime, PastReport | None]]:
    """Return when each ticket is opened, and what it is about; None for one from the portal."""
    start = now - timedelta(days=DAYS)
    complaints = [
        PastReport(at, usual_complaint(random), "")
        for at in times_between(start, now, round(COMPLAINTS_A_DAY * DAYS * share), random)
    ]
    arrivals: list[tuple[datetime, PastReport | None]] = [(each.at, each) for each in (*complaints, *past.reports)]
    arrivals += [(at, None) for at in times_between(start, now, round(FROM_PORTAL_A_DAY * DAYS * share), random)]
    return sorted(((at, report) for at, report in arrivals if at < now), key=lambda each: each[0])


def _incident(instance: Instance, at: datetime, report: PastReport | None, now: datetime, random: Random) -> Record:
    if report is None:
        return life.past_incident(instance, reporting.from_portal(random), at, now, random, haste=_HASTE)
    step = reporting.reported(report.complaint, random, wording=report.wording)
    incident = life.past_incident(instance, step, at, now, random, haste=_HASTE)
    if report.cause:
        report.cause.incidents.append(incident["number"])
    return incident


def _renew_known_problems(instance: Instance, now: datetime) -> None:
    """Let the known problems of the company be some weeks old: one of years would be the oldest of all lists."""
    known = instance.select("problem", "ORDERBYnumber", limit=len(PROBLEMS)).records
    opened = (to_text(now - timedelta(days=DAYS - 4 * place)) for place in range(len(known)))
    renewed = [
        {**each, "opened_at": at, "sys_created_on": at, "sys_updated_on": at}
        for each, at in zip(known, opened, strict=True)
    ]
    instance.load("problem", renewed)


def _number_in_order(instance: Instance) -> None:
    """Number changes in the order in which they were opened: no number may give away which of them broke something."""
    changes = instance.select("change_request", "ORDERBYopened_at^ORDERBYsys_id").records
    numbers = sorted(each["number"] for each in changes)
    renumbered = [{**each, "number": number} for each, number in zip(changes, numbers, strict=True)]
    instance.load("change_request", renumbered)


def _note(instance: Instance, past: PastWork, change: str) -> None:
    number = instance.stored("change_request", change)["number"]
    if past.work.is_fix:
        past.cause.fix = number
    else:
        past.cause.change = number
