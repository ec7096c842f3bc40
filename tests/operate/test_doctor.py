"""The doctor tells a line for each thing that a site needs, and every command ends in a sentence."""

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import asyncpg
import pytest

from innovatie.audit.backups import note_backup
from innovatie.cli import doctor
from innovatie.infra import object_store
from innovatie.infra.database import execute
from innovatie.settings import Settings
from tests import collector, factories, forked, object_server
from tests.conftest import SECRET
from tests.databases import with_database
from tests.infra.test_database_roles import as_role
from tests.serving import environment, free_port
from tests.voting import scene as scenes

pytestmark = pytest.mark.anyio


@pytest.fixture
def healthy(database_dsn: str, settings: Settings) -> Iterator[Settings]:
    yield settings.with_changes(database_url=database_dsn, secret=SECRET)
    object_store.configure("")  # the doctor uses the store that it was told


async def told(settings: Settings) -> dict[str, tuple[str, str]]:
    return {line.wat: (line.staat, line.uitleg) for line in await doctor.examine(settings)}


@pytest.mark.usefixtures("db")
async def test_a_line_for_each_thing_and_what_to_do_about_it(
    healthy: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("innovatie.cli.doctor.database.configure", lambda *_, **__: None)
    lines = await told(healthy.with_changes(smtp_host="127.0.0.1", smtp_port=free_port(), smtp_security="geen"))
    assert list(lines) == ["instellingen", "database", *doctor.LOOKS]
    wrong = {what: state for what, (state, _) in lines.items() if state != doctor.FINE}
    assert wrong == {"rollen": doctor.LOOK, "mail": doctor.WRONG, "back-up": doctor.LOOK}
    assert "neemt geen mail aan" in lines["mail"][1]
    assert lines["rollen"][1].startswith("de rol in DATABASE_URL is superuser")

    from innovatie.infra.clock import Clock

    now = Clock().now()
    await note_backup(rows=1, now=now - timedelta(hours=30))
    await execute("INSERT INTO migration (name, app_name) VALUES ('9999-later', 'innovatie')")
    await execute("INSERT INTO schema_requirement (migration, needs) VALUES ('9999-later', '9998-x')")
    await execute(
        "INSERT INTO pgqueuer (priority, entrypoint, status, execute_after, created, updated)"
        " VALUES (0, 'iets', 'queued', now() - interval '10 minutes', now(), now())"
    )
    await scenes.preselection()
    await execute("UPDATE round_vote SET log_size = log_size + 1")
    await execute("ALTER TABLE tree_head DISABLE TRIGGER USER")
    await execute("UPDATE tree_head SET published_at = now() - interval '2 hours'")
    lines = await told(healthy)
    assert lines["back-up"] == ("let op", "de laatste is 30 uur oud. Laat innovatie backup elke nacht lopen.")
    assert lines["tabellen"][0] == lines["taken"][0] == lines["stemlogboeken"][0] == doctor.WRONG
    assert lines["taken"][1] == "een taak wacht al 10 minuten. Draait innovatie worker?"
    assert lines["mail"][0] == doctor.WRONG


@pytest.mark.usefixtures("db")
async def test_what_stands_beside_the_database_is_tried_and_each_that_is_broken_says_what_to_do(
    healthy: Settings, monkeypatch: pytest.MonkeyPatch, server_dsn: str
) -> None:
    monkeypatch.setattr("innovatie.cli.doctor.database.configure", lambda *_, **__: None)
    here, nowhere = healthy.database_url, f"postgresql://innovatie@127.0.0.1:{free_port()}/innovatie"
    other = with_database(server_dsn, "postgres")
    with object_server.running() as store, collector.running() as taking:
        whole = healthy.with_changes(
            database_direct_url=here, database_read_url=here, objects_url=store.url, objects_key=object_server.KEY,
            objects_secret=object_server.SECRET_KEY, objects_region=object_server.REGION, otlp_url=taking.url,
            data_log_url=taking.url,
        )  # fmt: skip
        lines = await told(whole)
        outside = ("rechtstreeks", "leesreplica", "bestanden", "metingen", "verwerkingen")
        assert [lines[what][0] for what in outside] == ["goed", "let op", "goed", "goed", "goed"]
        assert lines["leesreplica"][1].startswith("INNOVATIE_DATABASE_READ_URL is de hoofdserver zelf")
        assert store.objects == {}, "what the doctor tried with is gone"
        store.refuses = taking.refuses = True
        lines = await told(whole.with_changes(database_direct_url=nowhere, database_read_url=nowhere))
        assert [lines[what][0] for what in outside] == ["fout", "fout", "fout", "let op", "fout"]
        assert "INNOVATIE_OBJECTS_*" in lines["bestanden"][1]
        assert f"{taking.url}/v1/traces weigert met 400. Kijk naar INNOVATIE_OTLP_URL" in lines["metingen"][1]
        assert "INNOVATIE_DATA_LOG_URL; regels wachten" in lines["verwerkingen"][1]
    lines = await told(whole.with_changes(database_direct_url=other, database_read_url=other, embedder="/nergens"))
    assert "leidt naar een andere database dan DATABASE_URL" in lines["rechtstreeks"][1]
    assert "is geen kopie van deze database" in lines["leesreplica"][1]
    assert "antwoordt niet (ConnectError)" in lines["metingen"][1]
    nobody = "/nergens antwoordt niet (FileNotFoundError); elk proces doet het zolang zelf. Draait innovatie embedder?"
    assert lines["embedder"] == ("let op", nobody)
    await execute(
        "INSERT INTO round_archive (round, asked_at, made_at, kept_as) VALUES ($1, now(), now(), 'x-y')",
        await factories.round_in(None),
    )
    lines = await told(healthy)
    assert lines["bestanden"] == ("fout", "1 bestanden staan in een objectopslag: zet INNOVATIE_OBJECTS_URL.")
    monkeypatch.setattr("innovatie.infra.tracing.find_spec", lambda name: None)
    assert "installeer de extra tracing" in (await told(whole))["metingen"][1]


def innovatie(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("INNOVATIE_")}
    return forked.run(*arguments, environment={**clean, **environment(**settings)})


def test_the_doctor_ends_with_an_error_when_something_is_wrong_and_speaks_json() -> None:
    nobody = f"postgresql://innovatie@127.0.0.1:{free_port()}/innovatie"
    done = innovatie("doctor", "--json", DATABASE_URL=nobody, INNOVATIE_SECRET=SECRET)
    assert done.returncode == 1
    lines = {line["wat"]: line for line in json.loads(done.stdout)}
    assert lines["database"]["staat"] == "fout"
    assert lines["database"]["uitleg"].startswith("De database van DATABASE_URL is niet te bereiken: ")


@pytest.fixture
def poor(server_dsn: str) -> str:
    """The address of a role without rights, in a database without tables."""

    async def make(connection: asyncpg.Connection) -> None:
        await connection.execute("DROP ROLE IF EXISTS innovatie_poor")
        await connection.execute("CREATE ROLE innovatie_poor LOGIN PASSWORD 'poor'")

    as_role(server_dsn, make)
    parts = urlsplit(with_database(server_dsn, "postgres"))
    return parts._replace(netloc="innovatie_poor:poor@").geturl()


def test_what_the_database_refuses_is_a_sentence(poor: str) -> None:
    cases = (
        (("migrate",), poor, "De rol die de tabellen maakt, mag te weinig: permission denied"),
        (("municipalities", "import"), poor, "De tabellen van deze versie staan nog niet in de database. Voer eerst"),
        (("audit", "verify"), poor, "De tabellen van deze versie staan nog niet in de database. Voer eerst"),
        (("audit", "verify"), poor.replace(":poor@", ":wrong@"), "De database weigert het wachtwoord in het adres"),
        (("migrate",), poor.replace("/postgres?", "/nowhere?"), "De database van DATABASE_URL laat ons niet binnen"),
    )
    for arguments, dsn, sentence in cases:
        done = innovatie(*arguments, DATABASE_URL=dsn, INNOVATIE_SECRET=SECRET)
        assert (done.returncode, done.stderr[: len(sentence)]) == (2, sentence), done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_setting_that_does_not_exist_is_told_with_the_one_that_was_meant() -> None:
    done = innovatie("migrate", INNOVATIE_SMTP_HOTS="mail")
    assert done.returncode == 2
    assert done.stderr == "De instelling INNOVATIE_SMTP_HOTS bestaat niet. Bedoelt u INNOVATIE_SMTP_HOST?\n"
