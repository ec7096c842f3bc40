"""Two directors stand behind a result that is published at once: one writes the texts, another reads them."""

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.infra.database import fetch_value, fetch_values
from tests import factories
from tests.conftest import SignIn
from tests.publication.test_publishing import clock_at_later, counted

__all__ = ["clock_at_later"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "clock_at_later")]


async def test_vng_writes_looks_and_publishes_in_the_browser(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await counted()
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    reader = await factories.person(Role.VNG_DIRECTOR)
    desk = f"/vng/publicatie/{scene.code}"
    number = scene.groups[1]
    kept = await client.post(
        desk, data={f"reden-{number}": "<script>alert(1)</script> Sterk.", "besluit": "Aldus besloten."}
    )
    assert kept.headers["location"] == f"{desk}/voorbeeld"
    preview = await client.get(f"{desk}/voorbeeld")
    assert "Alleen u ziet dit" in preview.text
    assert "<script>alert" not in preview.text
    assert "Een andere regisseur leest ze" in preview.text and f'action="{desk}/publiceren"' not in preview.text
    asked = await client.post(f"{desk}/vragen")
    assert asked.headers["location"] == f"{desk}/voorbeeld"
    waiting = "SELECT subject FROM notice WHERE person = $1 AND path = $2"
    (subject,) = await fetch_values(str, waiting, reader, f"{desk}/voorbeeld")
    assert subject.startswith("Lees de uitslag van ") and subject.endswith(" en maak die bekend")
    await client.post(f"{desk}/vragen")
    assert len(await fetch_values(str, waiting, reader, f"{desk}/voorbeeld")) == 1  # of these texts they hear it once
    alone = await client.post(f"{desk}/publiceren")
    assert alone.status_code == 409 and "U schreef deze teksten." in alone.text
    await sign_in(client, reader)
    page = html.fromstring((await client.get(f"{desk}/voorbeeld")).text)
    not_mine = await client.post(f"{desk}/vragen")
    assert not_mine.status_code == 409 and "u kunt ze zelf bekendmaken" in not_mine.text
    stale = await client.post(f"{desk}/publiceren", data={"gelezen": "1 eerder"})
    assert stale.status_code == 409 and "gewijzigd nadat u ze zag" in stale.text
    assert await fetch_value("SELECT count(*) FROM publication WHERE published_at IS NOT NULL") == 0
    seen = {"gelezen": page.xpath("string(//input[@name='gelezen']/@value)")}
    done = await client.post(f"{desk}/publiceren", data=seen)
    assert done.headers["location"] == f"/rondes/{scene.code}/uitslag"
    winner = await client.get(f"/winnaars/{number}-idee-b")
    assert winner.status_code == 200
    moved = await client.get(f"/winnaars/{number}-oude-naam")
    assert (moved.status_code, moved.headers["location"]) == (303, f"/winnaars/{number}-idee-b")
    image = await client.get(f"/winnaars/{number}-idee-b/afbeelding.png")
    assert image.content.startswith(b"\x89PNG")
