"""The shape of every response: ``{"success", "data"}``, with ``pagination`` for a list (CONTRACT: REST)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from rca_dashboard.domain.json_types import Json


class JsonAnswer(Response):
    """JSON that must not be cached: only users with access may see tickets."""

    media_type = "application/json"

    def __init__(self, content: Json, status_code: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(content, status_code, {"Cache-Control": "no-store", **(headers or {})})

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - as Starlette declares it
        """Return the content as UTF-8; a lone surrogate, which UTF-8 cannot hold, becomes a question mark."""
        return _as_json(content).encode("utf-8", "replace")


def success(data: Json, *, status: int = 200, headers: Mapping[str, str] | None = None) -> JsonAnswer:
    """Return a response with one object."""
    return JsonAnswer({"success": True, "data": data}, status, headers)


def success_list(
    data: Sequence[Json], *, page: int, limit: int, total: int, headers: Mapping[str, str] | None = None
) -> JsonAnswer:
    """Return a response with a page of a list.

    Args:
        data: The items on the page.
        page: The page's number, from 1.
        limit: The size of a page.
        total: The number of items on all pages; 0 means no pages.
        headers: Additional headers.
    """
    pages = -(-total // limit)
    pagination: dict[str, Json] = {
        "currentPage": page,
        "limit": limit,
        "totalCount": total,
        "totalPages": pages,
        "hasNextPage": page < pages,
        "hasPrevPage": page > 1,
    }
    return JsonAnswer({"success": True, "data": data, "pagination": pagination}, headers=headers)


_as_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
