"""Query rows by their sys_ids, many per request, within the URL length that an instance allows."""

import re
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
from urllib.parse import quote_plus

from rca_dashboard.servicenow.client import TablePage
from rca_dashboard.servicenow.encoded_query import narrow
from rca_dashboard.servicenow.errors import AddressTooLongError
from rca_dashboard.servicenow.paging.key_pages import ORDER_BY_KEY

# A URL over about 8,000 bytes gets 414; the rest is for the host, the path and the other parameters.
LONGEST_QUERY = 7_000
Ask = Callable[[str, int], Awaitable[TablePage]]
"""Return the page of an encoded query, given a limit."""

_PLAIN = re.compile(r"[0-9A-Za-z_-]+")


def is_askable(sys_id: str) -> bool:
    """Return whether a sys_id can be part of a list: a comma or a ``^`` in it would be parsed as a separator."""
    return bool(_PLAIN.fullmatch(sys_id))


def batches(base: str, sys_ids: Iterable[str], *, field: str = "sys_id") -> Iterator[tuple[str, ...]]:
    """Return the sys_ids in as few batches as fit into requests.

    Args:
        base: The encoded query that the rows must also match.
        sys_ids: Those for which ``is_askable`` holds.
        field: The field that holds them.
    """
    frame, with_one = (_length(query_for(base, some, field=field)) for some in ([], ["x"]))
    copies = max(1, with_one - frame)  # ^NQ repeats the list in each of its parts
    batch: list[str] = []
    length = frame
    for sys_id in sys_ids:
        needed = copies * (len(sys_id) + len("%2C"))
        if batch and length + needed > LONGEST_QUERY:
            yield tuple(batch)
            batch, length = [], frame
        batch.append(sys_id)
        length += needed
    if batch:
        yield tuple(batch)


async def pages_of(
    ask: Ask, base: str, sys_ids: Iterable[str], *, field: str = "sys_id"
) -> AsyncGenerator[tuple[tuple[str, ...], TablePage]]:
    """Yield each batch of sys_ids with the page of its rows.

    Where a proxy allows only shorter URLs (414), the batch is halved, and so are those that follow. A batch whose rows
    are too large for one body, so that fewer were requested, is divided into batches that fit.

    Args:
        ask: Requests a page.
        base: The encoded query that the rows must also match.
        sys_ids: Those for which ``is_askable`` holds.
        field: The field that holds them.

    Raises:
        ServiceNowError: If ServiceNow does not answer, or if even one sys_id makes the URL too long.
    """
    waiting = deque(batches(base, sys_ids, field=field))
    most: int | None = None
    while waiting:
        batch = waiting.popleft()
        if most is not None and len(batch) > most:
            waiting.extendleft([batch[most:], batch[:most]])
            continue
        try:
            page = await ask(query_for(base, batch, field=field), len(batch))
        except AddressTooLongError:
            if len(batch) == 1:
                raise
            most = len(batch) // 2
            waiting.appendleft(batch)
            continue
        if page.limit < len(batch):
            waiting.extendleft(reversed(_parts(batch, page.limit)))
        else:
            yield batch, page


def query_for(base: str, sys_ids: Iterable[str], *, field: str = "sys_id") -> str:
    """Return the query that selects these rows among those that match ``base``."""
    order = ORDER_BY_KEY if field == "sys_id" else f"ORDERBY{field}"
    return narrow(base, [f"{field}IN{','.join(sys_ids)}"], order)


def _parts(batch: tuple[str, ...], size: int) -> list[tuple[str, ...]]:
    return [batch[start : start + size] for start in range(0, len(batch), size)]


def _length(query: str) -> int:
    return len(quote_plus(query))
