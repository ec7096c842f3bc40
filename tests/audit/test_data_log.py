"""The Logboek dataverwerkingen: a line for each person whose data an act processed, once it is done, until it is confirmed."""

import hashlib
import re
from collections.abc import Iterator

import httpx
import pytest
from lxml import html

from innovatie.accounts import actions as accounts
from innovatie.audit import data_log
from innovatie.audit.actions import note_reading, record
from innovatie.audit.data_log import code_of
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.processing_activities import EARLIER, REGISTER, Activity, activity_of
from innovatie.infra import tracing
from innovatie.infra.database import fetch_value, transaction
from innovatie.settings import Settings
from tests import collector, factories
from tests.collector import Collector, attributes
from tests.conftest import SECRET
from tests.factories import NOW
from tests.house.source import ROOT
from tests.queue import run_due, taking

pytestmark = pytest.mark.anyio

SITE = "https://innovatie.example"


@pytest.fixture
def log(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A log that takes lines, set for this process."""
    with collector.running() as server:
        told = settings.with_changes(data_log_url=server.url, public_url=SITE, secret=SECRET, demo=False)
        monkeypatch.setattr("innovatie.audit.data_log.current", lambda: told)
        monkeypatch.setattr("innovatie.audit.jobs.current", lambda: told)
        yield server


@pytest.mark.usefixtures("db")
async def test_whose_data_are_processed_is_told_by_a_code_with_the_entry_of_the_register(
    log: Collector, client: httpx.AsyncClient
) -> None:
    person = await factories.person(Role.CIVIL_SERVANT, name="Wilhelmina Canarie")
    await accounts.start_session(person_id=person, device="test", now=NOW, means="inloglink")
    await run_due()
    (line,) = log.named("inloggen")
    assert attributes(line) == {
        "dpl.core.processing_activity_id": f"{SITE}/privacy/verwerkingen#signing-in-1",
        "dpl.core.data_subject_id": code_of(person, key=SECRET),
        "dpl.core.data_subject_id_type": f"{SITE}/privacy/verwerkingen#deelnemer",
    }
    assert (len(line.trace_id), len(line.span_id), line.status.code) == (16, 8, 0)
    assert line.start_time_unix_nano == line.end_time_unix_nano == int(NOW.timestamp() * 1e9)
    page = html.fromstring((await client.get("/privacy/verwerkingen")).text)
    anchors = {one.get("id") for one in page.xpath("//*[@id]")}
    assert {"signing-in-1", "deelnemer"} <= anchors
    assert "Canarie" not in log.all_words()
    assert code_of(person, key="another secret") != code_of(person, key=SECRET) != code_of(person + 1, key=SECRET)


@pytest.mark.usefixtures("db")
async def test_who_reads_and_who_is_read_of_have_a_line_each_and_the_platform_alone_has_none(log: Collector) -> None:
    reader, read = await factories.vng(), await factories.person()
    await note_reading(actor=reader, page="account", object_kind="persoon", object_id=read, now=NOW)
    await record(actor=SYSTEM, act="opruimen", object_kind="bewaartermijnen", object_id=0, now=NOW)
    await run_due()
    assert reader.person_id is not None
    assert [attributes(one)["dpl.core.data_subject_id"] for one in log.named("persoonsgegevens inzien")] == [
        code_of(reader.person_id, key=SECRET), code_of(read, key=SECRET),
    ]  # fmt: skip
    assert len({one.span_id for one in log.spans}) == 2
    assert len({one.trace_id for one in log.spans}) == 1
    assert log.named("opruimen") == []


@pytest.mark.usefixtures("db")
async def test_an_act_that_is_undone_has_no_line_and_a_log_that_is_away_gets_it_later(log: Collector) -> None:
    actor = await factories.actor(Role.CIVIL_SERVANT)
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await record(actor=actor, act="undone", object_kind="idee", object_id=1, now=NOW)
            raise ZeroDivisionError
    await record(actor=actor, act="done", object_kind="idee", object_id=1, now=NOW)
    log.refuses = True
    failing = await taking()
    await failing.run_due()
    assert [type(error).__name__ for error in failing.failures] == ["DataLogAway"]
    assert log.spans == []
    late = "UPDATE pgqueuer SET attempts = 30, execute_after = now() - interval '1 second' RETURNING 1"
    await fetch_value(late)
    await (await taking()).run_due()
    assert await fetch_value("SELECT status::text FROM pgqueuer") == "queued", "it is never given up"
    log.refuses = False
    await fetch_value("UPDATE pgqueuer SET execute_after = now() - interval '1 second' RETURNING 1")
    await run_due()
    assert [one.name for one in log.spans] == ["done"]


@pytest.mark.usefixtures("db")
async def test_a_line_is_part_of_the_trace_of_its_request(log: Collector, settings: Settings) -> None:
    tracing.configure(settings.with_changes(data_log_url=log.url), process="web")
    try:
        with tracing.span("GET /x") as around:
            await record(actor=await factories.vng(), act="done", object_kind="ronde", object_id="r", now=NOW)
        await run_due()
    finally:
        tracing.close()
    (line,) = log.spans
    assert (line.name, line.trace_id.hex()) == ("done", around.trace_id), "the request itself is no line"
    assert len(line.parent_span_id) == 8


@pytest.mark.usefixtures("db")
async def test_without_a_log_no_job_is_made() -> None:
    await record(actor=await factories.vng(), act="done", object_kind="ronde", object_id="r", now=NOW)
    assert await fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'logboek dataverwerkingen'") == 0
    assert data_log.current().data_log_url == ""


def test_the_register_is_the_one_of_the_page_for_privacy_officers() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z ,]+?)(?:, only when .*?)? \|", page, flags=re.MULTILINE)[1:]
    assert [re.sub(r"[ ,]+", "-", row) for row in rows] != []
    assert sorted(re.sub(r"[ ,]+", "-", row) for row in rows) == sorted(activity.value for activity in Activity)


def test_what_a_version_says_never_changes() -> None:
    entries = (*REGISTER.values(), *EARLIER)
    told = {
        entry.code: "|".join((entry.name, entry.purpose, entry.data, entry.of_whom, entry.kept)) for entry in entries
    }
    assert len(told) == len(entries)
    digests = {code: hashlib.sha256(words.encode()).hexdigest()[:8] for code, words in told.items()}
    assert digests == PINNED, "give it the next version, and keep what it said in EARLIER"


PINNED = {
    "accounts-1": "397df7f8",
    "accounts-2": "2a9366f0",
    "sessions-1": "003b6b66",
    "signing-in-1": "664b64d4",
    "trail-1": "3f20c9b7",
    "ideas-reviews-ballots-1": "934471b5",
    "mail-1": "d782a040",
    "kept-searches-1": "4d870342",
    "files-1": "7b0759cf",
    "conversations-1": "d1e1c2cd",
    "following-1": "e9c85fd4",
    "pictures-1": "d3d542f2",
    "search-questions-1": "61167f6a",
    "tokens-1": "8510f366",
}


def test_acts_belong_to_the_entry_that_a_reader_would_look_in() -> None:
    for act, kind, activity in (
        ("inloggen", "persoon", Activity.SIGNING_IN),
        ("persoon wissen", "persoon", Activity.ACCOUNTS),
        ("volgen", "persoon", Activity.FOLLOWING),
        ("bestand toevoegen", "idee", Activity.FILES),
        ("idee plaatsen", "idee", Activity.IDEAS),
        ("zoekopdracht bewaren", "zoekopdracht", Activity.KEPT_SEARCHES),
        ("back-up maken", "back-up", Activity.TRAIL),
    ):
        assert activity_of(act=act, object_kind=kind) is activity
