"""One reconcile of ``task_sla``: what polling cannot see of service levels is a change of their tickets too.

1. Keys of all that are active are listed, and compared with the stored ones. Those that differ are read by sys_id, and
   so are stored active ones that were not listed.
2. Some stored ones are read by sys_id in rotation from run to run: those that have ended, and those that are deleted
   and may have been restored.
3. Those that were not found are investigated as tickets are (``absence.py``), and marked as deleted.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.clock import Clock
from rca_dashboard.domain.tickets.change import Origin
from rca_dashboard.domain.tickets.sla import TaskSla
from rca_dashboard.servicenow.client import TablePage
from rca_dashboard.servicenow.paging.by_sys_id import is_askable, pages_of
from rca_dashboard.servicenow.paging.key_pages import KEY_FIELDS, Key, KeyPage, key_pages
from rca_dashboard.servicenow.sla_records import TASK_SLA, sla_from_record
from rca_dashboard.store.progress.doubted_absences import doubted_in, save_doubted
from rca_dashboard.store.progress.stored_versions import StoredVersion, place_to_go_on, save_place
from rca_dashboard.store.tickets.sla_versions import count_slas, slas_after, slas_between, slas_by_id
from rca_dashboard.sync.reconcile.absence import Absence, Verdict
from rca_dashboard.sync.reconcile.requests import ReconcileTally, TableRequests
from rca_dashboard.sync.thread import in_thread
from rca_dashboard.sync.writer import Writer

# Rows that one run reads by their sys_ids because they differ; the next run reads the others.
MOST_TO_READ = 20_000
# Rows that one run reads in rotation: 50 requests.
READ_IN_TURN = 10_000
_MARKS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaTask:
    """What to do.

    Attributes:
        tables: The tables whose tickets are read.
        polled_until: Polling has had the chance to read what was updated before this time, by the server's clock.
        keys_in_a_page: Rows per request when only keys are listed.
        now: The local clock.
        doubts_again: Absences that were doubted before are requested again: a user started the reconcile.
    """

    tables: tuple[str, ...]
    polled_until: datetime
    keys_in_a_page: int
    now: Clock
    doubts_again: bool = False


class SlaReconcile:
    """Reconciles ``task_sla`` once.

    Args:
        task: What to do.
        requests: Requests from ``task_sla``.
        absence: Investigates service levels that were not found.
        writer: Stores service levels; shared with the poller.
        tally: What was found; a ticket whose service levels changed counts as silently updated.
        settle: Waits until every poll that started before has ended.
        on_progress: Called when something was compared or stored.
    """

    def __init__(
        self,
        task: SlaTask,
        requests: TableRequests,
        absence: Absence,
        writer: Writer,
        tally: ReconcileTally,
        *,
        settle: Callable[[], Awaitable[None]],
        on_progress: Callable[[], None],
    ) -> None:
        self._task = task
        self._requests = requests
        self._absence = absence
        self._writer = writer
        self._database = writer.database
        self._tally = tally
        self._settle = settle
        self._on_progress = on_progress
        self._now = task.now
        self._listed = 0
        self._read_so_far = 0
        self._absent: dict[str, TaskSla] = {}

    async def run(self) -> None:
        """Compare everything.

        Raises:
            ServiceNowError: If ServiceNow does not answer as it should; nothing is then marked.
            OutOfOrderError: If the answer does not match the request; likewise.
            DatabaseUnavailableError: If the database does not work.
        """
        active = f"active=true^task.sys_class_nameIN{','.join(self._task.tables)}"
        async with aclosing(key_pages(self._keys, active, limit=self._task.keys_in_a_page)) as pages:
            async for page in pages:
                await self._compare(page)
                self._on_progress()
        await self._read_in_turn()
        await self._look_into_absent()

    async def confirm(self) -> None:
        """Mark those doubted absences that a fresh, direct look still finds absent.

        Raises:
            ServiceNowError: If ServiceNow does not answer; nothing is then marked, and the list stays.
            DatabaseUnavailableError: If the database does not work.
        """
        doubted = sorted(await in_thread(doubted_in, self._database, TASK_SLA))
        for start in range(0, len(doubted), _MARKS_AT_ONCE):
            some = doubted[start : start + _MARKS_AT_ONCE]
            self._absent.update(await in_thread(slas_by_id, self._database, some))
        if doubted:
            await self._mark(await self._absence.confirmed(doubted))
            await in_thread(save_doubted, self._database, TASK_SLA, (), at=self._now())

    async def _keys(self, query: str, limit: int, offset: int) -> TablePage:
        return await self._requests.page(query, limit, offset, fields=KEY_FIELDS)

    async def _compare(self, page: KeyPage) -> None:
        last = None if page.is_last else page.keys[-1].sys_id
        stored = await in_thread(slas_between, self._database, page.after, last)
        self._tally.checked += len(page.keys)
        self._listed += len(page.keys)
        listed = {key.sys_id for key in page.keys}
        different = [key.sys_id for key in page.keys if self._is_different(key, stored.get(key.sys_id))]
        unlisted = [sys_id for sys_id, sla in stored.items() if sla.is_active and sys_id not in listed]
        wanted = [*different, *unlisted][: MOST_TO_READ - self._read_so_far]
        self._read_so_far += len(wanted)
        await self._read(wanted, stored)

    def _is_different(self, key: Key, stored: TaskSla | None) -> bool:
        if key.updated_on is not None and key.updated_on >= self._task.polled_until:
            return False
        if stored is None or not stored.is_active:
            return True
        if key.mod_count is not None and key.mod_count != stored.mod_count:
            return True
        return key.updated_on is not None and key.updated_on != stored.updated_at

    async def _read(self, sys_ids: Iterable[str], stored: Mapping[str, TaskSla]) -> None:
        """Read service levels whole, and store them, whether newer or older; note those that did not come."""
        askable = filter(is_askable, sys_ids)
        async with aclosing(pages_of(self._requests.page, "", askable)) as pages:
            async for batch, page in pages:
                read = [sla for sla in map(sla_from_record, page.records) if sla is not None]
                await self._store(read, stored)
                self._note_absent(batch, {sla.sys_id.casefold() for sla in read}, stored)

    def _note_absent(self, batch: Iterable[str], read: Collection[str], stored: Mapping[str, TaskSla]) -> None:
        for sys_id in batch:
            known = stored.get(sys_id)
            if sys_id.casefold() not in read and known is not None and not known.is_deleted:
                self._absent[sys_id] = known

    async def _read_in_turn(self) -> None:
        """Continue where the last run stopped; after the end the next run starts over."""
        after = await in_thread(place_to_go_on, self._database, TASK_SLA)
        stored = await in_thread(slas_after, self._database, after, READ_IN_TURN)
        await self._read(sorted(stored.keys() - self._absent.keys()), stored)
        reached = max(stored) if len(stored) == READ_IN_TURN else ""
        if reached != after:
            await in_thread(save_place, self._database, TASK_SLA, reached)

    async def _look_into_absent(self) -> None:
        before = await in_thread(doubted_in, self._database, TASK_SLA)
        versions = {
            sys_id: StoredVersion(sla.mod_count, sla.updated_at, is_deleted=False, revision=0)
            for sys_id, sla in self._absent.items()
        }
        stored = await in_thread(count_slas, self._database)
        verdict = await self._absence.verdict(
            versions, stored=stored, listed=self._listed, known=before, doubts_again=self._task.doubts_again
        )
        if verdict.warning:
            self._tally.warnings.append(verdict.warning)
        if before != frozenset(verdict.doubted):
            await in_thread(save_doubted, self._database, TASK_SLA, verdict.doubted, at=self._now())
        await self._mark(verdict)

    async def _mark(self, verdict: Verdict) -> None:
        """Mark what is gone, unless it has changed since it was compared."""
        gone = [self._absent[sys_id] for sys_id in verdict.gone if sys_id in self._absent]
        if not gone:
            return
        await self._settle()  # a poll may hold a row that it read before it was deleted
        for start in range(0, len(gone), _MARKS_AT_ONCE):
            await self._store([sla.as_deleted() for sla in gone[start : start + _MARKS_AT_ONCE]], self._absent)

    async def _store(self, slas: list[TaskSla], stored: Mapping[str, TaskSla]) -> None:
        if not slas:
            return
        result = await self._writer.store_slas(
            slas,
            origin=Origin.POLL,
            at=self._now(),
            cursor=None,
            replaces={each.sys_id: stored[each.sys_id] for each in slas if each.sys_id in stored},
        )
        self._tally.silent += len(result.changes)
        if result.changes:
            self._on_progress()
