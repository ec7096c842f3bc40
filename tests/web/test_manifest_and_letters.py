"""What a browser gets along with a page: a manifest that it may read, and a letter that stands in without a jump."""

import re

import httpx
import pytest
from lxml import html
from PIL import ImageFont

from innovatie import paths

pytestmark = pytest.mark.anyio


async def test_a_page_names_a_manifest_that_the_policy_lets_through_and_whose_icons_are_there(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/inloggen")
    assert "manifest-src 'self'" in page.headers["content-security-policy"]
    (address,) = html.fromstring(page.text).xpath("//link[@rel='manifest']/@href")
    manifest = await client.get(address)
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    told = manifest.json()
    assert (told["start_url"], told["lang"], {icon["purpose"] for icon in told["icons"]}) == (
        "/", "nl", {"any", "maskable"},
    )  # fmt: skip
    for icon in told["icons"]:
        assert (await client.get(icon["src"])).headers["content-type"].startswith(icon["type"])


@pytest.mark.parametrize("weight", [400, 700])
def test_the_letter_that_stands_in_is_as_high_as_ours(weight: int) -> None:
    sheet = (paths.STATIC / "css" / "tokens.css").read_text("utf-8")
    faces = [one for one in re.findall(r"@font-face {(.*?)}", sheet, re.DOTALL) if f"font-weight: {weight};" in one]
    size, ascent, descent = (
        float(re.findall(rf"{name}: ([\d.]+)%", faces[0])[0])
        for name in ("size-adjust", "ascent-override", "descent-override")
    )
    (file,) = (paths.STATIC / "vendor").glob(f"noto-sans-*/files/noto-sans-latin-{weight}-normal.woff")
    high, deep = ImageFont.truetype(str(file), 1000).getmetrics()
    assert (size * ascent / 10, size * descent / 10) == pytest.approx((high, deep), abs=3)


def test_wherever_our_letter_is_asked_for_the_other_stands_behind_it() -> None:
    for sheet in (paths.STATIC / "css").glob("*.css"):
        asked = re.findall(r'"Noto Sans"(, "Noto Sans stand-in")?', sheet.read_text("utf-8"))
        assert "" not in asked, sheet.name
