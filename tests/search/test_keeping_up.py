"""What the index does by itself: it catches up after an outage, forgets who was erased, and is made anew in peace."""

import asyncio
from datetime import datetime

import asyncpg
import httpx
import pytest

from innovatie.accounts import actions as accounts
from innovatie.domain.authority import Role
from innovatie.grouping import jobs
from innovatie.grouping.candidates import find
from innovatie.infra.database import execute, fetch, fetch_value
from innovatie.search import engine_selection, indexing, statistics
from innovatie.search.answering import ask
from innovatie.search.engine import EngineDown, SearchDocument
from innovatie.search.meilisearch_engine import MeilisearchEngine
from innovatie.search.payloads import CatchUp
from innovatie.search.postgres import PostgresEngine, rebuilding
from tests import factories, forked
from tests.factories import NOW
from tests.queue import run_due
from tests.search.conftest import KEY, MEILISEARCH, fill, source
from tests.search.test_contract import PLANS, plan
from tests.serving import environment

pytestmark = pytest.mark.anyio

NOBODY_LISTENS = "http://127.0.0.1:9"


class Recording(PostgresEngine):
    """A second engine that writes down what it is told."""

    name = "recording"

    def __init__(self) -> None:
        self.told: list[str] = []

    async def put(self, documents: object) -> None:
        self.told += [f"+{document.key}" for document in documents]  # type: ignore[attr-defined]

    async def remove(self, keys: object) -> None:
        self.told += [f"-{key}" for key in keys]  # type: ignore[attr-defined]


async def waiting() -> int:
    found: int = await fetch_value(
        "SELECT count(*) FROM pgqueuer WHERE entrypoint = $1 AND status = 'queued'", CatchUp.job
    )
    return found


async def test_an_outage_asks_for_one_job_that_asks_again_until_the_engine_is_back(db: asyncpg.Connection) -> None:
    await execute("DELETE FROM pgqueuer")  # what tests with real commits left to do
    await fill(PostgresEngine(), PLANS)
    engine_selection.use(MeilisearchEngine(NOBODY_LISTENS))
    await indexing.put(["idee-2"], [])
    await indexing.put(["idee-8"], [plan(8, "Nieuw plan")])
    assert await waiting() == 1
    await execute("UPDATE pgqueuer SET execute_after = now()")
    assert await run_due() == 1
    assert await waiting() == 1
    back = Recording()
    engine_selection.use(back)
    await execute("UPDATE pgqueuer SET execute_after = now()")
    assert await run_due() == 1
    assert (back.told, await waiting()) == (["+idee-8", "-idee-2"], 0)
    assert (await engine_selection.standing()).missed == 0


OTHER_PROCESS = """
import asyncio, sys
from innovatie.infra import database
from innovatie.search import indexing
from innovatie.search.engine import SearchDocument

async def put() -> None:
    database.configure(sys.argv[1])
    await database.open_pool(maximum=2)
    document = SearchDocument("idee", 99, "Kwelderwebcam", "Zilte vergezichten.", "/ideeen/99", owner="Texel")
    await indexing.put([document.key], [document])
    await database.close_pool()

asyncio.run(put())
"""


async def test_what_another_process_indexed_is_found_at_once_by_its_own_words(committed: str) -> None:
    await fill(PostgresEngine(), PLANS)
    assert not (await ask("kwelderwebcam", engine=PostgresEngine()))[1].hits  # the words of the index are known now
    other = await asyncio.to_thread(forked.run, committed, environment=environment(), program=OTHER_PROCESS)
    assert (other.returncode, other.stderr) == (0, "")
    for words in ("kwelderwebcam", "zilte vergezichten"):
        query, answer = await ask(words, engine=PostgresEngine())
        assert ([hit.object for hit in answer.hits], query.corrected) == ([99], "")
    _, candidates = await find("Kwelderwebcam met zilte vergezichten", "")
    assert 99 in [candidate.idea for candidate in candidates]


async def test_reindexing_says_that_the_second_engine_is_down_and_makes_the_first(db: asyncpg.Connection) -> None:
    engine_selection.use(MeilisearchEngine(NOBODY_LISTENS))
    with pytest.raises(EngineDown):
        await indexing.reindex([source(PLANS)], progress=lambda _: None)
    assert await PostgresEngine().count() == len(PLANS)


async def test_the_desk_asks_the_second_engine_whether_it_answers(db: asyncpg.Connection) -> None:
    await fill(PostgresEngine(), PLANS)
    engine_selection.use(MeilisearchEngine(NOBODY_LISTENS))
    standing = await engine_selection.standing()
    assert (standing.engine, standing.second, standing.documents) == ("postgres", "meilisearch", len(PLANS))


