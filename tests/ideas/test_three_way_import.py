"""An import compares with what it imported last: people's edits stay, and what both changed is for them to choose."""

from dataclasses import replace

import httpx
import pytest

from innovatie.domain.authority import SYSTEM, Actor, Role
from innovatie.domain.errors import Invalid, NotAllowed, NotFound
from innovatie.domain.idea_import import read_ideas
from innovatie.domain.phases import Phase
from innovatie.ideas import actions, queries
from innovatie.ideas.csv_export import csv_pieces
from innovatie.infra.database import execute, fetch, fetch_value
from innovatie.infra.table_files import read_bytes
from innovatie.municipalities.naming import towns_by_name
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
HEAD = "bronnummer;gemeente;titel;samenvatting;stadium;probleem;thema;contact;mede;ingediend op\n"
FIRST = HEAD + "1;Delft;Slim parkeren;Over parkeren.;idee;Te druk.;mobiliteit;Team;Ede;2026-03-05\n"


async def towns() -> dict[str, int]:
    return {name: await factories.municipality(name) for name in ("Delft", "Ede", "Goes")}


async def take(data: str | bytes, *, source: str = "bron", dry: bool = False) -> actions.Imported:
    table = read_bytes(data.encode() if isinstance(data, str) else data)
    reading = read_ideas(table, "auto", municipalities=(await towns_by_name(day=NOW.date())).names, today=NOW.date())
    assert reading.problems == ()
    return await actions.import_ideas(actor=SYSTEM, source=source, rows=reading.rows, dry_run=dry, now=NOW)


async def plan() -> queries.IdeaDetail:
    return await queries.idea_by_id(await fetch_value("SELECT max(id) FROM idea"))


async def edit(actor: Actor, **changed: str) -> None:
    idea = await plan()
    await actions.edit(
        actor=actor,
        idea_id=idea.id,
        content=replace(idea.content, **changed),
        co_submitters=[one.municipality_id for one in idea.co_submitters],
        base_version=idea.version,
        note="",
        now=NOW,
    )


async def export() -> bytes:
    return b"".join([piece async for piece in csv_pieces(queries.Filter())])


async def test_the_same_file_again_leaves_what_people_wrote() -> None:
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=(await towns())["Delft"])
    assert await take(FIRST) == actions.Imported(1, 0, 0)
    await edit(servant, title="Slimmer parkeren", summary="Beter geschreven.")
    assert await take(FIRST) == actions.Imported(0, 0, 1)
    idea = await plan()
    assert (idea.title, idea.summary, idea.version) == ("Slimmer parkeren", "Beter geschreven.", 2)
    # What only the source changed is taken over beside it.
    assert await take(FIRST.replace("Te druk.", "Veel te druk.")) == actions.Imported(0, 1, 0)
    idea = await plan()
    assert (idea.title, idea.problem, idea.version) == ("Slimmer parkeren", "Veel te druk.", 3)
    assert await fetch_value("SELECT count(*) FROM notice") == 0


async def test_every_field_of_the_source_counts() -> None:
    known = await towns()
    await take(FIRST)
    changed = FIRST.replace("1;Delft", "1;Goes").replace(";Ede;2026-03-05", ";Delft;1 april 2026")
    assert await take(changed, dry=True) == actions.Imported(0, 1, 0)
    assert await take(changed) == actions.Imported(0, 1, 0)
    assert await take(changed) == actions.Imported(0, 0, 1)
    idea = await plan()
    assert (idea.municipality_id, [(one.name, one.role.value) for one in idea.active]) == (
        known["Goes"],
        [("Goes", "indiener"), ("Delft", "mede-indiener")],
    )
    assert idea.submitted_at is not None
    assert idea.submitted_at.date().isoformat() == "2026-04-01"


async def test_a_column_that_is_left_out_says_nothing() -> None:
    await towns()
    await take(FIRST)
    short = "bronnummer;gemeente;titel;samenvatting;stadium\n1;Delft;Slim parkeren;Anders.;idee\n"
    assert await take(short) == actions.Imported(0, 1, 0)
    idea = await plan()
    assert (idea.summary, idea.problem, idea.theme, [one.name for one in idea.co_submitters]) == (
        "Anders.",
        "Te druk.",
        "mobiliteit",
        ["Ede"],
    )


async def test_what_both_changed_stays_and_is_told_to_both_once() -> None:
    known = await towns()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=known["Delft"])
    await take(FIRST)
    await edit(servant, title="Slimmer parkeren")
    theirs = FIRST.replace("Slim parkeren", "Parkeren met sensoren")
    for told in (1, 0):
        done = await take(theirs)
        assert [(f.field, f.ours, f.theirs) for one in done.conflicts for f in one.fields] == [
            ("title", "Slimmer parkeren", "Parkeren met sensoren")
        ] * told
    idea = await plan()
    assert (idea.title, idea.version) == ("Slimmer parkeren", 2)
    assert [(one.field, one.theirs, one.source) for one in await queries.open_conflicts(idea.id)] == [
        ("title", "Parkeren met sensoren", "bron")
    ]
    told_to = await fetch("SELECT person, subject FROM notice")
    assert [tuple(row) for row in told_to] == [(servant.person_id, "bron zegt iets anders dan uw plan")]


async def test_a_newer_word_of_the_source_takes_the_place_of_the_open_one() -> None:
    known = await towns()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=known["Delft"])
    await take(FIRST)
    await edit(servant, title="Slimmer parkeren")
    for title in ("Tweede", "Derde"):
        await take(FIRST.replace("Slim parkeren", title))
    (conflict,) = await queries.open_conflicts((await plan()).id)
    assert conflict.theirs == "Derde"


