"""What the machinery around us asks: are you alive, can you serve, how are you doing."""

import asyncio
import resource
import sys
import time
from collections import Counter

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from innovatie.infra import moments, queue_state, schema_version

_PLAIN = {"Cache-Control": "no-store"}
_STARTED = time.time()


@get("/livez", include_in_schema=False, sync_to_thread=False)
def livez() -> Response[str]:
    """The process answers; it depends on nothing else."""
    return Response("ok", media_type="text/plain", headers=_PLAIN)


@get("/readyz", include_in_schema=False)
async def readyz(request: Request[None, None, State]) -> Response[str]:
    """PostgreSQL answers within two seconds, its tables are those of this code, and its clock is ours; else 503."""
    try:
        async with asyncio.timeout(2.0):
            standing = await schema_version.standing()
            apart = await moments.apart()
    except Exception as error:  # whatever it is, we cannot serve
        return _not_ready(f"database: {type(error).__name__}")
    request.app.state.schema = standing
    if not standing.fits:
        return _not_ready(f"schema: {standing.sentence}")
    if abs(apart) > moments.MOST_APART:
        return _not_ready(f"clock: {apart.total_seconds():+.1f} s from the database's")
    return Response("ok", media_type="text/plain", headers=_PLAIN)


def _not_ready(told: str) -> Response[str]:
    return Response(told, status_code=503, media_type="text/plain", headers=_PLAIN)


class Counters:
    """Requests by method and status class, and the time they took."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str]] = Counter()
        self.seconds = 0.0

    def text(self) -> str:
        """The figures in the text format of Prometheus."""
        factor = 1 if sys.platform == "darwin" else 1024
        lines = ["# TYPE innovatie_requests_total counter"]
        lines += [
            f'innovatie_requests_total{{method="{method}",status="{status}"}} {number}'
            for (method, status), number in sorted(self.requests.items())
        ]
        lines += [
            "# TYPE innovatie_request_seconds_total counter",
            f"innovatie_request_seconds_total {self.seconds:.6f}",
            "# TYPE process_start_time_seconds gauge",
            f"process_start_time_seconds {_STARTED:.0f}",
            "# TYPE process_max_resident_memory_bytes gauge",
            f"process_max_resident_memory_bytes {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * factor}",
        ]
        return "\n".join(lines) + "\n"


class Measure:
    """Counts every request; stands around the application only when metrics are on."""

    def __init__(self, app: ASGIApp, counters: Counters) -> None:
        self.app = app
        self.counters = counters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def count(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.counters.requests[(scope["method"], f"{message['status'] // 100}xx")] += 1
            await send(message)

        await self.app(scope, receive, count)
        self.counters.seconds += time.perf_counter() - began


@get("/metrics", include_in_schema=False)
async def metrics(request: Request[None, None, State]) -> Response[str]:
    """Figures for Prometheus; a 404 unless INNOVATIE_METRICS is on, because they are for the inner network only."""
    counters: Counters | None = request.app.state.counters
    if counters is None:
        raise NotFoundException
    jobs = await queue_state.backlog()
    apart = await moments.apart()
    text = (
        f"{counters.text()}# TYPE innovatie_jobs gauge\n"
        f'innovatie_jobs{{state="waiting"}} {jobs.waiting}\n'
        f'innovatie_jobs{{state="running"}} {jobs.running}\n'
        f'innovatie_jobs{{state="failed"}} {jobs.failed}\n'
        f"# TYPE innovatie_jobs_late_seconds gauge\ninnovatie_jobs_late_seconds {jobs.late:.1f}\n"
        "# TYPE innovatie_clock_apart_seconds gauge\n"
        f"innovatie_clock_apart_seconds {apart.total_seconds():.3f}\n"
    )
    return Response(text, media_type="text/plain; version=0.0.4", headers=_PLAIN)
