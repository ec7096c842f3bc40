"""A round that VNG ended promises nothing any more, on whichever of its pages one comes."""

import httpx
import pytest
from lxml import html

from innovatie.insight.directing.actions import end_round
from tests.conftest import SignIn
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

PROMISES = (
    "De uitslag is er nog niet",
    "VNG telt de stemmen",
    "VNG maakt de uitslag",
    "VNG opent eerst",
    "Daarna stemmen de gemeenten",
    "zijn bekend als",
    "U kunt stemmen zodra",
    "gepland tot en met",
)


async def ended(scene: Scene) -> Scene:
    await end_round(actor=scene.vng, round_id=scene.round_id, reason="Te weinig gemeenten deden mee.", now=LATER)
    return scene


@pytest.mark.parametrize("stage", ["before the vote", "during the preselection", "during the final"])
async def test_no_page_of_an_ended_round_promises_a_result(
    client: httpx.AsyncClient, sign_in: SignIn, stage: str
) -> None:
    scene = await ended(
        await (scenes.final() if stage.endswith("final") else scenes.preselection(open_it=stage.startswith("during")))
    )
    for page in ("/rondes/{}/uitslag", "/stemmen/{}", "/finalisten/{}"):
        answer = await client.get(page.format(scene.code))
        said = html.fromstring(answer.text).text_content()
        assert "VNG heeft deze ronde beëindigd. Er komt geen uitslag." in said, page
        assert [one for one in PROMISES if one in said] == [], page
    about = html.fromstring((await client.get(f"/rondes/{scene.code}")).text)
    assert [one for one in PROMISES if one in about.text_content()] == []
    assert about.get_element_by_id("verloop") is not None
