"""The app of all REST routes, which stands before Reflex's own."""

from collections.abc import Callable

from fastapi import FastAPI
from starlette.routing import Route

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.api.auth_routes import Logins, add_auth_routes
from rca_dashboard.api.documentation import add_documentation_routes
from rca_dashboard.api.monitoring.health import add_condition_routes
from rca_dashboard.api.monitoring.metrics import add_metrics_route
from rca_dashboard.api.monitoring.push_metrics import Pushing
from rca_dashboard.api.notifications.notifications import MarksRead, add_notification_routes
from rca_dashboard.api.operations.audit import add_audit_routes
from rca_dashboard.api.operations.bulk_import import Importing, add_bulk_import_routes
from rca_dashboard.api.operations.polling import Polling, add_polling_routes
from rca_dashboard.api.operations.reconcile import Reconciling, add_reconcile_routes
from rca_dashboard.api.operations.webhook import Webhook, add_webhook_route
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.api.tickets.events import add_event_routes
from rca_dashboard.api.tickets.tickets import add_ticket_routes
from rca_dashboard.api.unknown_path import UnknownPath
from rca_dashboard.store.queries import Database

PREFIX = "/api/v1"
_DESCRIPTION = """Tickets of ServiceNow, as the dashboard keeps them, and the feed of their changes.

An answer is `{"success": true, "data": …}`, with `pagination` beside a list, or
`{"success": false, "error": {"code", "message"}}`. Times are ISO 8601 in UTC.
"""


def create_api(  # noqa: PLR0913, PLR0917 - wiring: one for each part that has routes
    database: Database,
    polling: Callable[[], Polling],
    logins: Logins | None = None,
    webhook: Webhook | None = None,
    importing: Callable[[], Importing] | None = None,
    reconciling: Callable[[], Reconciling] | None = None,
    bells: Callable[[], MarksRead] | None = None,
    pushing: Callable[[], Pushing] | None = None,
) -> FastAPI:
    """Make the app for Reflex's ``api_transformer``, which mounts Reflex behind it.

    It takes all paths under ``/api/``, and ``/health``, ``/ready`` and ``/metrics``; every other path is for what is
    mounted behind. Who asks is said by the gate around it (``access.identity``); without a gate nobody may read.

    Args:
        database: Where tickets and feed are; its tables are made before the first request.
        polling: Gives the poller, which is made when the server starts and runs on its event loop.
        logins: What ``/auth/…`` stands on; without it these routes are missing.
        webhook: What ``/servicenow/webhook`` stands on; without it this route is missing.
        importing: Gives the import, as ``polling`` gives the poller; without it its routes are missing.
        reconciling: Gives the reconciler in the same way.
        bells: Gives what marks notifications as read; without it ``/notifications`` is missing.
        pushing: Gives what measures the push; without it ``/metrics`` says nothing of it.
    """
    api = FastAPI(
        title="rca_dashboard",
        version="1",
        description=_DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    questions = Questions(database)
    add_ticket_routes(Routes(api, prefix=PREFIX, tag="tickets"), questions)
    add_event_routes(Routes(api, prefix=PREFIX, tag="events"), questions)
    audit = AuditLog(database)
    add_polling_routes(Routes(api, prefix=PREFIX, tag="polling"), polling, importing, audit)
    if importing is not None:
        add_bulk_import_routes(Routes(api, prefix=PREFIX, tag="bulk import"), importing, audit)
    if reconciling is not None:
        add_reconcile_routes(Routes(api, prefix=PREFIX, tag="reconcile"), reconciling, audit)
    add_audit_routes(Routes(api, prefix=PREFIX, tag="audit"), questions)
    if bells is not None:
        add_notification_routes(Routes(api, prefix=PREFIX, tag="notifications"), questions, bells)
    if logins is not None:
        add_auth_routes(Routes(api, prefix=PREFIX, tag="auth"), logins)
    if webhook is not None:
        add_webhook_route(Routes(api, prefix=PREFIX, tag="webhook"), webhook)
    add_documentation_routes(Routes(api, prefix=PREFIX, tag="documentation"), api)
    add_condition_routes(Routes(api, tag="app"), questions)
    add_metrics_route(Routes(api, tag="app"), questions, polling, pushing)
    unknown = UnknownPath(api)
    # Last, and for every method: what GET or POST does not take here would reach what is mounted behind.
    for path in ("/api/{rest:path}", "/health", "/ready", "/metrics"):
        api.router.routes.append(Route(path, unknown, include_in_schema=False))
    return api
