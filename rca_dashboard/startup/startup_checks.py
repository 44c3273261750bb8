"""The checks of this start, in the background: told once in the log, and kept for who wants to see them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from rca_dashboard.background import FailureLog
from rca_dashboard.domain.check import Check, Outcome
from rca_dashboard.servicenow.probe.probe import ADDRESS, CREDENTIALS

logger = logging.getLogger(__name__)

# Polling tells of these itself, when they begin and when they end.
_TOLD_BY_POLLING = frozenset({ADDRESS, CREDENTIALS})
_FIRST_WAIT_SECONDS = 60.0
_LONGEST_WAIT_SECONDS = 3600.0


class Ground:
    """Looks once, and now and then again while something is to be mended.

    Args:
        look: Looks at everything; it must not raise for what is wrong there.
        first_wait_seconds: Until the second look; each wait is twice the one before.
    """

    def __init__(
        self, look: Callable[[], Awaitable[tuple[Check, ...]]], *, first_wait_seconds: float = _FIRST_WAIT_SECONDS
    ) -> None:
        self._look = look
        self._wait_seconds = first_wait_seconds
        self._checks: tuple[Check, ...] = ()
        self._told: set[str] = set()
        self._failures = FailureLog("The check of ServiceNow", logger)

    def checks(self) -> tuple[Check, ...]:
        """Return what was seen last; nothing before the first look has ended."""
        return self._checks

    async def run(self) -> None:
        """Look until nothing is to be mended any more."""
        while not await self._is_well():
            await asyncio.sleep(self._wait_seconds)
            self._wait_seconds = min(2 * self._wait_seconds, _LONGEST_WAIT_SECONDS)

    async def _is_well(self) -> bool:
        try:
            self._checks = await self._look()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and looked at again
            self._failures.failed(error)
            return False
        self._failures.succeeded()
        self._tell()
        return not any(check.outcome is Outcome.FAILED for check in self._checks)

    def _tell(self) -> None:
        for check in self._checks:
            if check.outcome is Outcome.OK:
                self._told.discard(check.name)
            elif check.name not in self._told | _TOLD_BY_POLLING:
                self._told.add(check.name)
                logger.warning("%s", check.sentence)
