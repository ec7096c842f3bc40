"""A winner can be found by what VNG wrote of it, as a winner, from its publication on."""

import asyncpg
import pytest

from innovatie.domain.authority import SYSTEM
from innovatie.domain.phases import Phase
from innovatie.grouping.actions import found_group
from innovatie.infra.database import execute
from innovatie.publication.documents import index_winners
from innovatie.search import indexing, statistics
from innovatie.search.answering import ask
from innovatie.search.sources import sources
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def winner(title: str, reasons: str) -> int:
    idea = await factories.idea(await factories.municipality(), title=title)
    group = await found_group(actor=SYSTEM, idea_id=idea, now=NOW)
    round_id = await factories.round_in(Phase.SUBMIT)
    await execute(
        'INSERT INTO winner (round, "group", place, title, reasons, next_step, published_at)'
        " VALUES ($1, $2, 1, $3, $4, '', $5)",
        round_id,
        group,
        title,
        reasons,
        NOW,
    )
    return group


async def test_a_published_winner_is_found_by_its_reasons_and_counted_as_winner(db: asyncpg.Connection) -> None:
    group = await winner("Eén app voor leerlingenvervoer", "Ouders zien op de minuut waar de bus rijdt.")
    await index_winners([group])
    statistics.clear()
    _, answer = await ask("minuut bus rijdt")
    assert (answer.hits[0].kind, answer.hits[0].object, answer.hits[0].winner) == ("winnaar", group, True)
    assert answer.hits[0].address == f"/winnaars/{group}-een-app-voor-leerlingenvervoer"
    _, only = await ask("", filters={"winner": "ja"})
    assert [hit.key for hit in only.hits] == [f"winnaar-{group}"]


async def test_a_rebuilt_index_holds_the_winners(db: asyncpg.Connection) -> None:
    group = await winner("Eén app voor leerlingenvervoer", "")
    await indexing.reindex(sources(), progress=lambda _: None)
    statistics.clear()
    _, answer = await ask("leerlingenvervoer", filters={"kind": "winnaar"})
    assert [hit.object for hit in answer.hits] == [group]
