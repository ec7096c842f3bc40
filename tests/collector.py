"""A collector of OpenTelemetry over real HTTP: takes spans and figures as protobuf, and keeps them decoded."""

import gzip
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests import web_server


class Collector(ThreadingHTTPServer):
    """`spans` in the order in which they ended; `services`: names that resources bear; `figures`: names of metrics."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.spans: list[Span] = []
        self.services: set[str] = set()
        self.figures: set[str] = set()
        self.headers: list[dict[str, str]] = []
        self.refuses = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]

    def all_words(self) -> str:
        """Everything that was told of spans, as one text to look through."""
        return "\n".join(str(span) for span in self.spans)


def attributes(span: Span) -> dict[str, object]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


class _Answers(BaseHTTPRequestHandler):
    server: Collector

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing is told."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if not self.server.refuses:
            self.server.headers.append(dict(self.headers.items()))
            self._take(body)
        self.send_response(400 if self.server.refuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _take(self, body: bytes) -> None:
        if self.path == "/v1/traces":
            for told in ExportTraceServiceRequest.FromString(body).resource_spans:
                names = {one.value.string_value for one in told.resource.attributes if one.key == "service.name"}
                self.server.services |= names
                self.server.spans += [span for scope in told.scope_spans for span in scope.spans]
        elif self.path == "/v1/metrics":
            for of_resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                self.server.figures |= {one.name for scope in of_resource.scope_metrics for one in scope.metrics}


def running() -> AbstractContextManager[Collector]:
    """A collector of its own while the block lasts."""
    return web_server.running(Collector())
