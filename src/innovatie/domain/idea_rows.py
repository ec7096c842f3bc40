"""One idea of a table of others, and what its readers share."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from innovatie.domain.idea_content import FIELD_LABELS, IdeaContent, draft_errors
from innovatie.domain.municipality_names import MunicipalityNames, UnknownName
from innovatie.domain.tables import Cells, shown
from innovatie.domain.web_addresses import is_web_address
from innovatie.domain.whole_numbers import whole
from innovatie.domain.wording import wording

LONGEST_NUMBER: Final = 60
SOURCE_LABELS: Final = FIELD_LABELS | {
    "municipality": wording("Gemeente"),
    "co_submitters": wording("Mede-indieners"),
    "submitted": wording("Ingediend op"),
}
"""What each field is called that a source can say."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One idea of a file; `line` is where it stands, `number` its number at the source.

    `here` is its number with us, and `version` the version it was, when the file is our own export. `named` are the
    fields that the file has a column for: the others say nothing.
    """

    line: int
    number: str
    municipality: str
    content: IdeaContent
    co_submitters: tuple[str, ...]
    submitted: date | None
    here: int | None = None
    version: int | None = None
    named: frozenset[str] = frozenset()


def town_of(cells: Cells, municipalities: MunicipalityNames, *keys: str) -> str:
    """The code of the municipality in the first of these columns that says something; '' and a problem without."""
    for key in keys:
        if text := cells.text(key):
            return _code(cells, municipalities, key, text)
    if not cells.problems:
        cells.fail(keys[0], "hier staat niets. Vul de code of de naam van de gemeente in.")
    return ""


def towns_of(cells: Cells, municipalities: MunicipalityNames, key: str) -> tuple[str, ...]:
    """The codes of municipalities that are named in one cell by code, or by name with commas between."""
    cell = cells.raw(key)
    text = "" if isinstance(cell, list) else cells.text(key)
    names = cells.texts(key) if isinstance(cell, list) or _codes_only(text) else parted_names(text, municipalities)
    return tuple(dict.fromkeys(code for name in names if (code := _code(cells, municipalities, key, name))))


def parted_names(text: str, municipalities: MunicipalityNames) -> tuple[str, ...]:
    """Names parted by semicolons or commas; a comma that belongs to a name (Nuenen, Gerwen en Nederwetten) stays."""
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    found: list[str] = []
    while parts:
        whole = ", ".join(parts[:2])
        if len(parts) > 1 and municipalities.knows(whole):
            found.append(whole)
            parts = parts[2:]
        else:
            found.append(parts.pop(0))
    return tuple(found)


def links_of(cells: Cells, key: str) -> tuple[str, ...]:
    """Web addresses; a comma after one belongs to the list, not to the address."""
    found = []
    for one in cells.texts(key):
        if not is_web_address(one) or one.count("://") > 1:
            cells.fail(key, f"‘{shown(one)}’ is geen webadres. Schrijf een adres als https://www.gemeente.nl.")
            return ()
        found.append(one)
    return tuple(found)


def checked(cells: Cells, content: IdeaContent) -> IdeaContent:
    """`content`, when a plan may hold it; else the problems are told in `cells`."""
    if cells.problems:
        return content
    for field, reason in draft_errors(content).items():
        cells.fail(FIELD_LABELS[field], reason)
    return replace(content, title=content.title.strip())


def _codes_only(text: str) -> bool:
    return all(whole(part.removeprefix("GM").removeprefix("gm")) is not None for part in text.replace(",", " ").split())


def _code(cells: Cells, municipalities: MunicipalityNames, key: str, text: str) -> str:
    try:
        return municipalities.code(text)
    except UnknownName as error:
        cells.fail(key, str(error.message))
        return ""
