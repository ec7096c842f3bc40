"""Municipalities by everything that they are called, with their numbers here."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.municipality_names import KnownMunicipality, MunicipalityNames
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_values


class _Known(msgspec.Struct, frozen=True):
    """A municipality with the codes of what it went up in."""

    id: int
    code: str
    name: str
    province: str
    domain: str
    ended: bool
    heirs: tuple[str, ...]


class TownsByName:
    """Numbers of municipalities by name, code, address or domain; UnknownName or AmbiguousName when it is none."""

    def __init__(self, known: Iterable[_Known]) -> None:
        known = tuple(known)
        self._ids = {one.code: one.id for one in known}
        self.names = MunicipalityNames(
            KnownMunicipality(one.code, one.name, one.province, one.domain, one.ended, one.heirs) for one in known
        )

    def number(self, text: str) -> int:
        """The municipality that is meant, one of the past included."""
        return self._ids[self.names.code(text)]

    def present(self, text: str) -> int:
        """The municipality of today that is meant: what a former one went up in."""
        return self._ids[self.names.present(text)]


async def towns_by_name(*, day: date) -> TownsByName:
    """All municipalities, present and past as of `day`."""
    return TownsByName(
        await fetch_as(
            _Known,
            """
            SELECT m.id, m.code, m.name, m.province, coalesce(m.domain, '') AS domain,
                   coalesce(m.ended <= $1, false) AS ended,
                   ARRAY(SELECT h.code FROM merger g JOIN municipality h ON h.id = g.successor
                          WHERE g.predecessor = m.id AND g.takes_effect <= $1 ORDER BY h.code) AS heirs
              FROM municipality m ORDER BY m.code
            """,
            day,
        )
    )


async def code_meant(text: str, now: datetime) -> str:
    """The CBS code of the municipality that is meant, one of the past included; UnknownName when there is none."""
    return (await towns_by_name(day=dutch_day(now))).names.code(text)


async def region_meant(text: str, now: datetime) -> str:
    """The labour market region of municipalities of today that is called `text`; ValueError when there is none."""
    found = await fetch_values(
        str,
        """
        SELECT DISTINCT m.labour_market_region FROM municipality m
         WHERE lower(m.labour_market_region) = lower($1) AND (m.ended IS NULL OR m.ended > $2)
        """,
        text,
        dutch_day(now),
    )
    if not found:
        raise ValueError(wording("Deze arbeidsmarktregio bestaat niet."))
    return found[0]
