"""Finds words on a page that did not come through the catalogue.

The pages are made with a catalogue in which every text stands between brackets: ⟦Zoek⟧, ⟦Versie ⟧3⟦ van ⟧Afval. What
has letters and stands outside the brackets bypasses the translations, unless it is what people wrote (`dir="auto"`
or `lang`), a date, code, or a name that the database knows.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from lxml import html
from scripts import texts

OPEN: Final = "⟦"
CLOSE: Final = "⟧"
SPOKEN: Final = ("alt", "title", "aria-label", "placeholder", "data-confirm", "hx-confirm", "aria-description", "label")
"""Attributes whose value a reader gets to see or hear."""
NOT_OURS: Final = frozenset({"script", "style", "code", "pre", "time", "textarea", "kbd", "samp"})

_BLANK = re.compile(r"%\(\w+\)[sd]")
_SIGNS = re.compile(r"\bG[MT]\d{4}\b|\S+@\S+")  # codes of municipalities, mail addresses
_LETTERS = re.compile(r"[^\W\d_]{2}")


def has_words(text: str) -> bool:
    """Whether letters stand outside the blanks of a text."""
    return _LETTERS.search(_BLANK.sub("", text)) is not None


def bracketed(text: str) -> str:
    """`text` between brackets, its blanks outside them."""
    return f"{OPEN}{_BLANK.sub(lambda blank: f'{CLOSE}{blank[0]}{OPEN}', text)}{CLOSE}"


def write_catalogue(folder: Path) -> None:
    """An English catalogue in `folder` that gives every Dutch text back between brackets."""
    catalogue = texts.renewed("en", texts.collect(), texts.read("en"))
    for message in catalogue:
        if isinstance(message.id, tuple):
            message.string = tuple(map(bracketed, message.id))
        elif message.id:
            message.string = bracketed(str(message.id))
    texts.write(catalogue, texts.catalogue_file("en", folder))


def outside(page: str, names: re.Pattern[str]) -> list[str]:
    """The pieces of text of a page with letters that stand outside the brackets, less `names`."""
    tree = html.fromstring(page)
    found = []
    depth = 0
    for text in _pieces(tree):
        free = []
        for sign in text:
            if sign == OPEN:
                depth += 1
                free.append(" ")
            elif sign == CLOSE:
                depth = max(depth - 1, 0)
                free.append(" ")
            elif not depth:
                free.append(sign)
        rest = " ".join("".join(free).split())
        if _LETTERS.search(names.sub("", _SIGNS.sub("", rest))):
            found.append(rest)
    return found


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str):  # a comment
        yield element.tail or ""
        return
    if not _is_written_by_people(element) and element.tag not in NOT_OURS:
        yield from (element.get(name, "") for name in SPOKEN)
        if element.tag == "input" and element.get("type") in {"submit", "button"}:
            yield element.get("value", "")
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
    yield element.tail or ""


def _is_written_by_people(element: html.HtmlElement) -> bool:
    return element.get("dir") == "auto" or (element.tag != "html" and element.get("lang") is not None)


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """Matches any of `names` as whole words, the longest first."""
    longest = sorted({name for name in names if name}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


def dutch_in(text: str) -> list[str]:
    """The Dutch texts of the catalogue of three words or more that stand in a text, or such a piece between blanks."""
    return [piece for piece in _dutch_pieces() if piece in text]


@cache
def _dutch_pieces() -> tuple[str, ...]:
    found = []
    for message in texts.read("en"):
        told = " ".join(message.string) if isinstance(message.string, tuple) else str(message.string)
        for dutch in message.id if isinstance(message.id, tuple) else (str(message.id),):
            pieces = (piece.strip() for piece in _BLANK.split(dutch))
            found += [piece for piece in pieces if len(piece.split()) > 2 and piece not in told]
    return tuple(found)
