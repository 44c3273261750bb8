import json
from pathlib import Path

import httpx
import pytest

from rca_dashboard.simulator.instance.archive import ArchiveError
from rca_dashboard.simulator.opening import Opening, open_instance
from rca_dashboard.simulator.replay.records_file import RecordsFileError
from rca_dashboard.simulator.server import Simulator
from tests.simulator.still_clock import StillClock


def without_host(record: dict[str, object], host: str) -> dict[str, object]:
    return json.loads(json.dumps(record).replace(host, ""))


def test_the_77_real_incidents_come_out_as_they_went_in(real_incidents: Path, clock: StillClock) -> None:
    opened = open_instance(Opening(records=real_incidents, clock=clock))
    with Simulator.running(opened.instance, account=None) as url:
        served = httpx.get(f"{url}/api/now/table/incident").json()["result"]
    rows = json.loads(real_incidents.read_text())["result"]
    real = {row["sys_id"]: without_host(row, "https://dev58661.service-now.com") for row in rows}
    assert len(served) == 77
    assert {row["sys_id"]: without_host(row, url) for row in served} == real
    highest = max(row["number"] for row in rows)
    assert opened.instance.record("incident", opened.instance.insert("incident"))["number"] > highest


def test_a_file_may_hold_one_record_nulls_numbers_and_fields_of_its_own(tmp_path: Path) -> None:
    row = {"sys_id": "1", "u_floor": {"link": "https://x/api/now/table/u_floor/7", "value": "7"}, "u_count": 5}
    file = tmp_path / "records.json"
    file.write_text(json.dumps({"result": {**row, "location": None, "active": True}}))
    opened = open_instance(Opening(records=file))
    with Simulator.running(opened.instance, account=None) as url:
        served = httpx.get(f"{url}/api/now/table/incident/1").json()["result"]
    assert served["u_floor"] == {"link": f"{url}/api/now/table/u_floor/7", "value": "7"}
    assert (served["u_count"], served["location"], served["active"]) == ("5", "", "true")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"result": [1]}', '{"result": [{"number": "INC1"}]}'])
def test_a_file_without_records_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "records.json"
    file.write_text(text)
    with pytest.raises(RecordsFileError, match=r"records\.json"):
        open_instance(Opening(records=file))
    with pytest.raises(RecordsFileError, match=r"missing\.json"):
        open_instance(Opening(records=tmp_path / "missing.json"))


def test_an_archive_restores_everything_and_the_desk_continues(tmp_path: Path, clock: StillClock) -> None:
    opening = Opening(archive=tmp_path / "desk.db", incidents=30, clock=clock)
    first = open_instance(opening)
    assert first.desk
    gone = first.instance.insert("incident", short_description="deleted later")
    changed = first.instance.insert("incident", u_own="column of its own", caller_id="x")
    first.instance.update("incident", changed, state="2")
    first.instance.delete("incident", gone)
    for _ in range(3):
        first.desk.open_incident()
    kept = first.instance.records("incident")
    first.close()

    second = open_instance(opening)
    assert second.instance.records("incident") == kept
    assert second.instance.table("incident").references == first.instance.table("incident").references
    assert second.desk
    new = [second.desk.open_incident() for _ in range(3)]
    assert not {*new} & {gone, *(record["sys_id"] for record in kept)}
    numbers = [second.instance.record("incident", sys_id)["number"] for sys_id in new]
    assert numbers == ["INC0010036", "INC0010037", "INC0010038"]
    second.close()


def test_a_desk_that_continues_does_not_repeat_itself(tmp_path: Path, clock: StillClock) -> None:
    opening = Opening(archive=tmp_path / "desk.db", incidents=5, clock=clock)
    lives: list[list[str]] = []
    for _ in range(3):
        opened = open_instance(opening)
        assert opened.desk
        born = [opened.instance.record("incident", opened.desk.open_incident()) for _ in range(4)]
        lives.append([record["short_description"] + record["caller_id"] for record in born])
        opened.close()
    assert len({*map(tuple, lives)}) == 3


def test_a_number_is_never_given_twice_even_if_its_record_was_the_last_and_is_deleted(tmp_path: Path) -> None:
    opening = Opening(archive=tmp_path / "desk.db", incidents=1)
    first = open_instance(opening)
    gone = first.instance.insert("incident")
    number = first.instance.record("incident", gone)["number"]
    first.instance.delete("incident", gone)
    first.close()
    second = open_instance(opening)
    new = second.instance.insert("incident")
    assert new != gone
    assert second.instance.record("incident", new)["number"] > number
    second.close()


def test_a_file_that_is_no_archive_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("This is no database, and it is longer than the header of one would be." * 20)
    with pytest.raises(ArchiveError, match=r"letter\.txt cannot be used .*use another file"):
        open_instance(Opening(archive=file))


def test_a_desk_that_stands_still_has_a_past_but_no_desk() -> None:
    opened = open_instance(Opening(incidents_per_minute=0))
    assert opened.desk is None
    assert len(opened.instance.records("incident")) == 240
