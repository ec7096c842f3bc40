"""How alike two plans are, pure: profiles, features, the pair model and its reasons."""

from innovatie.domain.similarity.features import FEATURES, Space, build
from innovatie.domain.similarity.model import PairModel, Tier, fit, from_dict, pair_weights
from innovatie.domain.similarity.naming import Naming, naming, said_of_most
from innovatie.domain.similarity.profiles import Profile, Statistics, content_stems, count, profile, weighed_text
from innovatie.domain.similarity.reasons import (
    Piece,
    Reason,
    excerpt,
    excerpt_at,
    marked,
    pieces_at,
    places_of,
    reason,
    spans_at,
    tasks_besides,
)
from innovatie.domain.similarity.sentences import Sentence, own_sentence, sentences, shared_sentence

__all__ = [
    "FEATURES",
    "Naming",
    "PairModel",
    "Piece",
    "Profile",
    "Reason",
    "Sentence",
    "Space",
    "Statistics",
    "Tier",
    "build",
    "content_stems",
    "count",
    "excerpt",
    "excerpt_at",
    "fit",
    "from_dict",
    "marked",
    "naming",
    "own_sentence",
    "pair_weights",
    "pieces_at",
    "places_of",
    "profile",
    "reason",
    "said_of_most",
    "sentences",
    "shared_sentence",
    "spans_at",
    "tasks_besides",
    "weighed_text",
]
