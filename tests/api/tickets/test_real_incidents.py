"""77 real incidents are stored and returned by REST without loss."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from rca_dashboard.servicenow.records import ticket_from_record
from tests.api.conftest import Keep

RECORDS = Path(__file__).resolve().parents[4] / "shared" / "data" / "table_api" / "incident_list_77.json"

OURS = {
    "number": "ticket_id",
    "contact_type": "source",
    "sys_updated_on": "updated_at",
    "caller_id": "requester",
    "problem_id": "problem",
    "sys_tags": "tags",
}


@pytest.fixture
def records() -> list[dict[str, Any]]:
    if not RECORDS.exists():
        pytest.skip("the real incidents are not here: ../shared/data/table_api/incident_list_77.json")
    return json.loads(RECORDS.read_text())["result"]


def _raw(value: Any) -> str:  # noqa: PLR0911 - one for each shape
    """Return ServiceNow's value of what REST shows for a field."""
    match value:
        case None:
            return ""
        case {"id": sys_id}:
            return sys_id
        case {"value": plain}:
            return plain
        case list():
            return ",".join(value)
        case int() if not isinstance(value, bool):
            return str(value)
        case str() if len(value) == len("2016-12-14T02:46:44Z") and value[10] == "T" and value.endswith("Z"):
            return value.replace("T", " ").removesuffix("Z")
        case str():
            return value
    pytest.fail(f"REST shows {value!r}")


async def test_the_real_incidents_come_out_whole_with_every_field(
    client: httpx.AsyncClient, keep: Keep, records: list[dict[str, Any]]
) -> None:
    tickets = [ticket_from_record(record, table="incident", instance="https://dev58661.example") for record in records]
    keep([ticket for ticket in tickets if ticket])
    looked_at = 0
    for record in records:
        shown = (await client.get(f"/tickets/{record['sys_id']}")).json()["data"]
        for name, raw in record.items():
            value = raw["value"] if isinstance(raw, dict) else raw
            found = shown["extra"][name] if name in shown["extra"] else shown[OURS.get(name, name)]
            assert _raw(found) == value, (record["number"], name)
            looked_at += 1
    assert looked_at == sum(len(record) for record in records) > 77 * 80


async def test_the_real_incidents_are_all_in_the_pages_as_they_are_alone(
    client: httpx.AsyncClient, keep: Keep, records: list[dict[str, Any]]
) -> None:
    tickets = [ticket_from_record(record, table="incident", instance="") for record in records]
    keep([ticket for ticket in tickets if ticket])
    listed = [
        ticket
        for page in range(1, 9)
        for ticket in (await client.get(f"/tickets?limit=10&page={page}&sort=ticket_id")).json()["data"]
    ]
    assert {ticket["sys_id"] for ticket in listed} == {record["sys_id"] for record in records}
    assert len(listed) == len(records) == 77
    for ticket in listed:
        alone = (await client.get(f"/tickets/{ticket['sys_id']}")).json()["data"]
        assert {**ticket, "cluster": None, "burst": None, "extra": alone["extra"]} == alone
