"""What a search query asks, and how its results are ordered: BM25 over stems, compound parts and concepts."""

from innovatie.domain.searching.everyday import Everyday, parse_everyday
from innovatie.domain.searching.ordering import (
    READ_CHARACTERS,
    Letters,
    best_places,
    first_scores,
    letters,
    opened,
    order,
)
from innovatie.domain.searching.postings import concept_term, impact, postings
from innovatie.domain.searching.query import LONGEST_QUERY, Query, named_terms, read_query
from innovatie.domain.searching.vocabulary import Vocabulary

__all__ = [
    "LONGEST_QUERY",
    "READ_CHARACTERS",
    "Everyday",
    "Letters",
    "Query",
    "Vocabulary",
    "best_places",
    "concept_term",
    "first_scores",
    "impact",
    "letters",
    "named_terms",
    "opened",
    "order",
    "parse_everyday",
    "postings",
    "read_query",
]
