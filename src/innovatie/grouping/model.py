"""The numbers of the pair model, in the repository, and how they are fitted again."""

import json
from functools import cache

from innovatie.domain.similarity import PairModel, from_dict
from innovatie.paths import PACKAGE

NUMBERS = PACKAGE / "grouping" / "data" / "model.json"


@cache
def pair_model() -> PairModel:
    """The model that the whole product uses."""
    return from_dict(json.loads(NUMBERS.read_text(encoding="utf-8")))
