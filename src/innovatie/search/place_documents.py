"""What the search index holds of municipalities and partnerships."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import msgspec

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.size_classes import size_class
from innovatie.domain.slugs import slug
from innovatie.infra.database import fetch_as
from innovatie.municipalities.naming import towns_by_name
from innovatie.search.engine import SearchDocument


class _Town(msgspec.Struct, frozen=True):
    """A municipality; `number` of inhabitants."""

    id: int
    code: str
    name: str
    province: str
    region: str
    safety: str
    number: int | None


class _Circle(msgspec.Struct, frozen=True):
    """A partnership with the names of its members and how many there are."""

    id: int
    kind: str
    name: str
    description: str
    members: str | None
    number: int


async def municipalities() -> AsyncIterator[Sequence[SearchDocument]]:
    """Every municipality that exists, in one batch, with what else it is called and what went up in it."""
    today = dutch_day(datetime.now(UTC))
    called = (await towns_by_name(day=today)).names
    found = await fetch_as(
        _Town,
        """
        SELECT n.id, n.code, n.name, n.province, coalesce(n.labour_market_region, '') AS region,
               coalesce(n.safety_region, '') AS safety,
               (SELECT h.number FROM inhabitants h WHERE h.municipality = n.id ORDER BY h.year DESC LIMIT 1) AS number
          FROM municipality n WHERE (n.started IS NULL OR n.started <= $1) AND (n.ended IS NULL OR n.ended > $1)
         ORDER BY n.id
        """,
        today,
    )
    if found:
        yield [
            SearchDocument(
                kind="gemeente",
                object=one.id,
                title=one.name,
                body=" ".join(
                    (
                        f"Gemeente in {one.province}. Regio's: {one.region}, {one.safety}.",
                        *(f"Ook: {name}." for name in called.other_names(one.code)),
                    )
                ),
                address=f"/gemeenten/{one.code}-{slug(one.name)}",
                owner=one.province,
                province=one.province,
                region=one.region,
                size_class=size_class(one.number),
            )
            for one in found
        ]


async def partnerships() -> AsyncIterator[Sequence[SearchDocument]]:
    """Every partnership that is active, in one batch."""
    found = await fetch_as(
        _Circle,
        """
        SELECT p.id, p.kind, p.name, p.description, string_agg(n.name, ', ' ORDER BY n.sort_name) AS members,
               count(n.id) AS number
          FROM partnership p LEFT JOIN partnership_member x ON x.partnership = p.id AND x.ends IS NULL
          LEFT JOIN municipality n ON n.id = x.municipality WHERE p.active GROUP BY p.id ORDER BY p.id
        """,
    )
    if found:
        yield [
            SearchDocument(
                kind="verband",
                object=one.id,
                title=one.name,
                body=f"{one.description} {one.members or ''}".strip(),
                address=f"/samenwerkingsverbanden/{one.id}-{slug(one.name)}",
                owner=one.kind,
                members=one.number,
            )
            for one in found
        ]
