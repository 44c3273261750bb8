import csv
import gzip
import math
from pathlib import Path

import httpx
import pytest

from rca_dashboard.simulator.clock import to_text
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.opening import Opening, open_instance
from rca_dashboard.simulator.replay.logged_incident import STATES
from rca_dashboard.simulator.replay.replay import Replay
from rca_dashboard.simulator.replay.update_log import UpdateLogError, read_log
from rca_dashboard.simulator.server import Simulator

REAL_LOG = Path(__file__).parents[4] / "shared/data/uci/incident_event_log.csv.gz"
HEAD = "number,incident_state,sys_mod_count,caller_id,sys_updated_at,assignment_group,resolved_by,resolved_at,closed_at"
LINES = """
INC0000045,New,0,Caller 7,29/2/2016 01:23,Group 56,Resolved by 1,29/2/2016 03:00,1/3/2016 00:00
INC0000045,Awaiting Vendor,2,Caller 7,29/2/2016 02:23,Group 56,Resolved by 1,29/2/2016 03:00,1/3/2016 00:00
INC0000045,Closed,3,Caller 7,1/3/2016 00:00,Group 56,Resolved by 1,29/2/2016 03:00,1/3/2016 00:00
INC0000047,New,1,?,29/2/2016 01:40,?,?,?,?
INC0000047,-100,1,?,29/2/2016 01:30,Group 1,?,?,?
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "log.csv"
    file.write_text(HEAD + LINES)
    return file


class Seconds:
    def __init__(self) -> None:
        self.passed = 1000.0

    def __call__(self) -> float:
        return self.passed


def states(instance: Instance) -> dict[str, tuple[str, str]]:
    return {record["number"]: (record["state"], record["hold_reason"]) for record in instance.records("incident")}


def test_a_log_is_played_at_its_pace_and_its_clock_is_the_instances(log: Path) -> None:
    seconds = Seconds()
    replay = Replay(read_log(log), speed=60, monotonic=seconds)
    instance = Instance(clock=replay.clock)
    replay.play_to(instance)
    assert to_text(instance.clock()) == "2016-02-29 01:23:00"
    assert replay.seconds_until_next() == 0
    replay.advance()
    assert states(instance) == {"INC0000045": ("1", "")}
    assert replay.seconds_until_next() == 17  # to 01:40 at a minute a second
    seconds.passed += 16
    replay.advance()
    assert len(states(instance)) == 1
    seconds.passed += 1
    replay.advance()
    assert to_text(instance.clock()) == "2016-02-29 01:40:00"
    # The line that runs back keeps its stamp and its place after the one before it.
    assert states(instance)["INC0000047"] == ("-100", "")
    assert instance.select("incident", "number=INC0000047").records[0]["sys_updated_on"] == "2016-02-29 01:30:00"
    seconds.passed += 60 * 60
    replay.advance()
    assert replay.is_over
    assert states(instance) == {"INC0000045": ("7", ""), "INC0000047": ("-100", "")}
    ended = instance.clock()
    seconds.passed += 5
    assert (instance.clock() - ended).total_seconds() == 5
    assert replay.seconds_until_next() > 0
    replay.advance()


def test_what_the_log_names_can_be_read_and_how_it_ends_shows_only_then(log: Path) -> None:
    replay = Replay(read_log(log), speed=60, monotonic=(seconds := Seconds()))
    instance = Instance(clock=replay.clock)
    replay.play_to(instance)
    assert replay.seconds_until_next() == 0
    seconds.passed += 60
    replay.advance()
    waiting = instance.select("incident", "number=INC0000045").records[0]
    assert (waiting["state"], waiting["hold_reason"], waiting["sys_mod_count"]) == ("3", "4", "2")
    assert not {"resolved_at", "resolved_by", "closed_at"} & waiting.keys()
    assert instance.select("incident", "assignment_group.name=Group 56^caller_id.name=Caller 7").total == 1
    seconds.passed += 60 * 60
    replay.advance()
    closed = instance.select("incident", "number=INC0000045").records[0]
    assert instance.display_value("sys_user", closed["resolved_by"]) == "Resolved by 1"
    assert (closed["resolved_at"], closed["closed_at"]) == ("2016-02-29 03:00:00", "2016-03-01 00:00:00")


def test_it_is_served_while_it_plays(log: Path) -> None:
    opened = open_instance(Opening(replay=log, speed=math.inf))
    assert opened.replay
    with Simulator(opened.instance, desk=opened.life, account=None) as simulator:
        for _ in range(500):
            answer = httpx.get(f"{simulator.url}/api/now/table/incident?sysparm_query=ORDERBYnumber", timeout=10)
            if opened.replay.is_over:
                break
        answer = httpx.get(f"{simulator.url}/api/now/table/incident?sysparm_query=ORDERBYnumber", timeout=10)
    assert [record["state"] for record in answer.json()["result"]] == ["7", "-100"]
    assert answer.headers["Date"].startswith("Tue, 01 Mar 2016 00:00:")


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", HEAD.encode(), b"\xff\xfe", HEAD.encode() + b"\n1,2\n", HEAD.encode() + b",,\n" * 9]
)
def test_a_file_that_is_no_log_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    for name in ("log.csv", "log.csv.gz"):
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(UpdateLogError, match=r"log\.csv.*: give the UCI"):
            open_instance(Opening(replay=file))
    with pytest.raises(UpdateLogError, match=r"nosuch\.csv cannot be read"):
        read_log(tmp_path / "nosuch.csv")


@pytest.mark.parametrize("speed", [0, -1, math.nan])
def test_a_replay_must_move(log: Path, speed: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Replay(read_log(log), speed=speed)


@pytest.mark.slow  # 4 s of CPU: the same log of a year
def test_the_last_states_of_the_real_desk_are_the_logs() -> None:
    if not REAL_LOG.exists():
        pytest.skip("no ../shared/data beside the project: the UCI log is not here")
    opened = open_instance(Opening(replay=REAL_LOG, speed=math.inf))
    assert opened.replay
    times = [opened.instance.clock()]
    while not opened.replay.is_over:
        assert opened.replay.seconds_until_next() == 0
        opened.replay.advance()
        times.append(opened.instance.clock())
    assert times == sorted(times)
    last: dict[str, tuple[str, str, str]] = {}
    with gzip.open(REAL_LOG, "rt", encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            state, hold_reason = STATES.get(row["incident_state"], (row["incident_state"], ""))
            last[row["number"]] = (state, hold_reason, row["sys_mod_count"])
    assert len(last) == 24_918
    assert {
        record["number"]: (record["state"], record["hold_reason"], record["sys_mod_count"])
        for record in opened.instance.records("incident")
    } == last
    assert opened.instance.select("task").total >= 24_918
