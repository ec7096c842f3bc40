"""Real boundaries on the map, once an operator brought them in."""

import io
import json
from datetime import date
from pathlib import Path

import asyncpg
import httpx
import pytest
from PIL import Image

from innovatie.adoption import actions
from innovatie.adoption.pictures import MapData, real_map_drawing, to_svg
from innovatie.adoption.pictures.png import to_png
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import Invalid, NotAllowed
from tests import factories
from tests.domain.test_boundaries import GEOJSON
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def test_the_map_can_show_real_boundaries_with_their_source(
    db: asyncpg.Connection, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    number = await actions.follow(actor=SYSTEM, title="Kaart", summary="", theme="", now=NOW)
    assert "Toon de echte grenzen" not in (await client.get(f"/overname/{number}", follow_redirects=True)).text
    path = tmp_path / "grenzen.geojson"
    path.write_text(json.dumps(GEOJSON), encoding="utf-8")
    done = await actions.import_boundaries(
        actor=SYSTEM, path=path, valid_from=date(2026, 1, 1), source="CBS (CC BY 4.0)", now=NOW
    )
    assert done == (2, ())
    assert "Toon de echte grenzen" in (await client.get(f"/overname/{number}", follow_redirects=True)).text
    real = (await client.get(f"/overname/{number}?kaart=grenzen", follow_redirects=True)).text
    assert "Bron van de grenzen: CBS (CC BY 4.0)" in real and "GM0518: niet bezig" in real
    png = await client.get(f"/overname/{number}/kaart/png?kaart=grenzen")
    assert png.content.startswith(b"\x89PNG")


async def test_only_an_operator_brings_them_in_and_nonsense_is_refused(db: asyncpg.Connection, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("geen json", encoding="utf-8")
    town = await factories.municipality()
    for actor, error in (
        (await factories.actor(Role.CIVIL_SERVANT, municipality_id=town), NotAllowed),
        (await factories.actor(Role.ADMINISTRATOR), Invalid),
    ):
        with pytest.raises(error):
            await actions.import_boundaries(actor=actor, path=path, valid_from=date(2026, 1, 1), source="x", now=NOW)


def test_what_is_stale_is_pale_on_real_boundaries_too_on_the_page_and_in_the_file() -> None:
    square = (((0, 0), (0, 400), (400, 400), (400, 0)),)
    town = {"GM0503": Stage.IN_USE}
    fresh = MapData("Kaart", "", town, {"GM0503": "Delft"})
    stale = MapData("Kaart", "", town, {"GM0503": "Delft"}, frozenset({"GM0503"}))

    def corner(data: MapData) -> tuple[int, ...]:
        drawing = real_map_drawing(data, {"GM0503": square}, 400, "CBS")
        pixel = Image.open(io.BytesIO(to_png(drawing))).getpixel((40, 40))
        assert isinstance(pixel, tuple)
        return tuple(int(part) for part in pixel)

    assert corner(fresh) == (6, 48, 58)
    assert corner(stale) == (106, 131, 137)
    svg = str(to_svg(real_map_drawing(stale, {"GM0503": square}, 400, "CBS"), name="k"))
    assert 'fill-opacity="0.6"' in svg and "Delft: in gebruik, niet onlangs bevestigd" in svg
