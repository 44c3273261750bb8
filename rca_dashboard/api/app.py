"""The FastAPI app with all REST routes, which runs in front of Reflex's own."""

from collections.abc import Callable

from fastapi import FastAPI
from starlette.routing import Route

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.access.identity import TokenScope
from rca_dashboard.api.auth_routes import Logins, add_auth_routes
from rca_dashboard.api.cases.cases import add_case_routes
from rca_dashboard.api.cases.figures import add_figure_routes
from rca_dashboard.api.charts.charts import add_chart_route
from rca_dashboard.api.documentation import add_documentation_routes
from rca_dashboard.api.insight.insight import add_insight_routes
from rca_dashboard.api.insight.week import add_week_route
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
from rca_dashboard.api.running_exports import RunningExports
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.api.tickets.events import add_event_routes
from rca_dashboard.api.tickets.tickets import add_ticket_routes
from rca_dashboard.api.tickets.wall import add_wall_route
from rca_dashboard.api.unknown_path import UnknownPath
from rca_dashboard.api.views.views import ChangesViews, ReadsViews, add_view_routes
from rca_dashboard.cases.cases import Cases
from rca_dashboard.insight.insight import Insight
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
    push_silence: Callable[[], float] | None = None,
    is_draining: Callable[[], bool] = lambda: False,
    insight: Callable[[], Insight | None] | None = None,
    views: Callable[[], ReadsViews] | None = None,
    view_changes: Callable[[], ChangesViews] | None = None,
    wake: Callable[[], None] = lambda: None,
) -> FastAPI:
    """Create the app for Reflex's ``api_transformer``, which mounts Reflex behind it.

    It handles all paths under ``/api/``, and ``/health``, ``/ready`` and ``/metrics``; every other path goes to the app
    mounted behind it. The gate around it identifies the user (``access.identity``); without a gate no one may read.

    Args:
        database: Holds tickets and feed; its tables exist before the first request.
        polling: Returns the poller, which is created when the server starts and runs on its event loop.
        logins: The dependencies of ``/auth/…``; without them these routes do not exist.
        webhook: The dependencies of ``/servicenow/webhook``; without them this route does not exist.
        importing: Returns the bulk import; without it its routes do not exist.
        reconciling: Returns the reconciler; without it its routes do not exist.
        bells: Returns the bells, which mark notifications as read; without them ``/notifications`` does not exist.
        pushing: Returns the push metrics; without them ``/metrics`` omits them.
        insight: Returns the insight; without it the routes of similar tickets, clusters and bursts do not exist.
        push_silence: Returns how long ago the push last ran, in seconds; without it ``/ready`` does not look at it.
        is_draining: Returns whether the worker is about to end; ``/ready`` then says so.
        views: Returns the named views; without them ``/views`` does not exist.
        view_changes: Returns what changes them.
        wake: Wakes the hub after an edit of a case.
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
    exports = RunningExports()
    of_tickets = Routes(api, prefix=PREFIX, tag="tickets", scope=TokenScope.TICKETS)
    add_ticket_routes(of_tickets, questions, exports, has_insight=insight is not None)
    add_event_routes(Routes(api, prefix=PREFIX, tag="events", scope=TokenScope.FEED), questions)
    add_wall_route(Routes(api, prefix=PREFIX, tag="wall", scope=TokenScope.TICKETS), questions)
    audit = AuditLog(database)
    if insight is not None:
        of_insight = Routes(api, prefix=PREFIX, tag="insight", scope=TokenScope.TICKETS)
        add_insight_routes(of_insight, questions, insight, audit)
    add_chart_route(Routes(api, prefix=PREFIX, tag="charts", scope=TokenScope.TICKETS), questions)
    add_polling_routes(Routes(api, prefix=PREFIX, tag="polling", scope=TokenScope.OPERATE), polling, importing, audit)
    if importing is not None:
        add_bulk_import_routes(
            Routes(api, prefix=PREFIX, tag="bulk import", scope=TokenScope.OPERATE), importing, audit
        )
    if reconciling is not None:
        add_reconcile_routes(Routes(api, prefix=PREFIX, tag="reconcile", scope=TokenScope.OPERATE), reconciling, audit)
    add_audit_routes(Routes(api, prefix=PREFIX, tag="audit", scope=TokenScope.OPERATE), questions, exports)
    if bells is not None:
        add_notification_routes(
            Routes(api, prefix=PREFIX, tag="notifications", scope=TokenScope.FEED), questions, bells
        )
    if views is not None and view_changes is not None:
        add_view_routes(Routes(api, prefix=PREFIX, tag="views", scope=TokenScope.TICKETS), views, view_changes)
    of_weeks = Routes(api, prefix=PREFIX, tag="insight", scope=TokenScope.CASES)
    add_week_route(of_weeks, questions, has_insight=insight is not None)
    cases = Cases(database, wake)
    case_routes = Routes(api, prefix=PREFIX, tag="cases", scope=TokenScope.CASES)
    add_case_routes(case_routes, questions, lambda: cases)
    add_figure_routes(case_routes, questions, lambda: cases)
    if logins is not None:
        add_auth_routes(Routes(api, prefix=PREFIX, tag="auth", scope=None), logins)
    if webhook is not None:
        add_webhook_route(Routes(api, prefix=PREFIX, tag="webhook", scope=None), webhook)
    add_documentation_routes(Routes(api, prefix=PREFIX, tag="documentation", scope=None), api)
    add_condition_routes(
        Routes(api, tag="app", scope=TokenScope.OPERATE), questions, polling, push_silence, is_draining
    )
    add_metrics_route(Routes(api, tag="app", scope=TokenScope.OPERATE), questions, polling, pushing)
    unknown = UnknownPath(api)
    # Last, and for every method: a request that no route here takes would reach the app mounted behind.
    for path in ("/api/{rest:path}", "/health", "/ready", "/metrics"):
        api.router.routes.append(Route(path, unknown, include_in_schema=False))
    return api
