"""How alike two plans are, pure: profiles, features, the pair model and its reasons."""

from innovatie.domain.similarity.features import FEATURES, Space, build
from innovatie.domain.similarity.model import PairModel, Tier, fit, from_dict, pair_weights
from innovatie.domain.similarity.profiles import Profile, Statistics, content_stems, count, profile, weighed_text
from innovatie.domain.similarity.reasons import (
    Piece,
    Reason,
    excerpt,
    marked,
    pieces_at,
    places_of,
    reason,
    tasks_besides,
)
from innovatie.domain.similarity.sentences import Sentence, own_sentence, sentences, shared_sentence

__all__ = [
    "FEATURES",
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
    "fit",
    "from_dict",
    "marked",
    "own_sentence",
    "pair_weights",
    "pieces_at",
    "places_of",
    "profile",
    "reason",
    "sentences",
    "shared_sentence",
    "tasks_besides",
    "weighed_text",
]
