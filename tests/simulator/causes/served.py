"""The tickets that an instance serves, without HTTP, which a clock that stands still does not need."""

from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.servicenow.records import ticket_from_record
from rca_dashboard.simulator.http.rendering import Shape, render
from rca_dashboard.simulator.instance.instance import Instance

TABLES = ("incident", "problem", "change_request")


def served(instance: Instance, *, since: str = "") -> list[Ticket]:
    """Return the tickets that were changed at a time or later."""
    found: list[Ticket] = []
    for table in TABLES:
        query = f"sys_updated_on>={since}^ORDERBYsys_updated_on^ORDERBYsys_id" if since else "ORDERBYsys_id"
        records = instance.select(table, query).records
        shown = render(instance, table, records, Shape("https://desk.example", "all"))
        tickets = (ticket_from_record(dict(each), table=table, instance="https://desk.example") for each in shown)
        found += [each for each in tickets if each]
    return found
