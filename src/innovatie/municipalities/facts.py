"""The municipalities of a day as a table would state them: what a table that says less is completed with."""

from datetime import date

from innovatie.domain.municipal_table import Fact
from innovatie.infra.database import fetch_as


async def facts_on(day: date) -> dict[str, Fact]:
    """By code; the inhabitants of the last year that is known by then. Neighbours are left out."""
    rows = await fetch_as(
        Fact,
        """
        SELECT m.code, m.name, m.province, m.latitude::float8 AS latitude, m.longitude::float8 AS longitude,
               coalesce(m.domain, '') AS domain, m.area_km2::float8 AS area,
               coalesce(m.labour_market_region, '') AS labour, coalesce(m.safety_region, '') AS safety,
               (SELECT i.number FROM inhabitants i WHERE i.municipality = m.id AND i.year <= $2
                 ORDER BY i.year DESC LIMIT 1) AS inhabitants
          FROM municipality m
         WHERE (m.started IS NULL OR m.started <= $1) AND (m.ended IS NULL OR m.ended > $1)
         ORDER BY m.sort_name
        """,
        day,
        day.year,
    )
    return {one.code: one for one in rows}
