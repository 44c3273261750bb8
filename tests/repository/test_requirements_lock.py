"""``requirements.lock`` pins and hashes what production installs, and agrees with ``requirements.txt``."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.fixtures.app_server import ROOT

PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+))? \\$", re.MULTILINE)
LOCK = (ROOT / "requirements.lock").read_text()
REQUIREMENTS = [
    Requirement(line.partition(" #")[0])
    for line in (ROOT / "requirements.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
HOW = "run `make lock` after a change of requirements.txt"


def _pins() -> dict[str, str]:
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(LOCK)}


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda each: each.name)
def test_a_requirement_is_pinned_within_its_bounds(requirement: Requirement) -> None:
    version = _pins().get(canonicalize_name(requirement.name))
    assert version is not None, f"{requirement.name} is missing: {HOW}"
    assert requirement.specifier.contains(version), f"{requirement.name}=={version}: {HOW}"


def test_every_pin_has_a_hash() -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)
    entries = [entry for entry in entries if entry and not entry.startswith("#")]
    assert len(entries) == len(PIN.findall(LOCK)) > len(REQUIREMENTS)
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_index_and_no_address() -> None:
    assert re.findall(r"^--\S+|\w+://\S+", LOCK, re.MULTILINE) == []
