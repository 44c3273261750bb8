from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator

NEW_YORK = ZoneInfo("America/New_York")
# The stamps are UTC; the test's clock says 2026-03-14 15:09:26, a Saturday, six days after New York's change to summer.
TIMES = {
    "a": "2026-03-13 23:59:59",
    "b": "2026-03-14 00:00:00",
    "c": "2026-03-14 14:54:26",
    "d": "2026-03-14 15:09:26",
    "e": "2026-03-15 03:00:00",
}


@pytest.fixture
def desk(instance: Instance) -> Instance:
    for sys_id, stamp in TIMES.items():
        instance.insert("incident", sys_id=sys_id, sys_updated_on=stamp, opened_at=stamp)
    return instance


def selected(desk: Instance, query: str, zone: ZoneInfo | None = None) -> str:
    records = desk.select("incident", query, zone=zone or UTC).records
    return "".join(sorted(record["sys_id"] for record in records))


MIDNIGHT = "javascript:gs.dateGenerate('2026-03-14','00:00:00')"
TODAY = "Today@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"sys_updated_onON{TODAY}", "bcd"),
        (f"opened_atON{TODAY}", "bcd"),
        (f"sys_updated_onNOTON{TODAY}", "ae"),
        ("sys_updated_onON2026-03-13", "a"),
        ("sys_updated_on>=javascript:gs.beginningOfToday()", "bcde"),
        ("sys_updated_on<javascript:gs.beginningOfToday()", "a"),
        ("sys_updated_on>javascript:gs.endOfYesterday()", "bcde"),
        ("sys_updated_on>=javascript:gs.daysAgoStart(1)", "abcde"),
        ("sys_updated_on>=javascript:gs.hoursAgo(1)", "cde"),
        ("sys_updated_on>javascript:gs.minutesAgo(15)", "de"),
        ("sys_updated_on<=javascript:gs.nowDateTime()", "abcd"),
        ("sys_updated_onRELATIVEGT@minute@ago@15", "de"),
        ("sys_updated_onRELATIVEGE@minute@ago@15", "cde"),
        ("sys_updated_onRELATIVELT@hour@ago@1", "ab"),
        ("sys_updated_onRELATIVELE@dayofweek@ahead@1", "abcde"),
        ("sys_updated_onRELATIVEGT@moon@ago@1", ""),
        ("sys_updated_on>javascript:gs.nosuch()", ""),
        ("sys_updated_on>2026-02-31 00:00:00", ""),
        ("sys_updated_onBETWEEN2026-03-14 00:00:00@2026-03-14 15:00:00", "bc"),
        (
            f"sys_updated_onBETWEEN{MIDNIGHT}@javascript:gs.dateGenerate('2026-03-14','15:00:00')",
            "bc",
        ),
    ],
)
def test_scripts_and_spans_are_times(desk: Instance, query: str, expected: str) -> None:
    assert selected(desk, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sys_updated_on>=2026-03-14 11:09:26", "de"),  # 15:09:26 in UTC: summer time, four hours
        ("sys_updated_on=2026-03-13 20:00:00", "b"),
        ("sys_updated_onON2026-03-14", "cde"),
        (f"sys_updated_onON{TODAY}", "cde"),
        ("sys_updated_on>javascript:gs.dateGenerate('2026-03-14','11:00:00')", "de"),
        ("sys_updated_onRELATIVEGT@minute@ago@15", "de"),
    ],
)
def test_the_times_of_a_query_are_read_in_the_accounts_zone(desk: Instance, query: str, expected: str) -> None:
    assert selected(desk, query, NEW_YORK) == expected


def test_an_hour_that_comes_twice_is_read_as_the_first_and_one_that_never_comes_as_winters(instance: Instance) -> None:
    first, second = "2026-11-01 05:30:00", "2026-11-01 06:30:00"  # both are 01:30 in New York
    for stamp in (first, second, "2026-03-08 07:30:00"):
        instance.insert("incident", sys_id=stamp, sys_updated_on=stamp)
    assert selected(instance, "sys_updated_on=2026-11-01 01:30:00", NEW_YORK) == first
    assert selected(instance, "sys_updated_on=2026-03-08 02:30:00", NEW_YORK) == "2026-03-08 07:30:00"


def test_display_values_are_in_the_accounts_zone_and_format_and_values_in_utc(instance: Instance) -> None:
    instance.insert("incident", sys_id="1", sys_updated_on="2026-03-08 06:59:59", opened_at="2026-03-08 07:00:00")
    account = Account(time_zone="America/New_York", date_format="%d.%m.%Y %H:%M:%S")
    with Simulator.running(instance, account=account) as url:
        address = f"{url}/api/now/table/incident/1"
        record = httpx.get(address, params={"sysparm_display_value": "all"}, auth=("admin", "admin")).json()["result"]
    assert record["sys_updated_on"] == {"display_value": "08.03.2026 01:59:59", "value": "2026-03-08 06:59:59"}
    assert record["opened_at"] == {"display_value": "08.03.2026 03:00:00", "value": "2026-03-08 07:00:00"}
    assert record["closed_at"] == {"display_value": "", "value": ""}


def test_over_http_a_query_is_read_in_the_accounts_zone(desk: Instance) -> None:
    asked = {"sysparm_query": "sys_updated_on>=2026-03-14 11:09:26^ORDERBYsys_id", "sysparm_fields": "sys_id"}
    with Simulator.running(desk, account=Account(time_zone="America/New_York")) as url:
        answer = httpx.get(f"{url}/api/now/table/incident", params=asked, auth=("admin", "admin"))
    assert answer.json()["result"] == [{"sys_id": "d"}, {"sys_id": "e"}]
    assert datetime.strptime(answer.headers["Date"], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC).hour == 15
