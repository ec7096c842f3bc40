"""The readable part of an address: /ideeen/12-straten-zien-met-een-camera. The number decides, the words help."""

import re
import unicodedata
from functools import lru_cache

from innovatie.domain.whole_numbers import whole

_LONGEST = 60
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=8192)
def slug(text: str) -> str:
    """`text` in small ASCII letters, digits and hyphens, cut at a word near 60 characters; 'naamloos' if empty.

    Diacritics fall away (Súdwest-Fryslân: sudwest-fryslan); other scripts and emoji do too.
    """
    plain = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode().lower()
    words = _NOT_IN_A_SLUG.sub("-", plain).strip("-")
    if len(words) > _LONGEST:
        words = words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    return words or "naamloos"


def numbered(number: int, text: str) -> str:
    """The last segment of an address: number, hyphen, slug."""
    return f"{number}-{slug(text)}"


def number_of(segment: str) -> int | None:
    """The number that such a segment starts with; None when there is none (or it is out of all proportion)."""
    head = segment.partition("-")[0]
    return whole(head)
