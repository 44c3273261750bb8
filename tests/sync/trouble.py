"""Random faults between an instance and its clients, from the simulator."""

from collections.abc import Sequence
from random import Random
from typing import Any

from rca_dashboard.simulator.http.faults.targets import too_many
from rca_dashboard.simulator.server import Simulator
from tests.sync.storm import Storm

# One kind is left out: a dropped ordering cannot be told from a true one on a page whose few rows stand in order by
# chance.
FAULTS: tuple[dict[str, Any], ...] = (
    {"html": True},
    {"truncated": True},
    {"error_beside_result": True},
    {"cut": True},
    {"hang_up": True},
    {"body": b""},
    {"body": b'{"result": "none"}'},
    {"body": b"[" * 50_000},
    {"delay_seconds": 0.02},
    {"trickle_seconds": 0.02},
    *({"status": status} for status in (400, 401, 403, 404, 414, 429, 500, 502, 503, 504)),
    {"status": 404, "body": b"<html>Not Found</html>"},
    {"status": 503, "headers": {"Retry-After": "1"}},
    {"status": 302, "body": b"", "headers": {"Location": "/login.do"}},
    {"body": b'{"result": [{"sys_id": ""}], "error": "cancelled"}', "headers": {"Date": "yesterday"}},
)

# A row hidden from one answer alone stays lost until a reconcile, as it does to every reader by time.
HIDDEN_ONCE: dict[str, Any] = {"hidden": lambda record: record["sys_id"][-1] in "02468ace"}


def stir(chance: Random, simulator: Simulator, storm: Storm, *, besides: Sequence[dict[str, Any]] = ()) -> None:
    """Let something go wrong with up to three requests, the next one or a later one."""
    options = (
        *FAULTS,
        *besides,
        too_many(simulator.instance.clock(), seconds=2),
        too_many(simulator.instance.clock(), seconds=2, with_retry_after=False),
        {"meanwhile": simulator.tokens.end_access},
        {"meanwhile": simulator.tokens.end_all},
        # A third of all: writes between two pages are what offsets and cursors stumble over.
        *[{"meanwhile": lambda: storm.rage(5)}] * 12,
    )
    simulator.faults.add(times=chance.randint(1, 3), after=chance.randint(0, 4), **chance.choice(options))


def hide_some(chance: Random, simulator: Simulator, tables: tuple[str, ...]) -> None:
    """Hide what was created in some seconds for good, so that whole pages come short or empty."""
    seconds = {f"{second:02}" for second in range(60) if chance.random() < 0.5}
    for table in tables:
        simulator.rules.hide(table, lambda record: record["sys_created_on"][-2:] in seconds)
