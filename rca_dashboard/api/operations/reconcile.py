"""The routes of the reconcile: status, start and stop."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from fastapi import Request
from pydantic import Field

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import Role
from rca_dashboard.api.actors import actor_of
from rca_dashboard.api.answers import JsonAnswer, success
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.schemas import Answer, Schema
from rca_dashboard.domain.audit import Action
from rca_dashboard.domain.iso8601 import to_iso
from rca_dashboard.domain.json_types import Json
from rca_dashboard.domain.progress.reconcile import ReconcileStatus, doubted_words


class Reconciling(Protocol):
    """The part of ``sync.workers.steering.SteeredReconciler`` that REST uses; call it on the worker's event loop."""

    def status(self) -> ReconcileStatus:
        """Return the status, from memory."""
        ...

    async def start(self) -> bool:
        """Start; return False if a reconcile is running."""
        ...

    async def confirm_absences(self) -> bool:
        """Start marking doubted absences; return False if there are none, or a reconcile is running."""
        ...

    async def stop(self) -> bool:
        """Stop; return False if no reconcile is running."""
        ...


class DoubtedAnswer(Schema):
    """Tickets of one table that are missing in ServiceNow, too many to be trusted without a confirmation."""

    table: str
    count: int
    numbers: list[str] = Field(description="The first ones.")
    since: datetime


class ReconcileAnswer(Schema):
    """The status of the running reconcile, or the result of the last one."""

    is_running: bool
    started_at: datetime | None
    finished_at: datetime | None
    checked: int = Field(description="Rows of ServiceNow that were compared with stored tickets.")
    deleted: int = Field(description="Tickets marked as deleted because ServiceNow no longer has them.")
    left_query: int = Field(description="Tickets marked because they no longer match the base query.")
    silent: int = Field(description="Tickets with changes that polling could not detect.")
    requests: int
    warning: str | None = Field(description="What could not be read or was implausible, and what to do.")
    next_at: datetime | None
    doubted: list[DoubtedAnswer] = Field(description="What an admin may confirm as deleted.")


def reconcile_json(status: ReconcileStatus) -> dict[str, Json]:
    """Return the reconcile's status as JSON."""
    return {
        "is_running": status.running,
        "started_at": to_iso(status.started_at),
        "finished_at": to_iso(status.finished_at),
        "checked": status.checked,
        "deleted": status.deleted,
        "left_query": status.left_query,
        "silent": status.silent,
        "requests": status.requests,
        "warning": status.warning,
        "next_at": to_iso(status.next_at),
        "doubted": [
            {"table": each.table, "count": each.count, "numbers": list(each.numbers), "since": to_iso(each.since)}
            for each in status.doubted
        ],
    }


class ReconcileEndpoints:
    """The endpoints for the reconcile; its controls are recorded in the audit log."""

    def __init__(self, reconciling: Callable[[], Reconciling], audit: AuditLog) -> None:
        self._reconciling = reconciling
        self._audit = audit

    async def reconcile_status(self) -> JsonAnswer:
        """Return the status of the running reconcile with ServiceNow, or the result of the last one."""
        return self._status()

    async def start_reconcile(self, request: Request) -> JsonAnswer:
        """Compare all tickets with ServiceNow now; nothing happens if that is running. Returns the status."""
        if await self._reconciling().start():
            await self._audit.write(actor_of(request), Action.RECONCILE_STARTED)
        return self._status()

    async def confirm_absences(self, request: Request) -> JsonAnswer:
        """Confirm that the doubted tickets are deleted: those that are still missing are marked. Returns the status."""
        doubted = self._reconciling().status().doubted
        if await self._reconciling().confirm_absences():
            await self._audit.write(actor_of(request), Action.ABSENCES_CONFIRMED, detail=doubted_words(doubted))
        return self._status()

    async def stop_reconcile(self, request: Request) -> JsonAnswer:
        """Stop the running reconcile; what it has found so far is kept. Returns the status."""
        if await self._reconciling().stop():
            await self._audit.write(actor_of(request), Action.RECONCILE_STOPPED)
        return self._status()

    def _status(self) -> JsonAnswer:
        return success(reconcile_json(self._reconciling().status()))


def add_reconcile_routes(routes: Routes, reconciling: Callable[[], Reconciling], audit: AuditLog) -> None:
    """Add the routes below ``/reconcile``."""
    endpoints = ReconcileEndpoints(reconciling, audit)
    answer = Answer[ReconcileAnswer]
    routes.get("/reconcile/status", endpoints.reconcile_status, role=Role.VIEWER, response_model=answer)
    routes.post("/reconcile/start", endpoints.start_reconcile, role=Role.ADMIN, errors=(503,), response_model=answer)
    routes.post(
        "/reconcile/confirm-absences", endpoints.confirm_absences, role=Role.ADMIN, errors=(503,), response_model=answer
    )
    routes.post("/reconcile/stop", endpoints.stop_reconcile, role=Role.ADMIN, errors=(503,), response_model=answer)
