"""Text to plain lower-case words with their places, the same at index time and at query time."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[a-z](?:\+\+|#)(?![a-z0-9])|[a-z0-9]+(?:(?:['’.&-]|(?<=[0-9]):(?=[0-9]))[a-z0-9]+)*", re.ASCII)
_HYPHENS = frozenset("\u2010\u2011\u2212")
"""Signs that stand for a hyphen inside words; a dash between words (–, —) is none."""
_FOREIGN = re.compile(r"[^\x00-\x7f]")

MAX_TEXT = 20_000
"""Characters of one text that take part in search and grouping: a pasted report of 100 KB must not slow a page."""


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word and the half-open interval of the original text it came from."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without diacritics, character for character: the result has the same length as `text`.

    Keeping the length lets a match in the folded text be marked at the same place in the original.
    """
    if not text.isascii():
        text = _FOREIGN.sub(lambda found: _fold_character(found.group()), text)
    return text.lower()


@lru_cache(maxsize=4_096)
def _fold_character(character: str) -> str:
    """One character beyond ASCII as one lower-case character."""
    if character in _HYPHENS:
        return "-"
    plain = unicodedata.normalize("NFKD", character)
    kept = [part for part in plain if not unicodedata.combining(part)]
    folded = kept[0].lower() if kept else " "
    return folded if len(folded) == 1 else folded[:1] or " "


def words(text: str) -> list[Word]:
    """Words in reading order; hyphens, dots and apostrophes inside a word separate its parts.

    "e-mail" gives "email" (short first part), "AI-assistent" gives "ai" and "assistent", "foto's" gives "foto".
    "B&W" gives "bw", "C++" stays as it is, and so does the number of an article: "2.4" and "2:4" are one word, "2.4".
    """
    found: list[Word] = []
    for match in _WORD.finditer(fold(text[:MAX_TEXT])):
        found.extend(_split(match.group(), match.start()))
    return found


def _split(token: str, offset: int) -> list[Word]:
    if token.isalnum():
        return [Word(token, offset, offset + len(token))]
    if token.replace(".", "").isalpha() and all(len(part) == 1 for part in token.split(".")):
        return [Word(token.replace(".", ""), offset, offset + len(token))]  # "b.r.p." is "brp"
    if re.fullmatch(r"[0-9]+(?:[.:][0-9]+)+", token) or token.endswith(("++", "#")):
        return [Word(token.replace(":", "."), offset, offset + len(token))]
    if re.fullmatch(r"[a-z](?:&[a-z])+", token):
        return [Word(token.replace("&", ""), offset, offset + len(token))]  # "b&w" is "bw"
    if re.fullmatch(r"[a-z]-[a-z]+", token):
        return [Word(token.replace("-", ""), offset, offset + len(token))]  # "e-mail" is "email"
    parts: list[Word] = []
    for match in re.finditer(r"[a-z0-9]+", token):
        if match.group() == "s" and match.start() > 0 and token[match.start() - 1] in "'’":
            continue  # the plural of "foto's"
        parts.append(Word(match.group(), offset + match.start(), offset + match.end()))
    return parts


def squash(text: str) -> str:
    """Folded words joined by single spaces: the input of character n-grams."""
    return " ".join(word.text for word in words(text))
