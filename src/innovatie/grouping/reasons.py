"""Why the plans of a group belong together, in words that people can check."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from innovatie.domain.language import Kind
from innovatie.grouping.candidates import of_ideas
from innovatie.search import statistics
from innovatie.search.language import concepts

_MOST = 60
_USUAL = 30
"""A stem that more of the 949 reference texts hold explains nothing."""


class Why(msgspec.Struct, frozen=True):
    """Tasks and names that most plans share, and the words; `plans` is how many were compared."""

    tasks: tuple[tuple[str, int], ...]
    names: tuple[tuple[str, int], ...]
    words: tuple[str, ...]
    plans: int


async def differences(ideas: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Per plan the weightiest tasks, names and words that at most a quarter of the other plans have; up to five."""
    found = await of_ideas(list(ideas)[:_MOST])
    if len(found) < 2:
        return {}
    known = await statistics.known()
    most = 1 + (len(found) - 1) // 4
    numbers = Counter(number for one in found for number in one.profile.concepts)
    stems = Counter(stem for one in found for stem in one.profile.stems)
    all_concepts, surfaces, background = concepts(), known.vocabulary.surfaces, known.statistics.background
    own: dict[int, tuple[str, ...]] = {}
    for one in found:
        rare = [all_concepts[number] for number in one.profile.concepts if numbers[number] <= most]
        named = sorted(concept.name for concept in rare if concept.kind in (Kind.TASK, Kind.LAW, Kind.SYSTEM))[:2]
        told = [key for key in one.profile.stems if stems[key] <= most and background.get(key, 0) <= _USUAL]
        told = [key for key in told if len(key) > 3 and key.isalpha()]
        told.sort(key=lambda key: (-min(one.profile.stems[key], 4) * known.statistics.stem_weight(key), key))
        own[one.idea] = (*named, *(surfaces.get(key, key) for key in told[: 5 - len(named)]))
    return own


async def why_together(ideas: Sequence[int]) -> Why:
    """What at least half of the plans (and at least two) have in common; of a large group the first sixty."""
    found = await of_ideas(list(ideas)[:_MOST])
    if len(found) < 2:
        return Why((), (), (), len(found))
    known = await statistics.known()
    least = max(2, (len(found) + 1) // 2)
    numbers = Counter(number for one in found for number in one.profile.concepts)
    stems = Counter(stem for one in found for stem in one.profile.stems)
    all_concepts = concepts()
    shared = [(all_concepts[number], count) for number, count in numbers.items() if count >= least]
    shared.sort(key=lambda item: (-item[1] * known.statistics.concept_weight(item[0].number), item[0].name))
    background = known.statistics.background
    words = sorted(
        (stem for stem, count in stems.items() if count >= least and background.get(stem, 0) <= _USUAL),
        key=lambda stem: (-stems[stem] * known.statistics.stem_weight(stem) ** 2, stem),
    )
    surfaces = known.vocabulary.surfaces
    return Why(
        tuple((concept.name, count) for concept, count in shared if concept.kind is Kind.TASK)[:4],
        tuple((concept.name, count) for concept, count in shared if concept.kind in (Kind.LAW, Kind.SYSTEM))[:4],
        tuple(surfaces.get(stem, stem) for stem in words[:8]),
        len(found),
    )
