"""The contents of the repository: short files, pinned requirements with reasons, nothing specific to one machine."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.fixtures.app_server import ROOT

MOST_LINES = 250
THIS_FILE = Path(__file__).resolve()
HOSTS = re.compile(r"\b(pypi\.org|pythonhosted\.org|npmjs\.(org|com)|npmmirror\.com|yarnpkg\.com|deb\.debian\.org)\b")
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(root|work|home|Users|opt)/\w")


def _files() -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def _texts() -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in _files():
        data = path.read_bytes()
        if b"\0" not in data and path != THIS_FILE:
            texts[str(path.relative_to(ROOT))] = data.decode()
    return texts


def test_python_files_are_short_enough_to_be_read_at_once() -> None:
    lengths = {
        name: text.count("\n")
        for name, text in _texts().items()
        if name.endswith(".py") and "/migrations/versions/" not in name
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE_PATHS], ids=["a registry's host", "a machine's path"])
def test_no_file_names_what_only_one_machine_has(pattern: re.Pattern[str]) -> None:
    found = {name: match[0] for name, text in _texts().items() if (match := pattern.search(text))}
    assert found == {}


def test_no_lock_names_a_host() -> None:
    locks = [*sorted((ROOT / "reflex.lock").iterdir()), ROOT / "tools" / "javascript" / "bun.lock"]
    assert [path.name for path in locks].count("bun.lock") == 2
    assert [str(path) for path in locks if "://" in path.read_text()] == []


def test_javascript_tools_are_pinned_exactly() -> None:
    needed = json.loads((ROOT / "tools" / "javascript" / "package.json").read_text())["devDependencies"]
    assert {name: version for name, version in needed.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)} == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_bounds_and_a_reason(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r "))]
    assert lines
    pattern = re.compile(r"[\w.\[\]-]+(==[\w.]+|>=[\w.]+,<[\w.]+)\s+# \S.*")
    assert [line for line in lines if not pattern.fullmatch(line)] == []


def test_reflex_is_pinned_exactly() -> None:
    assert re.search(r"^reflex==\d+\.\d+\.\d+\s", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
