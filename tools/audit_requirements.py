"""Check the installed requirements against known advisories, and fail if any is unsafe.

pip-audit queries PyPI's advisory service. Without a network, or with a package mirror that has no advisories, this says
so and passes; pip-audit alone passes too with a mirror, but says "No known vulnerabilities found".
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
FILES = ("requirements.txt", "requirements-dev.txt")
# Advisories that do not apply: their id, and why not.
ACCEPTED: Mapping[str, str] = {}
PIP_AUDIT = (sys.executable, "-m", "pip_audit")
# One package is queried first, so that a missing service is noticed soon; all take about a second per ten.
SECONDS_FOR_ONE = 20
SECONDS_FOR_ALL = 120
_AWAY = re.compile(
    r"(ConnectionError|ProxyError|SSLError|Timeout|ServiceError|JSONDecodeError)\b|network may be blocking this service"
)


class NotAuditedError(Exception):
    """The service cannot be queried now; the text says why."""


class BrokenAuditError(Exception):
    """pip-audit itself failed; the text is its output."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the service knows.

    Attributes:
        audited: How many packages it was asked about and has.
        unknown: Packages that it does not have.
        findings: A sentence per advisory.
    """

    audited: int
    unknown: tuple[str, ...]
    findings: tuple[str, ...]


def installed(requirements: Sequence[str]) -> tuple[str, ...]:
    """Return ``name==version`` of what these requirements installed, including dependencies.

    The environment's own pip is not included: it is not a requirement.
    """
    found: dict[str, str] = {}
    wanted = [Requirement(text) for text in requirements]
    seen: set[tuple[str, str]] = set()
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                package = distribution(name)
            except PackageNotFoundError:
                continue  # for another system or another Python
            found[name] = package.version
            needed = (Requirement(text) for text in package.requires or ())
            wanted.extend(each for each in needed if not each.marker or each.marker.evaluate({"extra": extra}))
    return tuple(f"{name}=={version}" for name, version in sorted(found.items()))


def audit(pins: Sequence[str], seconds: float, program: Sequence[str] = PIP_AUDIT) -> Outcome:
    """Query the service about packages.

    Raises:
        NotAuditedError: If the service cannot be reached, or does not answer in time.
        BrokenAuditError: If pip-audit fails for any other reason.
    """
    accepted = [part for name in ACCEPTED for part in ("--ignore-vuln", name)]
    options = ("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "5")
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder, "pinned.txt")
        pinned.write_text("\n".join(pins))
        command = [*program, *options, *accepted, "--requirement", str(pinned)]
        try:
            asked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise NotAuditedError(f"the advisory service did not answer within {seconds:.0f} s") from None
    return _outcome(asked.stdout, asked.stderr)


def _outcome(output: str, errors: str) -> Outcome:
    try:
        packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (errors.strip().splitlines() or [""])[-1]
        if _AWAY.search(last):
            raise NotAuditedError("no network") from None
        raise BrokenAuditError(errors.strip() or "it said nothing") from None
    known = [package for package in packages if "vulns" in package]
    unknown = tuple(package["name"] for package in packages if "vulns" not in package)
    return Outcome(len(known), unknown, tuple(_findings(known)))


def _findings(packages: list[dict[str, Any]]) -> Iterator[str]:
    for package in packages:
        for advisory in package["vulns"]:
            fixed = ", ".join(advisory["fix_versions"]) or "no version yet"
            yield f"{package['name']} {package['version']}: {advisory['id']}, fixed in {fixed}"


def audit_all(pins: Sequence[str], program: Sequence[str] = PIP_AUDIT) -> Outcome:
    """Query the first package and, if the service knows it, all; raise what ``audit`` does."""
    if not audit(pins[:1], SECONDS_FOR_ONE, program).audited:
        raise NotAuditedError(f"no advisory service; what answers in its place does not know {pins[0]}")
    return audit(pins, SECONDS_FOR_ALL, program)


def main(pins: Sequence[str], program: Sequence[str] = PIP_AUDIT) -> int:
    """Audit, print the result, and return the exit code."""
    try:
        outcome = audit_all(pins, program)
    except NotAuditedError as error:
        sys.stdout.write(f"not audited: {error}\n")
        return 0
    except BrokenAuditError as error:
        sys.stdout.write(f"not audited, although the network is available: {error}\n")
        return 2
    for finding in outcome.findings:
        sys.stdout.write(f"{finding}\n")
    unknown = f"; unknown there: {', '.join(outcome.unknown)}" if outcome.unknown else ""
    verdict = f"{len(outcome.findings)} advisories" if outcome.findings else "nothing is known against them"
    sys.stdout.write(f"{outcome.audited} packages audited: {verdict}{unknown}\n")
    return 1 if outcome.findings else 0


def _lines(path: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("-")]


if __name__ == "__main__":
    sys.exit(main(installed([line for name in FILES for line in _lines(ROOT / name)])))
