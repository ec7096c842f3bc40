"""What one can follow from outside: numbers of requests, lines of the log, and figures on a port of their own."""

import asyncio
import io
import json
import logging
import re
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import asyncpg
import httpx
import pytest
import structlog
import yaml

from innovatie.cli.gauges import gauges
from innovatie.infra import jobs, logs, metrics
from innovatie.infra.database import fetch_value
from innovatie.infra.mailer import Mail, Server, compose
from innovatie.web import observing
from tests import factories, forked
from tests.house.source import ROOT
from tests.queue import taking
from tests.serving import SECRET, end, environment, free_port, wait_for

pytestmark = pytest.mark.anyio

OBSERVING = ROOT / "deploy" / "observing"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    root, out = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    with redirect_stdout(out):
        structlog.reset_defaults()
        logs.configure("INFO")
        # The one of the module may hold the output of an earlier test: it is kept from its first line on.
        monkeypatch.setattr(observing, "_log", structlog.get_logger("access"))
        yield out
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()


def told(out: io.StringIO, event: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = [json.loads(line) for line in out.getvalue().splitlines()]
    return [line for line in found if line["event"] == event]


@pytest.mark.parametrize(
    ("headers", "number"),
    [
        ({"X-Request-ID": "proxy-42.a_b"}, "proxy-42.a_b"),
        ({"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}, "ab" * 16),
        ({"X-Request-ID": "te kort"}, None),
        ({"X-Request-ID": "x" * 65}, None),
        ({"X-Request-ID": "<script>alert(1)</script>"}, None),
        ({"traceparent": "00-zz-1-01"}, None),
        ({}, None),
    ],
)
async def test_a_sane_number_of_the_proxy_is_kept_and_any_other_replaced(
    client: httpx.AsyncClient, headers: dict[str, str], number: str | None
) -> None:
    got = (await client.get("/livez", headers=headers)).headers["x-request-id"]
    assert got == number if number else re.fullmatch("[0-9a-f]{32}", got)


async def test_a_request_is_one_line_with_its_route_and_nothing_that_was_typed(
    client: httpx.AsyncClient, lines: io.StringIO
) -> None:
    await client.get("/ideeen/987?q=getypt", headers={"X-Request-ID": "number-one"})
    await client.get("/bestaat/getypt")
    await client.post("/inloggen/link", data={"email": "getypt@stad.example"})
    found = [(line["method"], line["route"], line["status"]) for line in told(lines, "request")]
    assert found[:2] == [("GET", "/ideeen/{segment}", 404), ("GET", "none", 404)]
    assert found[2][:2] == ("POST", "/inloggen/link")
    assert told(lines, "request")[0]["request_id"] == "number-one"
    assert "getypt" not in lines.getvalue()


def test_a_warning_and_a_library_are_lines_of_json_too(lines: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)  # what a test before turned on went with the warnings of that test
        logging.captureWarnings(True)
        warnings.warn("let op", RuntimeWarning, stacklevel=1)
    try:
        raise ValueError("getypt")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("mislukt\nover twee regels")
    parsed = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["logger"] for line in parsed] == ["py.warnings", "uvicorn.error"]
    assert parsed[1]["exception"][0]["exc_type"] == "ValueError"
    assert "getypt" not in lines.getvalue()


class Asked(jobs.Payload, frozen=True, kw_only=True):
    job = "test.observed"


async def test_the_number_of_a_request_goes_along_to_its_job_and_its_mail(db: object) -> None:
    seen: list[object] = []

    async def look(payload: Asked, /, *, now: object) -> None:
        seen.append(structlog.contextvars.get_contextvars())

    with structlog.contextvars.bound_contextvars(request_id="number-two"):
        await jobs.enqueue(Asked())
    assert "request_id" not in structlog.contextvars.get_contextvars()
    metrics.JOBS.clear()
    await (await taking([jobs.does(Asked, look)])).run_due()
    assert seen == [{"job": "test.observed", "request_id": "number-two"}]
    assert 'innovatie_job_seconds_count{job="test.observed",outcome="done"} 1' in metrics.JOBS.text().splitlines()
    mail = Mail(message_id="a@b", recipient="c@d.example", subject="x", text="y", request_id="number-two")
    message = compose(mail, Server(host="h", port=25, sender="e@f.example"), factories.NOW)
    assert message["X-Request-ID"] == "number-two"


async def test_requests_are_counted_by_route_and_not_by_address(client: httpx.AsyncClient) -> None:
    metrics.REQUESTS.clear()
    for number in (1, 2, 3):
        await client.get(f"/ideeen/{number}")
    await client.request("NONSENSE", "/")
    text = metrics.of_process()
    assert 'innovatie_request_seconds_count{method="GET",route="/ideeen/{segment}",status="4xx"} 3' in text
    assert 'innovatie_request_seconds_bucket{method="GET",route="/ideeen/{segment}",status="4xx",le="+Inf"} 3' in text
    assert 'method="other"' in text and "NONSENSE" not in text


async def test_every_figure_that_the_dashboard_or_an_alert_names_is_served(
    db: object, client: httpx.AsyncClient
) -> None:
    await client.get("/livez")
    metrics.JOBS.observe(0.1, "a job", "failed")
    served = metrics.of_process() + await gauges()
    known = set(re.findall(r"^(\w+?)(?:\{| )", served, re.MULTILINE)) | {"innovatie_pool_connections"}
    dashboard = json.loads((OBSERVING / "dashboard.json").read_text("utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    rules = yaml.safe_load((OBSERVING / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
    asked += [rule["expr"] for rule in rules]
    named = {name for expression in asked for name in re.findall(r"\b(?:innovatie|process)_\w+", expression)}
    assert len(named) > 10
    assert named - known == set()
    assert all(rule["annotations"]["description"] for rule in rules)
    assert await fetch_value("SELECT 1") == 1


async def _without_jobs(dsn: str) -> None:
    """What a real worker put into the queue of the database that all tests share."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("DELETE FROM pgqueuer; DELETE FROM pgqueuer_log")
    await connection.close()


@pytest.mark.parametrize("part", ["serve", "worker"])
def test_the_figures_are_on_a_port_of_their_own(database_dsn: str, tmp_path: Path, part: str) -> None:
    port, site = free_port(), free_port()
    environ = environment(
        DATABASE_URL=database_dsn, INNOVATIE_SECRET=SECRET, INNOVATIE_PORT=str(site), INNOVATIE_METRICS_PORT=str(port)
    )
    running = forked.start(part, environment=environ, log=tmp_path / "log")
    try:
        wait_for(f"http://127.0.0.1:{port}/metrics", running, tmp_path / "log")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
            text = answer.read().decode()
        taken = forked.run(part, environment=environ | {"INNOVATIE_PORT": str(free_port())})
    finally:
        end(running)
        asyncio.run(_without_jobs(database_dsn))
    assert "innovatie_database_up 1" in text.splitlines()
    assert 'innovatie_pool_connections{state="most"} 10' in text.splitlines()
    assert (taken.returncode, taken.stderr.split(" op ")[0]) == (2, f"Poort {port}")
    for line in (tmp_path / "log").read_text("utf-8").splitlines():
        assert json.loads(line)["event"], "every line is JSON"
