"""The configuration of Reflex under different settings."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.fixtures.app_server import ROOT, clean_environment

INSTANCE = {
    "SERVICENOW_URL": "https://dev.example.com",
    "SERVICENOW_USERNAME": "reader",
    "SERVICENOW_PASSWORD": "password of a test",
}
ASK = """
import json
from reflex.config import get_config
from reflex.utils.exec import get_reload_paths
config = get_config()
names = ("backend_host", "cors_allowed_origins", "state_manager_mode", "telemetry_enabled", "api_url", "deploy_url")
told = {name: getattr(config, name) for name in names}
print(json.dumps({**told, "bun": config.bun_path.is_file(), "reload": [path.name for path in get_reload_paths()]}))
"""

pytestmark = pytest.mark.slow  # each imports Reflex in a process of its own, 2 s of CPU


def _told(environment: dict[str, str] | None = None) -> dict[str, Any]:
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=clean_environment(environment or {}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(asked.stdout)


def test_the_bun_of_the_wheel_is_used_and_states_stay_in_memory() -> None:
    told = _told()
    assert told["bun"] is True
    assert told["state_manager_mode"] == "memory"
    assert told["telemetry_enabled"] is False


def test_only_code_is_watched_for_reloads() -> None:
    assert _told()["reload"] == ["rca_dashboard"]


def test_the_app_listens_for_its_network_and_the_gate_decides_who_may() -> None:
    for environment in ({}, INSTANCE):
        assert _told(environment)["backend_host"] == "0.0.0.0"  # noqa: S104


def test_origins_follow_the_ports_that_the_app_really_runs_on() -> None:
    told = _told({"REFLEX_FRONTEND_PORT": "4001", "REFLEX_BACKEND_PORT": "4002"})
    assert {"http://localhost:4001", "http://127.0.0.1:4001", "http://[::1]:4002"} <= set(told["cors_allowed_origins"])
    assert "*" not in told["cors_allowed_origins"]


def test_the_public_url_is_baked_into_pages_served_on_one_port() -> None:
    public = {"PUBLIC_URL": "https://desk.example.com"}
    assert _told({**public, "REFLEX_ENV_MODE": "prod"})["api_url"] == "https://desk.example.com"
    assert _told(public)["api_url"] == "http://localhost:8000"
    assert "https://desk.example.com" in _told(public)["cors_allowed_origins"]
