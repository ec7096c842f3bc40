"""The floor of search and suggestions: the same questions in SQL alone, with PostgreSQL's own text search.

What anybody would write first: a tsvector with a GIN index, `ts_rank`, counts of nine facets, and the nearest vectors.
No looking up of misspelt words, no synonyms, no comparing of letters, no chances.
"""

from typing import Any

from innovatie.infra import database
from innovatie.search.engine import FACETS
from innovatie.search.postgres.retrieval import NEIGHBOURS

TABLE = "plain_search"
_COUNTS = " UNION ALL ".join(
    f"SELECT '{name}', {name}::text, count(*) FROM hit WHERE {name} IS NOT NULL GROUP BY 2" for name in FACETS
)
SEARCH = f"""
    WITH asked AS (SELECT to_tsquery('dutch', $1) AS words),
    hit AS MATERIALIZED (
        SELECT p.id, ts_rank(p.text, a.words) AS rank, {", ".join(FACETS)}
          FROM {TABLE} p, asked a WHERE p.text @@ a.words
    )
    SELECT 'hit' AS facet, id::text AS value, 1 AS number FROM (SELECT id FROM hit ORDER BY rank DESC, id LIMIT 20) h
     UNION ALL SELECT 'total', '', count(*) FROM hit UNION ALL {_COUNTS}
"""
SUGGEST = f"""
    SELECT d.object, d.title, d.body, d.profile FROM search_document d WHERE d.id IN (
        SELECT id FROM (SELECT p.id FROM {TABLE} p, to_tsquery('dutch', $1) AS words WHERE p.text @@ words
                         ORDER BY ts_rank(p.text, words) DESC, p.id LIMIT 45) w)
"""
NEAREST = f"""
    SELECT id, title FROM search_document ORDER BY vector <#> (SELECT $1::text::halfvec) LIMIT {NEIGHBOURS}
"""


async def prepare() -> None:
    """The table and its index."""
    columns = ", ".join(
        f"CASE WHEN {name}::text IN ('', 'false') THEN NULL ELSE {name} END AS {name}" for name in FACETS
    )
    await database.execute(f"DROP TABLE IF EXISTS {TABLE}")
    await database.execute(
        f"CREATE UNLOGGED TABLE {TABLE} AS"
        f" SELECT id, to_tsvector('dutch', title || ' ' || body) AS text, {columns} FROM search_document",
        timeout_seconds=900,
    )
    await database.execute(f"CREATE INDEX ON {TABLE} USING gin (text)", timeout_seconds=900)
    await database.execute(f"VACUUM (ANALYZE) {TABLE}", timeout_seconds=900)


async def search(words: str, vector: str) -> list[Any]:
    """A page of hits with the counts of the facets, and the nearest texts."""
    return [*await database.fetch(SEARCH, any_of(words)), *await database.fetch(NEAREST, vector)]


async def suggest(title: str, text: str, vector: str) -> list[Any]:
    """The texts with the most words in common, and the nearest."""
    return [*await database.fetch(SUGGEST, any_of(f"{title} {text}")), *await database.fetch(NEAREST, vector)]


def any_of(text: str) -> str:
    """The words of a text as a tsquery that asks for any of them."""
    words = dict.fromkeys("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())
    return " | ".join(words) or "niets"
