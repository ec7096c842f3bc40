"""What the press takes of a winner: pictures, a certificate, a text; and what search engines are told."""

import json
import re

import httpx
import pytest

from innovatie.infra.database import execute
from innovatie.publication import actions, press_kit
from tests.indicators.test_report import words
from tests.language.bypassing import dutch_in
from tests.publication.test_publishing import clock_at_later, counted, prepare
from tests.voting.scene import LATER

__all__ = ["clock_at_later"]


@pytest.mark.anyio
@pytest.mark.usefixtures("db", "clock_at_later")
async def test_a_winner_has_pictures_a_certificate_a_text_and_facts_that_end_no_element(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await counted()
    number = scene.groups[1]
    title = "Plan </script><script>alert(1)</script> ’s nachts " + "heel lang " * 9
    await execute("UPDATE vote_option SET title = $2 WHERE code = $1", str(number), title.strip())
    await prepare(scene)
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    address = (await client.get(f"/winnaars/{number}")).headers["location"]
    page = (await client.get(address)).text
    facts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(facts[0])["name"] == title.strip()
    assert "<script>alert" not in page
    for name, start in (("afbeelding.png", b"\x89PNG"), ("vierkant.png", b"\x89PNG"), ("oorkonde.pdf", b"%PDF-")):
        assert (await client.get(f"{address}/{name}")).content.startswith(start), name
    told = (await client.get(f"{address}/persbericht.txt")).text
    assert told.startswith(f"{title.strip()}\n\nWinnaar van ")
    assert address in told
    assert (await client.get(f"/winnaars/{scene.groups[0]}/oorkonde.pdf")).status_code == 404
    monkeypatch.setattr(press_kit, "letter_files", lambda: None)
    client.cookies.set("taal", "en")
    certificate = words((await client.get(f"{address}/oorkonde.pdf")).content)
    assert "Winner of " in certificate and dutch_in(certificate) == []
