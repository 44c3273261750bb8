"""``python -m rca_dashboard.simulator``: the built-in ServiceNow alone, for any client."""

import argparse
import signal
import sys
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rca_dashboard.simulator.clock import shifted, utc_now
from rca_dashboard.simulator.desk.desk import BIRTHS_PER_MINUTE
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.http.tokens import ACCESS_SECONDS
from rca_dashboard.simulator.instance.archive import ArchiveError
from rca_dashboard.simulator.opening import HISTORY, SPEED, Opened, Opening, open_instance
from rca_dashboard.simulator.replay.records_file import RecordsFileError
from rca_dashboard.simulator.replay.update_log import UpdateLogError
from rca_dashboard.simulator.server import PortTakenError, Simulator

_LONGEST = 1_000_000_000  # seconds: 31 years


def main(arguments: list[str] | None = None) -> int:
    """Serve an instance until Ctrl-C or SIGTERM; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        opened = open_instance(_opening(options))
    except (ArchiveError, RecordsFileError, UpdateLogError) as error:
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
    account = _account(options)
    with Simulator(
        opened.instance,
        host=options.host,
        port=options.port,
        account=account,
        desk=opened.life,
        token_seconds=options.token_seconds,
    ) as simulator:
        sys.stdout.write(f"ServiceNow to try it on: {simulator.url} ({_hint(account)})\n")
        sys.stdout.flush()
        is_over.wait()
    return 0


def _account(options: argparse.Namespace) -> Account:
    return Account(
        options.username,
        options.password,
        client_id=options.client_id,
        client_secret=options.client_secret,
        api_key=options.api_key,
        time_zone=options.time_zone,
    )


def _hint(account: Account) -> str:
    password = "password admin" if account.password == Account().password else "the password you gave"
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
        replay=options.replay,
        speed=options.speed,
        clock=shifted(utc_now, seconds=options.clock_offset),
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
    content = parser.add_mutually_exclusive_group()
    content.add_argument("--records", type=Path, help='a file of {"result": [...]} to serve')
    content.add_argument("--replay", type=Path, help="the UCI incident event log, played again with its own clock")
    parser.add_argument("--speed", type=_above_0, default=SPEED, help=f"of the replay, to inf ({SPEED:g})")
    parser.add_argument("--archive", type=Path, help="a file that keeps the tickets across restarts; not of a replay")
    parser.add_argument("--clock-offset", type=_offset, default=0.0, help="seconds that its clock is ahead (0)")
    _add_account(parser)
    return parser


def _add_account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--username", default="admin", help="(admin)")
    parser.add_argument("--password", default="admin", help="(admin)")
    parser.add_argument("--client-id", default="", help="of an OAuth client; none without it")
    parser.add_argument("--client-secret", default="", help="its secret")
    parser.add_argument("--token-seconds", type=_seconds, default=ACCESS_SECONDS, help=f"({ACCESS_SECONDS:g})")
    parser.add_argument("--api-key", default="", help="for x-sn-apikey; none counts without it")
    parser.add_argument("--time-zone", type=_zone, default="UTC", help="of the account, such as Europe/Berlin (UTC)")


def _above_0(text: str) -> float:
    speed = float(text)
    if not speed > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return speed


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and at most {_LONGEST}")
    return seconds


def _offset(text: str) -> float:
    seconds = float(text)
    if not -_LONGEST <= seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{text} is not from -{_LONGEST} to {_LONGEST}")
    return seconds


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(f"{text} is no zone that this machine knows") from error
    return text


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
