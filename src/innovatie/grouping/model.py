"""The numbers of the pair model, in the repository, and how they are fitted again."""

import json
from functools import cache
from hashlib import sha256

from innovatie.domain.similarity import PairModel, from_dict
from innovatie.paths import PACKAGE

NUMBERS = PACKAGE / "grouping" / "data" / "model.json"


@cache
def pair_model() -> PairModel:
    """The model that the whole product uses."""
    return from_dict(json.loads(NUMBERS.read_text(encoding="utf-8")))


@cache
def model_version() -> str:
    """Eight hexadecimal digits that name these numbers: kept with every proposal that they made."""
    return sha256(json.dumps(pair_model().as_dict(), sort_keys=True).encode()).hexdigest()[:8]
