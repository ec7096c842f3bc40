"""What waits for VNG by date and risk, what is coming, and who takes part."""

from datetime import datetime, timedelta

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.checklist import Place
from innovatie.domain.phase_readiness import checklist
from innovatie.domain.phases import Phase
from innovatie.infra.database import execute, fetch_exactly, fetch_one_value, fetch_value
from innovatie.insight.desk import participation
from innovatie.insight.desk.days import days_ahead, running, stops
from innovatie.insight.desk.votes import votes_that_wait
from innovatie.insight.directing.queries import facts_of, lines_of
from innovatie.insight.letters import actions as letters
from innovatie.insight.letters import queries
from innovatie.insight.my_work.pages import by_date
from innovatie.insight.my_work.queries import directing
from innovatie.insight.my_work.two_directors import second_pair_of_eyes
from innovatie.publication import actions as publication
from innovatie.rounds import actions as rounds
from innovatie.rounds.queries import round_by_id
from innovatie.voting import actions as voting
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.insight.test_letters import content
from tests.publication.test_publishing import counted, prepare
from tests.voting import scene as scenes
from tests.voting.scene import LATER
from tests.voting.test_drawing import NEXT, read, tied

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_what_one_director_began_waits_for_another_and_never_for_who_began() -> None:
    scene = await scenes.preselection()
    other = await factories.vng()
    await scene.approve(0, 0)
    await rounds.close_phase(actor=scene.vng, round_id=scene.round_id, reason="", now=LATER)
    assert await second_pair_of_eyes(other, LATER) == []
    await voting.ask_count(actor=scene.vng, vote_id=scene.vote_id, now=LATER)
    (task,) = await second_pair_of_eyes(other, LATER)
    assert (task.kind, task.address, task.text) == ("tellen", f"/vng/stemming/{scene.code}", "Regisseur")
    assert await second_pair_of_eyes(scene.vng, LATER) == []
    await voting.close_and_count(actor=other, vote_id=scene.vote_id, now=LATER)
    assert await second_pair_of_eyes(other, LATER) == []


async def test_an_award_that_the_public_voted_for_waits_in_the_checklist_and_for_the_directors() -> None:
    """It stood on no desk: who voted could wait for ever."""
    round_id = await factories.round_in(Phase.RESULT)
    director, other = await factories.vng(), await factories.vng()
    code = await fetch_exactly(str, "SELECT code FROM round WHERE id = $1", round_id)
    assert await second_pair_of_eyes(director, NOW) == []
    poll = await fetch_exactly(
        int,
        "INSERT INTO audience_poll (round, key, opened_at, closes_at) VALUES ($1, 'k', $2, $3) RETURNING id",
        round_id, NOW, NOW + timedelta(days=1),
    )  # fmt: skip
    facts = await facts_of(await round_by_id(round_id, now=NOW), now=NOW)
    assert facts.award_waits
    (line,) = lines_of(
        tuple(
            one for one in checklist(Phase.ADOPT, facts, today=NOW.date(), last_day=None) if one.place is Place.AWARD
        ),
        code,
    )
    assert (line.weight, line.address) == ("let-op", f"/vng/publieksprijs/{code}")
    (task,) = await second_pair_of_eyes(director, NOW)
    assert (task.kind, task.address, task.waits) == ("nakijken", f"/vng/publieksprijs/{code}", True)
    await execute("UPDATE audience_poll SET asked_by = $2, asked_at = $3 WHERE id = $1", poll, director.person_id, NOW)
    assert await second_pair_of_eyes(director, NOW) == [], "who asked does not announce it"
    assert [one.kind for one in await second_pair_of_eyes(other, NOW)] == ["publieksprijs"]


