"""The doctor finds the problem of each broken setup, and no others."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rca_dashboard.domain.check import Outcome
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.ticket import Ticket
from rca_dashboard.simulator.server import Simulator
from rca_dashboard.store.engine import Database
from rca_dashboard.store.migrate import claim, migrate
from rca_dashboard.store.tickets.upsert import upsert
from tests.doctor.conftest import Diagnosis, Examine, of_outcome

Sick = Callable[..., Simulator]


def only_failure(checks: Diagnosis) -> str:
    """Return the one thing that is to be mended."""
    (name,) = of_outcome(checks, Outcome.FAILED)
    return f"{name}: {checks[name].seen}"


async def test_a_valid_setup_passes_every_check(sick: Sick, examine: Examine) -> None:
    query = "active=true^priorityIN3,4^ORassignment_group.nameISEMPTY^NQstateIN1,2,101"
    checks = await examine(sick().url, servicenow_tables="incident,problem", servicenow_query=query)
    assert of_outcome(checks, Outcome.OK) == set(checks), checks
    assert checks["Table incident"].seen == "20 rows"
    assert checks["SERVICENOW_QUERY on incident"].seen == "20 of 20 rows match"
    assert {"SERVICENOW_URL", "Credentials", "Clocks", "Time zone", "Page size", "Database", "Settings"} < set(checks)


async def test_nothing_listens_there(examine: Examine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        checks = await examine(f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert only_failure(checks).startswith("SERVICENOW_URL: ServiceNow at 127.0.0.1:")
    assert checks["SERVICENOW_URL"].seen.endswith("cannot be reached (no connection)")


async def test_no_such_host(examine: Examine) -> None:
    checks = await examine("https://no-such-host.invalid")
    assert "unknown host name" in only_failure(checks)


async def test_a_web_site_answers_that_is_no_instance(sick: Sick, examine: Examine) -> None:
    site = sick()
    site.faults.add(times=None, status=404, body=b"<html>nginx</html>", media_type="text/html")
    checks = await examine(site.url)
    assert set(checks) == {"Settings", "Database", "Table incident"}
    assert "Table incident: " in only_failure(checks)
    assert "SERVICENOW_URL" in checks["Table incident"].remedy


@pytest.mark.parametrize("status", [301, 302])
async def test_http_where_the_instance_wants_https(sick: Sick, examine: Examine, status: int) -> None:
    site = sick()
    site.faults.add(times=None, status=status, body=b"", headers={"Location": "https://desk.example/"})
    assert only_failure(await examine(site.url)).startswith("SERVICENOW_URL: ")


async def test_a_hibernating_instance(sick: Sick, examine: Examine) -> None:
    asleep = sick()
    asleep.faults.add(times=None, html=True)
    checks = await examine(asleep.url)
    assert only_failure(checks).startswith("SERVICENOW_URL: ")
    assert "hibernates" in checks["SERVICENOW_URL"].remedy


async def test_a_wrong_password_is_tried_once(sick: Sick, examine: Examine) -> None:
    instance = sick()
    checks = await examine(instance.url, servicenow_password="wrong", servicenow_tables="incident,problem")
    assert only_failure(checks).startswith("Credentials: ")
    assert checks["SERVICENOW_URL"].outcome is Outcome.OK
    assert "SERVICENOW_PASSWORD" in checks["Credentials"].remedy
    assert len(instance.requests) == 1


async def test_an_oauth_client_that_has_expired(sick: Sick, examine: Examine) -> None:
    instance = sick(client_id="ours", client_secret="new-secret")
    settings = {"servicenow_client_id": "ours", "servicenow_client_secret": "old-secret"}
    checks = await examine(instance.url, servicenow_auth="oauth_client_credentials", **settings)
    assert only_failure(checks).startswith("Credentials: ")
    assert "gave no OAuth token" in checks["Credentials"].seen
    assert "SERVICENOW_CLIENT_SECRET" in checks["Credentials"].remedy


async def test_an_api_key_that_is_wrong(sick: Sick, examine: Examine) -> None:
    checks = await examine(sick(api_key="good").url, servicenow_auth="api_key", servicenow_api_key="bad")
    assert only_failure(checks).startswith("Credentials: ")
    assert "SERVICENOW_API_KEY" in checks["Credentials"].remedy


async def test_a_table_that_is_denied(sick: Sick, examine: Examine) -> None:
    instance = sick()
    instance.rules.deny("problem")
    checks = await examine(instance.url, servicenow_tables="problem,incident", servicenow_query="priority=3")
    assert only_failure(checks).startswith("Table problem: ")
    assert "(403)" in checks["Table problem"].seen
    assert checks["Time zone"].outcome is Outcome.OK


async def test_a_table_that_there_is_not(sick: Sick, examine: Examine) -> None:
    checks = await examine(sick().url, servicenow_tables="incident,incidents")
    assert only_failure(checks).startswith("Table incidents: ")
    assert checks["Table incident"].outcome is Outcome.OK


async def test_a_table_whose_rows_rules_hide(sick: Sick, examine: Examine) -> None:
    instance = sick()
    instance.rules.hide("incident", lambda _row: True)
    checks = await examine(instance.url)
    assert "Table incident: ServiceNow counts 20 rows and shows none" in only_failure(checks)


async def test_a_table_some_of_whose_rows_rules_hide(sick: Sick, examine: Examine) -> None:
    instance = sick()
    instance.rules.hide("incident", lambda row: row["short_description"] != "Printer 7")
    checks = await examine(instance.url)
    assert of_outcome(checks, Outcome.FAILED) == set()
    assert "hide 19 of the first 20" in checks["Table incident"].seen


async def test_an_empty_table(sick: Sick, examine: Examine) -> None:
    checks = await examine(sick(is_empty=True).url, servicenow_query="priority=3")
    assert of_outcome(checks, Outcome.WARNING) == {"Table incident", "Time zone", "SERVICENOW_QUERY on incident"}


async def test_a_table_without_its_stamp(sick: Sick, examine: Examine) -> None:
    instance = sick()
    instance.rules.drop_fields("incident", "sys_updated_on")
    checks = await examine(instance.url)
    assert of_outcome(checks, Outcome.FAILED) == {"Table incident"}


@pytest.mark.parametrize("returns_no_rows", [False, True])
async def test_a_query_with_an_unknown_field(sick: Sick, examine: Examine, *, returns_no_rows: bool) -> None:
    instance = sick()
    instance.rules.invalid_query_returns_no_rows = returns_no_rows
    checks = await examine(instance.url, servicenow_query="priority=3^u_regoin=emea^ORstate=1")
    assert "SERVICENOW_QUERY on incident" in only_failure(checks)
    assert "'u_regoin'" in checks["SERVICENOW_QUERY on incident"].seen
    assert "'priority'" not in checks["SERVICENOW_QUERY on incident"].seen


async def test_a_query_with_a_field_that_the_account_may_not_ask_by(sick: Sick, examine: Examine) -> None:
    instance = sick()
    instance.rules.refuse_fields("incident", "category")
    checks = await examine(instance.url, servicenow_query="priority=3^category=network")
    assert "may not filter by 'category'" in only_failure(checks)


async def test_a_query_with_a_bad_value(sick: Sick, examine: Examine) -> None:
    checks = await examine(sick().url, servicenow_query="priority=3^state=In Progress")
    assert only_failure(checks).startswith("SERVICENOW_QUERY on incident: 0 of 20 rows match")
    assert "'state=In Progress'" in checks["SERVICENOW_QUERY on incident"].seen


async def test_a_query_with_a_bad_value_beside_a_good_one(sick: Sick, examine: Examine) -> None:
    checks = await examine(sick().url, servicenow_query="priority=3^NQstate=In Progress")
    assert of_outcome(checks, Outcome.WARNING) == {"SERVICENOW_QUERY on incident"}
    assert checks["SERVICENOW_QUERY on incident"].seen == "20 of 20 rows match, and none of them 'state=In Progress'"


async def test_a_query_that_is_none(sick: Sick, examine: Examine) -> None:
    checks = await examine(sick().url, servicenow_query="priority is high")
    assert "'priority is high' is not a condition" in only_failure(checks)


async def test_a_query_that_is_too_long(sick: Sick, examine: Examine) -> None:
    query = f"priority=3^stateIN{','.join(str(number) for number in range(3000))}"
    checks = await examine(sick().url, servicenow_query=query)
    assert "414" in only_failure(checks)


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("America/Phoenix", "UTC-07:00"), ("Asia/Kathmandu", "UTC+05:45"), ("Pacific/Kiritimati", "UTC+14:00")],
)
async def test_an_account_in_another_zone(sick: Sick, examine: Examine, zone: str, offset: str) -> None:
    checks = await examine(sick(time_zone=zone).url)
    assert only_failure(checks) == f"Time zone: times in a query are read in {offset}, not in UTC"


async def test_an_account_in_a_zone_that_is_utc_for_half_the_year(sick: Sick, examine: Examine) -> None:
    checks = await examine(sick(time_zone="Europe/London").url)
    assert "UTC+01:00" in only_failure(checks)
    assert "UTC+00:00" in only_failure(checks)


@pytest.mark.parametrize(("offset", "told"), [(600, "600 s ahead of"), (-600, "600 s behind")])
async def test_a_clock_that_is_off_by_ten_minutes(sick: Sick, examine: Examine, offset: float, told: str) -> None:
    assert f"Clocks: the instance's clock is {told} the local clock" in only_failure(
        await examine(sick(clock_offset=offset).url)
    )


async def test_a_clock_that_is_off_by_a_minute(sick: Sick, examine: Examine) -> None:
    assert of_outcome(await examine(sick(clock_offset=60).url), Outcome.WARNING) == {"Clocks"}


async def test_a_database_of_another_instance(sick: Sick, examine: Examine) -> None:
    database = Database("sqlite:///rca_dashboard.db")
    migrate(database)
    claim(database, "https://other.example")
    upsert(
        database, [Ticket(sys_id="a", table="incident", ticket_id="INC1")], origin=Origin.IMPORT, at=datetime.now(UTC)
    )
    database.close()
    checks = await examine(sick().url)
    assert "holds tickets of https://other.example" in only_failure(checks)
    assert "DATABASE_URL" in checks["Database"].remedy
    assert checks["Time zone"].outcome is Outcome.OK


async def test_a_database_that_cannot_be_reached(sick: Sick, examine: Examine) -> None:
    checks = await examine(sick().url, database_url="postgresql://reader:hunter2@127.0.0.1:1/tickets")
    assert only_failure(checks).startswith("Database: The database postgresql+psycopg://reader:***@127.0.0.1:1/tickets")


async def test_a_folder_that_cannot_be_written_to(sick: Sick, examine: Examine) -> None:
    assert only_failure(await examine(sick().url, database_url="sqlite:////nonexistent/x.db")).startswith("Database: ")


async def test_a_database_that_is_not_up_to_date(sick: Sick, examine: Examine, tmp_path: Path) -> None:
    (tmp_path / "rca_dashboard.db").touch()
    assert of_outcome(await examine(sick().url), Outcome.WARNING) == {"Database"}


async def test_settings_that_make_no_sense(examine: Examine) -> None:
    checks = await examine("ftp://desk.example")
    assert only_failure(checks).startswith("Settings: SERVICENOW_URL=ftp://desk.example")


async def test_an_instance_that_limits_the_rate(sick: Sick, examine: Examine) -> None:
    instance = sick()
    instance.faults.add(times=None, status=429, headers={"Retry-After": "30"})
    assert "limits the rate of requests" in only_failure(await examine(instance.url))


async def test_trouble_in_the_middle_keeps_what_was_seen_before_it(sick: Sick, examine: Examine) -> None:
    instance = sick()
    instance.faults.add(times=None, after=3, hang_up=True)
    checks = await examine(instance.url)
    assert only_failure(checks).startswith("SERVICENOW_URL: ")
    assert checks["Table incident"].outcome is Outcome.OK
