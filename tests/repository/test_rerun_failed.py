"""Failed tests run a second time, alone: flaky ones are named, and broken ones still fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.app_server import ROOT
from tools.rerun_failed import MOST_RERUN

PASSES = "def test_passes():\n    pass\n"
# Fails the first time, as a test does by chance.
FLAKY = (
    "from pathlib import Path\n"
    "def test_flaky():\n"
    "    been_here = Path('been_here').exists()\n"
    "    Path('been_here').touch()\n"
    "    assert been_here\n"
)
BROKEN = "def test_broken():\n    assert False\n"
UNREADABLE = "import nothing_of_this_name\n"
# Only what the script needs is loaded: 0.4 s a run instead of a second.
ENVIRONMENT = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "-p xdist.plugin"}


def _run(folder: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -q\n")
    for place, text in enumerate(tests):
        (folder / f"test_{place}.py").write_text(text)
    command = [sys.executable, ROOT / "tools" / "rerun_failed.py"]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def _flaky(run: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in run.stdout.splitlines() if line.startswith("flaky:")]


def test_what_passes_runs_once_whatever_an_earlier_run_left_in_the_cache(tmp_path: Path) -> None:
    (tmp_path / ".pytest_cache/v/cache").mkdir(parents=True)
    (tmp_path / ".pytest_cache/v/cache/lastfailed").write_text('{"test_0.py::test_passes": true}')
    run = _run(tmp_path, PASSES)
    assert run.returncode == 0, run.stdout
    assert "Running again" not in run.stdout
    assert run.stdout.splitlines()[-1].startswith("1 passed")


def test_what_passes_the_second_time_is_named_above_the_closing_line_and_stops_nothing(tmp_path: Path) -> None:
    run = _run(tmp_path, PASSES, FLAKY)
    assert run.returncode == 0, run.stdout
    assert run.stdout.splitlines()[-2] == "flaky: test_1.py::test_flaky"
    assert run.stdout.splitlines()[-1].startswith("1 passed")


def test_what_fails_twice_fails_beside_what_is_flaky(tmp_path: Path) -> None:
    run = _run(tmp_path, FLAKY, BROKEN)
    assert run.returncode == 1
    assert _flaky(run) == ["flaky: test_0.py::test_flaky"]
    assert run.stdout.splitlines()[-1].startswith("1 failed, 1 passed")


@pytest.mark.parametrize("tests", [(UNREADABLE, FLAKY), ()], ids=["a module that cannot be imported", "no tests"])
def test_where_tests_never_ran_nothing_is_retried(tmp_path: Path, tests: tuple[str, ...]) -> None:
    run = _run(tmp_path, *tests)
    assert run.returncode not in (0, 1), run.stdout
    assert "Running again" not in run.stdout


def test_a_change_that_breaks_very_much_is_not_run_test_by_test(tmp_path: Path) -> None:
    many = "import pytest\n@pytest.mark.parametrize('place', range({}))\ndef test_broken(place):\n    assert False\n"
    run = _run(tmp_path, many.format(MOST_RERUN + 1))
    assert run.returncode == 1
    assert "Running again" not in run.stdout
