"""A round whose result has no winner is ended with a reason; nobody is asked to adopt nothing."""

import httpx
import pytest
from lxml import html

from innovatie.domain.checklist import Weight
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.infra.database import fetch_value
from innovatie.insight.directing import actions
from innovatie.insight.directing.queries import facts_of, items_before_next
from innovatie.publication import actions as publication
from innovatie.rounds.queries import round_by_id
from tests import factories
from tests.conftest import SignIn
from tests.publication.test_publishing import clock_at_later, counted, prepare
from tests.voting.scene import LATER, Scene

__all__ = ["clock_at_later"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "clock_at_later")]

NOTHING = "Deze ronde heeft geen winnaar."
REASON = "Geen plan kreeg genoeg steun. Volgend jaar weer."


async def published(*, winner: bool) -> Scene:
    scene = await counted(winner=winner)
    await prepare(scene)
    await publication.publish(actor=await factories.vng(), round_id=scene.round_id, now=LATER)
    return scene


async def stops(scene: Scene) -> list[str]:
    round_ = await round_by_id(scene.round_id, now=LATER)
    items = items_before_next(round_, await facts_of(round_, now=LATER), now=LATER)
    return [item.text for item in items if item.weight is Weight.BLOCKS]


async def end(scene: Scene) -> None:
    await actions.end_round(actor=scene.vng, round_id=scene.round_id, reason=REASON, now=LATER)


async def test_the_phase_of_adoption_does_not_open_and_the_round_can_be_ended(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await published(winner=False)
    assert await stops(scene) == [NOTHING]
    with pytest.raises(Conflict, match=NOTHING):
        await actions.open_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    with pytest.raises(NotAllowed):
        await actions.end_round(actor=await factories.actor(), round_id=scene.round_id, reason=REASON, now=LATER)
    await sign_in(client, scene.vng.person_id)
    desk = html.fromstring((await client.get(f"/vng/rondes/{scene.code}")).text).text_content()
    assert NOTHING in desk and "Beëindig de ronde zonder winnaar" in desk
    await end(scene)
    about = html.fromstring((await client.get(f"/rondes/{scene.code}")).text)
    assert f"/rondes/{scene.code}/uitslag" in about.xpath("//main//a/@href") and REASON in about.text_content()
    result = html.fromstring((await client.get(f"/rondes/{scene.code}/uitslag")).text).text_content()
    assert "Geen enkel plan won van ‘Geen van deze’." in result
    vote = html.fromstring((await client.get(f"/stemmen/{scene.code}")).text).text_content()
    assert "zonder winnaar om over te nemen" in vote and "Er komt geen uitslag" not in vote


async def test_what_was_published_may_still_be_corrected_once_it_has_ended() -> None:
    scene = await published(winner=False)
    await end(scene)
    assert await prepare(scene, decision="Besloten op 22 november.", correction="De datum was fout.") == 2
    assert await publication.publish(actor=await factories.vng(), round_id=scene.round_id, now=LATER) == 2


async def test_a_round_with_a_winner_is_not_ended() -> None:
    scene = await published(winner=True)
    assert await stops(scene) == []
    with pytest.raises(Conflict, match="al bekendgemaakt"):
        await end(scene)
    assert await fetch_value("SELECT ended_at FROM round WHERE id = $1", scene.round_id) is None
