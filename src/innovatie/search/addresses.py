"""The permanent address of a search: what stands in it, and how it is read back."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from innovatie.search.engine import SORTS

PARAMETERS: Final[dict[str, str]] = {
    "kind": "soort",
    "theme": "thema",
    "stage": "stadium",
    "year": "jaar",
    "province": "provincie",
    "region": "regio",
    "size_class": "grootte",
    "round": "ronde",
    "winner": "winnaar",
}
"""Facet: its name in the address."""
LONGEST_QUESTION: Final = 300
LONGEST_VALUE: Final = 80


def question_in(values: Mapping[str, object]) -> str:
    """The words that are searched for."""
    return str(values.get("q") or "")[:LONGEST_QUESTION].replace("\x00", "").strip()


def filters_in(values: Mapping[str, object]) -> dict[str, str]:
    """The chosen facets with their values; what is not a facet is passed over."""
    return {
        facet: str(values[name])[:LONGEST_VALUE].replace("\x00", "")
        for facet, name in PARAMETERS.items()
        if values.get(name)
    }


def sort_in(values: Mapping[str, object]) -> str:
    """The order; the usual one for an order that does not exist."""
    sort = str(values.get("sorteer", SORTS[0]))
    return sort if sort in SORTS else SORTS[0]


def path_of(question: str, filters: Mapping[str, str]) -> str:
    """The address of a search."""
    parts = {"q": question, **{PARAMETERS[facet]: value for facet, value in filters.items()}}
    filled = {name: value for name, value in parts.items() if value}
    return f"/zoeken?{urlencode(filled)}" if filled else "/zoeken"
