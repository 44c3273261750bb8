"""A round: one poll of every due table, in parallel; failures are recorded, logged once, and retried later.

All failures end here: polling never switches itself off.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from rca_dashboard.background import is_expected, recovery
from rca_dashboard.clock import Clock, Monotonic
from rca_dashboard.domain.progress.table_wait import TableWait
from rca_dashboard.servicenow.errors import ServiceNowError
from rca_dashboard.store.engine import DatabaseUnavailableError, LeaseLostError
from rca_dashboard.sync.polling.cycle import TableCycle, Tally
from rca_dashboard.sync.polling.outage import Outage, outage_of, wait_of, wait_seconds, worsened
from rca_dashboard.sync.server_clock import ServerClock
from rca_dashboard.tracing import span

log = logging.getLogger(__name__)


class Rounds:
    """Polls tables and tracks their outages.

    Args:
        cycles: The tables.
        server_clock: The instance's clock, which the tables share.
        longest_wait_seconds: The longest wait of a failing table between two attempts.
        clock: The local time.
        monotonic: A monotonic clock, in seconds.
        random: For the jitter.
    """

    def __init__(
        self,
        cycles: Sequence[TableCycle],
        *,
        server_clock: ServerClock,
        longest_wait_seconds: float,
        clock: Clock,
        monotonic: Monotonic,
        random: Random,
    ) -> None:
        self._cycles = cycles
        self._server_clock = server_clock
        self._longest_wait_seconds = longest_wait_seconds
        self._clock = clock
        self._monotonic = monotonic
        self._random = random
        self._outages: dict[str, Outage] = {}

    @property
    def outages(self) -> tuple[Outage, ...]:
        """The current outages, the oldest first."""
        return tuple(sorted(self._outages.values(), key=lambda outage: outage.since))

    @property
    def is_all_failing(self) -> bool:
        """Whether every table waits for another try."""
        return len(self._outages) == len(self._cycles)

    def waits(self) -> tuple[TableWait, ...]:
        """Return the current outages for a worker that may take over."""
        now, monotonic = self._clock(), self._monotonic()
        return tuple(wait_of(table, outage, now, monotonic) for table, outage in self._outages.items())

    def resume(self, waits: Iterable[TableWait]) -> None:
        """Continue outages that another worker has begun: they are logged once, and their waits are kept to."""
        now, monotonic = self._clock(), self._monotonic()
        tables = {cycle.table for cycle in self._cycles}
        self._outages = {wait.table: outage_of(wait, now, monotonic) for wait in waits if wait.table in tables}

    def is_due(self, *, is_asked_for: bool) -> bool:
        """Return whether any table is to be polled now.

        Args:
            is_asked_for: A user requested it: only ServiceNow's own Retry-After delays it.
        """
        return bool(self._due(is_asked_for=is_asked_for))

    def seconds_to_retry(self) -> float | None:
        """Return the seconds until the next failing table is retried; None if none fails."""
        if not self._outages:
            return None
        return max(0.0, min(outage.retry_at for outage in self._outages.values()) - self._monotonic())

    def end_pauses(self) -> bool:
        """Make the tables due that wait because credentials were refused, and return whether there are any."""
        paused = {table: outage for table, outage in self._outages.items() if outage.is_pause}
        for table, outage in paused.items():
            self._outages[table] = replace(outage, retry_at=outage.barred_until, is_pause=False)
        return bool(paused)

    async def run(self, tally: Tally, *, is_asked_for: bool) -> str | None:
        """Poll what is due, and return what failed in words for people, or None."""
        due = self._due(is_asked_for=is_asked_for)
        with span("poll", tables=len(due)) as poll:
            failures = await self._poll_all(due, tally)
            poll.note(new=tally.new, updated=tally.updated, failed_tables=len(failures))
        self._take_note(due, failures)
        return sentences(self.outages) if failures or (is_asked_for and not due) else None

    def _due(self, *, is_asked_for: bool) -> list[TableCycle]:
        now = self._monotonic()

        def is_due(outage: Outage | None) -> bool:
            return outage is None or now >= (outage.barred_until if is_asked_for else outage.retry_at)

        return [cycle for cycle in self._cycles if is_due(self._outages.get(cycle.table))]

    async def _poll_all(self, due: Sequence[TableCycle], tally: Tally) -> dict[str, Exception]:
        is_certain = self._server_clock.is_known and self._server_clock.is_utc
        is_in_doubt = not is_certain or any(not outage.concerns_table for outage in self.outages)
        failures = await self._probe(due) if is_in_doubt else {}
        sound = [cycle for cycle in due if cycle.table not in failures]
        results = await asyncio.gather(*(self._poll_one(cycle, tally) for cycle in sound))
        return failures | {cycle.table: failure for cycle, failure in zip(sound, results, strict=True) if failure}

    async def _probe(self, due: Sequence[TableCycle]) -> dict[str, Exception]:
        """Request one row of one table, and of the next only if the failure concerns a single table.

        An instance in trouble gets only a small request or two, and one that refuses a password four times in a row,
        once per table, might lock the account.
        """
        failures: dict[str, Exception] = {}
        for cycle in (cycle for cycle in due if not cycle.is_optional):
            try:
                await self._server_clock.ask(cycle.table)
            except ServiceNowError as failure:
                if not failure.concerns_table:
                    return {cycle.table: failure for cycle in due} | failures
                failures[cycle.table] = failure
            else:
                if self._server_clock.is_utc:
                    break  # otherwise the table has no row to check the zone with, and the next one may
        return failures

    async def _poll_one(self, cycle: TableCycle, tally: Tally) -> Exception | None:
        try:
            await cycle.poll(tally)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the other tables and the next poll go on
            return failure
        return None

    def _take_note(self, due: Iterable[TableCycle], failures: dict[str, Exception]) -> None:
        started: dict[str, tuple[Exception, list[str]]] = {}
        ended: dict[str, Outage] = {}
        # A table that fails later in an outage of the instance is in the same outage, which is logged already.
        is_instance_failing = any(not outage.concerns_table for outage in self._outages.values())
        for table in (cycle.table for cycle in due):
            failure = failures.get(table)
            if isinstance(failure, LeaseLostError):
                continue  # another worker polls by now, and this one is about to stop
            before = self._outages.pop(table, None)
            if failure is not None:
                self._outages[table] = worsened(before, self._outage(failure, before))
                if before is None and (self._outages[table].concerns_table or not is_instance_failing):
                    started.setdefault(logged_sentence_of(failure), (failure, []))[1].append(table)
            elif before is not None:
                ended[table] = before
        self._retry_together()
        for sentence, (failure, tables) in started.items():
            traceback = None if is_expected(failure) else failure
            log.warning("Polling %s failed: %s", ", ".join(tables), sentence, exc_info=traceback)
        if ended:
            self._log_recovery(ended)

    def _retry_together(self) -> None:
        """Retry all tables at once where the instance fails, and not a table: their recovery is logged once."""
        shared = {table: outage for table, outage in self._outages.items() if not outage.concerns_table}
        latest = max((outage.retry_at for outage in shared.values()), default=0.0)
        self._outages |= {table: replace(outage, retry_at=latest) for table, outage in shared.items()}

    def _log_recovery(self, ended: dict[str, Outage]) -> None:
        seconds = max((self._clock() - outage.since).total_seconds() for outage in ended.values())
        tries = max(outage.tries for outage in ended.values())
        log.warning("Polling %s %s.", ", ".join(ended), recovery(seconds, tries))

    def _outage(self, failure: Exception, before: Outage | None) -> Outage:
        now = self._monotonic()
        tries = before.tries + 1 if before else 1
        asked = (failure.retry_after_seconds if isinstance(failure, ServiceNowError) else None) or 0.0
        pause = failure.pause_seconds if isinstance(failure, ServiceNowError) else 0.0
        wait = wait_seconds(tries, self._longest_wait_seconds, self._random)
        return Outage(
            since=self._clock(),
            tries=1,
            sentence=sentence_of(failure) + self._next_try(pause),
            concerns_table=concerns_table(failure),
            retry_at=now + max(wait, asked, pause),
            barred_until=now + asked,
            is_pause=pause > 0,
        )

    def _next_try(self, pause_seconds: float) -> str:
        if not pause_seconds:
            return ""
        at = self._clock() + timedelta(seconds=pause_seconds)
        return f" So that the account is not locked, the next try is at {at:%H:%M} UTC, or at once with Poll now."


def concerns_table(failure: Exception) -> bool:
    """Return whether other tables may work in spite of this failure."""
    return isinstance(failure, ServiceNowError) and failure.concerns_table


def sentence_of(failure: Exception) -> str:
    """Return a failure in words for everyone; of an unexpected error only the type, as its text may hold anything.

    The database's host, user and file stand in the log alone.
    """
    if isinstance(failure, DatabaseUnavailableError):
        return failure.shown
    return logged_sentence_of(failure)


def logged_sentence_of(failure: Exception) -> str:
    """Return a failure in words for the log."""
    if is_expected(failure):
        return str(failure)
    return f"Unexpected error while storing tickets ({type(failure).__name__}): see the log, and please report it."


def sentences(outages: Iterable[Outage]) -> str | None:
    """Return everything that fails, each sentence once, or None."""
    return " ".join(dict.fromkeys(outage.sentence for outage in outages)) or None
