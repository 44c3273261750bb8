"""``python -m rca_dashboard.simulator``: serve only the built-in ServiceNow, for any client."""

import argparse
import signal
import sys
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rca_dashboard.simulator.clock import shifted, utc_now
from rca_dashboard.simulator.desk.desk import INCIDENTS_PER_MINUTE
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
        sys.stdout.write(f"Simulated ServiceNow: {simulator.url} ({_hint(account)})\n")
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
    password = "password admin" if account.password == Account().password else "the given password"
    return f"username {account.username}, {password}"


def _failed(error: Exception) -> int:
    sys.stderr.write(f"{error}\n")
    return 1


def _opening(options: argparse.Namespace) -> Opening:
    return Opening(
        seed=options.seed,
        incidents=options.incidents,
        incidents_per_minute=0.0 if options.still else options.incidents_per_minute,
        records=options.records,
        archive=options.archive,
        replay=options.replay,
        speed=options.speed,
        causes=options.causes,
        truth=options.truth,
        clock=shifted(utc_now, seconds=options.clock_offset),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rca_dashboard.simulator", description="Serve a simulated ServiceNow instance."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8099, help="port to listen on; 0 for any free port (default: 8099)")
    parser.add_argument(
        "--seed", type=int, default=1, help="seed of the random activity; the same seed repeats it (default: 1)"
    )
    parser.add_argument(
        "--incidents",
        type=_not_negative,
        default=HISTORY,
        help=f"incidents of the last 30 days at the start (default: {HISTORY})",
    )
    parser.add_argument(
        "--incidents-per-minute",
        type=_rate,
        default=INCIDENTS_PER_MINUTE,
        help=f"new incidents per minute on average (default: {INCIDENTS_PER_MINUTE:g})",
    )
    parser.add_argument("--still", action="store_true", help="no activity of its own")
    content = parser.add_mutually_exclusive_group()
    content.add_argument("--records", type=Path, help='JSON file with {"result": [...]} to serve')
    content.add_argument("--replay", type=Path, help="UCI incident event log to replay, with its own clock")
    parser.add_argument(
        "--speed", type=_above_0, default=SPEED, help=f"speed factor of the replay, up to inf (default: {SPEED:g})"
    )
    content.add_argument(
        "--causes",
        action="store_true",
        help="five weeks of history, and changes that break something from time to time",
    )
    parser.add_argument("--truth", type=Path, help="file that is told what really causes the tickets; with --causes")
    parser.add_argument("--archive", type=Path, help="file that keeps the tickets across restarts; not with --replay")
    parser.add_argument(
        "--clock-offset", type=_offset, default=0.0, help="seconds by which its clock is ahead (default: 0)"
    )
    _add_account(parser)
    return parser


def _add_account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--username", default="admin", help="username of the account (default: admin)")
    parser.add_argument("--password", default="admin", help="password of the account (default: admin)")
    parser.add_argument("--client-id", default="", help="client ID of an OAuth client (default: no OAuth)")
    parser.add_argument("--client-secret", default="", help="client secret of the OAuth client")
    parser.add_argument(
        "--token-seconds",
        type=_seconds,
        default=ACCESS_SECONDS,
        help=f"lifetime of access tokens in seconds (default: {ACCESS_SECONDS:g})",
    )
    parser.add_argument("--api-key", default="", help="API key accepted in x-sn-apikey (default: none)")
    parser.add_argument(
        "--time-zone", type=_zone, default="UTC", help="time zone of the account, such as Europe/Berlin (default: UTC)"
    )


def _above_0(text: str) -> float:
    speed = float(text)
    if not speed > 0:
        raise argparse.ArgumentTypeError(f"{text} is not greater than 0")
    return speed


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{text} is not greater than 0 and at most {_LONGEST}")
    return seconds


def _offset(text: str) -> float:
    seconds = float(text)
    if not -_LONGEST <= seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{text} is not between -{_LONGEST} and {_LONGEST}")
    return seconds


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(f"{text} is not a known time zone") from error
    return text


def _not_negative(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is negative: use 0 or more")
    return number


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 <= rate <= 60_000:  # noqa: PLR2004 - a thousand a second
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 60000")
    return rate


if __name__ == "__main__":
    sys.exit(main())