async def test_a_phase_that_was_closed_early_waits_today_and_is_not_called_late(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    director = await factories.vng()
    (task,) = [one for one in await directing(director, NOW) if one.kind == "ronde"]
    assert not task.waits and not task.late
    await execute(
        "UPDATE phase_window SET deadline = $1 WHERE round = $2 AND phase = 'inzenden'",
        NOW + timedelta(days=120),
        round_id,
    )
    await rounds.close_phase(actor=director, round_id=round_id, reason="", now=NOW)
    (task,) = [one for one in await directing(director, NOW) if one.kind == "ronde"]
    assert (task.waits, task.late, task.deadline) == (True, False, None)
    assert by_date([task], NOW.date())[0].key == "nu"
    await execute("UPDATE phase_window SET deadline = NULL WHERE round = $1 AND phase = 'inzenden'", round_id)
    await sign_in(client, director.person_id or 0)
    page = html.fromstring((await client.get("/vng")).text)
    assert page.xpath(f"//article[contains(@class, 'task--now')]//a[@href='{task.address}']"), "on the desk too"


async def test_a_number_and_texts_wait_too() -> None:
    drawn = await tied()
    await read(drawn, "4815")
    other = await factories.vng()
    assert [task.kind for task in await second_pair_of_eyes(other, NEXT)] == ["loten"]
    assert await second_pair_of_eyes(drawn.vng, NEXT) == []
    scene = await counted()
    await prepare(scene)
    await execute("UPDATE publication SET prepared_by = $1", scene.vng.person_id)
    assert [task.kind for task in await second_pair_of_eyes(other, NEXT)] == ["loten", "publiceren"]
    assert [task.kind for task in await second_pair_of_eyes(scene.vng, NEXT)] == ["loten"], "who wrote does not publish"
    at = LATER + timedelta(days=3)
    await publication.plan_publication(actor=other, round_id=scene.round_id, publish_at=at, press=[], now=LATER)
    assert [task.kind for task in await second_pair_of_eyes(other, NEXT)] == ["loten"], "who planned does not confirm"
    third = await second_pair_of_eyes(await factories.vng(), NEXT)
    assert [(task.kind, task.deadline) for task in third] == [("loten", None), ("publiceren", at)]


async def test_a_vote_that_any_director_may_take_further_waits_today(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    """A final that was over stood on no desk: only what blocks the next phase did."""

    async def waiting(at: datetime) -> list[tuple[str, str]]:
        return [(task.kind, task.address) for task in await votes_that_wait(await running(now=at), now=at)]

    scene = await tied()
    desk = f"/vng/stemming/{scene.code}"
    assert await waiting(LATER) == [], "the number of the draw is still to come"
    assert await waiting(NEXT) == [("gelijk", desk)]
    await read(scene, "4815")
    assert await waiting(NEXT) == [], "another director confirms it"
    await voting.confirm_draw(actor=await factories.vng(), vote_id=scene.vote_id, value="4815", now=NEXT)
    assert await waiting(NEXT) == [("schrijven", f"/vng/publicatie/{scene.code}")]

    other = await scenes.preselection()
    await rounds.close_phase(actor=other.vng, round_id=other.round_id, reason="", now=LATER)
    over = ("voorbij", f"/vng/stemming/{other.code}")
    assert over in await waiting(LATER)
    await sign_in(client, other.vng.person_id or 0)
    page = html.fromstring((await client.get("/vng")).text)
    assert page.xpath(f"//article//a[@href='{over[1]}']"), "named once, with where to go"
    assert not page.xpath(f"//article//a[@href='/vng/rondes/{other.code}']")
    await voting.ask_count(actor=other.vng, vote_id=other.vote_id, now=LATER)
    assert over not in await waiting(LATER)


async def test_what_keeps_a_phase_from_opening_is_named_with_its_day() -> None:
    round_id = await factories.round_in(Phase.REVIEW)
    due = NOW + timedelta(days=3)
    await execute("UPDATE phase_window SET deadline = $2 WHERE round = $1 AND phase = 'beoordelen'", round_id, due)
    (task,) = await stops(await running(now=NOW), now=NOW)
    code = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    assert (task.kind, task.deadline, task.late, task.address) == (
        "tegenhouden",
        due,
        False,
        f"/vng/beoordeling/{code}/toewijzing",
    )
    (late,) = await stops(await running(now=due), now=due)
    assert late.late


async def test_phases_letters_and_publications_stand_by_day() -> None:
    scene = await counted()
    await prepare(scene)
    moment = LATER + timedelta(days=5)
    await publication.plan_publication(actor=scene.vng, round_id=scene.round_id, publish_at=moment, press=[], now=LATER)
    await factories.person(Role.VOTER, municipality_id=await factories.municipality())
    text = content("Straks meer over {ronde}", audience="allen", round=scene.code)
    number = await letters.write_letter(actor=scene.vng, content=text, now=LATER)
    await letters.look_at_letter(actor=scene.vng, number=number, now=LATER)
    seen = await queries.letter(number)
    people = len((await letters.check(letters.content_of(seen), now=LATER))[0])
    await letters.plan_letter(
        actor=scene.vng, number=number, expected=people, stand=seen.stand, send_at=LATER + timedelta(days=2), now=LATER
    )
    submit = await factories.round_in(Phase.SUBMIT)
    await execute(
        "UPDATE phase_window SET deadline = $2 WHERE round = $1 AND phase = 'inzenden'",
        submit,
        LATER + timedelta(days=9),
    )
    ahead = await days_ahead(await running(now=LATER), now=LATER)
    assert [(one.what, one.by_itself) for one in ahead] == [
        ("Brief gaat weg", True),
        ("Bekendmaking, nog niet bevestigd", False),
        ("Laatste dag van inzenden", True),
    ]
    assert ahead[0].name == f"Straks meer over {(await round_by_id(scene.round_id, now=LATER)).name}"
    assert list(await days_ahead(await running(now=LATER), now=LATER + timedelta(days=30))) == []


async def test_who_takes_part_is_counted_by_size_province_and_kring_and_votes_only_when_public() -> None:
    first = await factories.municipality("Groot", inhabitants=200_000)
    second = await factories.municipality("Klein", inhabitants=9_000, province="Zeeland")
    await factories.partnership(first, second, name="Kring Zuid")
    round_id = await factories.round_in(Phase.SUBMIT)
    code = await fetch_one_value(str, "SELECT code FROM round WHERE id = $1", round_id) or ""
    await factories.idea(second, round=round_id)
    parts, known = await participation.parts_of(code, now=NOW)
    found = {
        part.key: {line.name: (line.taking_part, line.municipalities, line.voted) for line in part.lines}
        for part in parts
    }
    assert not known
    assert found["grootte"]["tot 25.000"] == (1, 1, None) and found["grootte"]["100.000 en meer"] == (0, 1, None)
    assert found["provincie"] == {"Utrecht": (0, 1, None), "Zeeland": (1, 1, None)}
    assert found["kring"] == {"Kring Zuid": (1, 2, None)}
    scene = await counted()
    assert not (await participation.parts_of(scene.code, now=LATER))[1], "counted, and not public yet"
    await prepare(scene)
    await publication.publish(actor=await factories.vng(), round_id=scene.round_id, now=LATER)
    parts, known = await participation.parts_of(scene.code, now=LATER)
    assert known and sum(line.voted or 0 for line in parts[1].lines) > 0


async def test_the_desk_and_its_figures_are_for_vng(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    round_id = await factories.round_in(Phase.REVIEW)
    code = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality()))
    assert (await client.get("/vng/deelname")).status_code == 403
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    desk = html.fromstring((await client.get("/vng")).text)
    assert desk.xpath(f"//table//a[@href='/vng/rondes/{code}']") and desk.xpath("//a[@href='/vng/deelname']")
    assert "Proefronde" in (await client.get(f"/vng/deelname?ronde={code}")).text
    assert (await client.get("/vng/deelname?ronde=1900-1")).status_code == 404
