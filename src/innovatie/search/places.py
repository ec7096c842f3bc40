"""What the search index holds of municipalities and partnerships."""

from collections.abc import AsyncIterator, Sequence

from innovatie.domain.size_classes import size_class
from innovatie.domain.slugs import slug
from innovatie.infra.database import fetch
from innovatie.search.engine import SearchDocument


async def municipalities() -> AsyncIterator[Sequence[SearchDocument]]:
    """Every municipality that exists, in one batch."""
    rows = await fetch(
        """
        SELECT n.id, n.code, n.name, n.province, coalesce(n.labour_market_region, '') AS region,
               coalesce(n.safety_region, '') AS safety,
               (SELECT h.number FROM inhabitants h WHERE h.municipality = n.id ORDER BY h.year DESC LIMIT 1) AS number
          FROM municipality n WHERE n.ended IS NULL ORDER BY n.id
        """
    )
    if rows:
        yield [
            SearchDocument(
                kind="gemeente",
                object=row["id"],
                title=row["name"],
                body=f"Gemeente in {row['province']}. Regio's: {row['region']}, {row['safety']}.",
                address=f"/gemeenten/{row['code']}-{slug(row['name'])}",
                owner=row["province"],
                province=row["province"],
                region=row["region"],
                size_class=size_class(row["number"]),
            )
            for row in rows
        ]


async def partnerships() -> AsyncIterator[Sequence[SearchDocument]]:
    """Every partnership that is active, in one batch."""
    rows = await fetch(
        """
        SELECT p.id, p.kind, p.name, p.description, string_agg(n.name, ', ' ORDER BY n.sort_name) AS members,
               count(n.id) AS number
          FROM partnership p LEFT JOIN partnership_member x ON x.partnership = p.id AND x.ends IS NULL
          LEFT JOIN municipality n ON n.id = x.municipality WHERE p.active GROUP BY p.id ORDER BY p.id
        """
    )
    if rows:
        yield [
            SearchDocument(
                kind="verband",
                object=row["id"],
                title=row["name"],
                body=f"{row['description']} {row['members'] or ''}".strip(),
                address=f"/samenwerkingsverbanden/{row['id']}-{slug(row['name'])}",
                owner=row["kind"],
                members=row["number"],
            )
            for row in rows
        ]
