"""Quick reading of the two long lists in an .abc.yaml file when they are written plainly.

A YAML parser needs ten seconds for a hundred thousand ballots. The three ways in which programs write these lists
(all in one flow list, one flow list per line, one member per line) are matched here as a whole; what does not match
exactly (comments, quotes, anchors, mistakes) is left to the YAML parser, which also knows the line of a mistake.
"""

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TypeVar

from innovatie.domain.plain_numbers import exact_number, whole_number

T = TypeVar("T")

_VALUE = r"^{key}:(?P<body>(?=[ \t\n])[^\n]*\n(?:(?:[ \t\-\]}}][^\n]*)?\n)*+)"
_PLAIN = re.compile(r"[0-9\s,\[\]{}\-./]*+")
_SET = r"(?:\[[0-9, \n]*+\]|\{[0-9, \n]*+\})"
_NUMBER = r"[0-9][0-9./]*+"
_FLOW = r"\s*+\[\s*+(?:{one}(?:\s*+,\s*+{one})*+)?\s*+,?\s*+\]\s*+"
_BLOCK = r"\s*?(?:\n{indent}-[ ]++{one}[ ]*+)++\s*+"
_NESTED = r"\s*?(?:\n{indent}-[ ](?:\[\]|-[ ][0-9]++(?:\n{indent}[ ][ ]-[ ][0-9]++)*+)[ ]*+)++\s*+"
_FIRST = re.compile(r"\n( *)-")
_DIGITS = re.compile(r"[0-9]+")


def lift_sets(text: str) -> tuple[list[frozenset[int]] | None, str]:
    """The ballots of `profile` and the text with an empty list in their place; (None, text) when not plain."""
    return _lift(text, "profile", _sets)


def lift_weights(text: str) -> tuple[list[Fraction] | None, str]:
    """The numbers of `voter_weights`, likewise."""
    return _lift(text, "voter_weights", _weights)


def _lift(text: str, key: str, read: Callable[[str], list[T] | None]) -> tuple[list[T] | None, str]:
    ended = text if text.endswith("\n") else f"{text}\n"
    matches = list(re.finditer(_VALUE.format(key=key), ended, re.MULTILINE))
    if len(matches) != 1:
        return None, text
    start, end = matches[0].span("body")
    body = ended[start:end]
    found = read(body) if _PLAIN.fullmatch(body) else None
    if found is None:
        return None, text
    return found, f"{ended[:start]} []\n{ended[end:]}"


def _one_list(body: str, one: str) -> bool:
    """Whether `body` is one flow list of `one`, or a block list with one on each line."""
    if re.fullmatch(_FLOW.format(one=one), body):
        return True
    first = _FIRST.search(body)
    return first is not None and re.fullmatch(_BLOCK.format(indent=first[1], one=one), body) is not None


def _sets(body: str) -> list[frozenset[int]] | None:
    if _one_list(body, _SET):
        start = body.find("[") + 1 if body.lstrip().startswith("[") else 0
        return _known(re.findall(_SET, body[start:]), _members)
    first = _FIRST.search(body)
    if first is None or not re.fullmatch(_NESTED.format(indent=first[1]), body):
        return None
    return _known(body.split(f"\n{first[1]}- ")[1:], lambda one: tuple(map(_place, _DIGITS.findall(one))))


def _members(one: str) -> tuple[int, ...]:
    parts = one[1:-1].split(",")
    if not parts[-1].strip():
        parts.pop()
    return tuple(map(_place, parts))


def _place(text: str) -> int:
    """ValueError for what the YAML parser must judge: no number, or one with a nought in front."""
    bare = text.strip(" \n")
    number = whole_number(bare)
    if number is None or (bare.startswith("0") and bare != "0"):
        raise ValueError(text)
    return number


def _known(texts: Iterable[str], read: Callable[[str], tuple[int, ...]]) -> list[frozenset[int]] | None:
    """Each text as a set; None when one has an empty place, two numbers without a comma, or a number twice."""
    known: dict[str, frozenset[int]] = {}
    found = []
    for text in texts:
        if (members := known.get(text)) is None:
            try:
                named = read(text)
            except ValueError:
                return None
            members = known[text] = frozenset(named)
            if len(members) != len(named):
                return None
        found.append(members)
    return found


def _weights(body: str) -> list[Fraction] | None:
    if not _one_list(body, _NUMBER):
        return None
    texts = re.findall(_NUMBER, body)
    known = {text: exact_number(text) for text in set(texts)}
    found = [weight for text in texts if (weight := known[text]) is not None]
    return found if len(found) == len(texts) else None
