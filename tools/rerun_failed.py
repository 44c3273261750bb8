"""Run pytest, then run what failed a second time, alone: ``python tools/rerun_failed.py -n 3 tests``.

A test that fails beside others and passes alone is printed as ``flaky: NAME``: it needs repair, but stops no change.
What fails twice fails. pytest's own cache says what failed; nothing is retried where pytest ended otherwise (a module
that cannot be imported, an interruption), because tests that never ran would then pass unseen.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LAST_FAILED = Path(".pytest_cache/v/cache/lastfailed")
PYTEST = (sys.executable, "-m", "pytest")
ALONE = ("--last-failed", "--last-failed-no-failures=none", "-n", "0")
# More than that is a broken change, not chance; running them one by one would only take long.
MOST_RERUN = 40
SOME_FAILED = 1


def failed_tests() -> set[str]:
    """Return the names of the tests that pytest's cache holds as failed."""
    return set(json.loads(LAST_FAILED.read_text())) if LAST_FAILED.exists() else set()


def run_alone(failed: set[str]) -> int:
    """Run the failed tests one after the other; return the exit code. Flaky tests are listed above the closing line."""
    sys.stdout.write(f"\nRunning again, alone: {len(failed)} failed\n")
    sys.stdout.flush()
    with subprocess.Popen([*PYTEST, *ALONE], stdout=subprocess.PIPE, text=True, errors="replace") as run:
        closing = _copy_all_but_the_last(run)
    for name in sorted(failed - failed_tests()):
        sys.stdout.write(f"flaky: {name}\n")
    sys.stdout.write(closing)
    return run.returncode


def _copy_all_but_the_last(run: subprocess.Popen[str]) -> str:
    held = ""
    for line in run.stdout or ():
        sys.stdout.write(held)
        sys.stdout.flush()
        held = line
    return held


def main(arguments: Sequence[str]) -> int:
    """Return pytest's exit code: the second run's where there was one."""
    LAST_FAILED.unlink(missing_ok=True)
    exit_code = subprocess.run([*PYTEST, *arguments], check=False).returncode
    failed = failed_tests()
    if exit_code != SOME_FAILED or not failed or len(failed) > MOST_RERUN:
        return exit_code
    return run_alone(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
