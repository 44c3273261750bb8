"""One reconcile of one table, in order.

1. Keys and counts of all rows are listed, page by page, and compared with the tickets stored at that moment.
2. Rows that differ, and are old enough that polling should have read them, are read by sys_id and stored, even if they
   are older versions: the instance was restored, or the record was deleted and created again.
3. Stored tickets that were not listed are investigated (``absence.py``). Polls that started before are awaited, so that
   none of them stores a row that it read before it was deleted; then deleted ones are marked, unless they have changed
   since the reconcile began.
4. Some tickets are read whole again, in rotation from run to run: some updates change neither stamp nor count.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.servicenow.client import TablePage
from rca_dashboard.servicenow.paging.by_sys_id import is_askable, pages_of
from rca_dashboard.servicenow.paging.key_pages import KEY_FIELDS, Key, KeyPage, key_pages
from rca_dashboard.store.feed import latest_seq
from rca_dashboard.store.progress.doubted_absences import doubted_in, save_doubted
from rca_dashboard.store.progress.rejected_rows import forget_rejected, rejected_in
from rca_dashboard.store.progress.stored_versions import (
    StoredVersion,
    count_stored,
    place_to_go_on,
    save_place,
    versions_between,
)
from rca_dashboard.sync.reconcile.absence import Absence, Verdict
from rca_dashboard.sync.reconcile.requests import TableRequests
from rca_dashboard.sync.reconcile.writes import TicketWrites
from rca_dashboard.sync.thread import in_thread

# Rows that one run reads by their sys_ids: 100 requests. For more, an import takes fewer.
MOST_TO_READ = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTask:
    """What to do with a table.

    Attributes:
        base: The operator's encoded query, or empty.
        polled_until: Polling has had the chance to read what was updated before this time, by the server's clock.
        takes_unknown: The table's history was imported, so that a row that is not stored was missed.
        keys_in_a_page: Rows per request when only keys are listed.
        rows_in_a_page: Rows per request when they are read whole.
        doubts_again: Absences that were doubted before are requested again: a user started the reconcile.
    """

    base: str
    polled_until: datetime
    takes_unknown: bool
    keys_in_a_page: int
    rows_in_a_page: int
    doubts_again: bool = False


class TableReconcile:
    """Reconciles one table once.

    Args:
        task: What to do.
        requests: Requests from the table.
        absence: Investigates tickets that were not listed.
        writes: Writes to the store.
        settle: Waits until every poll that started before has ended.
    """

    def __init__(
        self,
        task: TableTask,
        requests: TableRequests,
        absence: Absence,
        writes: TicketWrites,
        settle: Callable[[], Awaitable[None]],
    ) -> None:
        self._task = task
        self._table = requests.table
        self._requests = requests
        self._absence = absence
        self._writes = writes
        self._database = writes.writer.database
        self._tally = writes.tally
        self._settle = settle
        self._listed = 0
        self._read = 0
        self._absent: dict[str, StoredVersion] = {}
        self._rejected: set[str] = set()
        self._rejected_and_listed: set[str] = set()

    async def run(self, content_requests: int) -> int:
        """Compare everything, and return how many of the content requests are left.

        Raises:
            ServiceNowError: If ServiceNow does not answer as it should; nothing is then marked.
            OutOfOrderError: If the answer does not match the request; likewise.
            DatabaseUnavailableError: If the database does not work.
        """
        began = await in_thread(latest_seq, self._database)
        stored = await in_thread(count_stored, self._database, self._table)
        self._rejected = set(await in_thread(rejected_in, self._database, self._table))
        async with aclosing(key_pages(self._keys, self._task.base, limit=self._task.keys_in_a_page)) as pages:
            async for page in pages:
                await self._compare(page, began)
                self._writes.on_progress()
        await self._look_into_absent(began, stored)
        return await self._read_in_turn(content_requests)

    async def _keys(self, query: str, limit: int, offset: int) -> TablePage:
        return await self._requests.page(query, limit, offset, fields=KEY_FIELDS)

    async def _rows(self, query: str, limit: int, offset: int) -> TablePage:
        return await self._requests.page(query, limit, offset)

    async def _stored(self, page: KeyPage) -> Mapping[str, StoredVersion]:
        last = None if page.is_last else page.keys[-1].sys_id
        return await in_thread(versions_between, self._database, self._table, page.after, last)

    async def _compare(self, page: KeyPage, began: int) -> None:
        stored = await self._stored(page)
        self._tally.checked += len(page.keys)
        self._listed += len(page.keys)
        absent, different = await in_thread(self._compared, page.keys, stored, began)
        self._absent.update(absent)
        await self._read_different(different)

    def _compared(
        self, keys: Iterable[Key], stored: Mapping[str, StoredVersion], began: int
    ) -> tuple[Mapping[str, StoredVersion], Sequence[Key]]:
        """Return what is stored but not listed, and what is listed but differs from what is stored."""
        listed = {key.sys_id for key in keys}
        self._rejected_and_listed |= self._rejected & listed
        absent = {
            sys_id: version
            for sys_id, version in stored.items()
            if sys_id not in listed and not version.is_deleted and version.revision <= began
        }
        own = self._own(keys, stored)
        return absent, [
            key for key in own if is_askable(key.sys_id) and self._is_different(key, stored.get(key.sys_id))
        ]

    def _own(self, keys: Iterable[Key], stored: Mapping[str, StoredVersion]) -> Sequence[Key]:
        """Return the keys of rows that are stored under this table, or would be."""
        shared = self._writes.writer.shared
        own = [key for key in keys if not self._writes.reading.is_of_another(key.sys_class_name)]
        doubtful = [key.sys_id for key in own if key.sys_id not in stored and shared.may_be_shared(key.sys_class_name)]
        elsewhere = shared.stored_earlier(self._table, doubtful)
        return [key for key in own if key.sys_id not in elsewhere]

    async def _read_different(self, different: Sequence[Key]) -> None:
        """Read rows by their sys_ids, and store them, whether newer or older than the stored version.

        An older version was then seen twice, in the list and by itself. Unlike an absence, which a lost role explains
        as well as a deletion, it is a whole row that ServiceNow shows: so it is believed however many went back. A
        restored instance brings all of them back, and a share that is not believed would stay wrong for good.
        """
        wanted = different[: MOST_TO_READ - self._read]
        if len(wanted) < len(different):
            self._warn_of_many()
        self._read += len(wanted)
        as_of = await in_thread(latest_seq, self._database)
        async with aclosing(pages_of(self._requests.page, self._task.base, (key.sys_id for key in wanted))) as pages:
            async for _, page in pages:
                await self._writes.store(page.records, polled_until=self._task.polled_until, overwrites_as_of=as_of)
                as_of = await in_thread(latest_seq, self._database)

    def _is_different(self, key: Key, stored: StoredVersion | None) -> bool:
        if key.updated_on is not None and key.updated_on >= self._task.polled_until:
            return False
        if key.sys_id in self._rejected:
            return True  # tried again
        if stored is None:
            return self._task.takes_unknown
        if stored.is_deleted:
            return True
        if key.mod_count is not None and key.mod_count != stored.mod_count:
            return True
        return key.updated_on is not None and key.updated_on != stored.updated_at

    def _warn_of_many(self) -> None:
        warning = (
            f"More than {MOST_TO_READ} rows of the table {self._table!r} differ from the stored tickets, too many to "
            "read one by one: run the full import again."
        )
        if warning not in self._tally.warnings:
            self._tally.warnings.append(warning)

    async def _look_into_absent(self, began: int, stored: int) -> None:
        before = await in_thread(doubted_in, self._database, self._table)
        verdict = await self._absence.verdict(
            self._absent, stored=stored, listed=self._listed, known=before, doubts_again=self._task.doubts_again
        )
        if not verdict.warning:
            gone = self._rejected - self._rejected_and_listed
            await in_thread(forget_rejected, self._database, self._table, gone)
        else:
            self._tally.warnings.append(verdict.warning)
        if before != frozenset(verdict.doubted):
            await in_thread(save_doubted, self._database, self._table, verdict.doubted, at=self._writes.now())
        await self._mark(verdict, began)

    async def confirm(self) -> None:
        """Mark those doubted absences that a fresh, direct look still finds absent.

        Raises:
            ServiceNowError: If ServiceNow does not answer; nothing is then marked, and the list stays.
            DatabaseUnavailableError: If the database does not work.
        """
        began = await in_thread(latest_seq, self._database)
        doubted = await in_thread(doubted_in, self._database, self._table)
        if doubted:
            await self._mark(await self._absence.confirmed(sorted(doubted)), began)
            await in_thread(save_doubted, self._database, self._table, (), at=self._writes.now())

    async def _mark(self, verdict: Verdict, began: int) -> None:
        if verdict.gone or verdict.left:
            await self._settle()
            self._tally.deleted += await self._writes.mark(verdict.gone, as_of=began)
            self._tally.left_query += await self._writes.mark(verdict.left, as_of=began)
            self._writes.on_progress()

    async def _read_in_turn(self, requests: int) -> int:
        """Continue reading whole rows where the last run stopped; after the table's end the next run starts over."""
        after = await in_thread(place_to_go_on, self._database, self._table)
        pages = key_pages(self._rows, self._task.base, limit=self._task.rows_in_a_page, after=after)
        async with aclosing(pages):
            while requests > 0 and (page := await anext(pages, None)):
                requests -= 1
                among = None if self._task.takes_unknown else (await self._stored(page)).keys()
                await self._writes.store(page.records, polled_until=self._task.polled_until, among=among)
                await in_thread(save_place, self._database, self._table, "" if page.is_last else page.keys[-1].sys_id)
        return requests
