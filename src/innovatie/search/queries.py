"""The list of words as it holds, as it was shipped, and everything that was changed in it."""

from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.language import OF_PEOPLE, Change, Concept
from innovatie.domain.searching import concept_term
from innovatie.domain.slugs import slug
from innovatie.infra.database import fetch_as, fetch_one_value
from innovatie.search.language import concepts, shipped_concepts


class ConceptRow(msgspec.Struct, frozen=True):
    """A concept of the list. `shipped` are the terms of the shipped list; empty when VNG added the concept."""

    name: str
    kind: str
    terms: tuple[str, ...]
    shipped: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return slug(self.name)

    @property
    def removed(self) -> bool:
        return not self.terms

    @property
    def changed(self) -> bool:
        """Whether it is different from the shipped list, or not in it."""
        return not self.shipped or self.terms != self.shipped


class ChangeRow(msgspec.Struct, frozen=True):
    """One change; `what` is gewijzigd, verwijderd or hersteld."""

    name: str
    terms: tuple[str, ...]
    removed: bool
    shipped: bool
    reason: str
    by: str
    at: datetime

    @property
    def what(self) -> str:
        return "verwijderd" if self.removed else ("hersteld" if self.shipped else "gewijzigd")


def concept_rows(*, words: str = "", kind: str = "", changed_only: bool = False) -> list[ConceptRow]:
    """The concepts as they hold in this process, by name; those with `words` in their name or terms."""
    shipped = {concept.name: concept for concept in shipped_concepts()}
    rows = [_row(concept, shipped.get(concept.name)) for concept in concepts() if concept.kind in OF_PEOPLE]
    chosen = [
        row
        for row in rows
        if (not kind or row.kind == kind)
        and (not changed_only or row.changed)
        and (not words or any(words in text for text in (row.name, *row.terms)))
    ]
    return sorted(chosen, key=lambda row: row.name)


def concept_at(address: str) -> ConceptRow:
    """The concept with this last part of an address. Raises NotFound."""
    for row in concept_rows():
        if row.slug == address:
            return row
    raise NotFound("Dit begrip staat niet in de woordenlijst.")


async def documents_with(name: str) -> int:
    """In how many documents of the index the concept is found."""
    sql = "SELECT documents FROM search_term WHERE term = $1"
    return await fetch_one_value(int, sql, concept_term(name)) or 0


async def changes() -> list[Change]:
    """Every change, oldest first, for `domain.language.overlay`."""
    return await fetch_as(Change, "SELECT name, kind, terms, removed, shipped FROM thesaurus_change ORDER BY id")


async def changes_version() -> int:
    """Grows with every change."""
    return await fetch_one_value(int, "SELECT max(id) FROM thesaurus_change") or 0


async def history(*, name: str | None = None, limit: int = 50) -> list[ChangeRow]:
    """Changes (of one concept), newest first."""
    return await fetch_as(
        ChangeRow,
        "SELECT c.name, c.terms, c.removed, c.shipped, c.reason, coalesce(p.name, 'Innovatie') AS by, c.at"
        " FROM thesaurus_change c LEFT JOIN person p ON p.id = c.by WHERE $1::text IS NULL OR c.name = $1"
        " ORDER BY c.id DESC LIMIT $2",
        name,
        limit,
    )


def _row(concept: Concept, shipped: Concept | None) -> ConceptRow:
    return ConceptRow(concept.name, concept.kind.value, concept.terms, shipped.terms if shipped else ())
