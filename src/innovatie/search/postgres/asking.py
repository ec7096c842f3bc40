"""Answering from the index: candidates by postings and vectors, totals and facets, then the final order."""

from collections import Counter, defaultdict
from typing import Any

from innovatie.domain.searching import Scored, order
from innovatie.infra.database import fetch, transaction
from innovatie.search import statistics
from innovatie.search.engine import FACETS, Hit, SearchAnswer, SearchRequest
from innovatie.search.postgres.keeping import as_vector

CANDIDATES = 200
NEIGHBOURS = 60
NEAR = 0.25
NEAR_THE_BEST = 0.60
"""A document that shares no word is a result only from this cosine on, and from this share of the nearest one's."""
FLOOR = 0.15
"""A document whose words score less than this share of the best one is no result."""

_TEXT_OF = {"year": "year::text", "winner": "CASE WHEN winner THEN 'ja' ELSE 'nee' END"}
_COLUMNS = "id, kind, object, title, body, plain, address, owner, theme, stage, members, winner, at"
_ORDERS = {
    "relevantie": "score DESC, id",
    "nieuwste": "at DESC NULLS LAST, id DESC",
    "gemeenten": "members DESC, score DESC, id",
}


class _Arguments:
    """Numbered places of the values of one statement."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def place(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


async def answer(request: SearchRequest) -> SearchAnswer:
    """One page of results. Everything is read in one snapshot."""
    known = await statistics.known()
    async with transaction():
        await fetch("SELECT set_config('jit', 'off', true), set_config('hnsw.ef_search', '100', true)")
        if request.query.is_empty:
            return await _everything(request)
        return await _matching(request, known)


def _wanted(request: SearchRequest, known: statistics.Known, arguments: _Arguments) -> str:
    """The common table `hit`: document and score, of documents that match phrases and exclusions."""
    ids = known.ids
    terms = {ids[term]: weight for term, weight in request.query.terms.items() if term in ids}
    places = arguments.place(list(terms)), arguments.place(list(terms.values()))
    extra = ""
    for phrase in request.query.phrases:
        extra += f" AND ' ' || d.plain || ' ' LIKE {arguments.place(f'% {phrase} %')}"
    for word in request.query.excluded:
        extra += f" AND ' ' || d.plain || ' ' NOT LIKE {arguments.place(f'% {word} %')}"
    scored = (
        "scored AS MATERIALIZED (SELECT p.document, sum(p.impact * w.weight) AS score"
        f" FROM unnest({places[0]}::int[], {places[1]}::real[]) AS w(term, weight)"
        " JOIN search_posting p ON p.term = w.term GROUP BY p.document)"
    )
    floor = f"WHERE s.score >= {FLOOR} * (SELECT max(score) FROM scored)"
    if not extra:
        return f"WITH {scored}, hit AS (SELECT s.document, s.score FROM scored s {floor})"
    return (
        f"WITH {scored}, hit AS (SELECT s.document, s.score FROM scored s JOIN search_document d ON d.id = s.document"
        f" {floor} {extra})"
    )


def _filter(request: SearchRequest, arguments: _Arguments) -> str:
    parts = [
        f"{_TEXT_OF.get(name, name)} = {arguments.place(value)}"
        for name, value in request.filters.items()
        if name in FACETS and value
    ]
    return " AND ".join(parts) or "true"


async def _matching(request: SearchRequest, known: statistics.Known) -> SearchAnswer:
    arguments = _Arguments()
    hits = _wanted(request, known, arguments)
    where = _filter(request, arguments)
    order_by = _ORDERS.get(request.sort, _ORDERS["relevantie"])
    vector = as_vector(request.vector) if request.vector is not None else None
    distance = f"-(d.vector <#> {arguments.place(vector)}::text::halfvec)" if vector else "0.0"
    rows = await fetch(
        f"{hits} SELECT {_COLUMNS}, h.score, {distance} AS near, count(*) OVER () AS total"
        f" FROM hit h JOIN search_document d ON d.id = h.document WHERE {where}"
        f" ORDER BY {order_by} LIMIT {CANDIDATES}",
        *arguments.values,
    )
    total = int(rows[0]["total"]) if rows else 0
    found = list(rows)
    if vector and request.sort == "relevantie" and not request.query.phrases:
        found += await _neighbours(request, vector, {row["id"] for row in rows})
    if request.sort == "relevantie":
        scored = [Scored(float(r["score"]), max(float(r["near"]), 0.0), _title_of(r), r["plain"]) for r in found]
        best = max((float(row["near"]) for row in found), default=0.0)
        total += sum(1 for row in found[len(rows) :] if _near_enough(row, best))
        found = [found[place] for place in order(request.query, scored) if _near_enough(found[place], best)]
    page = found[request.offset : request.offset + request.limit]
    if request.offset + request.limit > len(found) and total > len(found):
        page += await _beyond(request, known, len(found), request.offset + request.limit - len(found) - len(page))
    facets = await _facets(request, known) if request.with_facets else {}
    return SearchAnswer(tuple(_hit(row) for row in page), max(total, len(page)), facets, "postgres")


def _title_of(row: Any) -> str:
    return str(row["plain"][: len(row["title"])])


async def _neighbours(request: SearchRequest, vector: str, seen: set[int]) -> list[Any]:
    """Documents near in meaning that share no word: few, and only when they are really near."""
    arguments = _Arguments()
    place = arguments.place(vector)
    where = _filter(request, arguments)
    for word in request.query.excluded:
        where += f" AND ' ' || plain || ' ' NOT LIKE {arguments.place(f'% {word} %')}"
    rows = await fetch(
        f"SELECT {_COLUMNS}, 0.0::real AS score, -(vector <#> {place}::text::halfvec) AS near FROM search_document"
        f" WHERE {where} ORDER BY vector <#> {place}::text::halfvec LIMIT {NEIGHBOURS}",
        *arguments.values,
    )
    return [row for row in rows if row["id"] not in seen]


def _near_enough(row: Any, best: float) -> bool:
    return float(row["score"]) > 0 or float(row["near"]) >= max(NEAR, NEAR_THE_BEST * best)


async def _beyond(request: SearchRequest, known: statistics.Known, offset: int, limit: int) -> list[Any]:
    """Pages after the candidates, in the order of the words alone."""
    arguments = _Arguments()
    hits = _wanted(request, known, arguments)
    where = _filter(request, arguments)
    rows = await fetch(
        f"{hits} SELECT {_COLUMNS}, h.score, 0.0 AS near FROM hit h JOIN search_document d ON d.id = h.document"
        f" WHERE {where} ORDER BY {_ORDERS.get(request.sort, _ORDERS['relevantie'])}"
        f" LIMIT {int(limit)} OFFSET {int(max(offset, request.offset))}",
        *arguments.values,
    )
    return list(rows)


async def _everything(request: SearchRequest) -> SearchAnswer:
    """All documents, for an empty query."""
    arguments = _Arguments()
    where = _filter(request, arguments)
    sort = "nieuwste" if request.sort == "relevantie" else request.sort
    rows = await fetch(
        f"SELECT {_COLUMNS}, 0.0 AS score FROM search_document d WHERE {where}"
        f" ORDER BY {_ORDERS[sort].replace('score DESC, ', '')}"
        f" LIMIT {int(request.limit)} OFFSET {int(request.offset)}",
        *arguments.values,
    )
    facets, total = await _count("", [], request)
    return SearchAnswer(tuple(_hit(row) for row in rows), total, facets if request.with_facets else {}, "postgres")


async def _facets(request: SearchRequest, known: statistics.Known) -> dict[str, dict[str, int]]:
    arguments = _Arguments()
    hits = _wanted(request, known, arguments)
    return (await _count(hits, arguments.values, request))[0]


async def _count(hits: str, values: list[Any], request: SearchRequest) -> tuple[dict[str, dict[str, int]], int]:
    """Per facet the counts under all other filters, and the total under all filters."""
    columns = ", ".join(f"{_TEXT_OF.get(name, name)} AS {name}" for name in FACETS)
    joined = "hit h JOIN search_document d ON d.id = h.document" if hits else "search_document d"
    rows = await fetch(
        f"{hits} SELECT {columns}, count(*) AS number FROM {joined} GROUP BY {', '.join(str(n + 1) for n in range(9))}",
        *values,
    )
    chosen = {name: value for name, value in request.filters.items() if name in FACETS and value}
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    total = 0
    for row in rows:
        wrong = [name for name, value in chosen.items() if row[name] != value]
        if not wrong:
            total += row["number"]
        for name in FACETS:
            if row[name] and (not wrong or wrong == [name]):
                counted[name][row[name]] += row["number"]
    return {name: dict(counted[name]) for name in FACETS}, total


def _hit(row: Any) -> Hit:
    return Hit(
        kind=row["kind"],
        object=row["object"],
        title=row["title"],
        body=row["body"],
        address=row["address"],
        owner=row["owner"],
        theme=row["theme"],
        stage=row["stage"],
        members=row["members"],
        winner=row["winner"],
        at=row["at"],
        score=float(row["score"]),
    )
