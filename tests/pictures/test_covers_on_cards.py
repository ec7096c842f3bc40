"""The cover that a municipality uploaded stands wherever its plan or group is shown, and on the picture to share."""

import io

import asyncpg
import httpx
import pytest
from lxml import html
from PIL import Image

from innovatie.domain.authority import Role
from innovatie.domain.picture_words import CoverFile, Focus, Pictured
from innovatie.infra.database import execute, fetch_value
from innovatie.pictures import actions
from innovatie.pictures.encoding import encode
from innovatie.web.share_picture import share_picture
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.voting import scene as scenes

WORDS = "Een gele kaart van de wijk."


def jpeg(*halves: str, size: tuple[int, int] = (1600, 900)) -> bytes:
    """A picture of colours below each other."""
    image = Image.new("RGB", size)
    high = size[1] // len(halves)
    for number, colour in enumerate(halves):
        image.paste(colour, (0, number * high, size[0], (number + 1) * high))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


async def covered(kind: Pictured, number: int, municipality: int, focus: Focus = Focus.MIDDLE) -> None:
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=municipality)
    if kind is Pictured.GROUP:
        actor = await factories.actor(Role.VNG_DIRECTOR)
    await actions.add_picture(
        actor=actor, kind=kind, subject=str(number), municipality_id=municipality, made=encode(jpeg("yellow")),
        alternative=WORDS, credit="", focus=focus, now=NOW,
    )  # fmt: skip


def shared(page: str) -> str:
    """The address of the picture that other sites show beside a link to it."""
    return str(html.fromstring(page).xpath("//meta[@property='og:image']/@content")[0])


def shown(page: str) -> list[str]:
    """Titles of what stands beside the cover, for each time that it is shown."""
    found = html.fromstring(page).xpath(f"//img[@alt='{WORDS}']/../..")
    return [" ".join(one.text_content().split()) for one in found]


@pytest.mark.anyio
async def test_the_cover_of_a_plan_and_of_a_group_stand_on_every_card_of_them(
    client: httpx.AsyncClient, db: asyncpg.Connection
) -> None:
    towns = [await factories.municipality(name) for name in ("Delft", "Ede")]
    plans = [await factories.idea(town, title="Slimme camera", theme="veiligheid") for town in towns]
    group: int = await fetch_value(
        "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
        " VALUES ('Slimme camera', '', 'veiligheid', $1, $2) RETURNING id", plans[0], NOW,
    )  # fmt: skip
    for plan in plans:
        await execute(
            "INSERT INTO group_member (\"group\", idea, how, added_at) VALUES ($1, $2, 'confirmed', $3)",
            group,
            plan,
            NOW,
        )
    await covered(Pictured.PLAN, plans[0], towns[0])
    for address in ("/", "/themas/veiligheid", "/ideeen"):
        found = shown((await client.get(address)).text)
        assert len(found) == 1, address
        assert "Slimme camera" in found[0]
    pages = (f"/ideeen/{plans[1]}-slimme-camera", f"/groepen/{group}")
    before = [shared((await client.get(page, follow_redirects=True)).text) for page in pages]
    await covered(Pictured.GROUP, group, towns[0])
    after = [shared((await client.get(page, follow_redirects=True)).text) for page in pages]
    assert after[0] == before[0]
    assert after[1] != before[1], "other sites keep a picture by its address"
    assert (await client.get(after[1])).headers["content-type"] == "image/png"
    for address, times in (("/", 2), ("/themas/veiligheid", 2), ("/groepen", 1), (f"/groepen/{group}", 1)):
        answer = await client.get(address, follow_redirects=True)
        assert len(shown(answer.text)) == times, address
    for address in (f"/ideeen/{plans[0]}-slimme-camera", f"/groepen/{group}"):
        picture = Image.open(io.BytesIO((await client.get(f"{address}/afbeelding.png")).content))
        assert picture.convert("RGB").getpixel((950, 300)) == pytest.approx((255, 255, 0), abs=12), address
    drawn = Image.open(io.BytesIO((await client.get(f"/ideeen/{plans[1]}-slimme-camera/afbeelding.png")).content))
    assert drawn.convert("RGB").getpixel((950, 300)) != pytest.approx((255, 255, 0), abs=12)


@pytest.mark.anyio
async def test_the_cover_of_a_finalist_stands_where_people_choose(
    client: httpx.AsyncClient, sign_in: SignIn, db: asyncpg.Connection
) -> None:
    scene = await scenes.preselection(towns=6)
    for town in range(6):
        await scene.approve(town, town % 3)
    await scene.close()
    await scene.open_final(quorum="0")
    await covered(Pictured.GROUP, scene.groups[0], scene.towns[0])
    ballot = f"/stemmen/{scene.code}/biljet/{await scene.town_code(0)}"
    await sign_in(client, await factories.person(Role.VOTER, municipality_id=scene.towns[0]))
    for address, times in ((f"/finalisten/{scene.code}", 1), (ballot, 2)):
        assert len(shown((await client.get(address)).text)) == times, address


@pytest.mark.parametrize(("focus", "colour"), [(Focus.START, (255, 0, 0)), (Focus.END, (0, 0, 255))])
@pytest.mark.parametrize("square", [True, False])
def test_of_an_upright_photo_the_part_that_was_asked_for_stays(
    focus: Focus, colour: tuple[int, int, int], square: bool
) -> None:
    upright = CoverFile(jpeg("red", "red", "green", "blue", "blue", size=(640, 3200)), focus)
    made = Image.open(io.BytesIO(share_picture(7, "", "Plan", "Plan", "", square=square, photo=upright)))
    assert made.convert("RGB").getpixel((540, 300) if square else (950, 300)) == pytest.approx(colour, abs=12)