@pytest.mark.parametrize(("choice", "title", "version"), [(True, "Nieuw", 3), (False, "Slimmer parkeren", 2)])
async def test_who_may_edit_chooses_and_then_it_is_over(choice: bool, title: str, version: int) -> None:
    known = await towns()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=known["Delft"])
    stranger = await factories.actor(Role.CIVIL_SERVANT, municipality_id=known["Goes"])
    await take(FIRST)
    await edit(servant, title="Slimmer parkeren")
    theirs = FIRST.replace("Slim parkeren", "Nieuw")
    await take(theirs)
    idea = await plan()
    (conflict,) = await queries.open_conflicts(idea.id)

    async def settle(actor: Actor) -> None:
        await actions.settle_conflict(actor=actor, idea_id=idea.id, conflict_id=conflict.id, take=choice, now=NOW)

    with pytest.raises(NotAllowed):
        await settle(stranger)
    await settle(servant)
    with pytest.raises(NotFound):
        await settle(servant)
    idea = await plan()
    assert (idea.title, idea.version, await queries.open_conflicts(idea.id)) == (title, version, [])
    assert await take(theirs) == actions.Imported(0, 0, 1)
    assert (await plan()).title == title


async def test_co_submitters_that_both_changed_are_chosen_too() -> None:
    known = await towns()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=known["Delft"])
    await take(FIRST)
    ede = await factories.actor(Role.CIVIL_SERVANT, municipality_id=known["Ede"])
    idea = await plan()
    await actions.step_out(actor=ede, idea_id=idea.id, municipality_id=known["Ede"], now=NOW)
    assert (await take(FIRST)).conflicts == ()
    await take(FIRST.replace(";Ede;", ";Goes;"))
    (conflict,) = await queries.open_conflicts(idea.id)
    await actions.settle_conflict(actor=servant, idea_id=idea.id, conflict_id=conflict.id, take=True, now=NOW)
    assert [one.name for one in (await plan()).co_submitters] == ["Goes"]


async def test_a_withdrawn_plan_stays_as_it_is() -> None:
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=(await towns())["Delft"])
    await take(FIRST)
    await actions.withdraw(actor=servant, idea_id=(await plan()).id, reason="Klaar.", now=NOW)
    assert await take(FIRST.replace("Over parkeren.", "Anders.")) == actions.Imported(0, 0, 0, withdrawn=1)
    idea = await plan()
    assert (idea.summary, idea.version, idea.is_withdrawn) == ("Over parkeren.", 1, True)


async def test_a_plan_in_a_round_does_not_move_by_a_file() -> None:
    await towns()
    await take(FIRST)
    await execute("UPDATE idea SET round = $1", await factories.round_in(Phase.VOTE))
    done = await take(FIRST.replace("1;Delft", "1;Goes"))
    assert [one.field for one in done.conflicts[0].fields] == ["municipality"]
    assert (await plan()).municipality == "Delft"


async def test_our_own_export_imports_again_with_no_change_and_compares_with_its_version() -> None:
    known = await towns()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=known["Delft"])
    await take(FIRST.replace("Over parkeren.", "-5 graden: =1+1\n\n'=x").replace("-5", '"-5').replace("=x;", '=x";'))
    before = await export()
    assert await take(before, source="uitvoer") == actions.Imported(0, 0, 1)
    changed = before.decode().replace("Te druk.", "Veel te druk.")
    await edit(servant, title="Slimmer parkeren")
    assert await take(before, source="uitvoer") == actions.Imported(0, 0, 1)
    assert await take(changed, source="uitvoer") == actions.Imported(0, 1, 0)
    idea = await plan()
    assert (idea.title, idea.problem) == ("Slimmer parkeren", "Veel te druk.")
    assert await take(await export(), source="uitvoer") == actions.Imported(0, 0, 1)
    assert (idea.source, idea.source_number) == ("bron", "1")


async def test_the_export_of_another_place_is_refused_and_goes_in_by_its_own_numbers() -> None:
    await towns()
    await take(FIRST)
    foreign = (await export()).decode().replace("Slim parkeren", "Vreemd").replace("Over parkeren.", "Vreemd.")
    with pytest.raises(Invalid) as refused:
        await take(foreign, source="elders")
    assert refused.value.errors["nummer"].startswith("Op regel 2 staat in de kolom nummer een plan dat hier niet of")
    assert await fetch_value("SELECT count(*) FROM idea") == 1


async def test_the_page_shows_a_conflict_to_who_may_edit_and_to_nobody_else(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    known = await towns()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=known["Delft"])
    await take(FIRST)
    await edit(servant, title="Slimmer parkeren")
    await take(FIRST.replace("Slim parkeren", "Nieuw <b>"))
    address = (await plan()).address
    assert "De bron zegt iets anders" not in (await client.get(address)).text
    assert (await client.post(f"{address}/bron", data={"botsing": "1", "keuze": "overnemen"})).status_code == 401
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=known["Goes"]))
    assert "De bron zegt iets anders" not in (await client.get(address)).text
    assert servant.person_id is not None
    await sign_in(client, servant.person_id)
    page = (await client.get(address)).text
    for shown in ("De bron zegt iets anders", "Slimmer parkeren", "Nieuw &lt;b&gt;", 'value="overnemen"'):
        assert shown in page
    (conflict,) = await queries.open_conflicts((await plan()).id)
    form = {"botsing": str(conflict.id), "keuze": "overnemen"}
    assert (await client.post(f"/ideeen/{(await plan()).id}/bron", data=form)).status_code == 303
    assert (await plan()).title == "Nieuw <b>"
    assert "De bron zegt iets anders" not in (await client.get((await plan()).address)).text
