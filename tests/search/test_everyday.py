"""Everyday words: a question in other words finds the plan, and nothing else changes."""

import asyncpg
import httpx
import pytest

from innovatie.domain.language import ThesaurusError, fold, stem
from innovatie.domain.searching import Everyday, Vocabulary, parse_everyday, read_query
from innovatie.search.answering import ask
from innovatie.search.language import EVERYDAY, analyser, everyday, word_frequencies
from innovatie.search.postgres import PostgresEngine
from tests.search.conftest import fill
from tests.search.test_contract import plan

pytestmark = pytest.mark.anyio

LINES = "wegonderhoud = kuil in de weg; weg\nspeelruimte; graffiti = glijbaan\n"


def made() -> Everyday:
    return Everyday(parse_everyday(LINES), analyser())


def vocabulary(*words: str) -> Vocabulary:
    return Vocabulary(dict.fromkeys(words, 3), {}, 100)


def test_all_words_of_a_saying_must_stand_in_the_question_in_whatever_form() -> None:
    known = vocabulary("weg", "onderhoud")
    assert made().wider({"kuil", "straat"}, known) == {}
    assert made().wider({"kuil", "weg", "diep"}, known).keys() == {"weg", "onderhoud"}


def test_what_one_word_calls_for_weighs_less_and_gives_way_to_a_longer_saying() -> None:
    known = vocabulary("onderhoud")
    lone, longer = (made().wider(asked, known)["onderhoud"] for asked in ({"weg"}, {"weg", "kuil"}))
    assert 0 < lone < longer


def test_a_word_that_no_plan_holds_is_not_asked_for() -> None:
    assert made().wider({stem("glijbaan")}, vocabulary(stem("graffiti"))).keys() == {stem("graffiti")}


def test_who_quotes_words_asks_for_those_words_alone() -> None:
    known = vocabulary("weg", "onderhoud")
    of = [read_query(text, analyser(), known, word_frequencies(), made()).terms for text in ("weg", '"weg"')]
    assert ("onderhoud" in of[0], "onderhoud" in of[1]) == (True, False)


def test_an_everyday_word_is_no_typing_error() -> None:
    known = vocabulary("glijbaas")
    meant = [read_query("glijbaan", analyser(), known, {}, lines).corrected for lines in (None, made())]
    assert meant == ["glijbaas", ""]


@pytest.mark.parametrize("line", ["wegonderhoud", "wegonderhoud =", "= kuil", "wegonderhoud; = ;"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(ThesaurusError, match="Regel 3: verwacht"):
        list(parse_everyday(f"# kop\n\n{line}\n"))


def test_every_line_of_ours_says_something_that_its_names_do_not() -> None:
    """A saying of small words alone would be called for by nothing; one twice in a line is a slip of the pen."""
    for named, said in parse_everyday(fold(EVERYDAY.read_text(encoding="utf-8"))):
        alone = [saying for saying in said if not Everyday([(named, [saying])], analyser()).words]
        assert (alone, len(set(said)) - len(said), set(said) & set(named)) == ([], 0, set()), named


async def test_a_plan_is_found_in_words_that_it_does_not_hold(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    plans = [
        plan(1, "Wegdek herasfalteren", "Onderhoud van de rijbaan na de winter"),
        plan(2, "Rustbanken in het park", "Zitgelegenheid voor wandelaars"),
        plan(3, "Rekenkameronderzoek", "De raad onderzoekt de inkoop"),
    ]
    await fill(PostgresEngine(), plans)
    page = await client.get("/zoeken", params={"q": "kuilen"})
    assert "Wegdek herasfalteren" not in page.text
    _, answer = await ask("er zit een kuil in onze weg")
    assert answer.hits[0].object == 1
    assert everyday().words >= {"kuil", "weg"}
