"""The result page of each outcome that a final vote can have, in a real browser: axe, 320 pixels, and its first words.

INNOVATIE_TEST_PICTURES names a folder for pictures of them, to look at.
"""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser

from innovatie.domain.vote_kinds import PRESELECTION
from innovatie.infra.database import execute
from innovatie.publication import actions as publication
from innovatie.rounds import actions as rounds
from tests import factories
from tests.browser.crawl import judge_with_axe, too_wide
from tests.serving import web
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene

pytestmark = pytest.mark.anyio

TITLES = (
    "Eén digitaal loket voor evenementenvergunningen met meldplicht op maat",
    "Samen inkopen van slimme straatverlichting",
    "Schuldhulp die zelf langskomt voordat de deurwaarder dat doet",
)
Order = tuple[int | str, ...]
OUTCOMES: dict[str, tuple[list[Order], str]] = {
    "geen-winnaar": ([("geen", 0, 1, 2)] * 6, "Geen enkel plan won van ‘Geen van deze’."),
    "een-winnaar": ([(0, 1, 2, "geen")] * 6, f"De winnaar is {TITLES[0]}."),
    "twee-winnaars": ([(0, 1, 2, "geen")] * 6 + [(1, 0, 2, "geen")] * 5, f"Ook {TITLES[1]} wint"),
    "gelijk": ([(0, 1, "geen")] * 3 + [(1, 0, "geen")] * 3, "eindigden gelijk bovenaan. Zij winnen allebei."),
    "loting": (
        [(0, 1, 2, "geen"), (1, 2, 0, "geen"), (2, 0, 1, "geen")] * 2,
        "De stemming eindigde gelijk. Het lot wees aan: ",
    ),
    "geen-quorum": ([(0, 1, "geen")] * 2, "Te weinig gemeenten stemden"),
}


async def published(rankings: list[Order], quorum: str) -> Scene:
    """A round with these final ballots, its draw held when one is needed, and published."""
    towns = max(6, len(rankings))
    scene = await scenes.preselection(towns=towns, open_it=False)
    for number, title in zip(scene.groups, TITLES, strict=False):
        await execute("UPDATE idea_group SET title = $1 WHERE id = $2", title, number)
    scene.vote_id = await scenes.open_kind(scene, PRESELECTION, LATER, **scenes.EASY)
    for town in range(towns):
        await scene.approve(town, town % 3)
    await scene.close()
    await scene.open_final(quorum=quorum)
    for town, order in enumerate(rankings):
        await scene.rank(town, *order)
    await scene.close()
    if (await scene.vote()).draw_needed:
        await scene.draw("4815")
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    await publication.prepare(
        actor=await factories.vng(), round_id=scene.round_id, decision="Het bestuur neemt de uitslag over.",
        press="Gemeenten kozen samen.", correction="",
        reasons={str(one): "Veel gemeenten zoeken hetzelfde, en een proef liet zien dat het werkt." for one in scene.groups},
        next_steps={str(one): "Het ontwikkelteam begint in januari." for one in scene.groups}, now=LATER,
    )  # fmt: skip
    await publication.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    return scene


@pytest.mark.parametrize("judged", [(320,), pytest.param((1280, 320), marks=pytest.mark.slow)])
async def test_the_page_of_every_outcome_is_clear_fits_a_telephone_and_has_no_violation(
    committed: str, browser: Browser, tmp_path: Path, judged: tuple[int, ...]
) -> None:
    """axe judges the narrow page, in a long proof the wide one too: the same HTML and colours."""
    pictures = os.environ.get("INNOVATIE_TEST_PICTURES")
    made = {
        name: await published(rankings, "1/2" if name == "geen-quorum" else "0")
        for name, (rankings, _sentence) in OUTCOMES.items()
    }
    with web(committed, tmp_path / "web.log") as address:
        page = await browser.new_page(locale="nl-NL")
        devtools = await page.context.new_cdp_session(page)
        for name, scene in made.items():
            for width in (1280, 320):
                await page.set_viewport_size({"width": width, "height": 900})
                await page.goto(f"{address}/rondes/{scene.code}/uitslag")
                if pictures:
                    await page.screenshot(path=Path(pictures) / f"{name}-{width}.png", full_page=True)
                assert OUTCOMES[name][1] in await page.inner_text("main"), name
                assert width not in judged or await judge_with_axe(devtools) == [], (name, width)
                assert await too_wide(page) == [], (name, width)
                assert await page.locator("h1").count() == 1
