"""The result of a poll, and its record for the operations page."""

import logging
from datetime import datetime

from rca_dashboard.domain.progress.poll import PollResult
from rca_dashboard.store.engine import Database
from rca_dashboard.store.progress.polls import record_poll
from rca_dashboard.sync.polling.cycle import Tally
from rca_dashboard.sync.thread import in_thread

log = logging.getLogger(__name__)


def result_of(tally: Tally, *, at: datetime, seconds: float, requests: int, error: str | None) -> PollResult:
    """Return the result of a poll."""
    return PollResult(
        at=at,
        seconds=seconds,
        requests=requests,
        new=tally.new,
        updated=tally.updated,
        unchanged=tally.unchanged,
        hidden=tally.hidden,
        error=error,
    )


async def record(database: Database, result: PollResult) -> None:
    """Store a result. The poll itself has succeeded, and the next one reports a failing database."""
    try:
        await in_thread(record_poll, database, result)
    except Exception:
        log.debug("Recording a poll failed", exc_info=True)
