"""The ``Link`` header: where the other pages are."""

from urllib.parse import urlencode


def link_header(url: str, parameters: list[tuple[str, str]], *, offset: int, limit: int, total: int | None) -> str:
    """Return the links in ServiceNow's order: first, prev, next, last; empty if there is one page.

    Args:
        url: The address without its query.
        parameters: The query as it was asked.
        offset: Where this page begins.
        limit: Rows a page, at least 1.
        total: How many rows there are; None if they were not counted: then nobody knows a last page, and a next one is
            always offered.
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
