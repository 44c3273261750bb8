"""``.env.example`` and ``.env``."""

import os
from dataclasses import fields
from pathlib import Path

import pytest
from dotenv import dotenv_values

from rca_dashboard.settings import Settings, load_settings
from tests.fixtures.app_server import ROOT

SECRET = "s3cret-of-a-test"
INSTANCE = {
    "SERVICENOW_URL": "https://dev12345.service-now.com",
    "SERVICENOW_USERNAME": "reader",
    "SERVICENOW_PASSWORD": SECRET,
}
EXAMPLE = ROOT / ".env.example"


def test_the_example_has_every_setting_that_has_an_effect_with_its_default_and_no_other() -> None:
    listed = dotenv_values(EXAMPLE, interpolate=False)
    effective = list(fields(Settings))
    assert list(listed) == [field.name.upper() for field in effective]
    for field in effective:
        name, default, demo = field.name.upper(), field.metadata["default"], field.metadata["demo"]
        if default == demo:
            assert listed[name] == default, name
        else:
            assert listed[name] == ""
            assert f"# Default: {default} (in demo mode: {demo})\n{name}=" in EXAMPLE.read_text()


def test_the_example_copied_as_it_is_changes_nothing() -> None:
    copied = {name: text or "" for name, text in dotenv_values(EXAMPLE, interpolate=False).items()}
    assert load_settings(copied) == load_settings({})


def test_the_real_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for field in fields(Settings):
        monkeypatch.delenv(field.name.upper(), raising=False)
    (tmp_path / ".env").write_text(f"LOG_LEVEL=ERROR\nADMIN_USERNAME=file\nADMIN_PASSWORD='{SECRET}$HOME'\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    settings = load_settings()
    assert (settings.log_level, settings.admin_username) == ("DEBUG", "file")
    assert settings.admin_password == f"{SECRET}$HOME"
    assert "ADMIN_USERNAME" not in os.environ
