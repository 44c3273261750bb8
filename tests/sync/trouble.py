"""What goes wrong between an instance and who asks it: every kind of fault that the simulator has, at random."""

from random import Random
from typing import Any

from rca_dashboard.simulator.server import Simulator

FAULTS: tuple[dict[str, Any], ...] = (
    {"html": True},
    {"truncated": True},
    {"error_beside_result": True},
    {"cut": True},
    {"body": b""},
    {"body": b'{"result": "none"}'},
    {"body": b"[" * 50_000},
    {"delay_seconds": 0.02},
    *({"status": status} for status in (400, 401, 403, 414, 429, 500, 502, 503, 504)),
    # With "No Record found" it would be an old release's way to say that there are no rows, and no fault.
    {"status": 404, "body": b"<html>Not Found</html>"},
    {"status": 429, "headers": {"Retry-After": "2"}},
    {"status": 503, "headers": {"Retry-After": "1"}},
    {"status": 302, "body": b"", "headers": {"Location": "/login.do"}},
    {"status": 200, "headers": {"Date": "yesterday"}, "body": b'{"result": [{"sys_id": ""}], "error": "cancelled"}'},
)


def stir(chance: Random, simulator: Simulator) -> None:
    """Let something go wrong with up to three requests, the next one or a later one."""
    page, times = chance.randint(0, 4), chance.randint(1, 3)
    waiting = [page]

    def is_later(_asked: object) -> bool:
        waiting[0] -= 1
        return waiting[0] < 0

    simulator.faults.add(times=times, fits=is_later, **chance.choice(FAULTS))
