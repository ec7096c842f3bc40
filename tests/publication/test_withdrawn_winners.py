"""A winner is withdrawn after publication: by two directors, with a reason, told to whom it reaches, and taken back."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, timedelta
from xml.etree import ElementTree

import httpx
import pytest

from innovatie.adoption.jobs import winner_stands
from innovatie.adoption.queries.solutions import slug_of, solutions
from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.letters import Selection, TakingPart
from innovatie.domain.vocabulary import Followed
from innovatie.following.actions import follow
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_exactly, fetch_value, fetch_values
from innovatie.insight.letters.readers import readers_of
from innovatie.insight.my_work.two_directors import second_pair_of_eyes
from innovatie.publication import press_kit, queries
from innovatie.publication.documents import all_documents
from innovatie.publication.payloads import WinnerStands
from innovatie.realisation.queries import due
from tests import factories
from tests.conftest import SignIn
from tests.indicators.test_report import words
from tests.publication.withdrawing import REASON, Made, published
from tests.realisation.scene import text
from tests.voting.scene import LATER

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def made(clock: Clock) -> Made:
    return await published(clock)


async def told(number: int, *, stands: bool, group: int) -> None:
    await winner_stands(WinnerStands(group=group, withdrawal=number, stands=stands), now=LATER)


async def test_one_asks_and_another_confirms_and_nobody_sees_it_before(made: Made, client: httpx.AsyncClient) -> None:
    with pytest.raises(Invalid):
        await made.ask(reason=" ")
    await made.ask()
    with pytest.raises(Conflict, match="al gevraagd"):
        await made.ask(by=made.two)
    with pytest.raises(Conflict, match="U vroeg hier zelf om"):
        await made.confirm(by=made.one)
    for who in (await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.scene.towns[0]),):
        with pytest.raises(NotAllowed):
            await made.ask(by=who)
        with pytest.raises(NotAllowed):
            await made.confirm(by=who)
    asked = next(task for task in await second_pair_of_eyes(made.two, LATER) if task.kind == "intrekken")
    assert asked.title == (await queries.winner(made.group)).title, "of which winner it is"
    assert asked.address == f"/vng/publicatie/{made.scene.code}/winnaars/{made.group}"
    assert "intrekken" not in {task.kind for task in await second_pair_of_eyes(made.one, LATER)}
    winner = await queries.winner(made.group)
    pages = (winner.address, f"/rondes/{made.scene.code}/uitslag", f"{winner.address}/realisatie")
    for page in pages:
        assert REASON not in (await client.get(page)).text
    await made.confirm()
    for page in pages:
        assert REASON in (await client.get(page)).text
    assert "Ingetrokken winnaar van" in (await client.get("/winnaars")).text
    assert winner.address not in (await client.get("/")).text, "the front page celebrates those that stand"
    answer = (await client.get(f"/api/v1/winnaars/{made.group}")).json()
    assert (answer["redenIntrekken"], answer["ingetrokkenOp"] is not None) == (REASON, True)
    changes = await fetch_values(str, "SELECT kind FROM public_change WHERE resource = 'winnaar' ORDER BY id")
    assert changes[-1] == "ingetrokken"


async def test_whatever_is_given_out_of_a_winner_says_that_it_was_withdrawn(
    made: Made, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_kit, "letter_files", lambda: None)
    address = (await queries.winner(made.group)).address
    solution = await fetch_exactly(
        int,
        "INSERT INTO solution (title, summary, grp, followed_at, is_winner) VALUES ('Idee', '', $1, $2, true) RETURNING id",
        made.group, LATER,
    )  # fmt: skip
    asked_to_use = (address, f"/rondes/{made.scene.code}/uitslag", f"/overname/{slug_of(solution, 'Idee')}")

    async def given(name: str) -> str:
        answer = await client.get(f"{address}/{name}")
        return words(answer.content) if name.endswith("pdf") else answer.text

    async def spread() -> str:
        return (await client.get(f"/overname/groep/{made.group}?als=winnaar", headers={"HX-Request": "true"})).text

    async def won() -> list[bool]:
        of_one = (await client.get(f"/api/v1/overname/{solution}")).json()
        of_all = (await client.get("/api/v1/overname")).json()["resultaten"]
        return [one["isWinnaar"] for one in (of_one, *of_all) if one["nummer"] == solution]

    async def listed() -> dict[str, str]:
        text = (await client.get("/winnaars/winnaars.csv")).content.decode("utf-8-sig")
        return next(one for one in csv.DictReader(io.StringIO(text), delimiter=";") if one["groep"] == str(made.group))

    async def in_feed() -> dict[str, str]:
        feed = ElementTree.fromstring((await client.get("/winnaars/atom.xml")).content)
        ours = next(
            one for one in feed.iter(f"{ATOM}entry") if one.findtext(f"{ATOM}id", "").endswith(f"/{made.group}")
        )
        return {name: ours.findtext(f"{ATOM}{name}", "") for name in ("title", "summary", "updated", "published")}

    async def shared() -> str:
        found = re.search(r'property="og:image" content="([^"]+)"', (await client.get(address)).text)
        assert found is not None
        return found[1]

    shared_before, picture = await shared(), (await client.get(f"{address}/afbeelding.png")).content
    assert (await in_feed())["updated"] == (await in_feed())["published"]
    for page in asked_to_use:
        assert "Neem dit over" in (await client.get(page)).text, page
    assert "Neem dit over" in await spread()
    assert await won() == [True, True]
    await made.ask()
    await made.confirm()
    assert await won() == [False, False]
    for name in ("oorkonde.pdf", "persbericht.txt"):
        told_there = " ".join((await given(name)).split())
        assert "Ingetrokken winnaar van" in told_there and REASON in told_there, name
        assert "VNG trok deze winnaar op" in told_there, name
    assert (await client.get(f"{address}/afbeelding.png")).content != picture
    assert await shared() != shared_before, "other sites keep a picture by its address"
    assert (await listed())["reden intrekken"] == REASON
    assert (await listed())["ingetrokken"] == LATER.astimezone(UTC).date().isoformat()
    entry = await in_feed()
    assert (entry["title"].startswith("Ingetrokken: "), entry["summary"]) == (True, REASON)
    page = (await client.get(address)).text
    assert 'content="Ingetrokken winnaar van' in page and "oorkonde.pdf" not in page
    for page in asked_to_use:
        assert "Neem dit over" not in (await client.get(page)).text, page
    assert "Neem dit over" not in await spread()
    found = [one async for batch in all_documents() for one in batch if one.object == made.group]
    assert [(one.winner, "Ingetrokken winnaar van" in one.body) for one in found] == [(False, True)]
    assert [card.is_winner for card in await solutions() if card.id == solution] == [False]
    bundle = (await client.get(f"/rondes/{made.scene.code}/uitslag/archief.zip")).content
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        result, page = (
            archive.read(f"uitslag-{made.scene.code}/{name}").decode() for name in ("uitslag.json", "uitslag.html")
        )
    assert json.loads(result)["winnaars"][0]["redenIntrekken"] == REASON and REASON in page
    await made.end()
    assert (await listed())["ingetrokken"] == "" and REASON not in await given("persbericht.txt")
    assert (await in_feed())["updated"] > entry["updated"], "who reads the feed sees that it stands again"


async def test_who_makes_follows_or_uses_it_hears_it_once_and_its_plan_is_asked_for_no_more(made: Made) -> None:
    maker = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.scene.towns[0])
    user = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.scene.towns[4])
    stranger = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.scene.towns[5])
    follower = await factories.actor()
    for kind, subject in ((Followed.GROUP, made.group), (Followed.ROUND, made.scene.round_id)):
        await follow(actor=follower, kind=kind, subject=subject, now=LATER)
    solution = await fetch_exactly(
        int,
        "INSERT INTO solution (title, summary, grp, followed_at) VALUES ('Idee B', '', $1, $2) RETURNING id",
        made.group, LATER,
    )  # fmt: skip
    await execute(
        "INSERT INTO adoption_status (solution, municipality, stage, since, confirmed_on, source, first_used)"
        " VALUES ($1, $2, 'in_gebruik', $3, $3, 'bevestigd', $3)",
        solution, made.scene.towns[4], LATER.date(),
    )  # fmt: skip
    late = text(made.scene.towns[0], promised_on=LATER.date() - timedelta(days=1))
    await execute(
        "INSERT INTO realisation_milestone (winner, title, starts_on, promised_on, expected_on, town, changed_at)"
        ' SELECT id, $2, $3, $4, $4, $5, $6 FROM winner WHERE "group" = $1',
        made.group, late.title, late.starts_on, late.promised_on, late.town, LATER,
    )  # fmt: skip
    assert len(await due(today=LATER.date())) == 1
    letter = Selection(round=made.scene.code, part=TakingPart.WINNER)
    assert maker.person_id in {one.id for one in await readers_of("allen", letter, now=LATER)}
    await made.ask()
    await made.confirm()
    assert await due(today=LATER.date()) == ()
    assert await readers_of("allen", letter, now=LATER) == (), "a letter to the winners is not for them"
    number = await fetch_value("SELECT id FROM winner_withdrawal")
    for _ in range(2):
        await told(number, stands=False, group=made.group)
    heard = await fetch_values(int, "SELECT person FROM notice WHERE once_key = $1", f"winnaar {number} ingetrokken")
    assert len(heard) == len(set(heard))
    assert {maker.person_id, user.person_id, follower.person_id} <= set(heard) and stranger.person_id not in heard
    await made.end()
    await told(number, stands=True, group=made.group)
    again = await fetch_values(int, "SELECT person FROM notice WHERE once_key = $1", f"winnaar {number} blijft")
    assert sorted(again) == sorted(heard)
    assert len(await due(today=LATER.date())) == 1


async def test_directors_do_it_on_a_page_and_what_was_typed_stays(
    made: Made, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    page = f"/vng/publicatie/{made.scene.code}/winnaars/{made.group}"
    await sign_in(client, made.one.person_id or 0)
    assert page in (await client.get(f"/vng/publicatie/{made.scene.code}")).text
    refused = await client.post(f"{page}/intrekken", data={"reden": REASON})
    assert (refused.status_code, REASON in refused.text) == (422, True)
    asked = await client.post(f"{page}/intrekken", data={"reden": REASON, "grond": "regels"})
    assert asked.status_code == 303
    assert (await client.post(f"{page}/bevestigen")).status_code == 409
    await sign_in(client, made.two.person_id or 0)
    to_confirm = (await client.get(page)).text
    assert "Trek deze winnaar in" in to_confirm and "Zes weken lang kunnen twee regisseurs" in to_confirm
    read = {"gezien": await fetch_exactly(int, "SELECT id FROM winner_withdrawal")}
    assert f'name="gezien" value="{read["gezien"]}"' in to_confirm
    await made.drop()
    await made.ask(reason="Een heel andere reden.")
    refused = await client.post(f"{page}/bevestigen", data=read)
    assert (refused.status_code, "gewijzigd nadat u haar zag" in refused.text) == (409, True)
    assert "Een heel andere reden." in refused.text, "what they would confirm now"
    read = {"gezien": await fetch_exactly(int, "SELECT max(id) FROM winner_withdrawal")}
    assert (await client.post(f"{page}/bevestigen", data=read)).status_code == 303
    assert (await client.post(f"{page}/herstellen", data={"herstel": ""})).status_code == 422
    assert (await client.post(f"{page}/herstellen", data={"herstel": "Toch goed."})).status_code == 303
    assert (await client.post(f"{page}/herstellen", data={"besluit": "doen", "gezien": "1"})).status_code == 409
    await sign_in(client, made.one.person_id or 0)
    to_end = (await client.get(page)).text
    assert "Toch goed." in to_end and "Neem het intrekken terug" in to_end
    found = re.search(r'name="gezien" value="([^"]+)"', to_end)
    assert found is not None
    assert (await client.post(f"{page}/herstellen", data={"besluit": "laten"})).status_code == 303
    assert (await client.post(f"{page}/herstellen", data={"besluit": "doen", "gezien": found[1]})).status_code == 409
    assert (await client.post(f"{page}/herstellen", data={"herstel": "Toch goed."})).status_code == 303
    await sign_in(client, made.two.person_id or 0)
    found = re.search(r'name="gezien" value="([^"]+)"', (await client.get(page)).text)
    assert found is not None
    assert (await client.post(f"{page}/herstellen", data={"besluit": "doen", "gezien": found[1]})).status_code == 303
    assert (await client.get(f"/vng/publicatie/2099-1/winnaars/{made.group}")).status_code == 404
