import httpx
import pytest

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.organisation import sys_id as known
from rca_dashboard.simulator.server import Simulator

NETWORK, DATABASE = known("sys_user_group", "Network"), known("sys_user_group", "Database")
FRED, ABEL = known("sys_user", "Fred Luddy"), known("sys_user", "Abel Tuter")


@pytest.fixture(autouse=True)
def desk(instance: Instance) -> Instance:
    rows = {
        "a": {"assignment_group": NETWORK, "caller_id": FRED, "opened_by": FRED, "priority": "1", "urgency": "2"},
        "b": {"assignment_group": DATABASE, "caller_id": ABEL, "opened_by": FRED, "priority": "10", "urgency": "9"},
        "c": {"short_description": "The Network printer", "priority": "2", "urgency": "2", "opened_by": "x"},
    }
    for sys_id, fields in rows.items():
        instance.insert("incident", {"sys_id": sys_id, **fields})
    return instance


def selected(instance: Instance, query: str) -> str:
    return "".join(sorted(record["sys_id"] for record in instance.select("incident", query).records))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("assignment_group.name=Network", "a"),
        ("assignment_group.nameINNetwork,Database", "ab"),
        ("assignment_group.name!=Network", "bc"),
        ("assignment_group.nameISEMPTY", "c"),
        ("caller_id.company.name=ACME North America", "b"),
        ("caller_id.user_nameSTARTSWITHfred", "a"),
        ("caller_id.sys_created_on<2025-01-01", "ab"),
        ("assignment_groupLIKEnetw", "a"),
        ("assignment_groupSTARTSWITHdata", "b"),
        ("caller_idSAMEASopened_by", "a"),
        ("caller_idNSAMEASopened_by", "bc"),
        ("priorityGT_FIELDurgency", "b"),
        ("priorityLT_FIELDurgency", "a"),
        ("priorityGT_OR_EQUALS_FIELDurgency", "bc"),
        ("priorityLT_OR_EQUALS_FIELDurgency", "ac"),
        ("priorityGT_FIELDnosuch", ""),
        ("priorityANYTHING", "abc"),
        ("short_descriptionEMPTYSTRING", "ab"),
        ("priorityNOTLIKE1", "c"),
        ("sys_class_nameINSTANCEOFtask", "abc"),
        ("sys_class_nameINSTANCEOFproblem", ""),
        ("123TEXTQUERY321=printer network", "c"),
        ("123TEXTQUERY321=printer database", ""),
        ("assignment_group.nosuch=1", "abc"),
        ("nosuch.name=1", "abc"),
        ("number.name=1", "abc"),
    ],
)
def test_a_query_walks_to_other_records_and_compares_fields(instance: Instance, query: str, expected: str) -> None:
    assert selected(instance, query) == expected


def test_orders_walk_too_and_references_are_ordered_by_name(instance: Instance) -> None:
    for query in ("ORDERBYassignment_group.name", "ORDERBYassignment_group"):
        found = [record["sys_id"] for record in instance.select("incident", query).records]
        assert found == ["c", "b", "a"]


def test_walked_fields_can_be_asked_for(client: httpx.Client, simulator: Simulator) -> None:
    fields = "number,assignment_group.name,caller_id.company,caller_id.nosuch,caller_id.sys_created_on"
    asked = {"sysparm_fields": fields, "sysparm_display_value": "all"}
    record = client.get("/incident/a", params=asked).json()["result"]
    assert record.keys() == set(fields.split(",")) - {"caller_id.nosuch"}
    assert record["assignment_group.name"] == {"display_value": "Network", "value": "Network"}
    company = record["caller_id.company"]
    assert company["link"] == f"{simulator.url}/api/now/table/core_company/{company['value']}"
    assert company["display_value"].startswith("ACME")
    assert client.get("/incident/c", params=asked).json()["result"]["assignment_group.name"]["value"] == ""
