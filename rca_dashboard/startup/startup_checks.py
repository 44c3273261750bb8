"""Startup checks, run in the background: each failure is logged once, and the results are kept for the status page."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from rca_dashboard.background import FailureLog
from rca_dashboard.domain.check import Check, Outcome
from rca_dashboard.servicenow.probe.probe import ADDRESS, CREDENTIALS

logger = logging.getLogger(__name__)

# Polling itself logs the start and the end of these failures.
_LOGGED_BY_POLLING = frozenset({ADDRESS, CREDENTIALS})
_FIRST_WAIT_SECONDS = 60.0
_LONGEST_WAIT_SECONDS = 3600.0


class StartupChecks:
    """Runs the checks once, and again at growing intervals while one fails.

    Args:
        look: Runs all checks; it must not raise for problems of the instance.
        first_wait_seconds: The wait before the second run; each wait is twice the one before.
    """

    def __init__(
        self, look: Callable[[], Awaitable[tuple[Check, ...]]], *, first_wait_seconds: float = _FIRST_WAIT_SECONDS
    ) -> None:
        self._look = look
        self._wait_seconds = first_wait_seconds
        self._checks: tuple[Check, ...] = ()
        self._logged: set[str] = set()
        self._failures = FailureLog("The check of ServiceNow", logger)

    def checks(self) -> tuple[Check, ...]:
        """Return the last results; empty before the first run has ended."""
        return self._checks

    async def run(self) -> None:
        """Run the checks until none fails."""
        while not await self._has_passed():
            await asyncio.sleep(self._wait_seconds)
            self._wait_seconds = min(2 * self._wait_seconds, _LONGEST_WAIT_SECONDS)

    async def _has_passed(self) -> bool:
        try:
            self._checks = await self._look()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and retried
            self._failures.failed(error)
            return False
        self._failures.succeeded()
        self._log()
        return not any(check.outcome is Outcome.FAILED for check in self._checks)

    def _log(self) -> None:
        for check in self._checks:
            if check.outcome is Outcome.OK:
                self._logged.discard(check.name)
            elif check.name not in self._logged | _LOGGED_BY_POLLING:
                self._logged.add(check.name)
                logger.warning("%s", check.sentence)
