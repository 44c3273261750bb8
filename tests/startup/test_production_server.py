"""How production is served, whatever GUNICORN_CMD_ARGS and WEB_CONCURRENCY say; test_two_commands.py looks at it."""

import json
import subprocess
import sys

import pytest

from rca_dashboard.settings import SettingsError, load_settings
from rca_dashboard.startup.production import gunicorn_arguments, workers_of
from tests.fixtures.app_server import ROOT, clean_environment

WORKER = "rca_dashboard.startup.socket_worker.SocketWorker"


def options(theirs: str = "", workers: int = 1) -> dict[str, str]:
    """Return what gunicorn makes of its arguments."""
    ask = """
import json, sys
from gunicorn.app.wsgiapp import WSGIApplication
cfg = WSGIApplication("%(prog)s [OPTIONS]").cfg
print(json.dumps({name: str(cfg.settings[name].get()) for name in ("worker_class", "workers", "timeout", "bind")}))
"""
    arguments = gunicorn_arguments("127.0.0.1", 3000, "rca_dashboard.rca_dashboard:app", "warning", theirs, workers)
    environment = clean_environment({"WEB_CONCURRENCY": "3"})
    run = subprocess.run(
        [sys.executable, "-c", ask, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def test_the_one_worker_has_a_timeout_longer_than_a_page() -> None:
    assert options() == {"worker_class": WORKER, "workers": "1", "timeout": "0", "bind": "['127.0.0.1:3000']"}


@pytest.mark.parametrize("theirs", ["-w 4", "--workers=4", "--worker-class sync", "-k gevent"])
def test_gunicorn_cmd_args_choose_neither_worker_nor_number(theirs: str) -> None:
    assert options(theirs) == options()


def test_gunicorn_cmd_args_override_single_options() -> None:
    assert options("--timeout 30")["timeout"] == "30"
    assert options("--timeout 30")["worker_class"] == WORKER
    assert options("--bind 127.0.0.1:9")["bind"] == "['127.0.0.1:9']"


NEEDED = "must be 1; several workers need PostgreSQL as DATABASE_URL, and no demo mode"
SEVERAL = ["-w 2", "-w2", "--workers=2", "--timeout 5 --workers 2", "--worker 2"]


@pytest.mark.parametrize("arguments", SEVERAL)
def test_several_workers_need_postgresql_and_are_otherwise_refused_in_one_line(arguments: str) -> None:
    with pytest.raises(SettingsError) as raised:
        workers_of(1, arguments, may_be_several=False)
    assert str(raised.value) == f"GUNICORN_CMD_ARGS={arguments}: {NEEDED}"
    assert workers_of(1, arguments, may_be_several=True) == 2


def test_a_concurrency_of_several_workers_needs_postgresql() -> None:
    with pytest.raises(SettingsError, match=f"^WEB_CONCURRENCY=2: {NEEDED}$"):
        workers_of(2, "", may_be_several=False)
    assert workers_of(2, "", may_be_several=True) == 2


@pytest.mark.parametrize("value", ["many", "0", "-1", "65", "1.5", "²"])
def test_a_number_of_workers_that_makes_no_sense_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="must ask for 1 to 64 workers"):
        workers_of(1, f"--workers={value}", may_be_several=True)
    with pytest.raises(SettingsError, match=r"WEB_CONCURRENCY=.*: must be a whole number from 1 to 64"):
        load_settings({"WEB_CONCURRENCY": value})


def test_one_worker_is_the_default_and_gunicorns_own_option_wins() -> None:
    for arguments in ("", "-w 1 --timeout 3"):
        assert workers_of(load_settings({}).web_concurrency, arguments, may_be_several=False) == 1
    assert workers_of(4, "-w 3", may_be_several=True) == 3
    assert options("-w 3 -k gevent", 3) == {**options(), "workers": "3"}


def test_reflex_refuses_to_start_several_workers() -> None:
    for asked in ({"WEB_CONCURRENCY": "2"}, {"GUNICORN_CMD_ARGS": "--workers=2"}):
        run = subprocess.run(
            [sys.executable, "-c", "from reflex.config import get_config; get_config()"],
            cwd=ROOT,
            env=clean_environment(asked),
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 1
        assert "several workers need PostgreSQL" in run.stderr
        assert run.stderr.count("\n") == 1
