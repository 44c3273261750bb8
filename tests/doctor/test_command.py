"""``python -m rca_dashboard.doctor`` from the command line."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rca_dashboard.simulator.server import Simulator
from tests.doctor.conftest import PASSWORD
from tests.fixtures.app_server import ROOT, clean_environment

pytestmark = pytest.mark.slow  # each test starts the command, a second of imports

Call = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    def called(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        given = {name.upper(): text for name, text in settings.items()}
        return subprocess.run(
            [sys.executable, "-m", "rca_dashboard.doctor", *arguments],
            cwd=tmp_path,
            env=clean_environment({"PYTHONPATH": str(ROOT), **given}),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return called


def test_it_ends_with_nothing_where_nothing_is_wrong(sick: Callable[..., Simulator], call: Call) -> None:
    done = call(servicenow_url=sick().url, servicenow_username="reader", servicenow_password=PASSWORD)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 failed, 0 warnings" in done.stdout


@pytest.mark.parametrize(("argument", "code"), [("--help", 0), ("--fix", 2)])
def test_help_and_unknown_arguments_check_nothing(argument: str, code: int, call: Call) -> None:
    done = call(argument, log_level="nonsense")
    assert done.returncode == code
    assert "usage: python -m rca_dashboard.doctor" in done.stdout + done.stderr
    assert "LOG_LEVEL" not in done.stdout


def test_it_prints_what_to_do_and_ends_with_one(sick: Callable[..., Simulator], call: Call) -> None:
    wrong = "not-the-password"
    done = call(servicenow_url=sick().url, servicenow_username="reader", servicenow_password=wrong)
    assert (done.returncode, done.stderr) == (1, "")
    assert "SERVICENOW_PASSWORD" in done.stdout
    assert "1 failed" in done.stdout
    assert wrong not in done.stdout
    assert "Traceback" not in done.stdout


def test_demo_mode_is_well_and_nothing_is_made(tmp_path: Path, call: Call) -> None:
    done = call()
    assert (done.returncode, done.stderr) == (0, "")
    assert "demo mode" in done.stdout
    assert list(tmp_path.iterdir()) == []
