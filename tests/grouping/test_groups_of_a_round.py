"""VNG settles which groups take part in a round; everybody can see them; nobody else settles."""

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.phases import Phase
from innovatie.grouping import actions, queries
from innovatie.infra.database import fetch_value
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def _round_with_ideas(phase: Phase, number: int) -> tuple[int, str]:
    round_id = await factories.round_in(phase)
    for _ in range(number):
        await factories.idea(await factories.municipality(), round=round_id)
    code: str = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    return round_id, code


async def test_each_idea_of_the_round_brings_its_group_and_drafts_bring_none(db: object) -> None:
    round_id, _ = await _round_with_ideas(Phase.GROUP, 3)
    await factories.idea(await factories.municipality(), round=round_id, state="concept")
    assert await queries.ungrouped_ideas_in(round_id) == 3
    numbers = await actions.enter_round(actor=await factories.vng(), round_id=round_id, now=NOW)
    assert [card.id for card in await queries.groups_in_round(round_id)] == numbers
    assert len(numbers) == 3
    assert await queries.ungrouped_ideas_in(round_id) == 0
    again = await actions.enter_round(actor=await factories.vng(), round_id=round_id, now=NOW)
    assert again == numbers


async def test_only_vng_settles_and_only_while_groups_are_made_or_reviewed(db: object) -> None:
    round_id, _ = await _round_with_ideas(Phase.GROUP, 1)
    town = await factories.municipality()
    for role in (Role.CIVIL_SERVANT, Role.MUNICIPAL_ADMIN, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            somebody = await factories.actor(role, municipality_id=town)
            await actions.enter_round(actor=somebody, round_id=round_id, now=NOW)
    for phase in (Phase.SUBMIT, Phase.PRESELECT, Phase.VOTE):
        other, _ = await _round_with_ideas(phase, 1)
        with pytest.raises(Conflict):
            await actions.enter_round(actor=await factories.vng(), round_id=other, now=NOW)


async def test_vng_settles_in_the_browser_and_a_visitor_sees_the_groups(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    _, code = await _round_with_ideas(Phase.GROUP, 2)
    before = await client.get(f"/rondes/{code}/groepen")
    assert "Groepen tot nu toe" in before.text
    assert (await client.post(f"/vng/rondes/{code}/groepen")).status_code in (401, 403)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    preview = await client.get(f"/vng/rondes/{code}/groepen")
    assert "2 groepen komen erbij" in preview.text
    done = await client.post(f"/vng/rondes/{code}/groepen")
    assert (done.status_code, done.headers["location"]) == (303, f"/vng/rondes/{code}")
    after = await client.get(f"/rondes/{code}/groepen", headers={"HX-Request": "true"})
    assert "2 groepen in deze ronde" in after.text
    assert "<html" not in after.text
