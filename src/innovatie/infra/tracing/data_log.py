"""Lines of the Logboek dataverwerkingen, sent as spans of OpenTelemetry to a log that confirms them."""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

import msgspec
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from innovatie.infra.jobs import NotYet
from innovatie.infra.tracing.exporting import TIMEOUT_SECONDS


class DataLogAway(NotYet):
    """The log did not take the lines."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `activity` and `subject_type` are addresses in the register; `at` in nanoseconds since 1970.

    `trace_id` is 32 hexadecimal digits, `span_id` and `above` (the action that it was part of, or nothing) 16.
    """

    trace_id: str
    span_id: str
    above: str
    name: str
    at: int
    activity: str
    subject: str
    subject_type: str


def send(url: str, lines: Sequence[Line]) -> None:
    """Send lines and wait for the log's word that it has them. Blocks the caller. Raises DataLogAway."""
    if _exporter(url).export([_span(line) for line in lines]) is not SpanExportResult.SUCCESS:
        raise DataLogAway


@cache
def _exporter(url: str) -> OTLPSpanExporter:
    return OTLPSpanExporter(endpoint=f"{url}/v1/traces", timeout=TIMEOUT_SECONDS)


@cache
def _resource() -> Resource:
    return Resource.create({"service.name": "innovatie", "service.version": version("innovatie")})


def _span(line: Line) -> ReadableSpan:
    def context(span_id: str) -> SpanContext:
        return SpanContext(int(line.trace_id, 16), int(span_id, 16), is_remote=False, trace_flags=TraceFlags(1))

    return ReadableSpan(
        name=line.name,
        context=context(line.span_id),
        parent=context(line.above) if line.above else None,
        resource=_resource(),
        attributes={
            "dpl.core.processing_activity_id": line.activity,
            "dpl.core.data_subject_id": line.subject,
            "dpl.core.data_subject_id_type": line.subject_type,
        },
        kind=SpanKind.INTERNAL,
        status=Status(StatusCode.UNSET),
        start_time=line.at,
        end_time=line.at,
    )
