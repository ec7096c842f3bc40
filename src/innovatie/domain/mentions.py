"""Whom a text mentions: an at-sign with the name of a colleague or a municipality behind it."""

from collections.abc import Iterable
from typing import Final

MOST_SIGNS: Final = 100
"""At-signs that are looked at in one text."""


def mentioned(text: str, names: Iterable[str]) -> set[str]:
    """Those of `names` that stand in `text` behind an at-sign, as they are in `names`.

    The longest name wins ("@Bergen op Zoom" is not "@Bergen"), capitals make no difference, and an at-sign inside a
    word, as in a mail address, mentions nobody.
    """
    longest_first = sorted({name for name in names if name.strip()}, key=lambda name: (-len(name), name))
    found: set[str] = set()
    place = -1
    for _ in range(MOST_SIGNS):
        place = text.find("@", place + 1)
        if place < 0:
            break
        if place and (text[place - 1].isalnum() or text[place - 1] in "._-"):
            continue
        found.update(_at(text, place + 1, longest_first))
    return found


def _at(text: str, start: int, longest_first: list[str]) -> list[str]:
    for name in longest_first:
        end = start + len(name)
        if text[start:end].lower() == name.lower() and not text[end : end + 1].isalnum():
            return [name]
    return []
