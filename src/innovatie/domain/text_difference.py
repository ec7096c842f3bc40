"""What changed between two texts, word by word, for people to read."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s]+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_TOO_MANY_WORDS = 3_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: `kind` is same, gone or new."""

    kind: str
    text: str


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The stretches which, without the new ones, make `old` and, without those gone, make `new`.

    Words are compared; in texts of more than 3,000 words lines are, so that a text of 100 KB takes no time.
    """
    if old == new:
        return (Piece("same", old),) if old else ()
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > 2 * _TOO_MANY_WORDS:
        before, after = _LINES.findall(old), _LINES.findall(new)
    result: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=len(before) > 500).get_opcodes():
        if tag == "equal":
            result.append(Piece("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            result.append(Piece("gone", "".join(before[i1:i2])))
        if j2 > j1:
            result.append(Piece("new", "".join(after[j1:j2])))
    return tuple(result)
