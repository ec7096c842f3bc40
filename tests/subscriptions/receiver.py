"""A receiver of events: a real server on a port of this machine, that answers as a test tells it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests import web_server


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answers`: the statuses to give, one after another; then 204. 0 is to close the line without an answer."""

    address: str = ""
    answers: list[int] = field(default_factory=list)
    all: list[Received] = field(default_factory=list)
    """Everything that came, also what was answered with a failure."""
    taken: list[Received] = field(default_factory=list)
    """What was answered with success."""

    @property
    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.taken]


@contextmanager
def receiving() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            told.all.append(received)
            status = told.answers.pop(0) if told.answers else 204
            if status == 0:
                self.close_connection = True
                return
            if status < 300:
                told.taken.append(received)
            self.send_response(status)
            if status in {301, 302, 307, 308}:
                self.send_header("Location", "/elders")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the screen of whoever tests."""

    with web_server.running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        told.address = f"http://127.0.0.1:{server.server_port}/hook"
        yield told