async def test_no_word_of_an_erased_name_stays_in_the_index(db: asyncpg.Connection) -> None:
    home = await factories.municipality()
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=home, name="Xantippe Wobbelmans")
    idea = await factories.idea(home, title="Bomen", summary="Vraag het aan Xantippe Wobbelmans van de gemeente.")
    await jobs.index_idea(idea)
    second = Recording()
    engine_selection.use(second)
    statistics.clear()
    _, before = await ask("Wobbelmans", engine=PostgresEngine())
    assert [hit.object for hit in before.hits] == [idea]
    await accounts.erase_person(actor=await factories.actor(Role.ADMINISTRATOR), person_id=person, now=NOW)
    await run_due()
    statistics.clear()
    _, after = await ask("Wobbelmans", engine=PostgresEngine())
    assert "Wobbelmans" not in " ".join(hit.body for hit in after.hits)
    traces = "SELECT term FROM search_term WHERE term LIKE '%wobbelm%' OR surface LIKE '%wobbelm%'"
    assert await fetch(traces) == []
    assert not await fetch_value("SELECT profile LIKE '%wobbelm%'::bytea FROM search_document WHERE object = $1", idea)
    assert f"+idee-{idea}" in second.told


@pytest.mark.skipif(not MEILISEARCH, reason="INNOVATIE_TEST_MEILISEARCH_URL is not set")
async def test_no_word_of_an_erased_name_stays_with_meilisearch(db: asyncpg.Connection) -> None:
    home = await factories.municipality()
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=home, name="Xantippe Wobbelmans")
    idea = await factories.idea(home, title="Bomen", summary="Vraag het aan Xantippe Wobbelmans van de gemeente.")
    second = MeilisearchEngine(MEILISEARCH, KEY, index="innovatie_test_wissen")
    await second.rebuild([source([])], progress=lambda _: None)
    engine_selection.use(second)
    await jobs.index_idea(idea)
    statistics.clear()
    _, before = await ask("Wobbelmans", engine=second)
    assert [hit.object for hit in before.hits] == [idea]
    await accounts.erase_person(actor=await factories.actor(Role.ADMINISTRATOR), person_id=person, now=NOW)
    await run_due()
    statistics.clear()
    _, after = await ask("Bomen", engine=second)
    assert [(hit.object, "wobbelm" in str(hit).lower()) for hit in after.hits] == [(idea, False)]
    async with httpx.AsyncClient(base_url=MEILISEARCH, headers={"Authorization": f"Bearer {KEY}"}) as server:
        kept = await server.get("/indexes/innovatie_test_wissen/documents", params={"limit": 100})
    assert (len(kept.json()["results"]), "wobbelm" in kept.text.lower()) == (1, False)


async def test_readers_find_the_old_while_the_index_is_made_anew(committed: str) -> None:
    await fill(PostgresEngine(), PLANS)
    found: list[int] = []

    async def slow():  # type: ignore[no-untyped-def]
        yield PLANS[:1]
        statistics.clear()
        _, answer = await ask("strooien", engine=PostgresEngine())
        found.extend(hit.object for hit in answer.hits[:1])
        yield PLANS[2:]

    assert await PostgresEngine().rebuild([slow], progress=lambda _: None) == 4
    assert found[0] == 2
    statistics.clear()
    _, answer = await ask("strooien", engine=PostgresEngine())
    assert 2 not in [hit.object for hit in answer.hits]


async def test_a_large_collection_gets_an_index_of_its_vectors(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "HNSW_FROM", 3)
    await fill(PostgresEngine(), PLANS[:2])
    assert await fetch_value("SELECT to_regclass('search_document_near')") is None
    await fill(PostgresEngine(), PLANS)
    assert await fetch_value("SELECT to_regclass('search_document_near')") is not None
    _, answer = await ask("strooien", engine=PostgresEngine())
    assert answer.hits[0].object == 2


async def test_n_grams_are_counted_again_when_the_index_has_grown(db: asyncpg.Connection) -> None:
    await fill(PostgresEngine(), PLANS[:1])
    before = (await statistics.known()).statistics.grams.sum()
    await indexing.put(["idee-9"], [plan(9, "Zwerfafval opruimen met vrijwilligers")])
    await indexing.tend()
    assert (await statistics.known()).statistics.grams.sum() > before


async def test_pages_beyond_the_candidates_go_on_without_overlap(db: asyncpg.Connection) -> None:
    many = [SearchDocument("idee", number, "Bomen kappen", f"Plan {number}", f"/{number}") for number in range(1, 261)]
    await fill(PostgresEngine(), many)
    seen: list[int] = []
    for offset in range(0, 260, 20):
        _, answer = await ask("bomen kappen", engine=PostgresEngine(), offset=offset)
        assert answer.total == 260
        seen += [hit.object for hit in answer.hits]
    assert sorted(seen) == list(range(1, 261))


async def test_counts_with_two_filters_leave_each_its_own_alternatives(db: asyncpg.Connection) -> None:
    moment = datetime(2026, 1, 1, tzinfo=NOW.tzinfo)
    rows = [("pilot", "Utrecht"), ("pilot", "Drenthe"), ("plan", "Utrecht"), ("plan", "Zeeland")]
    await fill(
        PostgresEngine(),
        [plan(n, "Bomen kappen", stage=stage, province=where, at=moment) for n, (stage, where) in enumerate(rows, 1)],
    )
    for text in ("bomen", ""):
        _, answer = await ask(text, engine=PostgresEngine(), filters={"stage": "pilot", "province": "Utrecht"})
        assert ([hit.object for hit in answer.hits], answer.total) == ([1], 1)
        assert answer.facets["stage"] == {"pilot": 1, "plan": 1}
        assert answer.facets["province"] == {"Drenthe": 1, "Utrecht": 1}
