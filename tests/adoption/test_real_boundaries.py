"""Real boundaries on the map, once an operator brought them in."""

import json
from datetime import date
from pathlib import Path

import asyncpg
import httpx
import pytest

from innovatie.adoption import actions
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
