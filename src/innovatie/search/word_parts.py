"""Of which words Dutch compounds are made, counted in a plain list of words: the file `data/parts.txt`.

No examples are needed: a word that stands before and behind many other words of the list is a part of compounds.
"""

from collections import Counter
from collections.abc import Iterable

from innovatie.domain.language import fold, stem
from innovatie.domain.language.compounds import PARTICLES, SHORT

SHORTEST = 4
"""Letters of a part; shorter ones are a closed list (`compounds.py`)."""
_SHORT_IN_LIST = 3
_VOWELS = frozenset("aeiouy")
_NO_PARTS_TEXT = """
achtig baar beg bed bes bui camp deren dingen elijk end ende enten ere eren ering erop gesp gingen gunning heden heid
her ijk ing keren kenen kin laats lende lenden letterden lichting lijkheid loos matig matige neder ont par roken rotter
schelding sering sten tel temming ten turen tuur ven ver vers wegbeh zaam dammer eer eerder
"""
_NO_PARTS = frozenset(_NO_PARTS_TEXT.split())
"""Endings, and remains of prefixed verbs, that the counts alone do not give away."""


def count_parts(lines: Iterable[str]) -> list[tuple[str, int, int]]:
    """(word, compounds in which it comes first, in which it comes last), in alphabetical order.

    `lines` are the words of the language, each on a line. Inflected forms of a word count together, by their stem.
    """
    words = set(_plain(lines))
    first, last = _compounds(words)
    firsts, lasts = _by_stem(first, last, words)
    rows = []
    for word in sorted(words):
        at_first, at_last = max(firsts[stem(word)], first[word]), lasts[stem(word)]
        if _is_part(word, at_first, firsts[stem(word)], at_last) and not _is_linked(word, first, last, lasts, words):
            rows.append((word, at_first, at_last))
    return rows


def _plain(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        word = line.strip()
        folded = fold(word)
        if word == word.lower() and folded.isalpha() and folded.isascii() and len(folded) >= _SHORT_IN_LIST:
            yield folded


def _compounds(words: set[str]) -> tuple[Counter[str], Counter[str]]:
    """Each word of the list that is two others put together, a linking -s- or -e- between them at most."""
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for word in words:
        for place in range(3, len(word) - 2) if len(word) >= 7 else ():
            before, behind = word[:place], word[place:]
            if behind in words and _VOWELS & set(behind):
                bare = before[:-1] if len(before) > SHORTEST and before[-1] in "se" else before
                if any(part in words and _VOWELS & set(part) for part in (before, bare)):
                    first[before] += 1
                    last[behind] += 1
    return first, last


def _by_stem(first: Counter[str], last: Counter[str], words: set[str]) -> tuple[Counter[str], Counter[str]]:
    firsts: Counter[str] = Counter()
    lasts: Counter[str] = Counter()
    for word, number in first.items():
        firsts[stem(word[:-1] if word.endswith("s") and word[:-1] in words else word)] += number
    for word, number in last.items():
        lasts[stem(word)] += number
    return firsts, lasts


def _is_part(word: str, at_first: int, first_by_stem: int, at_last: int) -> bool:
    """A word stands on both sides of compounds; an ending on one side only, however often."""
    if len(word) < SHORTEST or word in _NO_PARTS or word in PARTICLES or word in SHORT or not _VOWELS & set(word):
        return False
    small, big = sorted((first_by_stem, at_last))
    share, least, total = {4: (0.02, 6, 8), 5: (0.004, 6, 8), 6: (0.004, 1, 8)}.get(len(word), (0.004, 1, 3))
    return small >= max(share * big, least) and at_first + at_last >= total


def _is_linked(word: str, first: Counter[str], last: Counter[str], lasts: Counter[str], words: set[str]) -> bool:
    """Whether it is a word with a linking -s ("personeels"), which the splitter takes off itself."""
    bare = word[:-1]
    return len(word) > 5 and word.endswith("s") and bare in words and first[word] > last[word] and lasts[stem(bare)] > 0
