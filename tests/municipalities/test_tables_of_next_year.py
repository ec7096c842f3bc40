"""A table of municipalities for a day to come changes nothing until that day, and can be replaced or called off."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import Conflict, NotAllowed, NotFound
from innovatie.domain.municipal_table import Fact
from innovatie.infra.database import fetch
from innovatie.municipalities import actions, queries
from innovatie.municipalities.bundled_register import load_own_table, own_facts
from tests import factories
from tests.factories import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
DAY = date(2027, 1, 1)
NEW_YEAR = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)


def table(*, without: tuple[str, ...] = (), **changed: dict[str, Any]) -> tuple[Fact, ...]:
    """The municipalities of 2026 without some, and with others changed."""
    return tuple(replace(fact, **changed.get(fact.code, {})) for fact in own_facts() if fact.code not in without)


async def everything() -> list[tuple[object, ...]]:
    """All that the register says, row by row."""
    tables = ("municipality", "inhabitants", "neighbour", "merger", "partnership_member")
    return [tuple(row) for name in tables for row in await fetch(f"SELECT t::text FROM {name} t ORDER BY id")]


async def keep(facts: tuple[Fact, ...], **successors: str) -> None:
    await actions.take_over_table(actor=SYSTEM, facts=facts, day=DAY, successors=successors, now=NOW)


async def test_until_the_day_nothing_changes_and_on_the_day_everything_does() -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    before = await everything()
    renamed = {"name": "Drenthe Noord", "province": "Groningen", "domain": "www.drenthenoord.example"}
    await keep(table(without=("GM1699",), GM1680=renamed), GM1699="GM1680")
    assert await everything() == before
    assert await actions.take_over_due_tables(now=NEW_YEAR) == 1
    ids = await queries.ids_by_code()
    town = await queries.municipality(ids["GM1680"], day=DAY)
    assert (town.name, town.province, town.domain) == ("Drenthe Noord", "Groningen", "www.drenthenoord.example")
    assert await queries.successor_of(ids["GM1699"], day=DAY) == ids["GM1680"]
    assert await queries.denominator(DAY) == 341


async def test_a_merger_that_is_called_off_does_not_come() -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    before = await everything()
    await keep(table(without=("GM1699",)), GM1699="GM1680")
    await actions.call_off_table(actor=SYSTEM, day=DAY, now=NOW)
    assert await actions.take_over_due_tables(now=NEW_YEAR) == 0
    assert await everything() == before
    with pytest.raises(NotFound):
        await actions.call_off_table(actor=SYSTEM, day=DAY, now=NOW)


async def test_another_table_for_the_day_takes_the_place_of_the_one_that_waits() -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    await keep(table(without=("GM1699",)), GM1699="GM1680")
    await keep(table(GM1699={"name": "Noordenveld Blijft"}))
    assert await actions.take_over_due_tables(now=NEW_YEAR) == 1
    ids = await queries.ids_by_code()
    assert (await queries.municipality(ids["GM1699"], day=DAY)).name == "Noordenveld Blijft"
    assert await queries.denominator(DAY) == 342


async def test_a_divided_municipality_asks_where_it_goes_on() -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    facts = table(without=("GM1699",), GM0106={"formed_from": ("GM1699",)}, GM1680={"formed_from": ("GM1699",)})
    with pytest.raises(Conflict, match="Noem voor GM1699 de gemeente waarin plannen, stemmen en overname doorgaan"):
        await keep(facts)
    assert await fetch("SELECT 1 FROM waiting_municipal_table") == []
    await keep(facts, GM1699="GM0106")
    await actions.take_over_due_tables(now=NEW_YEAR)
    ids = await queries.ids_by_code()
    assert await queries.successor_of(ids["GM1699"], day=DAY) == ids["GM0106"]


async def test_only_vng_and_the_administrator_call_a_table_off() -> None:
    town = await factories.municipality()
    actor = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
    with pytest.raises(NotAllowed):
        await actions.call_off_table(actor=actor, day=DAY, now=NOW)
