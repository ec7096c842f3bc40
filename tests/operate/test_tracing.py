"""One trace joins a request, its statements, its jobs and their mails, at a real collector, and tells nothing personal."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from innovatie.infra import tracing
from innovatie.infra.database import current_connection, execute, fetch_value
from innovatie.infra.tracing import statements
from innovatie.settings import Settings, SettingsError
from tests import collector
from tests.accounts.signing import colleague
from tests.collector import Collector, attributes
from tests.infra.test_mailer import Postbox, serving
from tests.queue import run_due

pytestmark = pytest.mark.anyio

ADDRESS = "sanne.de.wit@gemeente.example"
WORDS = "een heel bijzonder zoekwoord"


@pytest.fixture
def collected() -> Iterator[Collector]:
    with collector.running() as server:
        yield server


@pytest.fixture
def traced(collected: Collector, settings: Settings) -> Iterator[Collector]:
    """A collector to which this process tells what it does, until the end of the test."""
    tracing.configure(settings.with_changes(otlp_url=collected.url), process="web")
    try:
        yield collected
    finally:
        tracing.close()


async def told(server: Collector) -> None:
    """Everything that was done until now is sent."""
    await asyncio.to_thread(tracing.close)


@pytest.mark.usefixtures("db")
async def test_a_sign_in_by_mail_is_one_trace_from_the_form_to_the_mail_server(
    traced: Collector, client: httpx.AsyncClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = current_connection()
    assert connection is not None
    statements.watch(connection)
    await colleague(address=ADDRESS)
    postbox, above, trace = Postbox(), "cd" * 8, "ab" * 16
    with serving(postbox) as server:
        mailing = settings.with_changes(smtp_host=server.host, smtp_port=server.port, smtp_security="geen")
        monkeypatch.setattr("innovatie.notifications.jobs.current", lambda: mailing)
        answer = await client.post(
            "/inloggen/link", data={"email": ADDRESS},
            headers={"traceparent": f"00-{trace}-{above}-01"},
        )  # fmt: skip
        assert answer.headers["x-request-id"] == trace
        await run_due()
    connection.remove_query_logger(statements.tell)
    assert len(postbox.received) == 1
    assert f"X-Request-ID: {trace}".encode() in postbox.received[0]
    await told(traced)
    spans = [span for span in traced.spans if span.trace_id.hex() == trace]
    by_id = {span.span_id: span for span in spans}
    (form,) = [span for span in spans if span.parent_span_id.hex() == above]
    assert form.name == "POST /inloggen/link"
    assert attributes(form) | {"innovatie.request_id": ""} == {
        "http.request.method": "POST", "http.route": "/inloggen/link", "http.response.status_code": answer.status_code,
        "innovatie.request_id": "",
    }  # fmt: skip
    (mail,) = traced.named("mail")
    way = [mail]
    while way[-1].parent_span_id in by_id:
        way.append(by_id[way[-1].parent_span_id])
    assert [span.name for span in way] == [
        "mail", "job mail versturen", "job inloglink maken", "POST /inloggen/link",
    ]  # fmt: skip
    assert attributes(mail)["innovatie.outcome"] == "verzonden"
    of_database = [span for span in spans if attributes(span).get("db.system.name") == "postgresql"]
    assert {span.name for span in of_database} >= {"SELECT", "INSERT"}
    assert all(span.parent_span_id in by_id for span in of_database)
    assert traced.services == {"innovatie-web"}
    assert {"http.server.request.duration", "innovatie.job.duration", "innovatie.mail.duration"} <= traced.figures


@pytest.mark.usefixtures("db")
async def test_no_span_has_what_was_typed_an_address_of_a_page_or_a_person(
    traced: Collector, client: httpx.AsyncClient
) -> None:
    connection = current_connection()
    assert connection is not None
    statements.watch(connection)
    person, _ = await colleague(address=ADDRESS)
    await execute("UPDATE person SET name = 'Wilhelmina Canarie' WHERE id = $1", person)
    await client.get("/zoeken", params={"q": WORDS})
    await client.post("/inloggen/link", data={"email": ADDRESS})
    secret_link = "/inloggen/link/een-geheim-dat-niemand-mag-lezen"
    await client.get(secret_link)
    await fetch_value("SELECT name FROM person WHERE email = $1", ADDRESS)
    connection.remove_query_logger(statements.tell)
    await told(traced)
    words = traced.all_words()
    assert "SELECT" in words
    assert [one for one in (ADDRESS, WORDS, "Canarie", "een-geheim") if one in words] == []


@pytest.mark.usefixtures("db")
async def test_an_error_is_told_by_its_kind_only_and_the_trace_is_the_number_of_the_request(
    traced: Collector, client: httpx.AsyncClient
) -> None:
    with pytest.raises(ValueError, match="geheim"), tracing.span("job x"):
        raise ValueError("een geheim")
    number = (await client.get("/bestaat-niet")).headers["x-request-id"]
    await told(traced)
    (failed,) = traced.named("job x")
    assert attributes(failed) == {"error.type": "ValueError"}
    assert len(failed.events) == 0
    (span,) = traced.named("GET none")
    assert span.trace_id.hex() == number


@pytest.mark.usefixtures("db")
async def test_a_collector_that_is_away_or_refuses_costs_spans_and_nothing_else(
    traced: Collector, client: httpx.AsyncClient
) -> None:
    traced.refuses = True
    assert (await client.get("/livez")).status_code == 200
    await told(traced)
    assert traced.spans == []
    assert (await client.get("/livez")).status_code == 200, "off again"


def test_a_collector_that_is_away_is_told_of_once_in_a_while() -> None:
    import logging

    from innovatie.infra.tracing.exporting import SILENCE, _Seldom

    record = logging.LogRecord("sender", logging.ERROR, "", 0, "lost", None, None)
    seldom = _Seldom()
    assert [seldom.filter(record) for _ in range(3)] == [True, False, False]
    seldom._told["sender"] -= SILENCE
    assert seldom.filter(record)


def test_without_the_setting_nothing_of_it_is_imported_and_a_span_is_one_object_that_does_nothing() -> None:
    program = (
        "import sys, innovatie.app, innovatie.worker\n"
        "from innovatie.infra import tracing\n"
        "assert tracing.span('a') is tracing.span('b') and tracing.traceparent() is None\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('opentelemetry', 'obstore')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_collector_without_the_packages_for_it_is_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("innovatie.infra.tracing.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"Installeer innovatie met de extra tracing \(requirements/full.txt\)"):
        tracing.configure(settings.with_changes(otlp_url="http://127.0.0.1:4318"), process="web")
