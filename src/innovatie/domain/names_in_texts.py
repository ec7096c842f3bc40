"""Finding and replacing one person's name and mail address in a text that people wrote.

A name is sought as a whole, never inside another word, in the spellings that texts have: words apart by blanks, line
ends, hyphens or Markdown signs, with invisible signs in between, "Achternaam, Voornaam", and written together. What is
no name of a person (one word, a code, a role) is never sought at all: whoever chooses a name must not choose what
disappears from the texts of others.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LEAST_WORDS: Final = 2
LEAST_LETTERS: Final = 5
_UNSEEN: Final = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLE: Final = f"[{_UNSEEN}]*"
_BETWEEN: Final = (
    rf"(?:[\s_.+*~`/\\\u2010-\u2015{_UNSEEN}-]"
    r"|&(?:nbsp|ensp|emsp|thinsp|shy|zwn?j|#160|#32|#x[aA]0|#x20);|%20|%[cC]2%[aA]0"
    r"|</?[a-zA-Z][^<>\n]{0,80}>"  # HTML
    r"|\]\([^()\s]{0,300}\))"  # the end of a Markdown link around a part of the name
)
_AT: Final = r"(?:@|＠|%40|&#0*64;|&commat;|\s{0,3}[(\[{]\s?(?:at|apenstaartje)\s?[)\]}]\s{0,3})"
_DOT: Final = r"(?:\.|\s{0,3}[(\[{]\s?(?:dot|punt)\s?[)\]}]\s{0,3})"
_MARKS: Final = ("**", "__", "~~", "*", "_", "`")
_OF_LAST_NAMES: Final = (
    "aan al bij bin da de del den der di du el het ibn in la le op 't te ten ter uit van von voor zu"
)
_PARTICLES: Final = frozenset(_OF_LAST_NAMES.split())


def is_name_of_a_person(name: str) -> bool:
    """Whether texts may be searched for `name`: two words or more and five letters, without digits or other signs."""
    words = name.split()
    letters = sum(sign.isalpha() for sign in name)
    plain = all(any(sign.isalpha() for sign in word) for word in words)
    signs = all(sign.isalpha() or unicodedata.combining(sign) or sign in " '’`.-" for sign in name)
    return len(words) >= LEAST_WORDS and letters >= LEAST_LETTERS and plain and signs


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought of one person. `own`: in what this person wrote, where a name of one word is sought too, as it is
    written; what others wrote is searched for names of persons only."""

    name: str | None
    address: str | None
    own: bool = False

    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """Of the name, in the order in which they are tried."""
        name = " ".join((self.name or "").split())
        if is_name_of_a_person(name):
            return _of_name(name)
        return (_of_word(name),) if self.own and is_word_of_a_name(name) else ()

    def needles(self) -> tuple[str, ...]:
        """Of the name and of the address a part that stands in every spelling of it: for a first, quick look."""
        words = re.findall(r"[^\W\d_]+", self.name or "") if self.patterns() else []
        local = _local(self.address)
        return tuple(part for part in (max(words, key=len, default=""), local) if part)


def replaced(text: str, *, name: str | None, address: str | None, instead: str, own: bool = False) -> tuple[str, int]:
    """`text` without the address, and with `instead` for the name; and how many places that were.

    None, and what is no name of a person, are not sought (see `Sought.own`). The case of letters does not matter.
    """
    places = 0
    if _local(address):
        text, found = _of_address(address or "").subn("", text)
        places += found
    for pattern in Sought(name, address, own).patterns():
        text, found = _swap(text, pattern, instead)
        places += found
    return text, places


def replaced_at(
    value: object, path: tuple[str, ...], *, name: str | None, address: str | None, instead: str, own: bool = False
) -> tuple[object, int]:
    """The same for the texts of a JSON value at `path`: names of fields, and `*` for each field or each item of a list.

    An empty path means every text in the value; the names of its fields stay.
    """

    def inside(item: object, rest: tuple[str, ...]) -> tuple[object, int]:
        return replaced_at(item, rest, name=name, address=address, instead=instead, own=own)

    if isinstance(value, str):
        if path:
            return value, 0
        return replaced(value, name=name, address=address, instead=instead, own=own)
    step, rest = (path[0], path[1:]) if path else ("*", ())
    if isinstance(value, list) and step == "*":
        pairs = [inside(item, rest) for item in value]
        return [item for item, _ in pairs], sum(count for _, count in pairs)
    if isinstance(value, Mapping):
        named = {key: inside(item, rest) if step in ("*", key) else (item, 0) for key, item in value.items()}
        return {key: item for key, (item, _) in named.items()}, sum(count for _, count in named.values())
    return value, 0


