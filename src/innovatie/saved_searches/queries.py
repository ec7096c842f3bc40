"""The searches that somebody keeps."""

import json
from datetime import datetime
from typing import Any

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch, fetch_row
from innovatie.search.addresses import path_of


class SavedSearchRow(msgspec.Struct, frozen=True):
    """A search somebody keeps; `known` are the keys of what was found before."""

    id: int
    person_id: int
    name: str
    question: str
    filters: dict[str, str]
    known: tuple[str, ...]
    saved_at: datetime
    looked_at: datetime

    @property
    def address(self) -> str:
        """The search itself."""
        return path_of(self.question, self.filters)


async def searches_of(person_id: int) -> list[SavedSearchRow]:
    """All that this person keeps, by name."""
    rows = await fetch("SELECT * FROM saved_search WHERE person = $1 ORDER BY lower(name), id", person_id)
    return [_row(row) for row in rows]


async def search_of(person_id: int, number: int) -> SavedSearchRow:
    """One search of this person. Raises NotFound for another person's."""
    row = await fetch_row("SELECT * FROM saved_search WHERE id = $1 AND person = $2", number, person_id)
    if row is None:
        raise NotFound("Deze zoekopdracht is niet (meer) bewaard.")
    return _row(row)


async def searches_to_repeat() -> list[SavedSearchRow]:
    """The searches of everybody who still takes part, equal ones together."""
    rows = await fetch(
        "SELECT s.* FROM saved_search s JOIN person p ON p.id = s.person AND p.active"
        " ORDER BY s.question, s.filters::text, s.id"
    )
    return [_row(row) for row in rows]


def _row(row: Any) -> SavedSearchRow:
    return SavedSearchRow(
        id=row["id"],
        person_id=row["person"],
        name=row["name"],
        question=row["question"],
        filters=json.loads(row["filters"]),
        known=tuple(json.loads(row["known"])),
        saved_at=row["saved_at"],
        looked_at=row["looked_at"],
    )
