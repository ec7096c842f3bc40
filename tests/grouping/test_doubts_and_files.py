"""A plan whose text changed may be asked about again; files with a group are checked, shared, and never lost."""

from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import Invalid, NotAllowed
from innovatie.grouping import actions, jobs, queries
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch, fetch_values
from innovatie.infra.kept_files import SENT
from innovatie.infra.rate_limit import take
from innovatie.search import statistics
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.grouping.test_groups import grouped, servant

pytestmark = pytest.mark.anyio

LAK = "Software lakt persoonsgegevens in documenten die wij openbaar maken voor de Woo."
STROOI = "Sensoren in het wegdek sturen de strooiwagens als het glad wordt."
LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def fresh_statistics() -> None:
    statistics.clear()


async def together() -> tuple[list[int], int]:
    """Two plans about redacting in one group, and others about other things in the index."""
    ideas = []
    for title, summary in (
        ("Documenten anonimiseren", LAK), ("Woo-documenten lakken", LAK),
        ("Slim strooien bij gladheid", STROOI), ("Leerlingenvervoer aanvragen", "Ouders vragen vervoer aan."),
    ):  # fmt: skip
        idea = await factories.idea(await factories.municipality(), title=title, summary=summary)
        await actions.found_group(actor=SYSTEM, idea_id=idea, now=NOW)
        await jobs.index_idea(idea)
        ideas.append(idea)
    group = await actions.form_group(
        actor=await factories.vng(), idea_ids=ideas[:2], title="Lakken", reason="Zelfde.", now=NOW
    )
    statistics.clear()
    return ideas, group


async def rewritten(idea: int, title: str, summary: str) -> None:
    await execute("UPDATE idea SET title = $2, summary = $3 WHERE id = $1", idea, title, summary)
    await execute(
        "INSERT INTO idea_version (idea, version, content, saved_at, note) VALUES ($1, 2, '{}', $2, '')", idea, LATER
    )
    await jobs.index_idea(idea)
    statistics.clear()


async def open_proposals() -> list[tuple[str, int, int | None, tuple[int, ...]]]:
    rows, _ = await queries.proposals()
    return [(row.kind, row.group, row.other_group, row.ideas) for row in rows]


async def test_a_plan_that_now_says_something_else_is_proposed_for_the_group_where_it_fits(
    db: asyncpg.Connection,
) -> None:
    ideas, group = await together()
    await rewritten(ideas[1], "Strooien waar het glad wordt", STROOI)
    assert await jobs.propose_for_idea(ideas[1], now=LATER) == 1
    target = await queries.group_number_of_idea(ideas[2])
    assert await open_proposals() == [("verplaatsen", group, target, (ideas[1],))]
    assert await jobs.propose_for_idea(ideas[1], now=LATER) == 0


async def test_a_plan_that_fits_nowhere_any_more_is_proposed_to_stand_alone(db: asyncpg.Connection) -> None:
    ideas, group = await together()
    await rewritten(ideas[1], "Zwembad verduurzamen", "Warmtepompen verwarmen het water van het zwembad.")
    assert await jobs.propose_for_idea(ideas[1], now=LATER) == 1
    assert await open_proposals() == [("splitsen", group, None, (ideas[1],))]


async def test_what_people_put_together_is_left_alone_while_its_text_is_the_same(db: asyncpg.Connection) -> None:
    ideas, _ = await together()
    stranger = ideas[3]
    await actions.form_group(
        actor=await factories.vng(), idea_ids=[ideas[0], stranger], title="Samen", reason="Echt waar.", now=NOW
    )
    assert await jobs.propose_for_idea(stranger, now=LATER) == 0
    assert await open_proposals() == []


async def test_a_file_is_shared_by_who_takes_part_and_taken_away_by_who_added_it(db: asyncpg.Connection) -> None:
    municipality, _, group = await grouped()
    stranger = await factories.municipality()
    sent = {"group_id": group, "name": "../plan van aanpak.pdf", "content": b"%PDF-1.7 tekst", "now": NOW}
    with pytest.raises(NotAllowed):
        await actions.add_file(actor=await servant(stranger), municipality_id=stranger, **sent)
    number = await actions.add_file(actor=await servant(municipality), municipality_id=municipality, **sent)
    assert [file.name for file in await queries.files_of(group)] == ["plan van aanpak.pdf"]
    with pytest.raises(NotAllowed):
        await actions.remove_file(actor=await servant(stranger), file_id=number, municipality_id=stranger, now=NOW)
    await actions.remove_file(actor=await servant(municipality), file_id=number, municipality_id=municipality, now=NOW)
    assert await queries.files_of(group) == []
    assert await fetch_values(str, "SELECT name FROM group_file") == ["plan van aanpak.pdf"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("virus.exe", b"MZ"), ("plan.pdf", b"<html>"), ("leeg.pdf", b""), ("groot.pdf", b"%PDF-" + b"x" * 1_500_000)],
)
async def test_a_file_that_is_not_what_it_says_is_refused(db: asyncpg.Connection, name: str, content: bytes) -> None:
    municipality, _, group = await grouped()
    with pytest.raises(Invalid) as refused:
        await actions.add_file(
            actor=await servant(municipality), group_id=group, municipality_id=municipality, name=name,
            content=content, now=NOW,
        )  # fmt: skip
    assert list(refused.value.errors) == ["bestand"]
    assert await fetch("SELECT 1 FROM group_file") == []


async def test_a_file_goes_up_and_comes_down_as_a_download_in_which_nothing_runs(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    municipality, _, group = await grouped()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=municipality))
    refused = await client.post(f"/groepen/{group}/bestanden", files={"bestand": ("x.svg", b"<svg/>")})
    assert refused.status_code == 422
    assert "Dit soort bestand kan niet." in refused.text
    added = await client.post(f"/groepen/{group}/bestanden", files={"bestand": ("plan.pdf", b"%PDF-1.7 x")})
    assert added.status_code == 303
    (file,) = await queries.files_of(group)
    answer = await client.get(f"/groepen/bestanden/{file.id}")
    assert (answer.content, answer.headers["content-type"]) == (b"%PDF-1.7 x", "application/pdf")
    assert answer.headers["content-disposition"] == 'attachment; filename="plan.pdf"'
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"


async def test_who_adds_files_without_end_waits_a_day_also_when_they_are_taken_away_each_time(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    """What is taken away stays in its row: twenty at most on a page was no limit to what one person could fill."""
    municipality, _, group = await grouped()
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=municipality)
    await sign_in(client, person)
    await take(SENT, person, now=Clock().now(), cost=SENT.size - 1)
    sent = {"bestand": ("plan.pdf", b"%PDF-1.7 x")}
    assert (await client.post(f"/groepen/{group}/bestanden", files=sent)).status_code == 303
    (file,) = await queries.files_of(group)
    assert (await client.post(f"/groepen/bestanden/{file.id}/verwijderen")).status_code == 303
    refused = await client.post(f"/groepen/{group}/bestanden", files=sent)
    assert refused.status_code == 429
    assert await fetch_values(int, "SELECT count(*) FROM group_file") == [1]
