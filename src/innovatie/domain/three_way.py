"""What a source says now, against what it said last and what people made of it since.

A field that only the source changed is taken over; a field that only people changed stays theirs; a field that both
changed, each to something else, is a conflict, and people's value stays until somebody chooses.

What the source said last is kept as digests: comparing needs no more, and a name that was erased from a plan stands in
no second place.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """Both changed this field: what stands here, and what the source says."""

    field: str
    ours: object
    theirs: object


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """`taken` are the fields to write; `said` are digests of what the source has said by now, for next time."""

    taken: Mapping[str, object]
    conflicts: tuple[FieldConflict, ...]
    said: Mapping[str, str]


def digests(values: Mapping[str, object]) -> dict[str, str]:
    """A digest (SHA-256, hexadecimal) of each value as JSON."""
    return {
        field: hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest() for field, value in values.items()
    }


def three_way(*, last: Mapping[str, str], theirs: Mapping[str, object], ours: Mapping[str, object]) -> ThreeWay:
    """Compare field by field, the fields of `theirs` only; `last` are digests. What `last` lacks was never said before.

    Such a field is a conflict when it differs from ours: nobody can know who of the two changed it.
    """
    said, here = digests(theirs), digests({field: ours[field] for field in theirs})
    taken: dict[str, object] = {}
    conflicts: list[FieldConflict] = []
    for field, value in theirs.items():
        if said[field] in (here[field], last.get(field)):
            continue
        if here[field] == last.get(field):
            taken[field] = value
        else:
            conflicts.append(FieldConflict(field, ours[field], value))
    return ThreeWay(taken, tuple(conflicts), {**last, **said})
