"""What is asked of the server for one question: a pool of candidates from several sides, the total and the facets."""

from collections.abc import Mapping

from innovatie.domain.searching import Query
from innovatie.search.engine import FACETS, SearchRequest
from innovatie.search.meilisearch_engine.rows import EMBEDDER, as_word, own_words
from innovatie.search.postgres.retrieval import CANDIDATES, NEIGHBOURS

WORDS = 9
"""Words of one question to the server, which reads no more than ten."""
FINDING = 0.1
"""A document is a result by its words when it holds a term with at least this share of the weight of all together."""
_OTHERS = 60


def is_ranked(request: SearchRequest) -> bool:
    """Whether the best come first, by words and meaning."""
    return request.sort == "relevantie" and not request.query.is_empty


def questions(index: str, request: SearchRequest) -> list[dict[str, object]]:
    """Questions for one request to the server: first that of total and facets, which lists every result in no order
    to speak of; then those for candidates; and last one for each chosen facet, whose counts are those without its
    own choice (limit 0).
    """
    first = _first(index, request)
    asked = [first, *_candidates(index, request)]
    if request.with_facets:
        for name in (name for name, value in request.filters.items() if value and name in FACETS):
            others = {other: value for other, value in request.filters.items() if other != name}
            wanted = [*conditions(others), *_holding(request)]
            asked.append({**first, "filter": wanted, "facets": [name], "limit": 0})
    return asked


def conditions(filters: Mapping[str, str]) -> list[str]:
    """The chosen facets in the server's own language."""
    return [f"{name} = {quoted(value)}" for name, value in filters.items() if name in FACETS and value]


def quoted(value: str) -> str:
    """A value in the server's own language."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _first(index: str, request: SearchRequest) -> dict[str, object]:
    query = request.query
    limit = request.offset + request.limit
    asked: dict[str, object] = {
        "indexUid": index,
        "q": query.text,
        "limit": limit,
        "matchingStrategy": "frequency",
        "filter": [*conditions(request.filters), *_holding(request)],
        "facets": list(FACETS) if request.with_facets else [],
    }
    if as_typed(query) and is_ranked(request):
        asked["limit"] = max(CANDIDATES, limit)
    elif not as_typed(query):
        asked["q"] = ""
    if request.sort == "nieuwste" or (request.sort == "relevantie" and query.is_empty):
        asked["sort"] = ["at:desc"]
    elif request.sort == "gemeenten":
        asked["sort"] = ["members:desc"]
    return asked


def as_typed(query: Query) -> bool:
    """Whether the server must see quotes and minus signs, or words that we do not know."""
    return bool(query.phrases or query.excluded or not query.terms)


def _holding(request: SearchRequest) -> list[str]:
    """The condition that a document holds one of the terms that matter; none when the server must read the query."""
    query = request.query
    if as_typed(query):
        return []
    least = min(FINDING * sum(query.terms.values()), max(query.terms.values()))
    finding = sorted(term for term, weight in query.terms.items() if weight >= least)
    return [f"terms IN [{', '.join(map(quoted, finding))}]"]


def _candidates(index: str, request: SearchRequest) -> list[dict[str, object]]:
    """The weightiest terms, the weightiest concepts, the words as typed, and what is near in meaning."""
    if not is_ranked(request):
        return []
    query = request.query
    usual: dict[str, object] = {
        "indexUid": index,
        "filter": conditions(request.filters),
        "matchingStrategy": "frequency",
        "limit": _OTHERS,
    }
    asked: list[dict[str, object]] = []
    if not as_typed(query):
        terms = sorted(query.terms, key=lambda term: (-query.terms[term], term))
        named = [term for term in terms if term.startswith("=")][:WORDS]
        asked.append({**usual, "q": " ".join(map(as_word, terms[:WORDS])), "limit": CANDIDATES})
        asked.append({**usual, "q": own_words(query.text)})
        asked.append({**usual, "q": query.text, "matchingStrategy": "all"})
        if named:
            asked.append({**usual, "q": " ".join(map(as_word, named))})
    if request.vector is not None and not query.phrases:
        near = {"hybrid": {"embedder": EMBEDDER, "semanticRatio": 1.0}, "vector": list(request.vector)}
        asked.append({**usual, **near, "limit": NEIGHBOURS})
    return asked
