"""Sending traces and figures with the SDK of OpenTelemetry, as protobuf over HTTP. Only this module knows it.

What the SDK reads from its own variables holds too: OTEL_EXPORTER_OTLP_HEADERS for a collector that wants a token,
OTEL_TRACES_SAMPLER, OTEL_RESOURCE_ATTRIBUTES. Sending happens in a thread; a collector that is away costs spans and
nothing else.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import Final

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from innovatie.infra.metrics import SECONDS
from innovatie.infra.tracing import Kind, Span, Value
from innovatie.settings import Settings

TIMEOUT_SECONDS: Final = 3.0
"""Seconds that sending may take: once per attempt, and at the end of the process."""
SILENCE: Final = 600.0
"""Seconds in which a collector that is away is told of once."""
_CONTEXT: Final = TraceContextTextMapPropagator()


class _Told(Span):
    """A span of OpenTelemetry."""

    def __init__(self, told: trace.Span) -> None:
        self._told = told
        self.trace_id = trace.format_trace_id(told.get_span_context().trace_id)

    def name(self, name: str) -> None:
        self._told.update_name(name)

    def note(self, **attributes: Value) -> None:
        for name, value in attributes.items():
            self._told.set_attribute(name.replace("__", "."), value)

    def failed(self, kind: str) -> None:
        self._told.set_attribute("error.type", kind)
        self._told.set_status(Status(StatusCode.ERROR))


class _Seldom(logging.Filter):
    """Lets one record of each sender through in ten minutes; a collector away loses a batch every few seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now - self._told.get(record.name, -SILENCE) < SILENCE:
            return False
        self._told[record.name] = now
        return True


_seldom: Final = _Seldom()
_SENDERS: Final = [f"opentelemetry.exporter.otlp.proto.http.{what}_exporter" for what in ("trace", "metric")]


class Exporting:
    """Traces and figures to a collector. Without one (only a data log is set) spans are made and told to nobody."""

    def __init__(self, settings: Settings, *, process: str) -> None:
        for name in _SENDERS:
            logging.getLogger(name).addFilter(_seldom)
        resource = Resource.create({"service.name": f"innovatie-{process}", "service.version": version("innovatie")})
        self._tells = bool(settings.otlp_url)
        self._provider = TracerProvider(resource=resource)
        if self._tells:
            sender = OTLPSpanExporter(endpoint=f"{settings.otlp_url}/v1/traces", timeout=TIMEOUT_SECONDS)
            self._provider.add_span_processor(BatchSpanProcessor(sender))
        self._tracer = self._provider.get_tracer("innovatie")
        self._meters: MeterProvider | None = None
        self._histograms = {}
        if settings.otlp_url:
            sending = OTLPMetricExporter(endpoint=f"{settings.otlp_url}/v1/metrics", timeout=TIMEOUT_SECONDS)
            self._meters = MeterProvider(resource=resource, metric_readers=[PeriodicExportingMetricReader(sending)])
            meter = self._meters.get_meter("innovatie")
            self._histograms = {
                name: meter.create_histogram(
                    name, unit="s", description=explained, explicit_bucket_boundaries_advisory=list(SECONDS)
                )
                for name, explained in (
                    ("http.server.request.duration", "Answers by method, route and status."),
                    ("innovatie.job.duration", "Jobs by name and outcome."),
                    ("innovatie.mail.duration", "Mails handed over, by outcome."),
                )
            }

    def close(self) -> None:
        """Send what is left; the thread of each sender ends."""
        self._provider.force_flush(int(TIMEOUT_SECONDS * 1000))
        self._provider.shutdown()
        if self._meters is not None:
            self._meters.shutdown(timeout_millis=TIMEOUT_SECONDS * 1000)

    @contextmanager
    def span(self, name: str, kind: Kind, *, parent: str | None, attributes: Mapping[str, Value]) -> Iterator[Span]:
        """A span while the block lasts; what is raised in it is noted by the name of its class, never in its words."""
        above = None if parent is None else _CONTEXT.extract({"traceparent": parent})
        with self._tracer.start_as_current_span(
            name, context=above, kind=SpanKind[kind.value], attributes=dict(attributes),
            record_exception=False, set_status_on_exception=False,
        ) as told:  # fmt: skip
            made = _Told(told)
            try:
                yield made
            except BaseException as error:
                made.failed(type(error).__name__)
                raise

    def traceparent(self) -> str | None:
        """The header for what comes below the current span."""
        carrier: dict[str, str] = {}
        _CONTEXT.inject(carrier)
        return carrier.get("traceparent")

    def statement(self, sql: str, seconds: float, error: BaseException | None) -> None:
        """A statement that has just been run, below the current span; nothing outside of any."""
        if not self._tells or not trace.get_current_span().is_recording():
            return
        end = time.time_ns()
        verb = sql.split(None, 1)[0].upper() if sql.strip() else "?"
        told = self._tracer.start_span(
            verb,
            kind=SpanKind.CLIENT,
            start_time=end - int(seconds * 1e9),
            attributes={"db.system.name": "postgresql", "db.operation.name": verb, "db.query.text": sql},
        )
        if error is not None:
            _Told(told).failed(type(error).__name__)
        told.end(end)

    def measured(self, name: str, seconds: float, labels: Mapping[str, str]) -> None:
        """Add to a histogram; `__` in the name of a label stands for a dot."""
        if name in self._histograms:
            self._histograms[name].record(seconds, {one.replace("__", "."): told for one, told in labels.items()})
