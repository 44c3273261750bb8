"""How the app is served in production: by uvicorn under gunicorn, in the process that ``reflex run`` began.

By measurement (``make bench``, 1,000 browsers): under granian 2.8 a browser takes 280 kB, as it keeps a buffer of
128 kB for each websocket, and under uvicorn less than half; a push costs a quarter less CPU.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Mapping

from rca_dashboard.settings import MOST_WORKERS, SettingsError, load_settings

# GUNICORN_CMD_ARGS wins over each of these where it is set.
_OPTIONS = (
    ("--timeout", "0"),  # a worker that is busy with a large page is not one that hangs
    ("--backlog", "2048"),
    ("--no-control-socket",),  # no file beside the app's own, and no other door to it
)
# And never over this: other workers serve no websockets, or leave processes behind.
_FIXED = ("--worker-class", "rca_dashboard.startup.socket_worker.SocketWorker")
# A worker that is told to end closes its websockets, and hands over the lease.
_SECONDS_TO_END = 3


def workers_of(asked: int, arguments: str, *, may_be_several: bool) -> int:
    """Return how many worker processes to start.

    Args:
        asked: WEB_CONCURRENCY.
        arguments: GUNICORN_CMD_ARGS, which wins.
        may_be_several: Whether several processes may share the database.

    Raises:
        SettingsError: If that is no number, or more than the database allows; the text says what to do.
    """
    try:
        theirs = _workers_in(shlex.split(arguments)).strip()
    except ValueError as error:
        message = f"GUNICORN_CMD_ARGS={arguments}: must be arguments as a shell splits them ({error})"
        raise SettingsError(message) from error
    if theirs and not (theirs.isascii() and theirs.isdecimal() and 1 <= int(theirs) <= MOST_WORKERS):
        message = f"GUNICORN_CMD_ARGS={arguments}: must ask for 1 to {MOST_WORKERS} workers"
        raise SettingsError(message)
    workers = int(theirs) if theirs else asked
    if workers > 1 and not may_be_several:
        asker = f"GUNICORN_CMD_ARGS={arguments}" if theirs else f"WEB_CONCURRENCY={asked}"
        message = f"{asker}: must be 1; several workers need PostgreSQL as DATABASE_URL, and no demo mode"
        raise SettingsError(message)
    return workers


def gunicorn_arguments(host: str, port: int, app: str, log_level: str, theirs: str = "", workers: int = 1) -> list[str]:
    """Return gunicorn's arguments: the app's, those of GUNICORN_CMD_ARGS, and the fixed ones."""
    defaults = [each for option in _OPTIONS for each in option]
    theirs_split = shlex.split(theirs)
    bind = [] if _asks_for(theirs_split, "-b", "--bind") else ["--bind", f"{host}:{port}"]
    return [
        "--preload",
        "--log-level",
        log_level,
        *bind,
        *defaults,
        *theirs_split,
        *_FIXED,
        "--workers",
        str(workers),
        f"{app}()",
    ]


def serve(environment: Mapping[str, str], workers: int, host: str, port: int, app: str, log_level: str) -> None:
    """Become the server: gunicorn takes this process over, so that signals reach it and nothing waits before it."""
    patience = f"--graceful-timeout {_SECONDS_TO_END + load_settings().drain_seconds}"
    theirs = f"{patience} {environment.get('GUNICORN_CMD_ARGS', '')}"
    arguments = gunicorn_arguments(host, port, app, log_level, theirs, workers)
    kept = {name: value for name, value in environment.items() if name not in {"GUNICORN_CMD_ARGS", "WEB_CONCURRENCY"}}
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, [sys.executable, "-m", "gunicorn", *arguments], kept)  # noqa: S606 - our own interpreter, without a shell


def _workers_in(arguments: list[str]) -> str:
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("-w", "--workers", default="")
    try:
        return parser.parse_known_args(arguments)[0].workers
    except argparse.ArgumentError:
        return ""  # gunicorn says what is wrong with it


def _asks_for(arguments: list[str], *names: str) -> bool:
    return any(each.partition("=")[0] in names or each.startswith("-b") for each in arguments)
