"""``python -m rca_dashboard.doctor``: checks the settings, the database and ServiceNow, and says what to do.

It changes nothing: no table is created, and ServiceNow is only read. The exit code is 1 if a check failed.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rca_dashboard.domain.check import Check, Outcome, failed, passed, warned
from rca_dashboard.settings import Settings, SettingsError, load_settings
from rca_dashboard.startup.instance import auth_of, check_instance
from rca_dashboard.startup.preflight import check_database
from rca_dashboard.startup.setting_warnings import setting_warnings
from rca_dashboard.startup.sign_on import check_provider
from rca_dashboard.store.engine import Database, DatabaseUnavailableError
from rca_dashboard.store.migrate import ForeignDatabaseError, is_migrated

_STYLES = {Outcome.OK: "green", Outcome.WARNING: "yellow", Outcome.FAILED: "bold red"}
# A file or a pipe has no width; narrower than this the sentences become columns of single words.
_WIDTH = 120


def check_settings() -> tuple[Settings | None, tuple[Check, ...]]:
    """Return the settings, or None if they are invalid, with a check for each invalid value."""
    try:
        settings = load_settings()
    except SettingsError as error:
        halves = (line.partition(": ") for line in str(error).splitlines())
        return None, tuple(failed("Settings", seen, remedy.rstrip(".")) for seen, _, remedy in halves)
    mode = "demo mode (SERVICENOW_URL is empty)" if settings.is_demo else f"the instance is {settings.servicenow_url}"
    return settings, (passed("Settings", f"valid: {mode}"), *_doubtful_settings())


def _doubtful_settings() -> Iterator[Check]:
    for number, warning in enumerate(setting_warnings(), start=1):
        seen, _, remedy = warning.rstrip(".").partition("; ")
        yield warned(f"Setting in doubt {number}", seen, remedy)


def look_at_database(settings: Settings) -> Check:
    """Check that the database can be used, is up to date, and holds no other source's tickets; writes nothing."""
    name = "Database"
    try:
        is_there = check_database(settings)
        database = Database(settings.database_url)
        try:
            if not is_there:
                return passed(name, f"{database.name} does not exist yet and is created at the first start")
            if not is_migrated(database):
                seen = f"the tables of {database.name} are missing or of another version"
                return warned(name, seen, "they are created or migrated at the next start; make a backup first")
            return passed(name, f"{database.name} is up to date and holds the tickets of this ServiceNow")
        finally:
            database.close()
    except ForeignDatabaseError as error:
        seen, _, remedy = str(error).partition("; ")
    except DatabaseUnavailableError as error:
        seen, _, remedy = str(error).rpartition("; ")
        seen, remedy = (seen, remedy) if seen else (remedy, "set DATABASE_URL to a writable location")
    return failed(name, seen, remedy.rstrip("."))


async def check_all() -> tuple[Check, ...]:
    """Run all possible checks."""
    settings, checks = check_settings()
    if settings is None:
        return checks
    checks = (*checks, await asyncio.to_thread(look_at_database, settings), *await check_provider(settings))
    if settings.is_demo:
        return (*checks, passed("ServiceNow", "built-in; set SERVICENOW_URL to use an instance"))
    return (*checks, *await check_instance(settings, settings.servicenow_url, auth_of(settings)))


def show(checks: Sequence[Check], console: Console) -> None:
    """Print the checks as a table, and a summary."""
    table = Table(show_lines=True)
    for heading in ("Check", "", "Result", "What to do"):
        table.add_column(heading, overflow="fold")
    for check in checks:
        outcome = Text(check.outcome.value, style=_STYLES[check.outcome])
        table.add_row(Text(check.name), outcome, Text(check.seen), Text(check.remedy))
    console.print(table)
    failures = sum(check.outcome is Outcome.FAILED for check in checks)
    warnings = sum(check.outcome is Outcome.WARNING for check in checks)
    console.print(f"{len(checks)} checks: {failures} failed, {warnings} warnings.")


def main() -> int:
    """Run and print the checks; return the exit code: 1 if a check failed."""
    argparse.ArgumentParser(
        prog="python -m rca_dashboard.doctor",
        description="Check the settings, the database and ServiceNow, and say what to do. Nothing is changed.",
        epilog="The settings are read from the environment and .env. The exit code is 1 if a check failed.",
    ).parse_args()
    checks = asyncio.run(check_all())
    show(checks, Console(width=None if sys.stdout.isatty() else _WIDTH))
    return int(any(check.outcome is Outcome.FAILED for check in checks))


if __name__ == "__main__":
    sys.exit(main())
