"""One version everywhere, and dependencies declared in one place."""

import re
import tomllib

import rca_dashboard
from tests.fixtures.app_server import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_packages_version_is_the_projects() -> None:
    assert rca_dashboard.__version__ == PROJECT["version"]


def test_the_newest_release_of_the_changelog_is_this_version() -> None:
    headings = re.findall(
        r"^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    (unreleased, no_date), (newest, date), *_ = headings
    assert (unreleased, no_date) == ("Unreleased", "")
    assert newest == PROJECT["version"]
    assert date


def test_the_python_that_is_asked_for_is_the_one_that_tools_check_for() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    asked = PROJECT["requires-python"].removeprefix(">=")
    assert tools["pyright"]["pythonVersion"] == asked
    assert tools["ruff"]["target-version"] == f"py{asked.replace('.', '')}"


def test_dependencies_stand_in_the_requirements_alone() -> None:
    assert PROJECT["dynamic"] == ["dependencies"]
    assert "dependencies" not in PROJECT


def test_the_workflow_and_the_hooks_run_what_is_here() -> None:
    workflow = (ROOT / ".github/workflows/ci.yml").read_text()
    assert re.findall(r"- run: (.*)", workflow) == [".ci/run"]
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()
    assert re.findall(r"- repo: (.*)", hooks) == ["local"]
