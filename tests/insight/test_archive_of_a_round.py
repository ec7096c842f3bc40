"""Everything of a round in one zip: sealed votes and names of reviewers stay out, and an erasure makes it go."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, NotAllowed, NotFound
from innovatie.infra.database import execute, fetch_one_value, fetch_value, fetch_values
from innovatie.insight.archive import actions
from innovatie.insight.letters import actions as letters
from innovatie.insight.letters import queries
from innovatie.publication import actions as publication
from tests import factories
from tests.conftest import SignIn
from tests.insight.test_letters import content
from tests.publication.test_publishing import clock_at_later, counted, prepare
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene

__all__ = ["clock_at_later"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "clock_at_later")]


async def files_in(scene: Scene) -> dict[str, bytes]:
    """The files of a fresh archive by name; what SHA256SUMS says of each is true."""
    await actions.make(number=await actions.ask(actor=scene.vng, round_id=scene.round_id, now=LATER), now=LATER)
    with zipfile.ZipFile(io.BytesIO(await actions.take_along(actor=scene.vng, code=scene.code, now=LATER))) as archive:
        folder = f"ronde-{scene.code}/"
        files = {name.removeprefix(folder): archive.read(name) for name in archive.namelist()}
    sums = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    return files


async def test_all_of_a_published_round_is_in_it() -> None:
    scene = await counted()
    await prepare(scene)
    await execute(
        'INSERT INTO round_group (round, "group", entered_at) VALUES ($1, $2, $3)',
        scene.round_id,
        scene.groups[0],
        LATER,
    )
    await publication.publish(actor=await factories.vng(), round_id=scene.round_id, now=LATER)
    await factories.person(Role.VOTER, name="Geheime Lezer", municipality_id=scene.towns[0])
    what = content("Dank in {ronde}", "Dank u.", round=scene.code)
    number = await letters.write_letter(actor=scene.vng, content=what, now=LATER)
    await letters.look_at_letter(actor=scene.vng, number=number, now=LATER)
    people = len((await letters.check(letters.content_of(await queries.letter(number)), now=LATER))[0])
    stand = (await queries.letter(number)).stand
    await letters.send_letter(actor=scene.vng, number=number, expected=people, stand=stand, now=LATER)
    await letters.write_messages(number=number, now=LATER)
    files = await files_in(scene)
    assert list(files) == [
        "LEESMIJ.txt", "ronde.json", "plannen.json", "besluiten-over-inzendingen.json", "groepen.json",
        "beoordeling.json", "finalisten/finalisten.json", "stemming/natellen-voorselectie.zip", "stemming/natellen-finale.zip",
        "bekendmakingen.json", "brieven.json", "stappen-bij-gemeenten.csv", "spoor.csv",
    ]  # fmt: skip
    (published,) = json.loads(files["bekendmakingen.json"])
    assert published["decision"] == "Besloten op 21 november."
    (letter,) = json.loads(files["brieven.json"])
    assert (letter["subject"], letter["recipients"]) == ("Dank in {ronde}", people)
    assert not any(b"Geheime Lezer" in body for body in files.values())
    assert "Nog verzegeld" not in files["LEESMIJ.txt"].decode()
    assert "stemming sluiten en tellen" in files["spoor.csv"].decode("utf-8-sig")
    (group,) = json.loads(files["groepen.json"])
    assert (group["id"], group["title"]) == (scene.groups[0], "Idee A")


async def test_nothing_of_a_vote_that_is_not_public_is_in_it() -> None:
    scene = await scenes.final()
    await scene.rank(0, 0, 1, "geen")
    files = await files_in(scene)
    assert "stemming/natellen-finale.zip" not in files
    assert "Nog verzegeld, en daarom niet in dit archief: " in files["LEESMIJ.txt"].decode()
    assert "stemmen in de finale" not in files["spoor.csv"].decode()
    await scene.close()
    counted_only = await files_in(scene)
    assert "stemming/natellen-finale.zip" not in counted_only, "counted, but VNG has not published"
    assert "stemmen in de finale" in counted_only["spoor.csv"].decode(), "who voted is no secret after the close"


async def test_only_who_directs_asks_and_takes_it_and_that_stands_in_the_trail() -> None:
    scene = await counted()
    for role in (Role.CIVIL_SERVANT, Role.ADMINISTRATOR, Role.REVIEWER):
        other = await factories.actor(role)
        with pytest.raises(NotAllowed):
            await actions.ask(actor=other, round_id=scene.round_id, now=LATER)
        with pytest.raises(NotAllowed):
            await actions.take_along(actor=other, code=scene.code, now=LATER)
    with pytest.raises(NotFound):
        await actions.take_along(actor=scene.vng, code=scene.code, now=LATER)
    await files_in(scene)
    assert (
        await fetch_value(
            "SELECT count(*) FROM audit_event WHERE act = 'persoonsgegevens inzien' AND details->>'pagina' = 'archief'"
        )
        == 1
    )
    assert await fetch_values(
        str, "SELECT subject FROM notice WHERE person = $1 AND path LIKE '%/archief'", scene.vng.person_id
    )


async def test_it_is_made_once_at_a_time_and_goes_after_its_days() -> None:
    scene = await counted()
    number = await actions.ask(actor=scene.vng, round_id=scene.round_id, now=LATER)
    with pytest.raises(Conflict, match="wordt al gemaakt"):
        await actions.ask(actor=await factories.vng(), round_id=scene.round_id, now=LATER)
    assert await actions.make(number=number, now=LATER)
    assert await actions.make(number=number, now=LATER) is None, "a job that runs twice"
    assert await actions.let_go(now=LATER + timedelta(days=2)) == 0
    assert await actions.let_go(now=LATER + timedelta(days=4)) == 1
    with pytest.raises(NotFound):
        await actions.take_along(actor=scene.vng, code=scene.code, now=LATER)
    assert await actions.make(number=await actions.ask(actor=scene.vng, round_id=scene.round_id, now=LATER), now=LATER)


async def test_after_somebody_was_erased_an_archive_of_before_is_not_handed_out() -> None:
    scene = await counted()
    await files_in(scene)
    await execute(
        "INSERT INTO audit_event (at, act, object_kind, object_id, result, origin, details)"
        " VALUES ($1, 'persoon wissen', 'persoon', '1', 'gedaan', 'web', '{}')",
        LATER + timedelta(minutes=1),
    )
    with pytest.raises(NotFound, match="Laat het opnieuw maken"):
        await actions.take_along(actor=scene.vng, code=scene.code, now=LATER)
    assert await actions.let_go(now=LATER + timedelta(minutes=2)) == 1
    assert await fetch_one_value(bytes, "SELECT content FROM round_archive") is None


async def test_vng_asks_and_downloads_in_the_browser(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await counted()
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    address = f"/vng/rondes/{scene.code}/archief"
    assert "Laat het archief maken" in (await client.get(address)).text
    assert (await client.post(address)).status_code == 303
    again = await client.post(address)
    assert again.status_code == 409 and "Het archief wordt gemaakt" in again.text
    assert (await client.get(f"{address}.zip")).status_code == 404
    number = await fetch_value("SELECT id FROM round_archive")
    await actions.make(number=number, now=LATER)
    assert "Haal het archief op" in (await client.get(address)).text
    zipped = await client.get(f"{address}.zip")
    assert zipped.headers["content-type"] == "application/zip" and zipped.headers["cache-control"] == "no-store"
    assert zipped.content.startswith(b"PK")
