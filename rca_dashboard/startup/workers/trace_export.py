"""Sends spans to ``OTEL_EXPORTER_OTLP_ENDPOINT`` by OTLP over HTTP, in a thread of its own.

At most 2,048 spans wait, and the oldest are dropped: a collector that is away costs neither memory nor time.
"""

import logging
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import httpx
from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from rca_dashboard.background import FailureLog, NoAnswerError
from rca_dashboard.tracing import Attribute

logger = logging.getLogger(__name__)

_DEADLINE_SECONDS = 5.0
# A worker that ends hands over what waits, and does not wait for a collector that is away.
_LAST_SECONDS = 2.0
_SENT_EVERY_SECONDS = 1.0
_MOST_WAITING = 2_048
_MOST_AT_ONCE = 512
# A push may show the changes of many polls, as after an outage of the database.
_MOST_LINKS = 32
_PROPAGATOR = TraceContextTextMapPropagator()


class OtlpExporter(SpanExporter):
    """Sends spans to a collector. What cannot be sent in time is dropped; an outage is logged when it starts and ends.

    Args:
        endpoint: The collector, such as ``http://localhost:4318``.
    """

    def __init__(self, endpoint: str) -> None:
        self._url = f"{endpoint.rstrip('/')}/v1/traces"
        self._http = httpx.Client(timeout=_DEADLINE_SECONDS, trust_env=False)
        self._failures = FailureLog("Export of traces", logger)
        self._ends = threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send spans, within the deadline."""
        if self._ends.is_set() and self._failures.is_failing:
            return SpanExportResult.FAILURE
        try:
            body = encode_spans(spans).SerializeToString()
            answer = self._http.post(self._url, content=body, headers={"Content-Type": "application/x-protobuf"})
            answer.raise_for_status()
        except httpx.HTTPError as error:
            self._failures.failed(_in_words(self._url, error))
            return SpanExportResult.FAILURE
        self._failures.succeeded()
        return SpanExportResult.SUCCESS

    def end(self) -> None:
        """Try once more at most from now on while the collector is away."""
        self._ends.set()

    def shutdown(self) -> None:
        """Close the connections."""
        self._http.close()


def _in_words(url: str, error: httpx.HTTPError) -> Exception:
    if isinstance(error, httpx.HTTPStatusError):
        reason = f"it answered {error.response.status_code}"
    elif isinstance(error, httpx.TimeoutException):
        reason = f"it did not answer within {_DEADLINE_SECONDS:g} s"
    else:
        reason = str(error) or type(error).__name__
    return NoAnswerError(f"{url} does not take spans: {reason}. Check OTEL_EXPORTER_OTLP_ENDPOINT; polling goes on.")


class _Span:
    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def note(self, **attributes: Attribute) -> None:
        self._span.set_attributes(attributes)


class OpenTelemetry:
    """Records the spans of a worker.

    Args:
        endpoint: The collector.
        worker: The id of this worker.
        version: The version of the app.
    """

    def __init__(self, endpoint: str, *, worker: str, version: str) -> None:
        # What the SDK logs of its queue says nothing that the exporter's own line does not.
        logging.getLogger("opentelemetry").setLevel(logging.ERROR)
        resource = Resource.create(
            {"service.name": "rca_dashboard", "service.version": version, "service.instance.id": worker}
        )
        self._exporter = OtlpExporter(endpoint)
        processor = BatchSpanProcessor(
            self._exporter,
            max_queue_size=_MOST_WAITING,
            schedule_delay_millis=_SENT_EVERY_SECONDS * 1000,
            max_export_batch_size=_MOST_AT_ONCE,
        )
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("rca_dashboard", version)

    @contextmanager
    def span(
        self, name: str, attributes: dict[str, Attribute], *, follows: Sequence[str], is_part: bool
    ) -> Generator[_Span]:
        """Begin a span, which ends with the block; an error that leaves the block is noted by its type alone."""
        if is_part and not follows and not trace.get_current_span().get_span_context().is_valid:
            yield _Span(trace.INVALID_SPAN)
            return
        causes = [_PROPAGATOR.extract({"traceparent": each}) for each in follows[: _MOST_LINKS + 1]]
        links = [trace.Link(trace.get_current_span(each).get_span_context()) for each in causes[1:]]
        with self._tracer.start_as_current_span(
            name,
            context=causes[0] if causes else contexts.get_current(),
            attributes=attributes,
            links=links,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield _Span(span)
            except BaseException as error:
                # Its text may quote a ticket.
                span.set_status(trace.StatusCode.ERROR, type(error).__name__)
                raise

    def traceparent(self) -> str:
        """Return the current span as W3C's ``traceparent``; empty outside of any."""
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier)
        return carrier.get("traceparent", "")

    def flush(self) -> None:
        """Send what waits now."""
        self._provider.force_flush()

    def end(self) -> None:
        """Send what waits, for 2 s at most."""
        self._exporter.end()
        ending = threading.Thread(target=self._provider.shutdown, daemon=True)
        ending.start()  # it would wait for 30 s
        ending.join(_LAST_SECONDS)
