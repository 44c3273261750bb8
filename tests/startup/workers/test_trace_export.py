"""Traces: what is recorded of a poll and its push, and what a collector that is away costs."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rca_dashboard import tracing
from rca_dashboard.live.hub.push_span import push_span
from rca_dashboard.startup.workers.trace_export import OpenTelemetry
from rca_dashboard.store.feed import changes_after
from tests.fixtures.app_server import ROOT
from tests.fixtures.databases import migrated_sqlite
from tests.fixtures.otlp_collector import Collector, running_collector
from tests.servicenow.table_server import TableServer
from tests.sync.sync_harness import SyncHarness


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running_collector() as running:
        yield running


@pytest.fixture
def traces(collector: Collector) -> Iterator[OpenTelemetry]:
    recording = OpenTelemetry(f"{collector.url}/", worker="one", version="1")
    tracing.record_with(recording)
    yield recording
    tracing.record_with(None)
    recording.end()


async def test_a_poll_its_requests_its_batch_and_the_push_are_one_trace(
    collector: Collector, traces: OpenTelemetry, instance: TableServer, tmp_path: Path
) -> None:
    database = migrated_sqlite(tmp_path / "tickets.db")
    harness = SyncHarness(instance, database)
    instance.put(1, short_description="The text of a ticket")
    assert (await harness.poller().poll_now()).new == 1
    await harness.aclose()
    changes = changes_after(database, 0, 10)
    database.close()
    with push_span(changes), tracing.span("frame", is_part=True):
        pass
    with push_span(()), tracing.span("frame", is_part=True):
        pass  # nothing has changed: a heartbeat is in no trace
    traces.end()
    poll = next(span for span in collector.named("poll"))
    (store,) = [span for span in collector.named("store") if span.trace == poll.trace]
    (push,) = collector.named("push")
    (frame,) = collector.named("frame")
    requests = [span for span in collector.named("servicenow.request") if span.trace == poll.trace]
    assert {span.parent for span in requests} == {poll.id}
    assert [store.parent, push.parent, frame.parent] == [poll.id, store.id, push.id]
    assert {span.trace for span in (store, push, frame)} == {poll.trace}
    assert {span.worker for span in collector.spans} == {"one"}
    assert "The text of a ticket" not in repr(collector.spans)


def test_a_push_of_several_polls_continues_one_and_links_to_the_others(
    collector: Collector, traces: OpenTelemetry
) -> None:
    causes: list[str] = []
    for _ in range(3):
        with tracing.span("poll"):
            causes.append(tracing.traceparent() or "")
    with tracing.span("push", follows=causes, is_part=True):
        pass
    traces.end()
    (push,) = collector.named("push")
    polls = [span.id for span in collector.named("poll")]
    assert (push.parent, push.links) == (polls[0], tuple(polls[1:]))


def test_a_collector_that_is_away_is_logged_once_and_once_when_it_is_back(
    collector: Collector, traces: OpenTelemetry, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    collector.status = 503
    for _ in range(3):
        with tracing.span("poll"):
            pass
        traces.flush()
    collector.status = 200
    with tracing.span("poll"):
        pass
    traces.flush()
    failed, back = (record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING)
    assert failed.startswith(f"Export of traces failed: {collector.url}/v1/traces does not take spans: it answered 503")
    assert back.startswith("Export of traces recovered after ")
    assert len(collector.named("poll")) == 1


def test_while_a_collector_hangs_spans_are_dropped_and_nothing_waits(
    collector: Collector, traces: OpenTelemetry, caplog: pytest.LogCaptureFixture
) -> None:
    collector.hangs.clear()
    for _ in range(5_000):  # returns at once: twice as many as are kept
        with tracing.span("poll"):
            pass
    assert collector.spans == []
    collector.hangs.set()
    traces.end()
    assert 0 < len(collector.spans) < 5_000
    assert caplog.records == []


def test_an_error_in_a_span_is_noted_by_its_kind_and_goes_on(collector: Collector, traces: OpenTelemetry) -> None:
    with pytest.raises(ValueError, match="secret"), tracing.span("poll"):
        raise ValueError("secret")
    traces.end()
    assert [span.name for span in collector.spans] == ["poll"]
    assert "secret" not in repr(collector.spans)


def test_without_a_collector_nothing_of_it_is_loaded_and_changes_carry_no_trace() -> None:
    with tracing.span("poll") as span:
        span.note(new=1)
        assert tracing.traceparent() is None
    names = {"opentelemetry.sdk.trace", "google.protobuf"}
    command = f"import sys, rca_dashboard.startup.worker; print({names} & sys.modules.keys())"
    loaded = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.split()[-1] == "set()"
