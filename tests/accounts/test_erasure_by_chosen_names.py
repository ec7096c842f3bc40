"""Whoever chooses the name of an account does not choose what disappears: the attack of three requests, and its kind."""

import random
from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.accounts import actions
from innovatie.accounts.queries import actor_of
from innovatie.accounts.queries.places import AT_ONCE
from innovatie.domain.authority import SYSTEM, Actor, Role
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.infra.database import execute, fetch, fetch_value
from innovatie.piccolo_app import APP_CONFIG
from innovatie.voting.package import build
from innovatie.voting.queries import dossier
from innovatie.voting.recount.recount import recount
from innovatie.voting.verification import verify_vote
from tests import factories
from tests.conftest import SECRET, SignIn
from tests.factories import NOW, TODAY
from tests.house.test_texts_of_people import TEXTUAL, marked
from tests.queue import run_due
from tests.voting import scene as scenes
from tests.voting.test_recount import files_of

pytestmark = pytest.mark.anyio
FORMER = "Voormalig deelnemer"
NAME = "Sanne de Wit"


async def erase(person: int, *, actor: Actor = SYSTEM) -> None:
    await actions.erase_person(actor=actor, person_id=person, now=NOW, key=SECRET)


async def bearer(name: str, town: int, *, address: str | None = None) -> int:
    made = await factories.person(Role.CIVIL_SERVANT, name=name, municipality_id=town)
    await execute("UPDATE person SET email = $1 WHERE id = $2", address or f"alias{made}@stad.nl", made)
    return made


async def frozen() -> dict[str, str]:
    """Every text in the database that is no text of people, by table and column."""
    found = {}
    for table in APP_CONFIG.table_classes:
        name = table._meta.tablename
        for column in table._meta.columns:
            if isinstance(column, TEXTUAL) and not marked(column):
                key = f"{name}.{column._meta.name}"
                found[key] = await fetch_value(
                    f"SELECT string_agg(id || '=' || coalesce(\"{column._meta.name}\"::text, '-'), E'\\n' ORDER BY id)"
                    f" FROM {name} WHERE id <= $1",
                    HIGHEST[name],
                )
    return found


HIGHEST: dict[str, int] = {}


async def chosen_names() -> list[str]:
    """Roles, titles, names of municipalities, letters, patterns, and two words out of whatever the database holds."""
    titles = [row[0] for row in await fetch("SELECT title FROM vote_option UNION SELECT name FROM municipality")]
    draw = random.Random(14)
    words = [word for title in titles for word in title.split()] + ["ronde", "finale", "gemeente", "Raad", "open"]
    fixed = [*Role, *titles, "e", "An", "Jan Bos", "Medewerker", ".* .*", "[a-z]+ [a-z]+", "\\d+ \\w+", "'; --", "% %"]
    return [str(name) for name in fixed] + [f"{draw.choice(words)} {draw.choice(words)}" for _ in range(25)]


async def test_whatever_name_is_erased_roles_votes_codes_and_results_stay_byte_for_byte(db: asyncpg.Connection) -> None:
    scene = await scenes.preselection()
    for town in range(5):
        await scene.approve(town, town % 3)
    await scene.close()
    for number, group in enumerate(scene.groups):
        await execute("UPDATE idea_group SET summary = 'Raad ronde finale gemeente Stad 1' WHERE id = $1", group)
        assert number < 8
    for table in APP_CONFIG.table_classes:
        name = table._meta.tablename
        HIGHEST[name] = await fetch_value(f"SELECT coalesce(max(id), 0) FROM {name}")
    before, package = await frozen(), build(await dossier(await scene.vote()))
    assert before["vote_option.title"].count("Idee") == 4 and "stemgemachtigde" in before["role_grant.role"]
    for name in await chosen_names():
        undo = db.transaction()
        await undo.start()
        await erase(await bearer(name, scene.towns[0], address=name if name == "e" else None))
        assert await frozen() == before, name
        assert (await verify_vote(scene.vote_id)).sound, name
        assert build(await dossier(await scene.vote())) == package, name
        await undo.rollback()
    assert recount(files_of(package))[0] == []


async def test_the_three_requests_that_took_the_vote_from_the_country_take_nothing(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    town = await factories.municipality("Enschede")
    voters = [await factories.person(Role.VOTER, municipality_id=town) for _ in range(3)]
    chief = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town)
    await execute(
        "INSERT INTO allowed_domain (municipality, domain, added_at) VALUES ($1, 'enschede.nl', $2)", town, NOW
    )
    alias = await bearer("stemgemachtigde", town)
    await sign_in(client, alias)
    gone = await client.post("/account/gegevens/wissen", data={"bevestiging": "WISSEN"})
    assert gone.status_code == 303
    roles = await fetch("SELECT role FROM role_grant WHERE person = ANY($1)", [*voters, chief])
    assert sorted(row[0] for row in roles) == ["gemeentebeheerder", *["stemgemachtigde"] * 3]
    for voter in voters:
        await sign_in(client, voter)
        assert (await client.get("/wat-mag-ik")).status_code == 200


