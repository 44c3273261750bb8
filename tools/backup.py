"""Back up the database and restore it: ``python -m tools.backup save FILE`` and ``… restore FILE``.

SQLite is copied while the app runs; PostgreSQL needs ``pg_dump`` and ``pg_restore`` of its own version or a newer one.
See docs/backup.md.
"""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from rca_dashboard.settings import SettingsError, load_settings


class BackupError(Exception):
    """Raised if a backup cannot be made or restored; the text says why in one line."""


def save(url: str, target: Path) -> None:
    """Write a backup; an existing file is not overwritten.

    Raises:
        BackupError: If the database cannot be read, or the file exists.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; choose another name.")
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    database = make_url(url)
    if database.get_backend_name() == "sqlite":
        _copy_sqlite(_file_of(database), partial)
    else:
        _run("pg_dump", database, "--format=custom", "--no-owner", "--no-privileges", f"--file={partial}")
    partial.rename(target)


def restore(url: str, source: Path) -> None:
    """Replace the database's content by a backup's. The app must be stopped.

    Raises:
        BackupError: If the file is no backup of this kind of database, or the database cannot be written.
    """
    if not source.is_file():
        raise BackupError(f"{source} does not exist.")
    database = make_url(url)
    if database.get_backend_name() == "sqlite":
        _replace_sqlite(source, _file_of(database))
    else:
        options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        _run("pg_restore", database, *options, str(source))


def _file_of(database: URL) -> Path:
    return Path(database.database or "")


def _copy_sqlite(file: Path, target: Path) -> None:
    if not file.is_file():
        raise BackupError(f"The database {file} does not exist.")
    try:
        # SQLite's backup API sees one state of the database, including its write-ahead log.
        with closing(sqlite3.connect(file)) as opened, closing(sqlite3.connect(target)) as copy:
            opened.backup(copy)
            _check(copy, target)
    except sqlite3.DatabaseError as error:
        target.unlink(missing_ok=True)
        raise BackupError(f"The database {file} cannot be copied: {error}.") from error


def _replace_sqlite(source: Path, file: Path) -> None:
    arriving = file.with_name(f"{file.name}.restoring")
    arriving.unlink(missing_ok=True)
    _check_tables(source)
    _copy_sqlite(source, arriving)
    # A log of the replaced file must not be applied to the new one.
    for ending in ("-wal", "-shm"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
    arriving.replace(file)


def _check_tables(source: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as opened:
            found = opened.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{source} is no backup of SQLite: {error}.") from error
    if found is None:
        raise BackupError(f"{source} is no backup of the dashboard: it has none of its tables.")


def _check(connection: sqlite3.Connection, file: Path) -> None:
    found = connection.execute("PRAGMA quick_check").fetchone()[0]
    if found != "ok":
        raise BackupError(f"{file} is damaged: {found}.")


def _run(program: str, database: URL, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is not installed; it belongs to PostgreSQL's client programs.")
    # The password is passed in the environment: arguments are visible to every user of the machine.
    bare = database.set(drivername="postgresql", password=None).difference_update_query(["prepare_threshold"])
    environment = {**os.environ, **({"PGPASSWORD": str(database.password)} if database.password else {})}
    command = [path, *arguments, f"--dbname={bare.render_as_string(hide_password=False)}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
        raise BackupError(f"{program} failed: {reason}")


def main() -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.backup", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("action", choices=["save", "restore"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--url", help="the database; DATABASE_URL by default")
    given = parser.parse_args()
    try:
        (save if given.action == "save" else restore)(given.url or load_settings().database_url, given.file)
    except (BackupError, SettingsError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's output
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
