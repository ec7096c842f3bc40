"""Why the plans of a group belong together, in words that people can check."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from innovatie.domain.language import Kind
from innovatie.domain.similarity import Statistics, own_sentence, said_of_most, sentences, shared_sentence
from innovatie.grouping.candidates import Candidate, of_ideas
from innovatie.search import statistics
from innovatie.search.language import analyser, naming_of

_MOST = 60
_USUAL = 30
"""A stem that more of the 949 reference texts hold explains nothing."""


class Why(msgspec.Struct, frozen=True):
    """Tasks and names that most plans share, each with the number of plans; `plans` is how many were compared.

    `sentence` is the one of all plans that says best what they share, of the plan of `by`.
    """

    tasks: tuple[tuple[str, int], ...]
    names: tuple[tuple[str, int], ...]
    sentence: str
    by: str
    plans: int


async def differences(ideas: Sequence[int]) -> dict[int, str]:
    """Per plan the sentence that says most of what at most a quarter of the other plans say; none when it has none."""
    found = await of_ideas(list(ideas)[:_MOST])
    if len(found) < 2:
        return {}
    known = (await statistics.known()).statistics
    return await asyncio.to_thread(_differences, found, known)


def _differences(found: Sequence[Candidate], known: Statistics) -> dict[int, str]:
    most = 1 + (len(found) - 1) // 4
    held = Counter(stem for one in found for stem in one.profile.stems)
    own: dict[int, str] = {}
    for one in found:
        rare = {
            key: known.stem_weight(key)
            for key in one.profile.stems
            if held[key] <= most and known.background.get(key, 0) <= _USUAL
        }
        if told := own_sentence(sentences(one.body, analyser()), rare):
            own[one.idea] = told
    return own


async def why_together(ideas: Sequence[int]) -> Why:
    """What at least half of the plans (and at least two) have in common; of a large group the first sixty."""
    found = await of_ideas(list(ideas)[:_MOST])
    if len(found) < 2:
        return Why((), (), "", "", len(found))
    known = await statistics.known()
    least = max(2, (len(found) + 1) // 2)
    numbers = Counter(number for one in found for number in one.profile.concepts)
    stems = Counter(stem for one in found for stem in one.profile.stems)
    likely = [number for number, count in numbers.items() if count >= least]
    likely.sort(key=lambda number: (-numbers[number] * known.statistics.concept_weight(number), number))
    weights = {
        stem: known.statistics.stem_weight(stem) * count / len(found)
        for stem, count in stems.items()
        if count >= least and known.statistics.background.get(stem, 0) <= _USUAL
    }
    sentence, by = await asyncio.to_thread(_in_their_words, found, weights)
    return Why(
        _said(likely, found, known.statistics, (Kind.TASK,), least),
        _said(likely, found, known.statistics, (Kind.LAW, Kind.SYSTEM), least),
        sentence,
        by,
        len(found),
    )


def _said(
    numbers: Sequence[int], found: Sequence[Candidate], known: Statistics, kinds: Sequence[Kind], least: int
) -> tuple[tuple[str, int], ...]:
    """Of each concept of these kinds what is true of most plans; at most four that are true of `least` or more."""
    told: dict[str, int] = {}
    for number in numbers:
        of = naming_of(number)
        texts = [one.profile.stems for one in found if number in one.profile.concepts]
        said, count = said_of_most(of, texts, known) if of.kind in kinds else ("", 0)
        if count >= least:
            told.setdefault(said, count)
    return tuple(told.items())[:4]


def _in_their_words(found: Sequence[Candidate], weights: Mapping[str, float]) -> tuple[str, str]:
    best, text, by = 0.0, "", ""
    for one in found:
        told, sentence = shared_sentence(sentences(one.body, analyser()), weights)
        if told > best:
            best, text, by = told, sentence, one.profile.owner
    return text, by
