"""The routes of the bulk import: status, start, stop and reset."""

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
    """The part of ``sync.bulk_import.BulkImport`` that REST uses; call it on the import's event loop."""

    def status(self) -> ImportStatus:
        """Return the status, from memory."""
        ...

    async def start(self, *, force: bool = False) -> ImportStatus:
        """Start or resume."""
        ...

    async def stop(self) -> ImportStatus:
        """Stop until the next start."""
        ...

    async def reset(self) -> ImportStatus:
        """Stop, and reset the progress."""
        ...


class StartOptions(Schema):
    """Options of a start."""

    force: StrictBool = Field(default=False, description="Start over, even if an import is running or done.")


def import_json(status: ImportStatus) -> dict[str, Json]:
    """Return the import's status as JSON."""
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
    """The endpoints for the import; its controls are recorded in the audit log."""

    def __init__(self, importing: Callable[[], Importing], audit: AuditLog) -> None:
        self._importing = importing
        self._audit = audit

    async def bulk_import_status(self) -> JsonAnswer:
        """Return the status of the bulk import."""
        return success(import_json(self._importing().status()))

    async def start_bulk_import(
        self, request: Request, options: Annotated[StartOptions | None, Body()] = None
    ) -> JsonAnswer:
        """Start the import, or resume it where it was stopped; returns the status.

        If it is running or done nothing happens, unless `force` is true: then everything is read again. Records that
        have not changed since cause no change here.
        """
        force = options is not None and options.force
        status = await self._importing().start(force=force)
        await self._audit.write(actor_of(request), Action.IMPORT_STARTED, detail="forced" if force else "")
        return success(import_json(status))

    async def stop_bulk_import(self, request: Request) -> JsonAnswer:
        """Stop the import until it is started, across restarts of the app too; returns the status."""
        status = await self._importing().stop()
        await self._audit.write(actor_of(request), Action.IMPORT_STOPPED)
        return success(import_json(status))

    async def reset_bulk_import(self, request: Request) -> JsonAnswer:
        """Stop the import and reset its progress: the next start reads everything. Tickets are kept."""
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
