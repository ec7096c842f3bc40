"""What the product remembers of one text: counted stems, concepts and n-grams, title and body apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.language import BUCKETS, STOP_WORDS, Analysed, Analyser, Kind, ngrams, squash, stem

TITLE_WEIGHT = 3
"""A word in the title counts as three in the body: chosen by cross-validation among 1, 2, 3 and 5."""

BRIEF = 8
"""Different content words below which a text is but a line, of which two are never surely the same."""
_STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS)


@dataclass(frozen=True, slots=True)
class Profile:
    """One text. `stems` counts title words three times; `title` counts the title alone; `concepts` maps numbers.

    `owner` names the municipality that has the plan; empty when nobody said.
    """

    title: dict[str, int]
    stems: dict[str, int]
    concepts: dict[int, int]
    buckets: NDArray[np.int32] = field(repr=False)
    counts: NDArray[np.int32] = field(repr=False)
    owner: str = ""

    @property
    def brief(self) -> bool:
        """Whether the text is but a line."""
        return len(self.stems) < BRIEF


def content_stems(analysed: Analysed) -> list[str]:
    """Stems that carry meaning: atoms and whole compounds, no stop words, no single letters."""
    atoms = (atom.stem for atom in (*analysed.atoms, *analysed.compounds))
    return [item for item in atoms if len(item) > 1 and item not in _STOP_STEMS]


def profile(analyser: Analyser, title: str, text: str, owner: str = "") -> Profile:
    """The profile of a title and a body; the same text gives the same profile on every machine."""
    head, body = analyser(title), analyser(text)
    in_title = Counter(content_stems(head))
    stems = Counter({key: TITLE_WEIGHT * value for key, value in in_title.items()})
    stems.update(content_stems(body))
    concepts: Counter[int] = Counter()
    for found in {(item.concept, item.first) for item in head.concepts}:
        concepts[found[0]] += TITLE_WEIGHT
    for found in {(item.concept, item.first) for item in body.concepts}:
        concepts[found[0]] += 1
    buckets, counts = ngrams(" ".join([*(w.text for w in head.words)] * TITLE_WEIGHT + [w.text for w in body.words]))
    return Profile(dict(in_title), dict(stems), dict(concepts), buckets, counts, owner)


def weighed_text(title: str, plain: str) -> str:
    """The squashed text whose n-grams count: `plain` is the squashed title and body; the title is said twice more."""
    return " ".join([squash(title)] * (TITLE_WEIGHT - 1) + [plain])


@dataclass
class Statistics:
    """In how many texts each stem, concept and n-gram occurs: of these texts, and of the reference collection.

    `background` holds document frequencies of stems in `background_size` other texts, so that ten texts about
    one subject do not make that subject look like a common word.
    """

    size: int
    stems: dict[str, int]
    concepts: dict[int, int]
    grams: NDArray[np.int32]
    background: dict[str, int] = field(default_factory=dict)
    background_size: int = 0

    def stem_weight(self, key: str) -> float:
        """Inverse document frequency of a stem, never below 1."""
        seen = self.stems.get(key, 0) + self.background.get(key, 0)
        return float(np.log((1 + self.size + self.background_size) / (1 + seen))) + 1.0

    def background_weight(self, key: str) -> float:
        """Inverse document frequency of a stem in the reference texts alone: the same in every collection."""
        return float(np.log((1 + self.background_size) / (1 + self.background.get(key, 0)))) + 1.0

    def stem_weights(self, keys: Sequence[str]) -> NDArray[np.float32]:
        """`stem_weight` of each key."""
        seen = np.array([self.stems.get(key, 0) + self.background.get(key, 0) for key in keys], dtype=np.float64)
        total = 1 + self.size + self.background_size
        return np.asarray(np.log(total / (1 + seen)) + 1.0, dtype=np.float32)

    def concept_weight(self, number: int) -> float:
        """Inverse document frequency of a concept, never below one half."""
        return float(np.log((1 + self.size) / (1 + self.concepts.get(number, 0)))) + 0.5

    @cached_property
    def gram_weights(self) -> NDArray[np.float32]:
        """Inverse document frequency of every bucket."""
        return (np.log((1 + self.size) / (1 + self.grams)) + 1.0).astype(np.float32)


def count(profiles: Sequence[Profile], background: dict[str, int], background_size: int) -> Statistics:
    """Statistics of these texts over the given background."""
    stems: Counter[str] = Counter()
    concepts: Counter[int] = Counter()
    grams = np.zeros(BUCKETS, dtype=np.int32)
    for item in profiles:
        stems.update(item.stems.keys())
        concepts.update(item.concepts.keys())
        grams[item.buckets] += 1
    return Statistics(len(profiles), dict(stems), dict(concepts), grams, background, background_size)


CONCEPT_FAMILIES: dict[str, tuple[Kind, ...]] = {
    "action": (Kind.ACTION,),
    "task": (Kind.TASK,),
    "word": (Kind.WORD,),
}
