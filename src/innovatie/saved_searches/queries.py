"""The searches that somebody keeps."""

from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch_as, fetch_one_as
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


_ROW = """
SELECT s.id, s.person AS person_id, s.name, s.question, s.filters, s.known, s.saved_at, s.looked_at FROM saved_search s
"""


async def searches_of(person_id: int) -> list[SavedSearchRow]:
    """All that this person keeps, by name."""
    return await fetch_as(SavedSearchRow, f"{_ROW} WHERE s.person = $1 ORDER BY lower(s.name), s.id", person_id)


async def search_of(person_id: int, number: int) -> SavedSearchRow:
    """One search of this person. Raises NotFound for another person's."""
    kept = await fetch_one_as(SavedSearchRow, f"{_ROW} WHERE s.id = $1 AND s.person = $2", number, person_id)
    if kept is None:
        raise NotFound("Deze zoekopdracht is niet (meer) bewaard.")
    return kept


async def searches_to_repeat() -> list[SavedSearchRow]:
    """The searches of everybody who still takes part, equal ones together."""
    return await fetch_as(
        SavedSearchRow,
        f"{_ROW} JOIN person p ON p.id = s.person AND p.active ORDER BY s.question, s.filters::text, s.id",
    )