async def test_own_rows_and_a_few_near_ones_are_cleaned_at_once_and_all_others_wait(db: asyncpg.Connection) -> None:
    own, other = await factories.municipality("Eigenstad"), await factories.municipality("Anderdorp")
    person = await bearer(NAME, own)
    theirs = await factories.idea(own, summary=f"Bel {NAME}.", created_by=person)
    near = await factories.idea(own, summary=f"Bel {NAME}, of Susanne de Wit.")
    far = await factories.idea(other, summary=f"Bel {NAME}.")
    preview = await actions.erasure_of(actor=SYSTEM, person_id=person)
    assert [(one.table, one.row, one.own, one.town) for one in preview.at_once if one.table == "idea"] == [
        ("idea", theirs, True, own),
        ("idea", near, False, own),
    ]
    assert [(one.table, one.row, one.town, one.around) for one in preview.waiting] == [
        ("idea", far, other, (f"Bel {NAME}.",))
    ]
    await erase(person)
    texts = {row[0]: row[1] for row in await fetch("SELECT id, summary FROM idea")}
    assert texts == {theirs: f"Bel {FORMER}.", near: f"Bel {FORMER}, of Susanne de Wit.", far: f"Bel {NAME}."}


async def test_a_name_in_the_subject_of_what_a_colleague_was_told_is_found_and_the_words_of_a_voucher_go(
    db: asyncpg.Connection,
) -> None:
    town = await factories.municipality()
    person, colleague = await bearer(NAME, town), await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town)
    told = await fetch_value(
        "INSERT INTO notice (person, kind, subject, path, once_key, created_at)"
        " VALUES ($1, 'gevraagd', $2, '/', 'x', $3) RETURNING id",
        colleague, f"Mail aan {NAME} komt niet aan", NOW,
    )  # fmt: skip
    await execute(
        "INSERT INTO factor_recovery (person, asked_at, vouched_by, vouched_at, reason) VALUES ($1, $2, $3, $2, 'Zus')",
        person, NOW, colleague,
    )  # fmt: skip
    places = (await actions.erasure_of(actor=SYSTEM, person_id=person)).waiting
    assert [(one.table, one.row) for one in places] == [("notice", told)]
    await erase(person)
    assert await fetch_value("SELECT reason FROM factor_recovery") == ""


