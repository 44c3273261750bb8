"""``make check`` fails for an advisory, and only warns if the service cannot be reached."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import audit_requirements
from tools.audit_requirements import installed, main

PINS = ("httpx==0.28.1", "jinja2==3.1.0")
# What pip-audit 2.10 says, shortened to what counts.
SAFE = {"name": "httpx", "version": "0.28.1", "vulns": []}
UNSAFE = {
    "name": "jinja2",
    "version": "3.1.0",
    "vulns": [{"id": "PYSEC-2024-1", "fix_versions": ["3.1.3"]}, {"id": "PYSEC-2024-2", "fix_versions": []}],
}
UNKNOWN = {"name": "jinja2", "skip_reason": "Dependency not found on PyPI and could not be audited: jinja2 (3.1.0)"}
NO_NAME = (
    "Traceback (most recent call last):\n  ...\nrequests.exceptions.ConnectionError: HTTPSConnectionPool("
    "host='index', port=443): Max retries exceeded (Caused by NameResolutionError('Failed to resolve'))\n"
)
BLOCKED = (
    "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed\n"
    "ERROR:pip_audit._cli:Tip: your network may be blocking this service. Try another service with `-s SERVICE`\n"
)


@pytest.fixture
def pip_audit(tmp_path: Path) -> Any:
    """Return a function that creates a fake pip-audit with a given report on the requested packages."""

    def make(*packages: dict[str, Any], errors: str = "", exit_code: int = 0, seconds: int = 0) -> tuple[str, str]:
        program = tmp_path / "pip_audit.py"
        answer = list(packages) if packages else None
        program.write_text(
            "import json, pathlib, sys, time\n"
            f"time.sleep({seconds})\n"
            f"answer = json.loads({json.dumps(json.dumps(answer))})\n"
            "asked = pathlib.Path(sys.argv[-1]).read_text()\n"
            "said = None if answer is None else [each for each in answer if each['name'] in asked]\n"
            f"sys.stderr.write({errors!r})\n"
            "sys.stdout.write('' if said is None else json.dumps({'dependencies': said, 'fixes': []}))\n"
            f"sys.exit({exit_code} or int(any(each.get('vulns') for each in said or [])))\n"
        )
        return (sys.executable, str(program))

    return make


def test_an_advisory_fails_with_a_line_for_each(pip_audit: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(PINS, pip_audit(SAFE, UNSAFE, errors="Found 2 known vulnerabilities in 1 package\n")) == 1
    assert capsys.readouterr().out.splitlines() == [
        "jinja2 3.1.0: PYSEC-2024-1, fixed in 3.1.3",
        "jinja2 3.1.0: PYSEC-2024-2, fixed in no version yet",
        "2 packages audited: 2 advisories",
    ]


def test_an_advisory_against_the_first_package_fails_too(pip_audit: Any) -> None:
    assert main(PINS[1:], pip_audit(UNSAFE)) == 1


def test_no_advisory_passes_and_lists_unknown_packages(pip_audit: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(PINS, pip_audit(SAFE, UNKNOWN)) == 0
    assert capsys.readouterr().out == ("1 packages audited: nothing is known against them; unknown there: jinja2\n")


@pytest.mark.parametrize("errors", [NO_NAME, BLOCKED], ids=["no name is resolved", "a firewall"])
def test_without_a_network_it_says_so_in_one_line_and_passes(
    pip_audit: Any, capsys: pytest.CaptureFixture[str], errors: str
) -> None:
    assert main(PINS, pip_audit(errors=errors, exit_code=1)) == 0
    assert capsys.readouterr().out == "not audited: no network\n"


def test_a_mirror_without_advisories_does_not_pass_for_a_clean_audit(
    pip_audit: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = {**UNKNOWN, "name": "httpx"}
    assert main(PINS, pip_audit(unknown, UNKNOWN, errors="No known vulnerabilities found\n")) == 0
    assert capsys.readouterr().out.startswith("not audited: no advisory service;")


def test_a_service_that_does_not_answer_is_not_waited_for(
    pip_audit: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_requirements, "SECONDS_FOR_ONE", 0.2)
    assert main(PINS, pip_audit(SAFE, seconds=30)) == 0
    assert capsys.readouterr().out.startswith("not audited: the advisory service did not answer within")


@pytest.mark.parametrize("errors", ["usage: pip-audit [-h]\n", "TypeError: 'NoneType' is no number\n", ""])
def test_a_pip_audit_that_does_not_work_fails(pip_audit: Any, errors: str) -> None:
    assert main(PINS, pip_audit(errors=errors, exit_code=1)) == 2


def test_what_requirements_brought_with_them_is_audited_and_pip_itself_is_not() -> None:
    pins = installed(["reflex==0.10.1", "psycopg[binary]>=3.3,<4"])
    names = {pin.partition("==")[0] for pin in pins}
    assert {"reflex", "granian", "psycopg", "psycopg-binary"} <= names
    assert "pip" not in names
