"""The routes of the import of the whole history: how far it is, and start, stop and reset."""

from collections.abc import Callable
from typing import Annotated, Protocol

from fastapi import Body, Request
from pydantic import Field, StrictBool

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Role
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, BulkImportStatus, Schema
from rca_dashboard.domain.audit import Action
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.progress.bulk_import import ImportStatus


class Importing(Protocol):
    """What REST asks of ``sync.bulk_import.BulkImport``; all of it on the event loop that it runs on."""

    def status(self) -> ImportStatus:
        """Return how it is doing, from memory."""
        ...

    async def start(self, *, force: bool = False) -> ImportStatus:
        """Begin or go on."""
        ...

    async def stop(self) -> ImportStatus:
        """Stop until it is started."""
        ...

    async def reset(self) -> ImportStatus:
        """Stop, and forget what was imported."""
        ...


class StartOptions(Schema):
    """How to start."""

    force: StrictBool = Field(default=False, description="Start over, even if an import is running or done.")


def import_json(status: ImportStatus) -> dict[str, Json]:
    """Return the import's status."""
    return {
        "state": status.state.value,
        "table": status.table,
        "imported": status.imported,
        "to_import": status.to_import,
        "hidden": status.hidden,
        "rows_per_second": round(status.rows_per_second, 1),
        "seconds_left": None if status.seconds_left is None else round(status.seconds_left, 1),
        "started_at": to_iso(status.started_at),
        "error": status.error,
    }


class BulkImportEndpoints:
    """Answers about the import, and steers it; who steers is written down."""

    def __init__(self, importing: Callable[[], Importing], audit: AuditLog) -> None:
        self._importing = importing
        self._audit = audit

    async def bulk_import_status(self) -> JsonAnswer:
        """Return how far the import of the whole history is."""
        return success(import_json(self._importing().status()))

    async def start_bulk_import(
        self, request: Request, options: Annotated[StartOptions | None, Body()] = None
    ) -> JsonAnswer:
        """Begin the import, or go on where it was stopped; answers the status.

        Where it runs or is done nothing happens, unless `force` is true: then everything is read again. What did not
        change since changes nothing here either.
        """
        force = options is not None and options.force
        status = await self._importing().start(force=force)
        await self._audit.write(actor_of(request), Action.IMPORT_STARTED, detail="forced" if force else "")
        return success(import_json(status))

    async def stop_bulk_import(self, request: Request) -> JsonAnswer:
        """Stop the import until it is started, over restarts of the app too; answers the status."""
        status = await self._importing().stop()
        await self._audit.write(actor_of(request), Action.IMPORT_STOPPED)
        return success(import_json(status))

    async def reset_bulk_import(self, request: Request) -> JsonAnswer:
        """Stop the import and forget what was imported: the next start reads everything. Tickets stay."""
        status = await self._importing().reset()
        await self._audit.write(actor_of(request), Action.IMPORT_RESET)
        return success(import_json(status))


def add_bulk_import_routes(routes: Routes, importing: Callable[[], Importing], audit: AuditLog) -> None:
    """Add the routes below ``/servicenow-polling/bulk-import``."""
    endpoints = BulkImportEndpoints(importing, audit)
    place = "/servicenow-polling/bulk-import"
    answer = Answer[BulkImportStatus]
    routes.get(f"{place}/status", endpoints.bulk_import_status, role=Role.VIEWER, response_model=answer)
    for action, endpoint, errors in (
        ("start", endpoints.start_bulk_import, (400, 422, 503)),
        ("stop", endpoints.stop_bulk_import, (503,)),
        ("reset", endpoints.reset_bulk_import, (503,)),
    ):
        routes.post(f"{place}/{action}", endpoint, role=Role.ADMIN, errors=errors, response_model=answer)
