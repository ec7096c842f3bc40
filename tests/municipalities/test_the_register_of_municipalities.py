"""The register over the years: mergers with a date, who stands for whom, members from a date to a date."""

import asyncio
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime

import asyncpg
import pytest

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.municipal_table import Changes, compare, read_table
from innovatie.domain.tables import BadTable, read_csv
from innovatie.infra.database import fetch_value
from innovatie.municipalities import actions, queries
from innovatie.municipalities.bundled_register import load_own_table, own_facts
from tests import factories, forked
from tests.serving import environment

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
"""Midnight in the Netherlands."""


@pytest.fixture
async def register(db: asyncpg.Connection) -> dict[str, int]:
    """Our own table, loaded; numbers by code."""
    assert await load_own_table(actor=SYSTEM, now=NOW)
    assert not await load_own_table(actor=SYSTEM, now=NOW)
    return await queries.ids_by_code()


@pytest.mark.parametrize(
    ("day", "number"),
    [("2021-12-31", 352), ("2022-01-01", 345), ("2022-03-24", 344), ("2023-01-01", 342), ("2026-11-21", 342)],
)
async def test_the_denominator_changes_on_the_day_of_a_merger(register: dict[str, int], day: str, number: int) -> None:
    assert await queries.denominator(date.fromisoformat(day)) == number
    assert len(await queries.municipalities_on(date.fromisoformat(day))) == number


async def test_a_merged_municipality_is_stood_for_by_its_successor_from_that_day(register: dict[str, int]) -> None:
    old, new = register["GM0530"], register["GM1992"]
    assert await queries.successor_of(old, day=date(2022, 12, 31)) == old
    assert await queries.successor_of(old, day=date(2023, 1, 1)) == new
    assert old in await queries.with_predecessors(new)
    assert len(await queries.with_predecessors(new)) == 4
    assert await queries.with_predecessors(register["GM0503"]) == (register["GM0503"],)


async def test_every_municipality_is_in_one_kring_and_one_safety_region(register: dict[str, int]) -> None:
    for town in await queries.municipalities_on(NOW.date()):
        mine = await queries.partnerships_of(town.id, day=NOW.date())
        assert sum(one.kind == "kring" for one in mine) == 1, town.name
        assert sum(one.partnership.startswith("Veiligheidsregio") for one in mine) == 1, town.name


async def test_next_years_table_merges_renames_and_counts_anew(register: dict[str, int]) -> None:
    facts = tuple(
        replace(
            fact,
            inhabitants=(fact.inhabitants or 0) + 1,
            name="Ede en Renswoude" if fact.code == "GM0228" else fact.name,
        )
        for fact in own_facts()
        if fact.code != "GM0339"
    )
    day = date(2027, 1, 1)
    with pytest.raises(Conflict, match="GM0339"):
        await actions.take_over_table(actor=SYSTEM, facts=facts, day=day, successors={}, now=NOW)
    done = await actions.take_over_table(actor=SYSTEM, facts=facts, day=day, successors={"GM0339": "GM0228"}, now=NOW)
    assert done.merged == (("GM0339", "GM0228"),)
    assert done.renamed == (("GM0228", "Ede", "Ede en Renswoude"),)
    assert len(done.inhabitants) == 341
    assert await actions.take_over_due_tables(now=datetime(2026, 12, 31, 22, 59, tzinfo=UTC)) == 0
    assert await actions.take_over_due_tables(now=NEW_YEAR) == 1
    assert await queries.denominator(day) == 341
    assert await queries.denominator(NOW.date()) == 342
    assert await queries.successor_of(register["GM0339"], day=day) == register["GM0228"]
    assert (await queries.municipality(register["GM0228"], day=NOW.date())).inhabitants == 125_331
    assert (await queries.municipality(register["GM0228"], day=day)).inhabitants == 125_332
    assert await queries.partnerships_of(register["GM0339"], day=day) == ()
    again = await actions.take_over_table(actor=SYSTEM, facts=facts, day=day, successors={}, now=NEW_YEAR)
    assert again.nothing
    assert await actions.take_over_due_tables(now=NEW_YEAR) == 0


