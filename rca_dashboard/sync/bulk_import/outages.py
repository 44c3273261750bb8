"""Outages of an import: logged once at the start and once at the end, with the time of the next attempt."""

import logging
from random import Random

from rca_dashboard.background import is_expected, recovery
from rca_dashboard.clock import Clock, utc_now
from rca_dashboard.servicenow.errors import ServiceNowError
from rca_dashboard.sync.polling.outage import Outage, longest_wait, wait_seconds, worsened
from rca_dashboard.sync.polling.rounds import concerns_table, logged_sentence_of, sentence_of, sentences
from rca_dashboard.sync.schedule import CronTrigger

log = logging.getLogger(__name__)


class ImportOutages:
    """Tracks the outages of an import's tables.

    Args:
        cron: The polling schedule: an import waits no longer between two attempts than polls do.
        clock: The local time.
        random: For the jitter.
    """

    def __init__(self, cron: str, *, clock: Clock, random: Random) -> None:
        self._longest_wait_seconds = longest_wait(CronTrigger(cron).interval_seconds(utc_now()))
        self._clock = clock
        self._random = random
        self._outages: dict[str, Outage] = {}

    def sentences(self) -> str | None:
        """Return what fails, in words for people, or None."""
        return sentences(self._outages.values())

    def seconds_to_retry(self) -> float:
        """Return how long to wait before the next attempt, in seconds; 0 if nothing fails.

        After a failure of the whole instance no further table was tried: what others waited for is over.
        """
        if not self._outages:
            return 0.0
        *_, newest = outages = list(self._outages.values())
        if not newest.concerns_table:
            return newest.retry_at
        barred = max(outage.barred_until for outage in outages)
        return max(barred, min(outage.retry_at for outage in outages))

    @property
    def may_retry_now(self) -> bool:
        """Whether something fails that an admin may have tried at once: ServiceNow sent no Retry-After."""
        return bool(self._outages) and not any(outage.barred_until for outage in self._outages.values())

    def note(self, table: str, failure: Exception) -> None:
        """Record a failed attempt."""
        before = self._outages.pop(table, None)
        asked = (failure.retry_after_seconds if isinstance(failure, ServiceNowError) else None) or 0.0
        pause = failure.pause_seconds if isinstance(failure, ServiceNowError) else 0.0
        wait = wait_seconds(before.tries + 1 if before else 1, self._longest_wait_seconds, self._random)
        self._outages[table] = worsened(
            before,
            Outage(
                since=self._clock(),
                tries=1,
                sentence=sentence_of(failure),
                concerns_table=concerns_table(failure),
                retry_at=max(wait, asked, pause),
                barred_until=asked,
            ),
        )
        if before is None:
            # Polls of the same table hit ServiceNow's failures too, and log them: one warning is enough.
            level, traceback = (logging.INFO, None) if is_expected(failure) else (logging.WARNING, failure)
            log.log(
                level, "Bulk import of %s failed, retrying: %s", table, logged_sentence_of(failure), exc_info=traceback
            )

    def end(self, table: str) -> None:
        """Record that rows of a table are being read."""
        outage = self._outages.pop(table, None)
        if outage is not None:
            seconds = (self._clock() - outage.since).total_seconds()
            log.info("Bulk import of %s %s.", table, recovery(seconds, outage.tries))

    def forget(self) -> None:
        """Clear everything: the import is over."""
        self._outages.clear()
