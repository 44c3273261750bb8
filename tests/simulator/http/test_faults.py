import time

import httpx
import pytest

from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator


@pytest.fixture(autouse=True)
def four(instance: Instance) -> None:
    for number in range(4):
        instance.insert("incident", sys_id=str(number))


def test_a_fault_applies_as_often_as_configured(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(status=503, times=2)
    simulator.faults.add(status=429, headers={"Retry-After": "7"})
    answers = [client.get("/incident") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [503, 503, 429, 200]
    assert answers[2].headers["Retry-After"] == "7"
    assert answers[2].json()["error"]["message"] == "Rate limit exceeded"
    assert all(answer.headers["Date"] for answer in answers)


def test_a_lasting_fault_ends_when_it_is_cleared(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(status=500, times=None)
    assert [client.get("/incident").status_code for _ in range(3)] == [500] * 3
    simulator.faults.clear()
    assert client.get("/incident").status_code == 200


def test_a_fault_waits_for_the_request_that_it_fits(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(status=401, fits=lambda asked: asked.parameters.get("sysparm_offset") == "2")
    assert client.get("/incident?sysparm_offset=0").status_code == 200
    assert client.get("/incident?sysparm_offset=2").status_code == 401
    assert client.get("/incident?sysparm_offset=2").status_code == 200


def test_a_hibernating_instance_says_html_with_status_200(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(html=True)
    answer = client.get("/incident")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"ibernating" in answer.content


def test_truncated_json_looks_whole_to_http(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(truncated=True)
    answer = client.get("/incident")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        answer.json()


def test_an_error_may_stand_beside_half_the_result(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(error_beside_result=True)
    answer = client.get("/incident")
    assert answer.status_code == 200
    assert len(answer.json()["result"]) == 2
    assert answer.json()["error"]["message"].startswith("Transaction cancelled")


def test_a_connection_can_be_cut_in_the_middle(
    client: httpx.Client, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.faults.add(cut=True)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/incident")
    assert client.get("/incident").status_code == 200
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]


def test_an_answer_can_be_slow(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(delay_seconds=0.2)
    begun = time.monotonic()
    assert client.get("/incident").status_code == 200
    assert time.monotonic() - begun > 0.2


def test_any_body_can_be_put_in_an_answers_place(client: httpx.Client, simulator: Simulator) -> None:
    simulator.faults.add(body=b'{"result": null}', headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"})
    answer = client.get("/incident")
    assert answer.json() == {"result": None}
    assert answer.headers.get_list("Date") == ["Thu, 01 Jan 1970 00:00:00 GMT"]
