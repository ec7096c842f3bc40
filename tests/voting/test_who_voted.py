"""Who voted stays unseen while a vote runs, in the trail too; the municipality itself sees its own acts."""

import httpx
import pytest

from innovatie.audit.queries import trail_of_municipality, whole_trail
from innovatie.domain.authority import Role
from innovatie.domain.voters import OfKring, OfMunicipality
from innovatie.voting import actions
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

VOTING = {
    "stemmen in de voorselectie", "als Kring stemmen in de voorselectie", "stem intrekken", "stem van Kring intrekken",
    "stemmen in de finale",
}  # fmt: skip


async def voted() -> Scene:
    """A ballot of a municipality and one of a Kring, and the withdrawal of each."""
    scene = await scenes.preselection()
    kring = await scene.representative()
    await scene.approve(0, 1)
    await actions.cast_ballot(
        actor=kring, vote_id=scene.vote_id, voter=OfKring(scene.kring), approved=[], expected=None, now=LATER
    )
    await actions.withdraw_ballot(actor=kring, vote_id=scene.vote_id, voter=OfKring(scene.kring), now=LATER)
    town = OfMunicipality(scene.towns[0])
    await actions.withdraw_ballot(actor=await scene.voter(0), vote_id=scene.vote_id, voter=town, now=LATER)
    return scene


async def acts() -> list[str]:
    return [row.act for row in (await whole_trail(offset=0, limit=500)).rows if row.act in VOTING]


async def test_the_whole_trail_tells_who_voted_after_the_close_and_the_municipality_sees_its_own_at_once() -> None:
    scene = await voted()
    assert await acts() == []
    assert (await whole_trail(offset=0, limit=500)).total == len((await whole_trail(offset=0, limit=500)).rows)
    own = await trail_of_municipality(scene.towns[0], offset=0, limit=500)
    assert [row.act for row in own.rows] == ["stem intrekken", "stemmen in de voorselectie"]
    for other in (1, 2):
        await scene.approve(other, 0)
    await scene.close()
    assert set(await acts()) == VOTING - {"stemmen in de finale"}
    await scene.open_final()
    await scene.rank(0, 0, "geen")
    assert "stemmen in de finale" not in await acts(), "the preselection is closed, the final is not"


async def test_vng_does_not_read_who_votes_on_the_page_of_the_trail(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await voted()
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    page = (await client.get("/vng/spoor")).text
    assert "stemming openen" in page
    assert "stemmen in de voorselectie" not in page
    assert "Wie stemde, staat hier pas als die stemming gesloten is." in page
