"""What Meilisearch is sent and what is made of its answer, without a server: a document comes back as it went in."""

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest

from innovatie.search.engine import Hit, SearchDocument
from innovatie.search.meilisearch_engine.rows import Row, hit, lexical, meanings, rows

pytestmark = pytest.mark.anyio
AT = datetime(2026, 3, 5, 12, tzinfo=UTC)


async def sent(*documents: SearchDocument) -> list[Row]:
    """As the server gives them back: the same JSON, without the vector that it keeps to itself."""
    made = msgspec.json.decode(msgspec.json.encode(await rows(documents)))
    return msgspec.convert(
        [{name: value for name, value in row.items() if name != "_vectors"} for row in made], list[Row]
    )


async def test_a_document_is_found_again_as_it_was_put_in() -> None:
    document = SearchDocument(
        kind="winnaar",
        object=7,
        title="Afval melden",
        body="Inwoners melden zwerfafval.",
        address="/winnaars/7",
        owner="Ede",
        theme="afval",
        stage="pilot",
        winner=True,
        members=3,
        at=AT,
    )
    (row,) = await sent(document)
    assert hit(row, 1.5) == Hit(
        kind="winnaar",
        object=7,
        title="Afval melden",
        body="Inwoners melden zwerfafval.",
        address="/winnaars/7",
        owner="Ede",
        theme="afval",
        stage="pilot",
        members=3,
        winner=True,
        at=AT,
        score=1.5,
    )


async def test_a_document_without_a_moment_has_none_and_no_winner_is_none() -> None:
    (row,) = await sent(SearchDocument("gemeente", 1, "Ede", "Gemeente in Gelderland.", "/gemeenten/GM0228"))
    assert (hit(row, 0.0).at, hit(row, 0.0).winner, row.at, row.winner) == (None, False, 0, "nee")


async def test_the_numbers_of_our_own_order_come_along() -> None:
    one, other = await sent(
        SearchDocument("idee", 1, "Afval melden", "", "/1"), SearchDocument("idee", 2, "Bomen kappen", "", "/2")
    )
    weights = dict.fromkeys(one.terms, 1.0)
    assert lexical(one, weights) == pytest.approx(sum(one.impacts)) and lexical(one, weights) > 0
    assert lexical(other, weights) == 0.0
    vectors = meanings([one, other])
    assert vectors.shape[0] == 2 and np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=0.01)
