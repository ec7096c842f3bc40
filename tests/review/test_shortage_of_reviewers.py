"""Far too few reviewers for a round: what VNG sees is told once for all groups that lack the same."""

import httpx
import pytest
from lxml import html

from tests.conftest import SignIn
from tests.review import world as worlds

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_groups_that_lack_the_same_stand_together(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    made = await worlds.world(groups=6, reviewers=3, maximum=2)
    await worlds.sent(made)
    await sign_in(client, made.chair.person_id or 0)
    base = f"/vng/beoordeling/{made.code}"
    page = html.fromstring((await client.get(f"{base}/toewijzing")).text)
    (short,) = page.xpath("//h2[text()='Groepen met een tekort']/following-sibling::ul[1]")
    told = " ".join(short.text_content().split())
    assert len(short) < 6 and " groepen: Er ontbreken er 2" in told
    assert len(short.xpath(".//details//li")) + len(short.xpath("./li[not(details)]")) == 6
    page = html.fromstring((await client.get(f"{base}/voortgang")).text)
    (nobody,) = page.xpath("//section[@aria-labelledby='niemand']")
    told = " ".join(nobody.text_content().split())
    assert told.startswith("Geen passende beoordelaars voor 6 groepen Er ontbreken 12 beoordelaars.")
    assert len(nobody.xpath(".//li")) == 6 and not page.xpath("//form[contains(@action, 'aanwijzen')]")
