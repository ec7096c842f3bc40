"""The pair model in use: the numbers in the repository, or those learnt from people that VNG took into use."""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

from innovatie.domain.similarity import PairModel, from_dict
from innovatie.infra.database import fetch_one_as
from innovatie.paths import PACKAGE

NUMBERS = PACKAGE / "grouping" / "data" / "model.json"


@dataclass(slots=True)
class _Present:
    """The learnt model of this process; without one the shipped one holds."""

    number: int = 0
    learnt: PairModel | None = None


class _InUse(msgspec.Struct, frozen=True):
    id: int
    numbers: dict[str, Any]


@cache
def _present() -> _Present:
    return _Present()


@cache
def shipped_model() -> PairModel:
    """The numbers that come with this version of the product."""
    return from_dict(json.loads(NUMBERS.read_text(encoding="utf-8")))


def pair_model() -> PairModel:
    """The model that the whole product uses, as of the last look at what VNG chose (`model_in_use`)."""
    return _present().learnt or shipped_model()


async def model_in_use() -> PairModel:
    """As `pair_model`, after a look at what VNG chose. One small statement: before each suggestion and each job, so
    that every process follows at once. A model learnt from another shipped one than ours does not count.
    """
    found = await fetch_one_as(
        _InUse,
        "SELECT id, numbers FROM grouping_model WHERE state = 'in gebruik' AND base = $1",
        version_of(shipped_model()),
    )
    present = _present()
    if (found.id if found else 0) != present.number:
        present.learnt = from_dict(found.numbers) if found else None
        present.number = found.id if found else 0
    return pair_model()


def version_of(model: PairModel) -> str:
    """Eight hexadecimal digits that name these numbers: kept with every proposal that they made."""
    return sha256(json.dumps(model.as_dict(), sort_keys=True).encode()).hexdigest()[:8]


def model_version() -> str:
    """The version of the model in use."""
    return version_of(pair_model())
