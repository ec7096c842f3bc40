"""VNG judges the entries of a round; an excluded plan takes no part, its municipality is told why and may appeal."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from innovatie.domain.admission import Verdict
from innovatie.domain.authority import Actor, Grant, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.phases import Phase
from innovatie.grouping import actions as grouping
from innovatie.ideas import actions as ideas
from innovatie.ideas.queries.admission import entries_of
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.insight.directing import actions as directing
from innovatie.insight.directing.actions import judge_entry
from innovatie.insight.directing.queries import facts_of
from innovatie.rounds.queries import round_by_id
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


class Scene:
    def __init__(self, round_id: int, town: int, idea: int, owner: Actor, director: Actor) -> None:
        self.round, self.town, self.idea, self.owner, self.director = round_id, town, idea, owner, director

    async def judge(self, verdict: Verdict, reason: str = "Het is nog niet bewezen.", note: str = "") -> None:
        await judge_entry(
            actor=self.director,
            idea_id=self.idea,
            round_id=self.round,
            verdict=verdict,
            reason=reason,
            note=note,
            now=NOW,
        )

    async def takes_part(self) -> bool:
        return await fetch_value("SELECT round FROM idea WHERE id = $1", self.idea) == self.round


@pytest.fixture
async def scene() -> Scene:
    """A plan that takes part in a round for which plans are being sent in."""
    town = await factories.municipality()
    round_id = await factories.round_in(Phase.SUBMIT)
    idea = await factories.idea(town, title="Camera op de brug", round=round_id)
    owner = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    return Scene(round_id, town, idea, owner, await factories.vng())


async def test_an_excluded_plan_is_out_hears_why_cannot_come_back_and_may_appeal(scene: Scene) -> None:
    with pytest.raises(Invalid) as wrong:
        await scene.judge(Verdict.EXCLUDED, reason=" ")
    assert set(wrong.value.errors) == {"reden"}
    await scene.judge(Verdict.EXCLUDED, note="Twijfel, zie mail.")
    assert not await scene.takes_part()
    body = await fetch_value(
        "SELECT body FROM notice WHERE person = $1 ORDER BY id DESC LIMIT 1", scene.owner.person_id
    )
    assert "Het is nog niet bewezen." in body and "Maak bezwaar tot en met" in body and "Twijfel" not in body
    with pytest.raises(Conflict, match="sloot dit plan uit"):
        await ideas.enter_round(actor=scene.owner, idea_id=scene.idea, round_id=scene.round, now=NOW)
    stranger = await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    with pytest.raises(NotAllowed):
        await ideas.appeal(actor=stranger, idea_id=scene.idea, round_id=scene.round, reason="Toch.", now=NOW)
    with pytest.raises(Conflict, match="niet \\(meer\\)"):
        late = NOW + timedelta(days=15)
        await ideas.appeal(actor=scene.owner, idea_id=scene.idea, round_id=scene.round, reason="Te laat.", now=late)
    await ideas.appeal(actor=scene.owner, idea_id=scene.idea, round_id=scene.round, reason="Het draait al.", now=NOW)
    assert "Het draait al." in await fetch_values(
        str, "SELECT body FROM notice WHERE person = $1", scene.director.person_id
    )
    with pytest.raises(Conflict, match="intussen"):
        await scene.judge(Verdict.EXCLUDED)
    await scene.judge(Verdict.RESTORED, reason="U hebt gelijk.")
    assert await scene.takes_part()


async def test_who_excluded_a_plan_does_not_turn_the_appeal_down_alone(scene: Scene) -> None:
    await scene.judge(Verdict.EXCLUDED)
    await ideas.appeal(actor=scene.owner, idea_id=scene.idea, round_id=scene.round, reason="Het draait al.", now=NOW)
    with pytest.raises(NotAllowed, match="Een andere regisseur"):
        await scene.judge(Verdict.UPHELD)
    assert (await entries_of(scene.round))[0].last is Verdict.APPEALED
    scene.director = await factories.vng()
    await scene.judge(Verdict.UPHELD)
    assert not await scene.takes_part()


async def test_a_director_who_works_for_a_municipality_in_the_round_judges_none_of_its_entries(scene: Scene) -> None:
    rival, aside, former = [await factories.municipality() for _ in range(3)]
    await factories.idea(rival, round=scene.round)
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, '2020-01-01')", rival, former
    )
    chief = scene.director
    for town in (scene.town, rival, former):
        scene.director = replace(chief, grants=(*chief.grants, Grant(Role.CIVIL_SERVANT, town)))
        for verdict in (Verdict.ADMITTED, Verdict.EXCLUDED, Verdict.ASKED_BACK):
            with pytest.raises(NotAllowed, match="Een andere regisseur"):
                await scene.judge(verdict)
    scene.director = replace(chief, grants=(*chief.grants, Grant(Role.CIVIL_SERVANT, aside)))
    await scene.judge(Verdict.EXCLUDED)
    scene.director = replace(chief, grants=(*chief.grants, Grant(Role.CIVIL_SERVANT, scene.town)))
    with pytest.raises(NotAllowed, match="Een andere regisseur"):  # nor is one's own plan let in again
        await scene.judge(Verdict.RESTORED)


async def test_asking_back_leaves_the_plan_in_and_admitting_tells_nobody(scene: Scene) -> None:
    await scene.judge(Verdict.ASKED_BACK, reason="Welke gemeente gebruikt het?")
    assert await scene.takes_part()
    told = await fetch_value("SELECT count(*) FROM notice WHERE person = $1", scene.owner.person_id)
    await scene.judge(Verdict.ADMITTED, reason="")
    assert await fetch_value("SELECT count(*) FROM notice WHERE person = $1", scene.owner.person_id) == told
    (entry,) = await entries_of(scene.round)
    assert [one.verdict for one in entry.decisions] == [Verdict.ADMITTED, Verdict.ASKED_BACK]


async def test_only_vng_judges_and_only_until_the_groups_are_settled(scene: Scene) -> None:
    chief, scene.director = scene.director, scene.owner
    with pytest.raises(NotAllowed):
        await scene.judge(Verdict.EXCLUDED)
    scene.director = chief
    other = await factories.idea(scene.town)
    with pytest.raises(Conflict, match="doet niet mee"):
        await judge_entry(
            actor=chief, idea_id=other, round_id=scene.round, verdict=Verdict.EXCLUDED, reason="X", note="", now=NOW
        )
    group = await fetch_value(
        "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
        " SELECT title, summary, theme, id, $2 FROM idea WHERE id = $1 RETURNING id",
        scene.idea,
        NOW,
    )
    await execute('INSERT INTO round_group (round, "group", entered_at) VALUES ($1, $2, $3)', scene.round, group, NOW)
    with pytest.raises(Conflict, match="groepen"):
        await scene.judge(Verdict.EXCLUDED)
    assert await scene.takes_part()


async def test_an_appeal_is_decided_before_the_review_begins_and_who_is_right_gets_a_group(scene: Scene) -> None:
    other = await factories.idea(await factories.municipality(), round=scene.round)
    await scene.judge(Verdict.EXCLUDED)
    await ideas.appeal(actor=scene.owner, idea_id=scene.idea, round_id=scene.round, reason="Het draait al.", now=NOW)
    await directing.open_phase(actor=scene.director, round_id=scene.round, deadline=None, now=NOW)
    await grouping.enter_round(actor=scene.director, round_id=scene.round, now=NOW)
    with pytest.raises(Conflict, match="Bezwaren die op een besluit wachten: 1"):
        await directing.open_phase(actor=scene.director, round_id=scene.round, deadline=None, now=NOW)
    await scene.judge(Verdict.RESTORED, reason="U hebt gelijk.")
    assert len(await grouping.enter_round(actor=scene.director, round_id=scene.round, now=NOW)) == 2
    with pytest.raises(Conflict, match="staan vast"):
        await scene.judge(Verdict.EXCLUDED, reason="Toch niet.")
    await judge_entry_refused(scene, other)
    assert await directing.open_phase(actor=scene.director, round_id=scene.round, deadline=None, now=NOW)


async def judge_entry_refused(scene: Scene, idea: int) -> None:
    with pytest.raises(Conflict, match="staan vast"):
        await judge_entry(
            actor=scene.director,
            idea_id=idea,
            round_id=scene.round,
            verdict=Verdict.EXCLUDED,
            reason="X",
            note="",
            now=NOW,
        )


async def test_the_review_warns_while_an_appeal_may_come_and_ends_the_right_to_it(
    scene: Scene, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await factories.idea(await factories.municipality(), round=scene.round)
    await scene.judge(Verdict.EXCLUDED)
    facts = await facts_of(await round_by_id(scene.round, now=NOW), now=NOW)
    assert (facts.appeals, facts.may_appeal) == (0, 1)
    late = NOW + timedelta(days=15)
    assert (await facts_of(await round_by_id(scene.round, now=late), now=late)).may_appeal == 0
    await execute("UPDATE round SET phase = 'beoordelen' WHERE id = $1", scene.round)
    with pytest.raises(Conflict, match="kan niet meer"):
        await ideas.appeal(actor=scene.owner, idea_id=scene.idea, round_id=scene.round, reason="Toch.", now=NOW)
    assert scene.owner.person_id
    await sign_in(client, scene.owner.person_id)
    own = f"/ideeen/{scene.idea}-camera-op-de-brug/toelating"
    assert "Verstuur het bezwaar" not in (await client.get(own)).text


async def test_the_pages_show_what_is_for_whom(scene: Scene, client: httpx.AsyncClient, sign_in: SignIn) -> None:
    code = await fetch_value("SELECT code FROM round WHERE id = $1", scene.round)
    base = f"/vng/rondes/{code}/inzendingen"
    assert scene.director.person_id and scene.owner.person_id
    await sign_in(client, scene.director.person_id)
    assert "Over 1 is nog niets besloten." in (await client.get(base)).text
    typed = {"besluit": "uitgesloten", "notitie": "Geheim van VNG"}
    refused = await client.post(f"{base}/{scene.idea}", data=typed)
    assert refused.status_code == 422 and "Geheim van VNG" in refused.text and "Schrijf waarom" in refused.text
    assert (await client.post(f"{base}/{scene.idea}", data=typed | {"reden": "Te jong."})).status_code == 303
    assert "Uitgesloten" in (await client.get(base)).text
    client.cookies.clear()
    await sign_in(client, scene.owner.person_id)
    own = f"/ideeen/{scene.idea}-camera-op-de-brug/toelating"
    page = (await client.get(own)).text
    assert "Te jong." in page and "Geheim van VNG" not in page and "Verstuur het bezwaar" in page
    assert (await client.post(own, data={"bezwaar": ""})).status_code == 422
    assert (await client.post(own, data={"bezwaar": "Het draait al een jaar."})).status_code == 303
    assert "Verstuur het bezwaar" not in (await client.get(own)).text
    assert (await client.post(own, data={"bezwaar": "Nog eens."})).status_code == 404
    client.cookies.clear()
    other = await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    await sign_in(client, other)
    assert (await client.get(own)).status_code == 403
