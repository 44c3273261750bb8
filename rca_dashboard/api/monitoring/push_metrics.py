"""The push metrics for Prometheus."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from rca_dashboard.live.operations.push_figures import BUCKET_SECONDS, Latencies, PushFigures, PushTotals


class Pushing(Protocol):
    """The source of the push metrics: ``live.operations.push_metrics.Usage``."""

    figures: PushFigures
    worker: str

    def totals(self) -> PushTotals:
        """Return the current totals."""
        ...


_GAUGES = (
    ("browsers", "rca_push_browsers", "Open sockets of browsers"),
    ("waiting", "rca_push_waiting_browsers", "Open sockets for which frames are queued"),
    ("longest_queue", "rca_push_longest_queue_bytes", "What is queued for the slowest browser"),
)
_COUNTERS = (
    ("frames", "rca_push_frames", "Frames sent to browsers"),
    ("bytes", "rca_push_bytes", "Bytes in the frames sent to browsers"),
    ("connects", "rca_push_connections", "Pages that connected"),
    ("reconnects", "rca_push_reconnections", "Pages that connected and were connected before"),
    ("closed", "rca_push_closed_for_not_reading", "Sockets closed with too much queued"),
    ("reads", "rca_push_view_reads", "Views read for those who look at them"),
    ("skipped", "rca_push_view_reads_skipped", "Views not read, as no change could touch them"),
)


def push_metrics(pushing: Pushing) -> Iterator[Metric]:
    """Return the push metrics of this worker, with its name as a label: each worker answers for itself."""
    totals, worker = pushing.totals(), pushing.worker
    for name, metric, text in _GAUGES:
        gauge = GaugeMetricFamily(metric, text, labels=["worker"])
        gauge.add_metric([worker], getattr(totals, name))
        yield gauge
    rooms = GaugeMetricFamily("rca_push_rooms", "What somebody looks at, by its kind", labels=["kind", "worker"])
    for kind in ("views", "tickets", "users"):
        rooms.add_metric([kind, worker], getattr(totals, kind))
    yield rooms
    for name, metric, text in _COUNTERS:
        counter = CounterMetricFamily(metric, text, labels=["worker"])
        counter.add_metric([worker], getattr(totals, name))
        yield counter
    yield _latency(pushing.figures.latencies(), worker)


def _latency(latencies: Latencies, worker: str) -> Metric:
    bounds = (*map(str, BUCKET_SECONDS), "+Inf")
    buckets = list(zip(bounds, accumulate(latencies.buckets), strict=True))
    text = "From a change's storing to the screen, as a few browsers at random acknowledge it"
    histogram = HistogramMetricFamily("rca_push_latency_seconds", text, labels=["worker"])
    histogram.add_metric([worker], buckets=buckets, sum_value=latencies.seconds)
    return histogram
