"""Read all rows of a table in the order of their sys_ids, page by page, while others write.

Each page continues after the last key read, so a row that comes or goes hides no other. As in a sweep, ACLs may leave a
page short or empty; an empty one is passed by stepping the offset up to the total, starting at 0 again whenever the
total has fallen.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rca_dashboard.domain.json_types import JsonObject
from rca_dashboard.servicenow.client import TablePage
from rca_dashboard.servicenow.encoded_query import condition, narrow
from rca_dashboard.servicenow.paging.offset_steps import NO_ROW, OffsetSteps
from rca_dashboard.servicenow.raw_field import moment, read_field, whole_number

ORDER_BY_KEY = "ORDERBYsys_id"
KEY_FIELDS = "sys_id,sys_mod_count,sys_updated_on,sys_class_name"

Ask = Callable[[str, int, int], Awaitable[TablePage]]
"""Return the page of an encoded query, given a limit and an offset."""


@dataclass(frozen=True, slots=True)
class Key:
    """Identifies one version of a row.

    Attributes:
        mod_count: None if the account may not read it; likewise ``updated_on``.
        sys_class_name: The table that the row belongs to; empty if the account may not read it.
    """

    sys_id: str
    mod_count: int | None
    updated_on: datetime | None
    sys_class_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPage:
    """A page of rows.

    Attributes:
        records: As they came.
        keys: Their keys, in order.
        after: Every row between this sys_id and the last of ``keys`` is included; empty for the beginning.
        is_last: Nothing follows: every row after ``after`` is included.
    """

    records: tuple[JsonObject, ...]
    keys: tuple[Key, ...]
    after: str
    is_last: bool


class OutOfOrderError(Exception):
    """Rows came that were not requested, or in another order: rows missing among them prove nothing."""


def key_of(record: JsonObject) -> Key | None:
    """Return a record's key; None if the account may not read its sys_id."""
    sys_id, count, stamp, named = (read_field(record.get(name)) for name in KEY_FIELDS.split(","))
    if sys_id is None or not sys_id.text:
        return None
    return Key(
        sys_id.text,
        whole_number(count) if count else None,
        moment(stamp) if stamp else None,
        (named.value or "") if named else "",
    )


def keys_of(records: Sequence[JsonObject]) -> tuple[Key, ...]:
    """Return the keys of records, except of those that have none."""
    return tuple(key for record in records if (key := key_of(record)))


async def key_pages(ask: Ask, base: str, *, limit: int, after: str = "") -> AsyncGenerator[KeyPage]:
    """Yield every row that matches a query, in the order of the sys_ids; the last page, which may be empty, is marked.

    Args:
        ask: Requests a page.
        base: The operator's encoded query, or empty.
        limit: Rows per request.
        after: The sys_id to continue after; empty for the beginning.

    Raises:
        ServiceNowError: If ServiceNow does not answer.
        OutOfOrderError: If the answer does not match the request.
    """
    is_last = False
    while not is_last:
        conditions = [condition("sys_id", ">", after)] if after else []
        query = narrow(base, conditions, ORDER_BY_KEY)
        records, keys, is_last = await _next(ask, query, limit)
        _check_order(keys, after)
        yield KeyPage(records=records, keys=keys, after=after, is_last=is_last)
        after = keys[-1].sys_id if keys else after


async def _next(ask: Ask, query: str, limit: int) -> tuple[tuple[JsonObject, ...], tuple[Key, ...], bool]:
    """Return the next rows with a key, their keys, and whether they are the last."""
    steps = OffsetSteps(lambda: ask(NO_ROW, 1, 0))
    while True:
        page = await ask(query, limit, steps.offset)
        if steps.has_moved(page):
            await steps.restart()
            continue
        # 10,000 keys take 50 ms: too long for the event loop.
        keys = await asyncio.to_thread(keys_of, page.records)
        is_last = steps.is_exhausted(page, has_keys=bool(keys))
        if is_last or keys:
            return page.records, keys, is_last
        await steps.step(page)


def _check_order(keys: Sequence[Key], after: str) -> None:
    previous = after.casefold()
    for key in keys:
        if key.sys_id.casefold() <= previous:
            raise OutOfOrderError(key.sys_id)
        previous = key.sys_id.casefold()
