"""How alike two plans are, pure: profiles, features, the pair model and its reasons."""

from innovatie.domain.similarity.features import FEATURES, Space, build
from innovatie.domain.similarity.model import PairModel, Tier, fit, from_dict, pair_weights
from innovatie.domain.similarity.profiles import Profile, Statistics, content_stems, count, profile

__all__ = [
    "FEATURES",
    "PairModel",
    "Profile",
    "Space",
    "Statistics",
    "Tier",
    "build",
    "content_stems",
    "count",
    "fit",
    "from_dict",
    "pair_weights",
    "profile",
]