async def test_too_many_rows_of_colleagues_wait_all_together(db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    person = await bearer("Digitale Balie", town)
    for _ in range(AT_ONCE + 1):
        await factories.idea(town, summary="Een digitale balie voor iedereen.")
    await erase(person)
    assert await fetch_value("SELECT count(*) FROM idea WHERE summary LIKE '%digitale balie%'") == AT_ONCE + 1
    assert await fetch_value("SELECT count(*) FROM waiting_place WHERE taken IS NULL") == AT_ONCE + 1


async def test_a_single_word_is_sought_in_ones_own_rows_only(db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    person = await bearer("Medewerker", town)
    theirs = await factories.idea(town, summary="Vraag Medewerker, geen medewerkers.", created_by=person)
    near = await factories.idea(town, summary="De Medewerker aan de balie.")
    await erase(person)
    assert await fetch_value("SELECT summary FROM idea WHERE id = $1", theirs) == f"Vraag {FORMER}, geen medewerkers."
    assert await fetch_value("SELECT summary FROM idea WHERE id = $1", near) == "De Medewerker aan de balie."
    assert await fetch_value("SELECT count(*) FROM waiting_erasure") == 0


SPELLINGS = ("**Sanne** de Wit", "de Wit, Sanne", "Sanne\u200b de Wit", "Sanne&nbsp;de&nbsp;Wit", "sannedewit",
             "S\u00adanne de Wit", "SANNE\nDE WIT", "sanne.dewit+x@stad.nl")  # fmt: skip


async def test_a_name_that_markdown_or_typography_splits_is_found_too(db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    person = await bearer(NAME, town, address="sanne.dewit@stad.nl")
    ideas = [await factories.idea(town, summary=f"Bel {spelled} nu.") for spelled in SPELLINGS]
    await erase(person)
    await run_due()
    left = {row[0]: row[1] for row in await fetch("SELECT id, summary FROM idea")}
    assert [left[number] for number in ideas[:7]] == [f"Bel {FORMER} nu."] * 4 + [
        "Bel voormaligdeelnemer nu.", f"Bel {FORMER} nu.", f"Bel {FORMER} nu.",
    ]  # fmt: skip
    assert left[ideas[7]] == "Bel  nu."
    assert await fetch_value("SELECT count(*) FROM search_document WHERE body ILIKE '%sanne%'") == 0


async def waiting() -> tuple[int, int, int]:
    """Somebody was erased whose name stands in two plans elsewhere; the erasure and the plans."""
    own, other = await factories.municipality("Eigenstad"), await factories.municipality("Anderdorp")
    person = await bearer(NAME, own)
    plans = [await factories.idea(other, summary=f"Bel {NAME} ({n}).") for n in range(2)]
    await erase(person)
    return await fetch_value("SELECT id FROM waiting_erasure"), plans[0], plans[1]


async def test_the_administrator_sees_each_place_and_takes_away_or_leaves(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    administrator = await factories.person(Role.ADMINISTRATOR)
    former = await factories.person(Role.ADMINISTRATOR)
    await execute("UPDATE role_grant SET ends = $1 WHERE person = $2", TODAY - timedelta(days=1), former)
    erasure, first, second = await waiting()
    assert [row[0] for row in await fetch("SELECT person FROM queued_mail WHERE kind = 'accountbericht'")] == [
        administrator
    ]
    assert await fetch_value("SELECT position('Sanne' IN encode(sealed, 'escape')) FROM waiting_erasure") == 0
    await sign_in(client, administrator)
    page = (await client.get("/beheer/gewiste-namen")).text
    assert "2 van 2" in page and NAME not in page
    page = (await client.get(f"/beheer/gewiste-namen/{erasure}")).text
    assert f"Bel {NAME} (0)." in page and "plan, Anderdorp" in page
    places = [row[0] for row in await fetch("SELECT id FROM waiting_place ORDER BY row")]
    nothing = await client.post(f"/beheer/gewiste-namen/{erasure}", data={})
    assert nothing.status_code == 422 and "Kies bij ten minste één plek" in nothing.text
    choice = {f"plek-{places[0]}": "weg", f"plek-{places[1]}": "laten"}
    done = await client.post(f"/beheer/gewiste-namen/{erasure}", data=choice)
    assert (done.status_code, done.headers["location"]) == (303, "/beheer/gewiste-namen")
    assert await fetch_value("SELECT summary FROM idea WHERE id = $1", first) == f"Bel {FORMER} (0)."
    assert await fetch_value("SELECT summary FROM idea WHERE id = $1", second) == f"Bel {NAME} (1)."
    assert await fetch_value("SELECT sealed IS NULL AND settled_at IS NOT NULL FROM waiting_erasure") is True
    assert (await client.get(f"/beheer/gewiste-namen/{erasure}")).status_code == 404


async def test_nobody_else_decides_about_an_erased_name(db: asyncpg.Connection) -> None:
    erasure, _, _ = await waiting()
    place = await fetch_value("SELECT min(id) FROM waiting_place")
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            await actions.decide_places(
                actor=await factories.actor(role), erasure_id=erasure, decisions={place: True}, instead="", now=NOW,
                key=SECRET,
            )  # fmt: skip
    with pytest.raises(NotFound):
        await actions.sought_in(erasure_id=erasure + 1, key=SECRET)


async def test_places_that_wait_are_reminded_of_once_a_week(db: asyncpg.Connection) -> None:
    await factories.person(Role.ADMINISTRATOR)
    await waiting()
    assert await actions.remind(now=NOW + timedelta(days=6)) == 0
    assert await actions.remind(now=NOW + timedelta(days=7)) == 1
    assert await actions.remind(now=NOW + timedelta(days=8)) == 0
    assert await fetch_value("SELECT count(*) FROM queued_mail WHERE kind = 'accountbericht'") == 2


async def test_the_page_shows_what_erasing_does_before_it_is_asked(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    own, other = await factories.municipality("Eigenstad"), await factories.municipality("Anderdorp")
    person = await bearer(NAME, own)
    await factories.idea(own, summary=f"Vraag het {NAME}.", created_by=person)
    await factories.idea(other, summary=f"Vertrouwelijk woord van {NAME}.")
    await sign_in(client, person)
    page = (await client.get("/account/gegevens")).text
    assert f"Vraag het {NAME}." in page and "Eigenstad" in page and "Dit wissen wij meteen" in page
    assert "Hier kijkt eerst de beheerder van het platform" in page and "Anderdorp" in page
    assert "Vertrouwelijk woord" not in page  # what others wrote is shown to the administrator only


async def test_an_erased_address_goes_from_mail_that_waits_and_from_jobs_but_not_those_of_others(
    db: asyncpg.Connection,
) -> None:
    town = await factories.municipality()
    person = await bearer("Jan", town, address="jan@stad.nl")
    other = await bearer("Arjan", town, address="arjan@stad.nl")
    for address in ("jan@stad.nl", "arjan@stad.nl"):
        await actions.ask_link(address=address, browser="b", known_browser="", network="n", after="/", now=NOW)
    await erase(person)
    waiting_jobs = [
        bytes(row[0]) for row in await fetch("SELECT payload FROM pgqueuer WHERE entrypoint = 'inloglink maken'")
    ]
    assert len(waiting_jobs) == 1 and b"arjan@stad.nl" in waiting_jobs[0]
    assert await actor_of(person_id=other, municipality_id=None, today=NOW.date()) is not None
