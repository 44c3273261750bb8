"""The ``Link`` header with the other pages (RFC 8288)."""

from urllib.parse import urlencode


def link_header(url: str, parameters: list[tuple[str, str]], *, offset: int, limit: int, total: int | None) -> str:
    """Return the links in ServiceNow's order: first, prev, next, last; empty if there is only one page.

    Args:
        url: The URL without its query.
        parameters: The query as requested.
        offset: The offset of this page.
        limit: Rows per page, at least 1.
        total: The total number of rows; None if they were not counted: there is then no last page, and always a next
            one.
    """
    if total is not None and total <= limit and offset == 0:
        return ""
    offsets = [("first", 0)]
    if offset > 0:
        offsets.append(("prev", max(0, offset - limit)))
    if total is None or offset + limit < total:
        offsets.append(("next", offset + limit))
    if total is not None:
        offsets.append(("last", max(0, (total - 1) // limit * limit)))
    return ",".join(f'<{_address(url, parameters, place, limit)}>;rel="{name}"' for name, place in offsets)


def _address(url: str, parameters: list[tuple[str, str]], offset: int, limit: int) -> str:
    others = [pair for pair in parameters if pair[0] not in {"sysparm_offset", "sysparm_limit"}]
    return f"{url}?{urlencode([*others, ('sysparm_limit', str(limit)), ('sysparm_offset', str(offset))])}"
