"""``/tickets/{id}/activity``: what the built-in ServiceNow writes, in any account's format, as REST returns it."""

from collections.abc import Iterator
from datetime import datetime

import httpx
import pytest

from rca_dashboard.api.schemas import ActivityEntry, ListAnswer
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.iso8601 import from_iso
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.servicenow.records import ticket_from_record
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.tickets.upsert import upsert

QUOTE = "He wrote:\n\n2026-01-01 10:00:00 - Beth Anglin (Work notes)\nreboot it"
ACCOUNTS = (
    ("UTC", "%Y-%m-%d %H:%M:%S"),
    ("Europe/Berlin", "%d/%m/%Y %H:%M:%S"),
    ("America/New_York", "%m.%d.%Y %I:%M:%S %p"),
)


@pytest.fixture(params=ACCOUNTS, ids=[form for _, form in ACCOUNTS])
def servicenow(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    zone, date_format = request.param
    account = Account("reader", "a password of the test", time_zone=zone, date_format=date_format)
    with Simulator(Instance(), account=account) as simulator:
        yield simulator


def poll(servicenow: Simulator, database: Database) -> None:
    """Read all incidents as the client does, and store them."""
    asked = {"sysparm_display_value": "all", "sysparm_exclude_reference_link": "false"}
    address = f"{servicenow.url}/api/now/table/incident"
    answer = httpx.get(address, params=asked, auth=("reader", "a password of the test"))
    read = (ticket_from_record(record, table="incident", instance="") for record in answer.json()["result"])
    upsert(database, [ticket for ticket in read if ticket], origin=Origin.POLL, at=utc_now())


async def test_what_agents_and_callers_write_is_read_from_any_accounts_journal(
    client: httpx.AsyncClient, servicenow: Simulator, database: Database
) -> None:
    instance = servicenow.instance
    began = utc_now().replace(microsecond=0)
    incident = instance.insert("incident", short_description="Slow VPN", priority="3", contact_type="phone")
    poll(servicenow, database)
    instance.update("incident", incident, comments="Any news?", by="joe.employee")
    instance.update("incident", incident, work_notes=QUOTE, state="2", priority="1", by="beth.anglin")
    poll(servicenow, database)
    answer = await client.get(f"/tickets/{incident}/activity")
    ListAnswer[ActivityEntry].model_validate_json(answer.content)
    entries = answer.json()["data"]
    assert {(each["kind"], each["author"], each["text"]) for each in entries[:3]} == {
        ("work_note", "Beth Anglin", QUOTE),
        ("change", "Beth Anglin", "moved it to In Progress · Priority 3 → 1"),
        ("comment", "Joe Employee", "Any news?"),
    }
    assert entries[-1]["text"] == "opened it by phone"
    assert all(began <= moment(each["at"]) <= utc_now() for each in entries)
    change = next(each for each in entries if each["kind"] == "change")
    assert change["changes"]["priority"] == [3, 1]
    assert not {"work_notes", "labels", "updated_at"} & set(change["changes"])


def moment(text: str) -> datetime:
    at = from_iso(text)
    assert at is not None
    return at


async def test_a_page_of_the_activity_and_an_unknown_ticket(
    client: httpx.AsyncClient, servicenow: Simulator, database: Database
) -> None:
    incident = servicenow.instance.insert("incident", short_description="Slow VPN")
    for text in ("one", "two", "three"):
        servicenow.instance.update("incident", incident, comments=text)
    poll(servicenow, database)
    answer = (await client.get(f"/tickets/{incident}/activity?limit=2&page=2")).json()
    assert answer["pagination"]["totalCount"] == 4
    assert [each["text"] for each in answer["data"]] == ["one", "opened it"]
    assert (await client.get("/tickets/INC9999999/activity")).status_code == 404
