"""The shape of every answer: ``{"success", "data"}``, and ``pagination`` beside a list (CONTRACT: REST)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from rca_dashboard.domain.json_types import Json


class JsonAnswer(Response):
    """JSON that no cache may keep: tickets are for those alone who may see them."""

    media_type = "application/json"

    def __init__(self, content: Json, status_code: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(content, status_code, {"Cache-Control": "no-store", **(headers or {})})

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - as Starlette declares it
        """Return the content as UTF-8; half of a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
        return _as_json(content).encode("utf-8", "replace")


def success(data: Json, *, headers: Mapping[str, str] | None = None) -> JsonAnswer:
    """Answer with one thing."""
    return JsonAnswer({"success": True, "data": data}, headers=headers)


def success_list(
    data: Sequence[Json], *, page: int, limit: int, total: int, headers: Mapping[str, str] | None = None
) -> JsonAnswer:
    """Answer with a page of a list.

    Args:
        data: What stands on the page.
        page: Its number, from 1.
        limit: How many fit on a page.
        total: How many there are on all pages; without any there are no pages.
        headers: Headers beside our own.
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
