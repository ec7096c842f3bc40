"""What every search engine must do; each test runs on both engines."""

from datetime import UTC, datetime

import pytest

from innovatie.search import statistics
from innovatie.search.answering import ask
from innovatie.search.engine import Engine, SearchDocument
from tests.search.conftest import fill, source

pytestmark = pytest.mark.anyio


def plan(number: int, title: str, body: str = "", **fields: object) -> SearchDocument:
    return SearchDocument("idee", number, title, body, f"/ideeen/{number}", **fields)  # type: ignore[arg-type]


PLANS = [
    plan(1, "Documenten lakken voor de Woo", "Software maakt namen onleesbaar.", theme="openbaarheid-en-archief",
         stage="pilot", province="Utrecht", year=2025, members=3, at=datetime(2025, 3, 1, tzinfo=UTC)),
    plan(2, "Strooien waar het glad wordt", "Sensoren in de weg sturen de strooiwagens.", theme="openbare-ruimte",
         stage="plan", province="Drenthe", year=2024, members=1, at=datetime(2024, 3, 1, tzinfo=UTC)),
    plan(3, "Parkeervergunning online aanvragen", "Bewoners regelen hun vergunning zelf.", theme="mobiliteit",
         stage="in_gebruik", province="Utrecht", year=2026, members=9, at=datetime(2026, 3, 1, tzinfo=UTC)),
    plan(4, "Leerlingenvervoer plannen", "Busjes rijden de kortste route.", theme="jeugd-en-onderwijs",
         stage="plan", province="Zeeland", year=2026, winner=True, members=2, at=datetime(2026, 4, 1, tzinfo=UTC)),
    SearchDocument("gemeente", 7, "Buren", "Gemeente in Gelderland.", "/gemeenten/GM0214", province="Gelderland"),
]  # fmt: skip


async def found(engine: Engine, text: str, **options: object) -> list[int]:
    _, answer = await ask(text, engine=engine, **options)  # type: ignore[arg-type]
    return [hit.object for hit in answer.hits]


async def test_a_word_in_the_title_comes_first(engine: Engine) -> None:
    await fill(engine, PLANS)
    assert (await found(engine, "strooien"))[0] == 2


@pytest.mark.parametrize(
    ("query", "first"),
    [("anonimiseren", 1), ("redacting documents", 1), ("vergunning parkeren", 3), ("schoolbus", 4), ("gladheid", 2)],
)
async def test_other_words_for_the_same_thing_are_found(engine: Engine, query: str, first: int) -> None:
    await fill(engine, PLANS)
    assert (await found(engine, query))[0] == first


@pytest.mark.parametrize(("typed", "first"), [("stroojen", 2), ("leerlingenvervoor", 4), ("parkeervergunnning", 3)])
async def test_a_misspelt_word_is_found(engine: Engine, typed: str, first: int) -> None:
    await fill(engine, PLANS)
    assert (await found(engine, typed))[0] == first


async def test_a_phrase_is_found_as_it_stands_only(engine: Engine) -> None:
    await fill(engine, PLANS)
    assert await found(engine, '"documenten lakken"') == [1]
    assert await found(engine, '"lakken documenten"') == []


async def test_an_excluded_word_keeps_its_documents_out(engine: Engine) -> None:
    await fill(engine, PLANS)
    assert 3 in await found(engine, "vergunning")
    assert 3 not in await found(engine, "vergunning -online")


async def test_filters_narrow_and_their_own_counts_stay(engine: Engine) -> None:
    await fill(engine, PLANS)
    _, answer = await ask("", engine=engine, filters={"province": "Utrecht", "stage": "pilot"})
    assert [hit.object for hit in answer.hits] == [1]
    assert answer.total == 1
    assert answer.facets["province"] == {"Utrecht": 1}
    assert answer.facets["stage"] == {"in_gebruik": 1, "pilot": 1}


async def test_an_empty_query_gives_everything_the_newest_first(engine: Engine) -> None:
    await fill(engine, PLANS)
    _, answer = await ask("", engine=engine)
    assert (answer.total, [hit.object for hit in answer.hits]) == (5, [4, 3, 1, 2, 7])


async def test_results_can_be_sorted_by_municipalities(engine: Engine) -> None:
    await fill(engine, PLANS)
    assert (await found(engine, "", sort="gemeenten"))[:3] == [3, 1, 4]


async def test_pages_do_not_overlap(engine: Engine) -> None:
    await fill(engine, [plan(number, "Bomen kappen", f"Plan nummer {number}") for number in range(1, 31)])
    first = await found(engine, "bomen kappen", limit=10)
    second = await found(engine, "bomen kappen", limit=10, offset=10)
    assert len(set(first) | set(second)) == 20


async def test_what_is_counted_can_be_reached_and_is_not_the_whole_index(engine: Engine) -> None:
    await fill(engine, [*PLANS, *(plan(number, "Bomen kappen", f"Plan nummer {number}") for number in range(10, 40))])
    _, answer = await ask("bomen kappen", engine=engine, limit=100)
    assert (answer.total, {hit.title for hit in answer.hits}) == (30, {"Bomen kappen"})
    assert answer.facets["kind"] == {"idee": 30}


async def test_a_changed_document_is_found_by_its_new_words_only(engine: Engine) -> None:
    await fill(engine, PLANS)
    await engine.put([plan(2, "Bladblazers vervangen", "Stille machines.")])
    statistics.clear()
    assert (await found(engine, "bladblazers"))[0] == 2
    assert 2 not in await found(engine, '"strooien waar"')
    assert await engine.count() == 5


async def test_a_removed_document_is_gone_and_removing_twice_is_no_error(engine: Engine) -> None:
    await fill(engine, PLANS)
    await engine.remove(["idee-2", "idee-99"])
    await engine.remove(["idee-2"])
    assert 2 not in await found(engine, "strooien")
    assert await engine.count() == 4


async def test_a_rebuild_replaces_everything(engine: Engine) -> None:
    await fill(engine, PLANS)
    told: list[int] = []
    assert await engine.rebuild([source(PLANS[:2]), source([])], progress=told.append) == 2
    assert (await engine.count(), sum(told)) == (2, 2)


@pytest.mark.parametrize("text", ["'; DROP TABLE idea; --", "😀😀", "%_\\", '"', "-", "a" * 5000, "\u202eabc", '""'])
async def test_no_query_breaks_it(engine: Engine, text: str) -> None:
    await fill(engine, PLANS)
    _, answer = await ask(text, engine=engine)
    assert answer.total >= 0


async def test_a_text_of_a_hundred_kilobyte_is_found_by_its_beginning(engine: Engine) -> None:
    await fill(engine, [plan(1, "Lang stuk", "bladblazer " + "woord " * 20_000)])
    assert await found(engine, "bladblazer") == [1]
