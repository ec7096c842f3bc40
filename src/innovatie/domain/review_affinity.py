"""How well a reviewer fits a group, from 0 to 1: what the texts mean, the themes, and the words they share.

    fit = 0.50 * meaning + 0.30 * theme + 0.20 * words

meaning: cosine of the two texts as embeddings, brought from .05 - .35 to 0 - 1: on the plans of the demo the median
cosine of a reviewer and a group is .10 when no theme is shared, and the best twentieth of shared themes reaches .34;
theme: 1 when the group's theme is among the reviewer's; words: the share of the reviewer's words that occur in the
group's text, counting at most five. The weights are set by hand; the pilot must tell better ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection

MEANING, THEME, WORDS = 0.50, 0.30, 0.20
COSINE_LOW, COSINE_HIGH = 0.05, 0.35
ENOUGH_WORDS = 5
SHORTEST_WORD = 4

_WORD = re.compile(r"[^\W\d_]+")
_SAY_LITTLE = (
    "deze door voor naar over maar niet zijn wordt worden heeft hebben kunnen moet moeten onze meer andere ander "
    "gemeente gemeenten inwoners samen goed nieuwe waar wanneer zodat zonder tussen onder met een het van"
)
_EMPTY = frozenset(_SAY_LITTLE.split())


def content_words(text: str) -> frozenset[str]:
    """The words of at least four letters that say something, in lower case, with plural endings off."""
    words = (w.casefold() for w in _WORD.findall(text))
    return frozenset(_stem(w) for w in words if len(w) >= SHORTEST_WORD and w not in _EMPTY)


def _stem(word: str) -> str:
    """Endings off, one after the other: fietsen and fiets meet in "fiet"; what remains need not be a word."""
    for ending, instead in (("heden", "heid"), ("ingen", "ing"), ("en", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_WORD:
            word = word[: -len(ending)] + instead
    return word


def fit(
    *,
    cosine: float,
    theme: str,
    reviewer_themes: Collection[str],
    group_words: frozenset[str],
    reviewer_words: frozenset[str],
) -> float:
    """The fit of one pair, rounded to six decimals so that it is the same on every machine."""
    meaning = min(1.0, max(0.0, (cosine - COSINE_LOW) / (COSINE_HIGH - COSINE_LOW)))
    shared = len(group_words & reviewer_words) / min(ENOUGH_WORDS, len(reviewer_words)) if reviewer_words else 0.0
    return round(MEANING * meaning + THEME * (theme in reviewer_themes) + WORDS * min(1.0, shared), 6)
