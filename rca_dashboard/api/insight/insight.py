"""All routes of the insight."""

from rca_dashboard.access.audit_log import AuditLog
from rca_dashboard.api.insight.bursts import add_burst_routes
from rca_dashboard.api.insight.clusters import add_cluster_routes
from rca_dashboard.api.insight.similar import GetInsight, add_similar_route
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.store_reads import Questions


def add_insight_routes(routes: Routes, questions: Questions, insight: GetInsight, audit: AuditLog) -> None:
    """Add the routes of similar tickets, clusters and bursts."""
    add_similar_route(routes, questions, insight)
    add_cluster_routes(routes, questions, insight, audit)
    add_burst_routes(routes, questions, insight)
