"""Tickets that ServiceNow did not list: deleted, out of the query, hidden from the account, or there after all.

An absence alone is never trusted. Each ticket is requested by its sys_id, and ``X-Total-Count``, which counts hidden
rows too, shows whether it is hidden. If nothing is counted, or if so many would vanish that a lost role or a broken
query is likelier than deletions, only those count that ``sys_audit_delete`` records, or that have a newer version
outside the query.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from rca_dashboard.servicenow.client import TablePage
from rca_dashboard.servicenow.errors import ServiceNowError
from rca_dashboard.servicenow.paging.by_sys_id import is_askable, pages_of
from rca_dashboard.servicenow.paging.key_pages import KEY_FIELDS, Key, keys_of
from rca_dashboard.servicenow.raw_field import read_field
from rca_dashboard.store.progress.stored_versions import StoredVersion
from rca_dashboard.sync.reconcile.requests import TableRequests

AUDIT_TABLE = "sys_audit_delete"
# Of the stored tickets; in a small table a few may disappear at once.
BELIEVED_SHARE = 0.05
BELIEVED_FEW = 5
# 500 requests of 200 sys_ids; the next run requests the others.
MOST_TO_CONFIRM = 100_000
# A record may have been deleted, restored and deleted again.
_AUDIT_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What happened to the tickets that were not listed; those in neither list exist, are hidden, or are not trusted.

    Attributes:
        gone: Deleted in ServiceNow.
        left: Still there, but outside the query.
        doubted: Missing, but not trusted to be deleted or outside the query without a confirmation.
        warning: None, or what was not trusted, and what to do.
    """

    gone: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    warning: str | None = None


