"""The app's metrics for Prometheus, read from the database and the poller on each scrape."""

from collections.abc import Callable, Iterator
from itertools import chain

from fastapi import Response
from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool

from rca_dashboard.access.identity import Role
from rca_dashboard.api.monitoring.push_metrics import Pushing, push_metrics
from rca_dashboard.api.operations.polling import Polling
from rca_dashboard.api.routes import Routes
from rca_dashboard.api.store_reads import Questions
from rca_dashboard.clock import utc_now
from rca_dashboard.domain.progress.poll import PollerHealth, PollerStatus
from rca_dashboard.domain.views.page import TicketCounts
from rca_dashboard.store import queries

_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class _Figures(Collector):
    """A collector for the metrics of one scrape."""

    def __init__(self, metrics: Iterator[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        return self._metrics


def exposition(metrics: Iterator[Metric]) -> bytes:
    """Return metrics in Prometheus' text format 0.0.4."""
    return generate_latest(_Figures(metrics))


def app_metrics(counts: TicketCounts, latest_seq: int, status: PollerStatus) -> Iterator[Metric]:
    """Return the metrics of tickets, feed and polling, which every worker has alike."""
    tickets = GaugeMetricFamily(
        "rca_tickets", "Tickets that are not deleted, by whether they are active", labels=["active"]
    )
    tickets.add_metric(["true"], counts.active)
    tickets.add_metric(["false"], counts.total - counts.active)
    yield tickets
    yield GaugeMetricFamily("rca_tickets_high_priority", "Active tickets of priority 1 or 2", counts.high_priority)
    # The feed's seq increases by one with each stored change.
    yield CounterMetricFamily("rca_feed_changes", "Changes of tickets stored in this database", latest_seq)
    health = GaugeMetricFamily("rca_polling_health", "1 for how polling is doing, 0 for the others", labels=["health"])
    for each in PollerHealth:
        health.add_metric([each.value], float(status.health is each))
    yield health
    if status.succeeded_at:
        seconds = status.succeeded_at.timestamp()
        yield GaugeMetricFamily("rca_polling_last_success_timestamp_seconds", "When a poll last succeeded", seconds)
    if status.last:
        yield GaugeMetricFamily("rca_polling_last_seconds", "How long the last poll took", status.last.seconds)
        yield GaugeMetricFamily("rca_polling_last_requests", "Requests of the last poll", status.last.requests)
        found = GaugeMetricFamily(
            "rca_polling_last_tickets", "What the last poll found, by what it was", labels=["kind"]
        )
        for kind in ("new", "updated", "unchanged", "hidden"):
            found.add_metric([kind], getattr(status.last, kind))
        yield found


def add_metrics_route(
    routes: Routes,
    questions: Questions,
    polling: Callable[[], Polling],
    pushing: Callable[[], Pushing] | None = None,
) -> None:
    """Add ``/metrics``."""

    def read() -> tuple[TicketCounts, int]:
        return questions.ask(queries.ticket_counts, now=utc_now()), questions.ask(queries.latest_seq)

    async def metrics() -> Response:
        """Return the app's metrics in Prometheus' text format."""
        counts, latest_seq = await run_in_threadpool(read)
        push = push_metrics(pushing()) if pushing is not None else iter(())
        text = exposition(chain(app_metrics(counts, latest_seq, polling().status()), push))
        return Response(text, headers={"Content-Type": _MEDIA_TYPE, "Cache-Control": "no-store"})

    routes.get(
        "/metrics",
        metrics,
        role=Role.VIEWER,
        errors=(503,),
        # A response class with its own media type would apply it to errors too.
        response_class=Response,
        openapi_extra={"responses": {"200": {"content": {"text/plain": {"schema": {"type": "string"}}}}}},
    )
