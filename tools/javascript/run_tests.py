"""Run the unit tests of ``assets/live`` and say how much of it they cover: ``python -m tools.javascript.run_tests``."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.javascript.bun import ROOT, find_bun, install_packages

TESTS = "tests/javascript"
MODULES = "assets/live"
# A catalogue of sentences has nothing to run; tests/repository/test_catalogue.py checks it.
CATALOGUE = "assets/live/language/german.js"
FEWEST_COVERED_PERCENT = 92


def main() -> int:
    """Return 0 where all tests pass and cover enough."""
    install_packages()
    with tempfile.TemporaryDirectory() as folder:
        code = _run_tests(Path(folder))
        if code != 0:
            _say("JavaScript: some tests failed.")
            return code
        covered = dict(_covered_lines((Path(folder) / "lcov.info").read_text()))
    return _report(covered)


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")


def _run_tests(reports: Path) -> int:
    settings = (f"--config={TESTS}/bunfig.toml", f"--tsconfig-override={TESTS}/tsconfig.json")
    coverage = ("--coverage", "--coverage-reporter=text", "--coverage-reporter=lcov", f"--coverage-dir={reports}")
    command = [find_bun(), *settings, "test", "--only-failures", *coverage, *sys.argv[1:], TESTS]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _covered_lines(report: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each file of an lcov report with its lines: those that ran, and all."""
    for record in report.split("end_of_record"):
        fields = dict(line.split(":", 1) for line in record.split() if ":" in line)
        if fields.get("SF", "").startswith(MODULES):
            yield fields["SF"], (int(fields["LH"]), int(fields["LF"]))


def _report(covered: dict[str, tuple[int, int]]) -> int:
    """Print the share of lines that ran; a module that no test loads counts with all of its lines."""
    names = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / MODULES).rglob("*.js")}
    del names[CATALOGUE]
    covered.pop(CATALOGUE, None)
    for name, path in names.items():
        covered.setdefault(name, (0, len([line for line in path.read_text().splitlines() if line.strip()])))
    percent = 100 * sum(ran for ran, _ in covered.values()) / sum(lines for _, lines in covered.values())
    unloaded = sorted(Path(name).name for name, (ran, _) in covered.items() if ran == 0)
    besides = f" (not loaded: {', '.join(unloaded)})" if unloaded else ""
    _say(f"JavaScript: all tests passed; they run {percent:.1f} % of the lines of {MODULES}{besides}.")
    if percent < FEWEST_COVERED_PERCENT:
        _say(f"That is less than the required {FEWEST_COVERED_PERCENT} %.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