class Absence:
    """Investigates tickets that were not listed.

    Args:
        requests: Requests from the table.
        audit: Requests from ``sys_audit_delete``.
        base: The operator's encoded query, or empty.
        kind: What the table's records are called in a warning.
    """

    def __init__(self, requests: TableRequests, audit: TableRequests, base: str, *, kind: str = "tickets") -> None:
        self._requests = requests
        self._audit = audit
        self._base = base
        self._kind = kind
        self._hidden = 0
        self._is_counted = True

    async def verdict(
        self,
        absent: Mapping[str, StoredVersion],
        *,
        stored: int,
        listed: int,
        known: Collection[str] = (),
        doubts_again: bool = False,
    ) -> Verdict:
        """Request absent tickets, and return which are to be marked.

        Args:
            absent: Their stored versions, by sys_id.
            stored: How many tickets of the table are stored in all.
            listed: How many rows ServiceNow listed.
            known: Those that were doubted before: as long as they are too many, they are not requested again.
            doubts_again: Request them again however many they are.

        Raises:
            ServiceNowError: If ServiceNow does not answer; nothing is then known.
        """
        askable = [sys_id for sys_id in absent if is_askable(sys_id)]
        doubted_before = frozenset(known).intersection(askable)
        waiting = doubted_before
        if doubts_again or (self._is_counted and not _is_too_much(len(askable), stored)):
            waiting = frozenset[str]()
        wanted = [sys_id for sys_id in askable if sys_id not in waiting]
        wanted, later = wanted[:MOST_TO_CONFIRM], wanted[MOST_TO_CONFIRM:]
        waiting = waiting.union(doubted_before.intersection(later))
        is_doubtful = _is_too_much(len(askable), stored)
        there, gone = await self._look("", wanted, is_doubtful=is_doubtful)
        left = (await self._look(self._base, list(there), is_doubtful=is_doubtful))[1] if self._base else []
        moved = [sys_id for sys_id in left if listed and _is_newer(there[sys_id], absent[sys_id])]
        still = list(set(left).difference(moved))
        missing = len(gone) + len(still) + len(waiting)
        unknown = len(later) - len(waiting.intersection(later)) if missing else 0
        if self._is_counted and not _is_too_much(missing + unknown, stored):
            return Verdict(gone=tuple(gone), left=tuple(left), warning=self._hidden_rows(is_doubtful=is_doubtful))
        confirmed = await self._confirmed_by_audit(gone)
        proven = [sys_id for sys_id in gone if sys_id in confirmed]
        doubted = (*waiting, *(sys_id for sys_id in gone if sys_id not in confirmed), *still)
        many = len(doubted) + unknown
        if not doubted or (self._is_counted and not _is_too_much(many, stored)):
            return Verdict(gone=tuple(gone), left=tuple(left))
        warn = self._too_many if self._is_counted else self._uncounted
        return Verdict(gone=tuple(proven), left=tuple(moved), doubted=doubted, warning=warn(many, stored))

    async def confirmed(self, sys_ids: Sequence[str]) -> Verdict:
        """Request tickets whose absence an admin confirmed, and return which are still deleted or outside the query.

        Raises:
            ServiceNowError: If ServiceNow does not answer; nothing is then known.
        """
        there, gone = await self._look("", sys_ids, is_doubtful=False)
        left = (await self._look(self._base, list(there), is_doubtful=False))[1] if self._base else []
        return Verdict(gone=tuple(gone), left=tuple(left))

    async def _look(self, base: str, sys_ids: Sequence[str], *, is_doubtful: bool) -> tuple[dict[str, Key], list[str]]:
        """Return those that exist, and those that do not."""
        there: dict[str, Key] = {}
        missing: list[str] = []
        async with aclosing(pages_of(self._keys, base, sys_ids)) as pages:
            async for batch, page in pages:
                missing += await self._missing(base, batch, page, there)
                if is_doubtful and self._hidden and not there and not missing:
                    break  # a lost role hides them all: a sample of 200 is enough
        return there, missing

    async def _keys(self, query: str, limit: int) -> TablePage:
        return await self._requests.page(query, limit, fields=KEY_FIELDS)

    async def _missing(self, base: str, sys_ids: Sequence[str], page: TablePage, there: dict[str, Key]) -> list[str]:
        """Return those of a batch that do not exist, finding hidden ones by bisection, and add the others to ``there``.

        Rows without a readable sys_id count as hidden.
        """
        self._is_counted = self._is_counted and page.total is not None
        keys = keys_of(page.records)
        shown = {key.sys_id.casefold(): key for key in keys}
        there.update((sys_id, shown[sys_id.casefold()]) for sys_id in sys_ids if sys_id.casefold() in shown)
        missing = [sys_id for sys_id in sys_ids if sys_id.casefold() not in shown]
        hidden = (len(page.records) if page.total is None else page.total) - len(keys)
        if hidden <= 0:
            return missing
        if hidden >= len(missing):
            self._hidden += len(missing)
            return []
        middle = len(missing) // 2
        found: list[str] = []
        for half in (missing[:middle], missing[middle:]):
            async with aclosing(pages_of(self._keys, base, half)) as pages:
                async for batch, page_of_half in pages:
                    found += await self._missing(base, batch, page_of_half, there)
        return found

    async def _confirmed_by_audit(self, gone: Sequence[str]) -> Collection[str]:
        """Return those whose deletion is recorded; fewer, or none, if the account may not read the records."""
        confirmed: set[str] = set()
        try:
            await self._read_audit(gone, confirmed)
        except ServiceNowError:
            return confirmed
        return confirmed

    async def _read_audit(self, gone: Sequence[str], confirmed: set[str]) -> None:
        """Add those whose deletion is recorded; a page that ends in the middle of a batch has the batch halved."""
        async with aclosing(pages_of(self._audit_rows, "", gone, field="documentkey")) as pages:
            async for batch, page in pages:
                fields = (read_field(record.get("documentkey")) for record in page.records)
                confirmed.update(field.text for field in fields if field)
                rest = [sys_id for sys_id in batch if sys_id not in confirmed]
                if len(page.records) < page.limit or not rest or len(batch) == 1:
                    continue
                middle = (len(rest) + 1) // 2
                for half in (rest[:middle], rest[middle:]):
                    await self._read_audit(half, confirmed)

    async def _audit_rows(self, query: str, _limit: int) -> TablePage:
        return await self._audit.page(query, _AUDIT_ROWS, fields="documentkey")

    def _too_many(self, missing: int, stored: int) -> str:
        return (
            f"{missing} of {stored} {self._kind} of the table {self._requests.table!r} are missing in ServiceNow at "
            f"{self._requests.host}: too many to be trusted, so they were not marked as deleted. Check whether the "
            "account lost a role or SERVICENOW_QUERY is no longer valid; if they were really deleted, let the account "
            f"read {AUDIT_TABLE}, or confirm it on /operations."
        )

    def _uncounted(self, missing: int, stored: int) -> str:
        return (
            f"{missing} of {stored} {self._kind} of the table {self._requests.table!r} are missing in ServiceNow at "
            f"{self._requests.host}, which sends no X-Total-Count to distinguish deleted rows from hidden ones, so "
            "they were not marked as deleted. Check whether a proxy removes that header, let the account read "
            f"{AUDIT_TABLE}, or confirm it on /operations."
        )

    def _hidden_rows(self, *, is_doubtful: bool) -> str | None:
        if not is_doubtful or not self._hidden:
            return None
        return (
            f"ServiceNow at {self._requests.host} counts stored rows of the table {self._requests.table!r} but hides "
            "them from the account, so none of them was marked as deleted. Check whether the account lost a role."
        )


def _is_too_much(missing: int, stored: int) -> bool:
    return missing > max(stored * BELIEVED_SHARE, BELIEVED_FEW) or (missing >= stored > 1)


def _is_newer(key: Key, stored: StoredVersion) -> bool:
    return key.mod_count is not None and key.mod_count > stored.mod_count
