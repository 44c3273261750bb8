"""How the desk files a ticket: which complaint it is, by its words."""

from rca_dashboard.simulator.desk.breakages import BREAKAGES, PRINTER
from rca_dashboard.simulator.desk.complaints import COMPLAINTS, Complaint
from rca_dashboard.simulator.desk.self_service import portal_complaint
from rca_dashboard.simulator.queries.conditions import Record

_BY_DESCRIPTION = {
    each.description: each for each in (*COMPLAINTS, PRINTER, *(breakage.complaint for breakage in BREAKAGES))
}


def filed_as(incident: Record) -> Complaint:
    """Return the complaint of an incident."""
    known = _BY_DESCRIPTION.get(incident.get("description", ""))
    return known or portal_complaint(incident.get("short_description", "")) or COMPLAINTS[0]