async def test_members_come_and_go_by_date(register: dict[str, int]) -> None:
    town, other = register["GM0503"], register["GM0363"]
    group = await actions.found_partnership(
        actor=SYSTEM,
        kind="samenwerkingsverband",
        name="Grachtensteden",
        description="",
        member_ids=[town],
        starts=date(2024, 1, 1),
        now=NOW,
    )
    await actions.join_partnership(
        actor=SYSTEM, partnership_id=group, municipality_id=other, starts=date(2025, 1, 1), now=NOW
    )
    with pytest.raises(Conflict):
        await actions.join_partnership(
            actor=SYSTEM, partnership_id=group, municipality_id=other, starts=date(2025, 6, 1), now=NOW
        )
    await actions.leave_partnership(
        actor=SYSTEM, partnership_id=group, municipality_id=town, ends=date(2025, 12, 31), now=NOW
    )
    sizes = [
        (await queries.partnership(group, day=day)).members
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert sizes == [0, 1, 2, 1]
    with pytest.raises(Conflict):
        await actions.leave_partnership(
            actor=SYSTEM, partnership_id=group, municipality_id=town, ends=date(2026, 6, 1), now=NOW
        )


async def test_only_vng_and_the_administrator_keep_the_register(register: dict[str, int]) -> None:
    actor = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=register["GM0503"])
    with pytest.raises(NotAllowed):
        await actions.take_over_table(actor=actor, facts=own_facts(), day=date(2027, 1, 1), successors={}, now=NOW)
    assert await fetch_value("SELECT count(*) FROM inhabitants WHERE year = 2027") == 0


async def test_a_wrong_table_names_each_wrong_line() -> None:
    text = (
        "code,name,province,inhabitants,latitude,longitude\n"
        "GM0001,A,Utrecht,10,52.1,5.1\nGM1,B,Utrecht,10,52.1,5.1\nGM0003,C,Holland,10,52.1,5.1\n"
        "GM0004,D,Utrecht,veel,52.1,5.1\nGM0005,E,Utrecht,10,12,5.1\nGM0001,F,Utrecht,10,52.1,5.1\n"
    )
    with pytest.raises(BadTable) as caught:
        read_table(read_csv(text))
    assert [problem.line for problem in caught.value.problems] == [3, 4, 5, 6, 7]
    with pytest.raises(BadTable, match="inwoners"):
        read_table(read_csv("code;naam\nGM0001;A\n"))


async def test_a_column_can_say_what_a_new_municipality_was_formed_from() -> None:
    text = "code;naam;provincie;inwoners;breedte;lengte;ontstaan_uit\nGM3000;Nieuw;Utrecht;10;52.1;5.1;GM0001 GM0002\n"
    now = {"GM0001": ("A", "Utrecht", None), "GM0002": ("B", "Utrecht", None), "GM0003": ("C", "Utrecht", None)}
    changes: Changes = compare(now, read_table(read_csv(text)), {})
    assert changes.merged == (("GM0001", "GM3000"), ("GM0002", "GM3000"))
    assert changes.ended == ("GM0003",)


def typed(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return forked.run("municipalities", "import", *arguments, environment=environment(DATABASE_URL=dsn))


async def test_the_command_fills_an_empty_register_and_no_other(committed: str) -> None:
    first = await asyncio.to_thread(typed, committed)
    assert (first.returncode, first.stderr) == (0, "")
    assert await queries.denominator(date(2026, 11, 21)) == 342
    again = await asyncio.to_thread(typed, committed)
    assert again.returncode == 2
    assert "Er zijn al gemeenten." in again.stderr
    assert await queries.denominator(date(2026, 11, 21)) == 342
