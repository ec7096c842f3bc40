"""One question to the search engine: read the query, embed it, ask, and fall back when the engine is down."""

from innovatie.domain.searching import Query, named_terms, read_query
from innovatie.infra.embeddings import embed_question
from innovatie.search import engine_selection, statistics
from innovatie.search.engine import Engine, EngineDown, SearchAnswer, SearchRequest
from innovatie.search.language import analyser, everyday, word_frequencies
from innovatie.search.postgres import PostgresEngine
from innovatie.search.reranking import reranked, reranker


async def understand(text: str) -> Query:
    """The query taken apart with the statistics of the index, the newest words included."""
    vocabulary = await statistics.vocabulary_for(named_terms(text, analyser()))
    return read_query(text, analyser(), vocabulary, word_frequencies(), everyday())


async def ask(
    text: str,
    *,
    engine: Engine | None = None,
    filters: dict[str, str] | None = None,
    sort: str = "relevantie",
    offset: int = 0,
    limit: int = 20,
    with_facets: bool = True,
    by_meaning: bool = True,
) -> tuple[Query, SearchAnswer]:
    """What the site's search page, the API and the measurement all ask. `by_meaning`: put in order by the server of
    meaning, if there is one; not for half a word that is typed, nor where nobody waits for the order.
    """
    query = await understand(text)
    vector = None
    if sort == "relevantie" and (query.terms or query.phrases):  # of unknown words the meaning is noise
        embedded = await embed_question(query.text)
        vector = None if embedded is None else tuple(embedded.tolist())
    request = SearchRequest(
        query=query,
        filters=filters or {},
        sort=sort,
        offset=offset,
        limit=limit,
        vector=vector,
        with_facets=with_facets,
    )
    try:
        answer = await (engine or engine_selection.preferred()).search(request)
    except EngineDown:
        if engine is not None:
            raise
        engine_selection.note_down()
        answer = await PostgresEngine().search(request)
    return query, await reranked(request, answer, reranker() if by_meaning else None)
