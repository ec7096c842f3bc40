"""Drawn covers and signs: one for each theme, always the same, kept for ever."""

import hashlib
import re

import httpx
import pytest

from innovatie import paths
from innovatie.domain.themes import THEMES
from innovatie.web import covers, icons

pytestmark = pytest.mark.anyio
SLUGS = [theme.slug for theme in THEMES]


def test_every_theme_has_a_sign_and_a_hue_and_the_style_sheet_knows_the_same_one() -> None:
    sheet = (paths.STATIC / "css" / "themes.css").read_text("utf-8")
    stated = re.findall(r"\.theme--([\w-]+) \{ --th-h: (\d+); --th-c: ([\d.]+); \}", sheet)
    assert {slug: (int(hue), float(chroma)) for slug, hue, chroma in stated} == covers.HUES
    assert covers.HUES.keys() == set(SLUGS)
    assert {f"thema-{slug}" for slug in SLUGS} <= icons.bodies().keys()


def test_a_sign_that_is_not_there_is_an_error_of_the_template() -> None:
    with pytest.raises(KeyError):
        icons.icon("wiel")


def test_covers_differ_by_number_and_by_theme_and_never_change() -> None:
    drawn = {(number, slug): covers.to_svg(covers.compose(number, slug)) for number in (1, 20, 131) for slug in SLUGS}
    assert len(set(drawn.values())) == 3 * 16
    assert max(map(len, drawn.values())) < 9_000
    whole = "".join(drawn[key] for key in sorted(drawn))
    assert hashlib.sha256(whole.encode()).hexdigest()[:16] == "47961b1bfbb1441f", (
        "the drawing changed: count DRAWING up, because browsers keep the old ones for ever"
    )


async def test_a_cover_is_served_for_ever_and_compressed(client: httpx.AsyncClient) -> None:
    answer = await client.get(covers.address(131, "klimaat-en-energie"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == covers.to_svg(covers.compose(131, "klimaat-en-energie"))


async def test_a_thing_whose_theme_is_gone_has_a_plain_cover(client: httpx.AsyncClient) -> None:
    address = covers.address(7, "bestaat-niet-meer")
    assert address == covers.address(7, None)
    assert "<g " not in (await client.get(address)).text


@pytest.mark.parametrize(
    "name",
    ["7.svg", "x-veiligheid.svg", "7-veiligheid.png", "7-magie.svg", "99999999999-veiligheid.svg", "²-veiligheid.svg"],
)
async def test_no_other_address_gives_a_picture(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/omslagen/1/{name}")).status_code == 404
    assert (await client.get("/omslagen/0/7-veiligheid.svg")).status_code == 404
