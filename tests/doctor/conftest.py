"""An instance with some tickets, and the doctor that checks it."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rca_dashboard.doctor import check_all
from rca_dashboard.domain.check import Check, Outcome
from rca_dashboard.simulator.clock import shifted, utc_now
from rca_dashboard.simulator.http.authentication import Account
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.server import Simulator

PASSWORD = "an-open-secret"
OURS = ("SERVICENOW_", "DATABASE_", "REDIS_", "ADMIN_", "AUTH_", "GRANIAN_", "REFLEX_")
Diagnosis = dict[str, Check]
Examine = Callable[..., Awaitable[Diagnosis]]


def of_outcome(checks: Diagnosis, outcome: Outcome) -> set[str]:
    return {name for name, check in checks.items() if check.outcome is outcome}


@pytest.fixture
def sick() -> Iterator[Callable[..., Simulator]]:
    """A function that serves an instance with twenty incidents over two years, two open problems, and what is wrong."""
    with ExitStack() as stack:

        def serve(*, clock_offset: float = 0.0, is_empty: bool = False, **account: Any) -> Simulator:
            instance = Instance(clock=shifted(utc_now, seconds=clock_offset))
            for month in range(0 if is_empty else 20):
                at = datetime.now(UTC) - timedelta(days=30 * month + 1)
                instance.insert("incident", at=at, short_description=f"Printer {month}", priority="3", state="1")
            for place in range(2):
                instance.insert("problem", short_description=f"Fires {place}")
            whole: dict[str, Any] = {"username": "reader", "password": PASSWORD, **account}
            return stack.enter_context(Simulator(instance, account=Account(**whole)))

        yield serve


@pytest.fixture
def examine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Examine:
    """A function that calls the doctor with these settings, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    async def look(url: str, **settings: str) -> Diagnosis:
        given = {"servicenow_url": url, "servicenow_username": "reader", "servicenow_password": PASSWORD, **settings}
        for name, text in given.items():
            monkeypatch.setenv(name.upper(), text)
        checks = await check_all()
        assert PASSWORD not in repr(checks)
        assert all(check.remedy for check in checks if check.outcome is not Outcome.OK)
        assert len({check.name for check in checks}) == len(checks)
        return {check.name: check for check in checks}

    return look
