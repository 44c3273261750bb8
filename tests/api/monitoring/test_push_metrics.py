"""The push metrics in /metrics."""

import time
from dataclasses import dataclass, field

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from rca_dashboard.api.monitoring.push_metrics import push_metrics
from rca_dashboard.live.operations.push_figures import PushFigures, PushTotals


@dataclass
class Push:
    figures: PushFigures = field(default_factory=lambda: PushFigures(time.time))
    worker: str = "desk-7"

    def totals(self) -> PushTotals:
        return PushTotals(browsers=3, views=2, users=1, frames=9, bytes=900, waiting=1, reconnects=4, closed=5)


def test_totals_and_latencies_have_clear_names() -> None:
    push = Push()
    for seconds in (0.04, 0.3, 9.0):
        push.figures.measure(seconds)

    class Once(Collector):
        def collect(self) -> list:
            return list(push_metrics(push))

    text = generate_latest(Once()).decode()
    found = {
        (sample.name, *(value for name, value in sample.labels.items() if name != "worker")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert text.count('worker="desk-7"') == len(found)
    assert (found["rca_push_browsers",], found["rca_push_waiting_browsers",]) == (3, 1)
    assert (found["rca_push_rooms", "views"], found["rca_push_rooms", "tickets"]) == (2, 0)
    assert (found["rca_push_frames_total",], found["rca_push_bytes_total",]) == (9, 900)
    assert (found["rca_push_reconnections_total",], found["rca_push_closed_for_not_reading_total",]) == (4, 5)
    assert [found["rca_push_latency_seconds_bucket", each] for each in ("0.05", "0.2", "0.5", "5.0", "+Inf")] == [
        1, 1, 2, 2, 3,
    ]  # fmt: skip
    assert found["rca_push_latency_seconds_sum",] == 9.34
    assert found["rca_push_latency_seconds_count",] == 3
