"""An independent client reads and writes the simulator: pysnc, ServiceNow's own for Python."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from pysnc import ServiceNowClient
from pysnc.exceptions import AuthenticationException, NotFoundException
from requests.adapters import HTTPAdapter

from rca_dashboard.simulator.desk.desk import Desk
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator


class WithoutTls(HTTPAdapter):
    """pysnc takes addresses with https alone; the simulator on this machine speaks http."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        assert request.url
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, *args, **options)


def signed_in(simulator: Simulator, session: requests.Session, password: str) -> ServiceNowClient:
    session.auth = ("admin", password)
    session.mount("https://", WithoutTls())
    return ServiceNowClient(simulator.url.replace("http://", "https://"), session, auto_retry=False)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        yield opened


@pytest.fixture
def client(simulator: Simulator, session: requests.Session) -> ServiceNowClient:
    Desk(simulator.instance).fill_history(120)
    return signed_in(simulator, session, "admin")


def test_it_reads_every_page_in_order(client: ServiceNowClient, instance: Instance, simulator: Simulator) -> None:
    incidents = client.GlideRecord("incident", batch_size=50)
    incidents.order_by("number")
    incidents.query()
    assert incidents.get_row_count() == 120
    read = [(str(one.number), one.get_value("state"), one.get_display_value("caller_id")) for one in incidents]
    assert read == [
        (record["number"], record["state"], instance.display_value("sys_user", record["caller_id"]))
        for record in instance.records("incident")
    ]
    assert [asked.parameters["sysparm_offset"] for asked in simulator.requests] == ["0", "50", "100"]


def test_its_conditions_select_what_they_say(client: ServiceNowClient, instance: Instance) -> None:
    incidents = client.GlideRecord("incident")
    incidents.add_query("priority", "<=", "3")
    incidents.add_query("state", "IN", "1,2,3").add_or_condition("state", "6")
    incidents.add_query("assignment_group.name", "!=", "Network")
    incidents.add_not_null_query("assignment_group")
    incidents.fields = ["sys_id", "assignment_group.name"]
    incidents.query()
    read = {one.get_value("sys_id"): one.get_value("assignment_group.name") for one in incidents}
    expected = {
        record["sys_id"]: instance.display_value("sys_user_group", record["assignment_group"])
        for record in instance.records("incident")
        if record["priority"] <= "3" and record["state"] in set("1236") and record["assignment_group"]
    }
    assert read == {sys_id: group for sys_id, group in expected.items() if group != "Network"}
    assert read


def test_it_creates_changes_and_deletes(client: ServiceNowClient, instance: Instance) -> None:
    change = client.GlideRecord("change_request")
    change.initialize()
    change.short_description = "Replace the switch"
    sys_id = str(change.insert())
    assert instance.record("change_request", sys_id)["number"].startswith("CHG")
    assert change.get(sys_id)
    change.state = "-4"
    assert change.update()
    assert instance.record("change_request", sys_id)["state"] == "-4"
    assert change.get_display_value("state") == "Assess"
    assert change.delete()
    assert not client.GlideRecord("change_request").get(sys_id)
    deleted = client.GlideRecord("sys_audit_delete")
    deleted.add_query("tablename", "change_request")
    deleted.query()
    assert [one.get_value("documentkey") for one in deleted] == [sys_id]


def test_it_understands_what_is_refused(simulator: Simulator, session: requests.Session) -> None:
    stranger = signed_in(simulator, session, "wrong").GlideRecord("incident")
    with pytest.raises(AuthenticationException, match="User Not Authenticated"):
        stranger.query()
    admin = signed_in(simulator, session, "admin")
    with pytest.raises(NotFoundException):
        admin.table_api.get(admin.GlideRecord("incident"), "nosuch")
