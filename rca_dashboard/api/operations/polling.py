"""The routes of polling: status, poll now, start, stop and reset."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Protocol

from fastapi import Request
from pydantic import AwareDatetime, BeforeValidator, Field

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Role
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.errors import ApiError
from rca_dashboard.api.operations.bulk_import import Importing
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, PollCounts, PollingStatus, Schema
from rca_dashboard.domain.audit import Action
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.progress.bulk_import import ImportStatus
from rca_dashboard.domain.progress.poll import PollerHealth, PollerStatus, PollResult

# Every instance is newer; a time near either end of the calendar cannot be converted to UTC.
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


class Polling(Protocol):
    """The part of ``sync.workers.steering.SteeredPoller`` that REST uses; call it on the worker's event loop."""

    def status(self) -> PollerStatus:
        """Return the polling status, from memory."""
        ...

    async def pause(self) -> None:
        """Stop polling until ``resume``."""
        ...

    async def resume(self) -> None:
        """Resume polling on schedule."""
        ...

    async def poll_now(self) -> PollResult:
        """Poll, and return the result."""
        ...

    async def reset(self, since: datetime) -> None:
        """Read again all records updated since a time."""
        ...


def _is_text(value: object) -> object:
    if not isinstance(value, str) or value.isdecimal():
        raise ValueError("must be a time such as 2026-11-23T08:15:00Z")
    return value


class ResetTo(Schema):
    """The time to read again from."""

    since: Annotated[AwareDatetime, BeforeValidator(_is_text)] = Field(
        description="By ServiceNow's clock; earlier than 1970 means 1970. Tables synced less far keep their position."
    )


def counts_json(result: PollResult) -> dict[str, Json]:
    """Return a poll's counts as JSON."""
    return {
        "new": result.new,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "hidden": result.hidden,
        "requests": result.requests,
        "seconds": round(result.seconds, 3),
        "error": result.error,
    }


def status_json(status: PollerStatus, imports: ImportStatus) -> dict[str, Json]:
    """Return the polling status and the import's progress as JSON."""
    return {
        "health": status.health.value,
        "is_polling": status.health is not PollerHealth.PAUSED,
        "instance": status.instance,
        "interval": status.interval,
        "is_importing": imports.is_under_way,
        "imported": imports.imported,
        "to_import": imports.to_import,
        "failing_since": to_iso(status.failing_since),
        "error": status.error,
        "succeeded_at": to_iso(status.succeeded_at),
        "next_at": to_iso(status.next_at),
        "last": None if status.last is None else {"at": to_iso(status.last.at), **counts_json(status.last)},
    }


class PollingEndpoints:
    """The endpoints for polling; its controls are recorded in the audit log."""

    def __init__(
        self, polling: Callable[[], Polling], importing: Callable[[], Importing] | None, audit: AuditLog
    ) -> None:
        self._polling = polling
        self._importing = importing
        self._audit = audit

    async def polling_status(self) -> JsonAnswer:
        """Return the polling status."""
        return self._status()

    async def poll_now(self, request: Request) -> JsonAnswer:
        """Poll now, even while polling is stopped, and wait for the result; a running poll is joined.

        502 means that ServiceNow could not be read, and says why.
        """
        await self._audit.write(actor_of(request), Action.POLLED)
        result = await self._polling().poll_now()
        if result.error:
            raise ApiError(502, "servicenow_unreachable", result.error)
        return success(counts_json(result))

    async def start_polling(self, request: Request) -> JsonAnswer:
        """Start polling on schedule, beginning immediately; returns the status."""
        await self._polling().resume()
        await self._audit.write(actor_of(request), Action.POLLING_STARTED)
        return self._status()

    async def stop_polling(self, request: Request) -> JsonAnswer:
        """Stop polling until it is started; a running poll is ended. Returns the status."""
        await self._polling().pause()
        await self._audit.write(actor_of(request), Action.POLLING_STOPPED)
        return self._status()

    async def reset_polling(self, request: Request, body: ResetTo) -> JsonAnswer:
        """Read again all records updated since a time, with the next poll or immediately; returns the status.

        A running poll ends first. Records that are known already cause no change. The start moves back and never
        forward, so nothing can be lost.
        """
        since = min(max(body.since, _EARLIEST), _LATEST).astimezone(UTC)
        await self._polling().reset(since)
        await self._audit.write(actor_of(request), Action.POLLING_RESET, detail=f"to {to_iso(since)}")
        return self._status()

    def _status(self) -> JsonAnswer:
        imports = self._importing().status() if self._importing else ImportStatus()
        return success(status_json(self._polling().status(), imports))


def add_polling_routes(
    routes: Routes, polling: Callable[[], Polling], importing: Callable[[], Importing] | None, audit: AuditLog
) -> None:
    """Add the routes below ``/servicenow-polling``."""
    endpoints = PollingEndpoints(polling, importing, audit)
    place = "/servicenow-polling"
    answer = Answer[PollingStatus]
    routes.get(f"{place}/status", endpoints.polling_status, role=Role.VIEWER, response_model=answer)
    routes.post(f"{place}/start", endpoints.start_polling, role=Role.ADMIN, errors=(503,), response_model=answer)
    routes.post(f"{place}/stop", endpoints.stop_polling, role=Role.ADMIN, errors=(503,), response_model=answer)
    routes.post(
        f"{place}/reset", endpoints.reset_polling, role=Role.ADMIN, errors=(400, 422, 503), response_model=answer
    )
    routes.post(
        f"{place}/poll",
        endpoints.poll_now,
        role=Role.ADMIN,
        errors=(502, 503),
        response_model=Answer[PollCounts],
    )
