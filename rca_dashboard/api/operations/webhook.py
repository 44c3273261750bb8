"""``POST /servicenow/webhook``: ServiceNow hints that a record changed; a signature proves the sender."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol, cast

from fastapi import Header, Request
from starlette.concurrency import run_in_threadpool

from rca_dashboard.access.identity import Role
from rca_dashboard.access.signatures import AcceptedRequest, SignatureError, Signatures, replayed
from rca_dashboard.api.answers import JsonAnswer
from rca_dashboard.api.errors import ApiError, invalid_request, not_found
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.domain.json_types import Json

_SYS_ID = re.compile(r"[0-9a-fA-F]{32}")
_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["table", "sys_id"],
                "properties": {
                    "table": {"type": "string", "description": "One of SERVICENOW_TABLES."},
                    "sys_id": {"type": "string", "pattern": "^[0-9a-fA-F]{32}$"},
                },
            }
        }
    },
}


class Hints(Protocol):
    """The part of ``sync.polling.hints.Hints`` that REST uses; call it on the event loop of polling."""

    def add(self, table: str, sys_id: str) -> bool:
        """Add a hint; return whether there was room for it."""
        ...


class Accepted(Schema):
    """The record that will be read again."""

    table: str
    sys_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """The dependencies of the route.

    Attributes:
        signatures: Checks signatures; None if ``SERVICENOW_WEBHOOK_SECRET`` is not set.
        tables: The polled tables.
        hints: Returns the queue of hints, which is created when the server starts.
        accept_once: Remembers a request for all workers, and returns False if one of them has accepted it before; None
            where there is one worker.
    """

    signatures: Signatures | None
    tables: tuple[str, ...]
    hints: Callable[[], Hints]
    accept_once: Callable[[str, datetime], bool] | None = None


class WebhookEndpoints:
    """The endpoint for ServiceNow."""

    def __init__(self, webhook: Webhook) -> None:
        self._webhook = webhook

    async def servicenow_webhook(
        self,
        request: Request,
        x_rca_timestamp: Annotated[str, Header(description="Unix seconds.")] = "",
        x_rca_signature: Annotated[
            str, Header(description="sha256= and the HMAC-SHA256 of the timestamp, a full stop and the body.")
        ] = "",
    ) -> JsonAnswer:
        """Accept the hint that a record changed: it is read again shortly. Requires a signature instead of a login.

        A record that does not exist, or is not selected by SERVICENOW_QUERY, causes no change.
        """
        if self._webhook.signatures is None:
            raise not_found("The webhook is off: set SERVICENOW_WEBHOOK_SECRET to turn it on.")
        body = await request.body()
        try:
            await self._accept(self._webhook.signatures.check(x_rca_timestamp, x_rca_signature, body))
        except SignatureError as error:
            raise ApiError(429 if error.code == "too_many_requests" else 401, error.code, str(error)) from None
        table, sys_id = self._hint(body)
        if not self._webhook.hints().add(table, sys_id):
            raise ApiError(429, "too_many_requests", "Too many hints are queued; polling finds this change.")
        return JsonAnswer({"success": True, "data": {"table": table, "sys_id": sys_id}}, 202)

    async def _accept(self, request: AcceptedRequest) -> None:
        accept_once = self._webhook.accept_once
        if accept_once and not await run_in_threadpool(accept_once, request.digest, request.until):
            raise replayed()

    def _hint(self, body: bytes) -> tuple[str, str]:
        try:
            content = cast("Json", json.loads(body))
        except (ValueError, RecursionError):
            raise invalid_request("The body is not valid JSON.") from None
        fields = content if isinstance(content, dict) else {}
        table, sys_id = fields.get("table"), fields.get("sys_id")
        if table not in self._webhook.tables:
            raise invalid_request(f"table: must be one of {', '.join(self._webhook.tables)} (SERVICENOW_TABLES).")
        if not isinstance(sys_id, str) or not _SYS_ID.fullmatch(sys_id):
            raise invalid_request("sys_id: must be 32 hexadecimal digits.")
        return cast("str", table), sys_id.lower()


def add_webhook_route(routes: Routes, webhook: Webhook) -> None:
    """Add ``/servicenow/webhook``."""
    routes.post(
        "/servicenow/webhook",
        WebhookEndpoints(webhook).servicenow_webhook,
        role=Role.NOBODY,
        errors=(401, 404, 422, 503),
        status_code=202,
        response_model=Answer[Accepted],
        openapi_extra={"requestBody": _BODY},
    )
