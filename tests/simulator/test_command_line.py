import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@contextmanager
def command(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "rca_dashboard.simulator", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped(number: signal.Signals) -> None:
    with command("--port", "0", "--incidents", "5", "--still") as process:
        assert process.stdout
        line = process.stdout.readline()
        matched = re.fullmatch(r"Simulated ServiceNow: (http://127\.0\.0\.1:\d+) \(.*admin.*\)\n", line)
        assert matched
        answer = httpx.get(f"{matched[1]}/api/now/table/incident", auth=("admin", "admin"))
        assert len(answer.json()["result"]) == 5
        begun = time.monotonic()
        process.send_signal(number)
        assert process.wait(5) == 0
        assert time.monotonic() - begun < 3
        assert process.communicate() == ("", "")


def test_it_never_shows_a_configured_password(tmp_path: Path) -> None:
    archive = tmp_path / "kept.db"
    with command("--port", "0", "--password", "s3cret", "--archive", str(archive)) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert "s3cret" not in line
        url = line.split()[2]
        assert httpx.get(f"{url}/api/now/table/incident", auth=("admin", "s3cret")).status_code == 200
        process.terminate()
        assert process.wait(5) == 0
    assert archive.exists()


def test_what_cannot_work_ends_with_one_sentence(tmp_path: Path) -> None:
    with command("--records", str(tmp_path / "missing.json")) as process:
        output, error = process.communicate(timeout=10)
    assert (process.returncode, output) == (1, "")
    assert error.count("\n") == 1
    assert "missing.json" in error


def test_it_plays_a_log_and_takes_tokens_and_keys_in_another_zone(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("number,incident_state,sys_mod_count,sys_updated_at\nINC0000045,Active,4,29/2/2016 01:23\n")
    secrets = ("--client-id", "dash", "--client-secret", "shh", "--api-key", "key-1", "--token-seconds", "77")
    played = ("--replay", str(log), "--speed", "inf", "--time-zone", "America/New_York")
    with command("--port", "0", *secrets, *played) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert "shh" not in line
        assert "key-1" not in line
        url = line.split()[2]
        form = {"grant_type": "client_credentials", "client_id": "dash", "client_secret": "shh"}
        assert httpx.post(f"{url}/oauth_token.do", data=form).json()["expires_in"] == 77
        asked = f"{url}/api/now/table/incident?sysparm_display_value=true"
        answer = httpx.get(asked, headers={"x-sn-apikey": "key-1"})
        while not (found := answer.json()["result"]):
            answer = httpx.get(asked, headers={"x-sn-apikey": "key-1"})
        assert (found[0]["state"], found[0]["sys_updated_on"]) == ("In Progress", "2016-02-28 20:23:00")
        process.terminate()
        assert process.wait(5) == 0


@pytest.mark.parametrize(
    "arguments",
    [("--speed", "0"), ("--time-zone", "Mars/Olympus"), ("--token-seconds", "inf"), ("--clock-offset", "nan")],
)
def test_an_invalid_option_is_named(arguments: tuple[str, str]) -> None:
    with command(*arguments) as process:
        output, error = process.communicate(timeout=10)
    assert (process.returncode, output) == (2, "")
    assert arguments[0] in error.splitlines()[-1]