def stands_in(text: str, *, name: str | None, address: str | None, own: bool = False) -> bool:
    """Whether the name or the address stands in the text."""
    patterns = Sought(name, address, own).patterns()
    return bool(_local(address) and _of_address(address or "").search(text)) or any(
        pattern.search(text) for pattern in patterns
    )


def words_around(text: str, sought: Sought, *, width: int = 60) -> list[str]:
    """Each place where it stands, with `width` signs before and after it."""
    patterns = [*sought.patterns(), *([_of_address(sought.address or "")] if _local(sought.address) else [])]
    spans = sorted({match.span() for pattern in patterns for match in pattern.finditer(text)})
    return [" ".join(text[max(0, start - width) : stop + width].split()) for start, stop in spans]


def is_word_of_a_name(name: str) -> bool:
    """Whether `name` may be sought in what its bearer wrote: one or more words of letters, two letters or more."""
    return len(name) > 1 and all(sign.isalpha() or unicodedata.combining(sign) or sign in " '’`.-" for sign in name)


def _local(address: str | None) -> str:
    """The part of a mail address before `@` and `+`; empty for what is no address."""
    local, at, domain = (address or "").partition("@")
    return local.partition("+")[0] if at and "." in domain and " " not in domain else ""


def _swap(text: str, pattern: re.Pattern[str], instead: str) -> tuple[str, int]:
    pieces: list[str] = []
    end = places = 0
    for match in pattern.finditer(text):
        start, stop = _with_marks(text, match.start(), match.end())
        if start < end:
            continue
        pieces += [text[end:start], _in_style(match.group(), instead)]
        end = stop
        places += 1
    return "".join([*pieces, text[end:]]), places


def _with_marks(text: str, start: int, stop: int) -> tuple[int, int]:
    """The place of a name with the Markdown sign before or after it whose partner stands inside the name."""
    inside = text[start:stop]
    for mark in _MARKS:
        if inside.count(mark) % 2 == 0:
            continue
        if text[:start].endswith(mark):
            return start - len(mark), stop
        if text[stop:].startswith(mark):
            return start, stop + len(mark)
    return start, stop


def _in_style(found: str, instead: str) -> str:
    """In an address or the name of a file the replacement is written as the name was: small, with its signs between."""
    sign = next((sign for sign in "-_." if sign in found and " " not in found), None)
    if found.islower() and (sign is not None or not re.search(r"\s", found)):
        return instead.lower().replace(" ", sign or "")
    return instead


@lru_cache(maxsize=64)
def _of_address(address: str) -> re.Pattern[str]:
    local, _, domain = address.partition("@")
    local = local.partition("+")[0]
    host = f"{_INVISIBLE}{_DOT}{_INVISIBLE}".join(_word(label) for label in domain.split("."))
    whole = rf"(?<![\w.+-]){_word(local)}(?:\+[\w.+-]*)?{_INVISIBLE}{_AT}{_INVISIBLE}{host}(?![\w-])(?!\.\w)"
    return re.compile(whole, re.IGNORECASE)


@lru_cache(maxsize=64)
def _of_name(name: str) -> tuple[re.Pattern[str], ...]:
    """The spellings: in order; last name first, with its particles before or behind; written together."""
    words = name.split()
    first, last = words[0], words[1:]
    particles = []
    while len(last) > 1 and last[0].lower() in _PARTICLES:
        particles.append(last.pop(0))
    comma = rf"{_BETWEEN}*,{_BETWEEN}*"
    spellings = [
        _together(words),
        _together(words[1:]) + comma + _word(first),
        _together(last) + comma + _together([first, *particles]),
        _word("".join(words)),
    ]
    return tuple(
        re.compile(rf"(?<![^\W_]){spelling}(?![^\W_])", re.IGNORECASE) for spelling in dict.fromkeys(spellings)
    )


@lru_cache(maxsize=64)
def _of_word(name: str) -> re.Pattern[str]:
    """A name that could be an ordinary word: only as it is written, with its capitals."""
    return re.compile(rf"(?<![^\W_]){_together(name.split())}(?![^\W_])")


def _together(words: list[str]) -> str:
    return f"{_BETWEEN}+".join(_word(word) for word in words)


def _word(word: str) -> str:
    """A word with invisible signs anywhere, each letter with or without its accents."""
    return _INVISIBLE.join(_letter(letter) for letter in unicodedata.normalize("NFC", word))


def _letter(letter: str) -> str:
    plain = _folded(letter)
    if plain == letter.lower() or not plain.isalpha():
        return re.escape(letter) + ("[\u0300-\u036f]*" if letter.isalpha() else "")
    return f"(?:{re.escape(letter)}|{re.escape(plain)}[\u0300-\u036f]*)"


def _folded(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))
