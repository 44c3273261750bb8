"""``python -m rca_dashboard.simulator``: the built-in ServiceNow alone, for any client."""

import argparse
import signal
import sys
from pathlib import Path
from threading import Event

from rca_dashboard.simulator.archive import ArchiveError
from rca_dashboard.simulator.authentication import Account
from rca_dashboard.simulator.desk import BIRTHS_PER_MINUTE
from rca_dashboard.simulator.opening import HISTORY, Opened, Opening, open_instance
from rca_dashboard.simulator.records_file import RecordsFileError
from rca_dashboard.simulator.server import PortTakenError, Simulator


def main(arguments: list[str] | None = None) -> int:
    """Serve an instance until Ctrl-C or SIGTERM; give the process's exit code."""
    options = _parser().parse_args(arguments)
    try:
        opened = open_instance(_opening(options))
    except (ArchiveError, RecordsFileError) as error:
        return _failed(error)
    try:
        return _serve(opened, options)
    except PortTakenError as error:
        return _failed(error)
    finally:
        opened.close()


def _serve(opened: Opened, options: argparse.Namespace) -> int:
    is_over = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: is_over.set())
    account = Account(options.username, options.password)
    with Simulator(
        opened.instance, host=options.host, port=options.port, account=account, desk=opened.desk
    ) as simulator:
        sys.stdout.write(f"ServiceNow to try it on: {simulator.url} ({_hint(account)})\n")
        sys.stdout.flush()
        is_over.wait()
    return 0


def _hint(account: Account) -> str:
    password = "password admin" if account == Account() else "the password you gave"
    return f"username {account.username}, {password}"


def _failed(error: Exception) -> int:
    sys.stderr.write(f"{error}\n")
    return 1


def _opening(options: argparse.Namespace) -> Opening:
    return Opening(
        seed=options.seed,
        incidents=options.incidents,
        births_per_minute=0.0 if options.still else options.births_per_minute,
        records=options.records,
        archive=options.archive,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rca_dashboard.simulator", description="A ServiceNow to try it on.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8099, help="0 for a free one (8099)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same life (1)")
    parser.add_argument("--incidents", type=_not_negative, default=HISTORY, help=f"of the last 30 days ({HISTORY})")
    parser.add_argument(
        "--births-per-minute", type=_rate, default=BIRTHS_PER_MINUTE, help=f"new incidents ({BIRTHS_PER_MINUTE:g})"
    )
    parser.add_argument("--still", action="store_true", help="nothing happens by itself")
    parser.add_argument("--records", type=Path, help='a file of {"result": [...]} to serve')
    parser.add_argument("--archive", type=Path, help="a file that keeps the tickets across restarts")
    parser.add_argument("--username", default="admin", help="(admin)")
    parser.add_argument("--password", default="admin", help="(admin)")
    return parser


def _not_negative(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0: give 0 or more")
    return number


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 <= rate <= 60_000:  # noqa: PLR2004 - a thousand a second
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 60000")
    return rate


if __name__ == "__main__":
    sys.exit(main())
