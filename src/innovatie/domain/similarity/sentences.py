"""The sentence of a text that says best what it shares with others, or what only it says: people's words, not ours."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from innovatie.domain.excerpts import plain
from innovatie.domain.language import Analyser
from innovatie.domain.similarity.profiles import content_stems

READ = 1_500
"""Characters of a text that are read for its sentences: what a plan is about stands at its beginning."""
SHORTEST, LONGEST = 25, 200
"""Characters of a sentence; a longer one is cut after a whole word, a shorter one says nothing."""
_EVEN = 4.0
"""Words that are added to the length of a sentence: a short one with one rare word does not win from a full one."""
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'“‘])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without marks of Markdown, its content stems, and the concepts that it names."""

    text: str
    stems: frozenset[str]
    concepts: frozenset[int]


def sentences(text: str, analyse: Analyser) -> list[Sentence]:
    """The sentences at the beginning of a text, in order; lines are never glued together."""
    found = (one.strip() for line in text[:READ].split("\n") for one in _ENDS.split(plain(line)))
    made = []
    for one in found:
        if len(one) >= SHORTEST:
            seen = analyse(one)
            named = frozenset(concept.concept for concept in seen.concepts)
            made.append(Sentence(plain(one, LONGEST), frozenset(content_stems(seen)), named))
    return made


def shared_sentence(found: list[Sentence], weights: Mapping[str, float]) -> tuple[float, str]:
    """The sentence with most of the weighed stems for its length, and how much that is; nothing without two of them."""
    return _best(found, lambda stem: weights.get(stem, 0.0), least=2)


def own_sentence(found: list[Sentence], rare: Mapping[str, float]) -> str:
    """The sentence that says most of what only this text says: `rare` are the weights of stems that others lack.

    Empty when no sentence holds three of them.
    """
    return _best(found, lambda stem: rare.get(stem, 0.0), least=3)[1]


def _best(found: list[Sentence], weight: Callable[[str], float], *, least: int) -> tuple[float, str]:
    best, text = 0.0, ""
    for one in found:
        told = [value for stem in one.stems if (value := weight(stem))]
        score = sum(told) / (_EVEN + len(one.stems)) if len(told) >= least else 0.0
        if score > best:
            best, text = score, one.text
    return best, text
