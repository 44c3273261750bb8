"""The company whose desk this is: its people, groups, companies, locations, services, assets and known problems.

Their sys_ids depend only on their names, so that they are the same for every seed and after every restart.
"""

from collections.abc import Iterable
from hashlib import blake2b

from rca_dashboard.simulator.queries.conditions import Record
from rca_dashboard.simulator.slas.definitions import AROUND_THE_CLOCK, SERVICE_LEVELS, WORKING_HOURS

_FOUNDED = "2024-01-08 09:00:00"

GROUPS = {
    "Service Desk": ("Beth Anglin", "David Loo", "Luke Wilson", "Amelia Okafor"),
    "Software": ("Fred Luddy", "Priya Raman", "Tomas Novak"),
    "Hardware": ("Don Goodliffe", "Hanna Lindqvist", "Marcus Bell"),
    "Network": ("ITIL User", "Sofia Marchetti", "Kwame Mensah", "Bjorn Haugen"),
    "Database": ("Charlie Whitherspoon", "Mei Tanaka"),
    "Security": ("Nadia Petrova", "Oscar Delgado"),
}
"""The groups and who works in them."""

CALLERS = (
    *("Abel Tuter", "Abraham Lincoln", "Joe Employee", "Carol Coughlin", "Bow Ruggeri", "Rick Berzle", "Sam Sorokin"),
    *("Bertie Luby", "Christen Mitchell", "Natasha Ingram", "Bud Richman", "Margaret Grey", "Taylor Vreeland"),
    *("Alejandra Prenatt", "Melinda Carleton", "Jewel Agresta", "Eva Seahorn", "Rob Woodbyrne", "Freeman Soula"),
    *("Noemí Álvarez", "Jörg Weißmann", "Zoë O'Brien", "Łukasz Zieliński", "李 雪", "Aïcha Benali", "Søren Kjær"),
)
"""Who calls the desk."""

COMPANIES = ("ACME North America", "ACME Germany", "ACME Japan", "ACME South America")
LOCATIONS = ("San Diego", "Amsterdam", "Berlin", "Tokyo", "São Paulo", "London", "Toronto", "Singapore")
SERVICES = ("Email", "SAP Enterprise Services", "Client Services", "Retail POS", "Electronic Trading", "IT Services")
CONFIGURATION_ITEMS = (
    *("MailServerUS", "Exchange EU", "SAP AppSRV01", "SAP FinDB01", "Bond Trading", "CRM Web", "Payroll Portal"),
    *("ThinkStation S20", "MacBook Pro 15", "Dell Latitude 7440", "HP LaserJet 4200", "Surface Dock 31"),
    *("nyc-core-switch-02", "ams-edge-router-01", "VPN Gateway EMEA", "Wi-Fi Controller 3", "dhcp-srv-04"),
    *("ORA-PROD-07", "Sales DB2", "SQL Cluster West", "Data Warehouse"),
)
CATALOG = {
    "Standard laptop": "1100",
    "Second display": "240",
    "Mobile phone": "620",
    "Access to the CRM": "0",
    "New mailbox for a team": "0",
}
"""What can be ordered, and its price."""

PROBLEMS = {
    "PRB0000050": "Switch occasionally drops connections",
    "PRB0000051": "Mail queue of the European servers grows at month's end",
    "PRB0000052": "VPN sessions end after a certificate renewal",
    "PRB0000053": "Docking stations lose their displays after sleep",
    "PRB0000054": "Slow queries on SAP FinDB01 during the nightly load",
}


def sys_id(table: str, name: str) -> str:
    """Return the sys_id of a named record of the company."""
    return blake2b(f"{table}:{name}".encode(), digest_size=16).hexdigest()


def user_name(name: str) -> str:
    """Return a person's user name, such as ``beth.anglin``."""
    return name.lower().replace("'", "").replace(" ", ".")


def organisation() -> dict[str, list[Record]]:
    """Return every record of the company by its table."""
    return {
        "core_company": _named("core_company", COMPANIES),
        "cmn_location": _named("cmn_location", LOCATIONS),
        "cmdb_ci": _named("cmdb_ci", CONFIGURATION_ITEMS, sys_class_name="cmdb_ci", operational_status="1"),
        "cmdb_ci_service": _named("cmdb_ci_service", SERVICES, sys_class_name="cmdb_ci_service"),
        "sys_user_group": [*_named("sys_user_group", GROUPS, active="true"), _record("global", name="global")],
        "sys_user": _users(),
        "problem": _problems(),
        "sc_cat_item": [
            _record(sys_id("sc_cat_item", name), name=name, price=price) for name, price in CATALOG.items()
        ],
        "cmn_schedule": _named("cmn_schedule", (AROUND_THE_CLOCK, WORKING_HOURS)),
        "contract_sla": [
            _record(
                sys_id("contract_sla", level.name),
                name=level.name,
                target=level.target,
                collection="incident",
                active="true",
                schedule=sys_id("cmn_schedule", level.schedule),
            )
            for level in SERVICE_LEVELS
        ],
    }


def _users() -> list[Record]:
    people = [*CALLERS, *(member for members in GROUPS.values() for member in members)]
    administrator = _record(
        sys_id("sys_user", "System Administrator"), name="System Administrator", user_name="admin", active="true"
    )
    return [administrator, *(_user(place, name) for place, name in enumerate(people))]


def _user(place: int, name: str) -> Record:
    return _record(
        sys_id("sys_user", name),
        name=name,
        user_name=user_name(name),
        email=f"{user_name(name)}@example.com",
        active="true",
        company=sys_id("core_company", COMPANIES[place % len(COMPANIES)]),
        location=sys_id("cmn_location", LOCATIONS[place % len(LOCATIONS)]),
    )


def _problems() -> list[Record]:
    return [
        _record(
            sys_id("problem", number),
            number=number,
            short_description=description,
            state="103",
            priority="3",
            impact="2",
            urgency="2",
            active="true",
            opened_at=_FOUNDED,
            sys_class_name="problem",
            assignment_group=sys_id("sys_user_group", "Network"),
        )
        for number, description in PROBLEMS.items()
    ]


def _named(table: str, names: Iterable[str], **fields: str) -> list[Record]:
    return [_record(sys_id(table, name), name=name, **fields) for name in names]


def _record(own_sys_id: str, **fields: str) -> Record:
    return {
        **fields,
        "sys_id": own_sys_id,
        "sys_created_by": "admin",
        "sys_created_on": _FOUNDED,
        "sys_mod_count": "0",
        "sys_updated_by": "admin",
        "sys_updated_on": _FOUNDED,
    }
