"""A round that names its witnesses: its votes open five minutes after their phase, by its own rules."""

from datetime import timedelta

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.checklist import Weight
from innovatie.domain.phase_undo import GRACE
from innovatie.domain.phases import Phase
from innovatie.infra.database import execute, fetch_values
from innovatie.insight.directing import actions
from innovatie.insight.directing.opening_votes import open_due_votes
from innovatie.insight.directing.queries import facts_of, items_before_next
from innovatie.rounds.queries import round_by_id
from innovatie.voting.queries import vote_of
from innovatie.voting.queries.witnesses import witnesses_of
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.voting import scene as scenes
from tests.voting.scene import Scene

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

WITNESSES = "archief@streekarchief.example\nredactie@krant.example"


async def prepared(witnesses: str = WITNESSES) -> Scene:
    scene = await scenes.preselection(open_it=False)
    await execute("UPDATE round SET witnesses = $2 WHERE id = $1", scene.round_id, witnesses)
    return scene


async def test_a_vote_opens_once_five_minutes_after_its_phase_by_the_rules_of_the_round() -> None:
    scene = await prepared()
    at_once = NOW + GRACE - timedelta(seconds=1)
    assert await open_due_votes(now=at_once) == [], "the phase may still be taken back unseen"
    assert await open_due_votes(now=NOW + GRACE) == [f"{scene.code}/voorselectie"]
    assert await open_due_votes(now=NOW + GRACE) == []
    vote = await vote_of(scene.code, "voorselectie", now=NOW + GRACE)
    assert vote.rules.quorum == "1/3"
    assert await witnesses_of(vote.id) == tuple(WITNESSES.split())


async def test_a_phase_that_was_taken_back_opens_no_vote() -> None:
    scene = await prepared()
    await actions.take_back(actor=scene.vng, round_id=scene.round_id, reason="Te vroeg.", now=NOW)
    assert await open_due_votes(now=NOW + GRACE) == []


async def test_without_witnesses_no_vote_opens_and_the_checklist_says_so() -> None:
    scene = await prepared("")
    assert await open_due_votes(now=NOW + GRACE) == []
    round_id = await factories.round_in(Phase.REVIEW)
    for witnesses, weight in (("", Weight.ATTENTION), (WITNESSES, Weight.DONE)):
        await execute("UPDATE round SET witnesses = $2 WHERE id = $1", round_id, witnesses)
        round_ = await round_by_id(round_id, now=NOW)
        items = items_before_next(round_, await facts_of(round_, now=NOW), now=NOW)
        said = [item.weight for item in items if "getuigen" in item.text or "vanzelf" in item.text]
        assert said == [weight]
    assert scene.vote_id == 0


async def test_a_vote_that_cannot_open_is_told_to_the_directors_once() -> None:
    await prepared("een@krant.example\ntwee@krant.example")
    for _ in range(2):
        assert await open_due_votes(now=NOW + GRACE) == []
    told = await fetch_values(str, "SELECT body FROM notice WHERE subject LIKE '%open de stemming zelf' ORDER BY id")
    assert told and set(told) == {told[0]} and "Noem ten minste twee getuigen" in told[0]
    directors = await fetch_values(int, "SELECT DISTINCT person FROM role_grant WHERE role = 'vng-regisseur'")
    assert len(told) == len(directors)


async def test_a_director_names_witnesses_with_the_plan_and_hears_what_is_wrong_with_them(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    sent = {"code": "2044-1", "naam": "Ronde van 2044", "getuigen": "een@krant.example"}
    refused = await client.post("/vng/rondes/nieuw", data=sent)
    assert (refused.status_code, "Noem ten minste twee getuigen" in refused.text) == (422, True)
    made = await client.post("/vng/rondes/nieuw", data={**sent, "getuigen": WITNESSES})
    assert made.status_code == 303
    assert await fetch_values(str, "SELECT witnesses FROM round WHERE code = '2044-1'") == [WITNESSES]
    copy = await client.get("/vng/rondes/nieuw", params={"kopie": "2044-1"})
    assert "redactie@krant.example" in copy.text
    assert "redactie@krant.example" not in (await client.get("/rondes/2044-1")).text
