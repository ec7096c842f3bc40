"""What a writer reads beside a plan that looks like the own one."""

import asyncpg
import httpx
import pytest

from innovatie.search import statistics
from tests.grouping.test_suggestions import indexed, some_plans

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def known_anew() -> None:
    statistics.clear()


async def test_a_sentence_about_the_task_of_both_is_not_told_as_only_there(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    shared = "Wij willen inwoners met beginnende betalingsproblemen bereiken voordat de deurwaarder het doet."
    other = await indexed("Problematische schulden voorkomen door vroeg contact", shared)
    await indexed("Strooien waar het glad wordt", "Sensoren in de weg sturen de strooiwagens.")
    statistics.clear()
    texts = {
        "titel": "Schuldhulp vroegsignalering",
        "samenvatting": "Vroegsignalering van schulden met achterstanden van huur en energie.",
    }
    answer = (await client.post("/groepen/vergelijkbaar", data=texts)).text
    assert f"/ideeen/{other}-" in answer
    assert f"“{shared}”" not in answer


async def test_a_text_in_another_language_is_compared_by_meaning_and_its_writer_is_told(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    plans = await some_plans()
    texts = {
        "titel": "Gritting the roads where it gets slippery",
        "samenvatting": "Sensors in the road tell the drivers of the gritting trucks where they have to go.",
    }
    answer = (await client.post("/groepen/vergelijkbaar", data=texts)).text
    assert f"/ideeen/{plans['strooien']}-" in answer
    assert "Verwant" in answer
    assert "Dit lijkt ons geen Nederlands." in answer
    other = (await client.post("/groepen/vergelijkbaar", data={"titel": "Strooien waar het glad wordt"})).text
    assert "Dit lijkt ons geen Nederlands." not in other
