"""The routes of the reconcile: how it is doing, and start and stop."""

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
from rca_dashboard.domain.progress.reconcile import ReconcileStatus


class Reconciling(Protocol):
    """What REST asks of ``sync.reconcile.Reconciler``; all of it on the event loop that it runs on."""

    def status(self) -> ReconcileStatus:
        """Return how it is doing, from memory."""
        ...

    def start(self) -> bool:
        """Begin; False where one is under way."""
        ...

    def stop(self) -> bool:
        """End; False where none is under way."""
        ...


class ReconcileAnswer(Schema):
    """How the reconcile under way is doing, or how the last one ended."""

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


def reconcile_json(status: ReconcileStatus) -> dict[str, Json]:
    """Return the reconcile's status."""
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
    }


class ReconcileEndpoints:
    """Answers about the reconcile, and steers it; who steers is written down."""

    def __init__(self, reconciling: Callable[[], Reconciling], audit: AuditLog) -> None:
        self._reconciling = reconciling
        self._audit = audit

    async def reconcile_status(self) -> JsonAnswer:
        """Return how the comparison of all tickets with ServiceNow's is doing, or how the last one ended."""
        return self._status()

    async def start_reconcile(self, request: Request) -> JsonAnswer:
        """Compare all tickets with ServiceNow's now; where that is under way nothing happens. Answers the status."""
        if self._reconciling().start():
            await self._audit.write(actor_of(request), Action.RECONCILE_STARTED)
        return self._status()

    async def stop_reconcile(self, request: Request) -> JsonAnswer:
        """Tell the comparison under way to end; what it has found by then stays. Answers the status."""
        if self._reconciling().stop():
            await self._audit.write(actor_of(request), Action.RECONCILE_STOPPED)
        return self._status()

    def _status(self) -> JsonAnswer:
        return success(reconcile_json(self._reconciling().status()))


def add_reconcile_routes(routes: Routes, reconciling: Callable[[], Reconciling], audit: AuditLog) -> None:
    """Add the routes below ``/reconcile``."""
    endpoints = ReconcileEndpoints(reconciling, audit)
    answer = Answer[ReconcileAnswer]
    routes.get("/reconcile/status", endpoints.reconcile_status, role=Role.VIEWER, response_model=answer)
    routes.post("/reconcile/start", endpoints.start_reconcile, role=Role.ADMIN, response_model=answer)
    routes.post("/reconcile/stop", endpoints.stop_reconcile, role=Role.ADMIN, response_model=answer)
