import httpx
import pytest

from rca_dashboard.servicenow.records import ticket_from_record
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.instance.organisation import sys_id as known
from rca_dashboard.simulator.server import Simulator

FRED = known("sys_user", "Fred Luddy")


@pytest.fixture
def sys_id(instance: Instance) -> str:
    return instance.insert(
        "incident",
        assigned_to=FRED,
        caller_id="0" * 32,
        state="3",
        impact="1",
        urgency="1",
        category="inquiry",
        contact_type="self-service",
        business_stc="102197",
        sys_updated_on="2026-03-14 15:09:26",
    )


def shown(client: httpx.Client, sys_id: str, mode: str, **parameters: str) -> dict[str, object]:
    answer = client.get(f"/incident/{sys_id}", params={"sysparm_display_value": mode, **parameters})
    listed = client.get("/incident", params={"sysparm_display_value": mode, **parameters}).json()["result"]
    assert listed == [answer.json()["result"]]
    return answer.json()["result"]


def test_false_gives_values_and_references_as_link_and_value(
    client: httpx.Client, simulator: Simulator, sys_id: str
) -> None:
    record = shown(client, sys_id, "false")
    assert record["assigned_to"] == {"link": f"{simulator.url}/api/now/table/sys_user/{FRED}", "value": FRED}
    assert record["assignment_group"] == ""
    assert (record["state"], record["priority"], record["close_notes"]) == ("3", "1", "")
    assert len(record) == 83
    assert client.get("/incident").json()["result"] == [record]


def test_true_gives_labels_and_references_as_display_value_and_link(
    client: httpx.Client, simulator: Simulator, sys_id: str
) -> None:
    record = shown(client, sys_id, "true")
    assert record["assigned_to"] == {
        "display_value": "Fred Luddy",
        "link": f"{simulator.url}/api/now/table/sys_user/{FRED}",
    }
    assert record["assignment_group"] == ""
    assert (record["state"], record["priority"], record["impact"]) == ("On Hold", "1 - Critical", "1 - High")
    assert (record["category"], record["contact_type"]) == ("Inquiry / Help", "Self-service")
    assert record["business_stc"] == "102,197"


def test_all_gives_both_for_every_field(client: httpx.Client, simulator: Simulator, sys_id: str) -> None:
    record = shown(client, sys_id, "all")
    assert record["assigned_to"] == {
        "display_value": "Fred Luddy",
        "link": f"{simulator.url}/api/now/table/sys_user/{FRED}",
        "value": FRED,
    }
    assert record["assignment_group"] == {"display_value": "", "value": ""}
    assert record["state"] == {"display_value": "On Hold", "value": "3"}
    assert record["close_notes"] == {"display_value": "", "value": ""}
    assert record["sys_updated_on"] == {"display_value": "2026-03-14 15:09:26", "value": "2026-03-14 15:09:26"}


def test_display_values_of_empty_fields_can_be_null_and_large_numbers_are_grouped(
    client: httpx.Client, simulator: Simulator, sys_id: str
) -> None:
    before = shown(client, sys_id, "all")
    simulator.rules.empty_displays_are_null = True
    record = shown(client, sys_id, "all")
    assert record["close_notes"] == record["assignment_group"] == {"display_value": None, "value": ""}
    assert record["business_stc"] == {"display_value": "102,197", "value": "102197"}
    assert shown(client, sys_id, "true")["close_notes"] is None
    assert shown(client, sys_id, "false")["close_notes"] == ""
    # Our own reading makes nothing of the difference.
    one, other = (ticket_from_record(one, table="incident", instance="") for one in (before, record))
    assert one == other


def test_a_reference_to_an_unknown_user_shows_its_sys_id(client: httpx.Client, sys_id: str) -> None:
    caller = shown(client, sys_id, "all")["caller_id"]
    assert isinstance(caller, dict)
    assert caller["display_value"] == caller["value"] == "0" * 32


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("false", FRED), ("true", "Fred Luddy"), ("all", {"display_value": "Fred Luddy", "value": FRED})],
)
def test_links_can_be_left_out(client: httpx.Client, sys_id: str, mode: str, expected: object) -> None:
    assert shown(client, sys_id, mode, sysparm_exclude_reference_link="true")["assigned_to"] == expected


def test_only_the_fields_asked_for_come_and_unknown_ones_do_not(client: httpx.Client, sys_id: str) -> None:
    record = shown(client, sys_id, "false", sysparm_fields="number, state,nosuch")
    assert record == {"number": "INC0010001", "state": "3"}


def test_an_unknown_choice_shows_its_value(client: httpx.Client, instance: Instance) -> None:
    sys_id = instance.insert("incident", state="-100")
    assert shown(client, sys_id, "true")["state"] == "-100"


def test_journals_have_no_value_but_all_entries_for_display(
    client: httpx.Client, instance: Instance, sys_id: str
) -> None:
    instance.update("incident", sys_id, work_notes="first", by="fred.luddy")
    instance.update("incident", sys_id, comments="second")
    record = shown(client, sys_id, "all")
    assert record["work_notes"] == {
        "display_value": "2026-03-14 15:09:26 - Fred Luddy (Work notes)\nfirst\n\n",
        "value": "",
    }
    both = record["comments_and_work_notes"]
    assert isinstance(both, dict)
    assert both["display_value"].startswith("2026-03-14 15:09:26 - System Administrator (Additional comments)\nsecond")
    assert both["display_value"].endswith("first\n\n")
    assert shown(client, sys_id, "false")["work_notes"] == ""


@pytest.mark.parametrize(
    "text", ["<b>&amp;</b>", "\"quoted\" 'text'", "🔥 מבחן", "a\u0000b", "x" * 100_000, "line\nline\\", "\ud800"]
)
def test_any_text_comes_back_as_it_went(client: httpx.Client, instance: Instance, text: str) -> None:
    sys_id = instance.insert("incident", short_description=text)
    sound = text.encode("utf-8", "replace").decode()
    assert shown(client, sys_id, "false")["short_description"] == sound
