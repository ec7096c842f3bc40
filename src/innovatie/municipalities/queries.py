"""Municipalities as they were on a day, their inhabitants, their successors, and the partnerships they were in."""

from datetime import date

import msgspec

from innovatie.domain.errors import Invalid, NotFound, Unknown
from innovatie.domain.municipality_names import UnknownName
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value, fetch_values
from innovatie.municipalities.naming import towns_by_name

_IN_BEING = "(m.started IS NULL OR m.started <= $1) AND (m.ended IS NULL OR m.ended > $1)"


class MunicipalityRow(msgspec.Struct, frozen=True):
    """A municipality; `inhabitants` of the latest year known up to the day asked for (else the first one known)."""

    id: int
    code: str
    name: str
    province: str
    domain: str | None
    latitude: float
    longitude: float
    labour_market_region: str | None
    safety_region: str | None
    started: date | None
    ended: date | None
    inhabitants: int | None


class PartnershipRow(msgspec.Struct, frozen=True):
    """A samenwerkingsverband or Kring with the number of its members on the day asked for."""

    id: int
    kind: str
    name: str
    description: str
    members: int


class MembershipRow(msgspec.Struct, frozen=True):
    """A municipality in a partnership from `starts` up to and including `ends`."""

    partnership_id: int
    partnership: str
    kind: str
    municipality_id: int
    municipality: str
    starts: date
    ends: date | None


_INHABITANTS = """
    coalesce(
        (SELECT i.number FROM inhabitants i WHERE i.municipality = m.id AND i.year <= extract(year FROM $1::date)
          ORDER BY i.year DESC LIMIT 1),
        (SELECT i.number FROM inhabitants i WHERE i.municipality = m.id ORDER BY i.year LIMIT 1))
"""
_ROW = f"""
    SELECT m.id, m.code, m.name, m.province, m.domain, m.latitude, m.longitude, m.labour_market_region,
           m.safety_region, m.started, m.ended, {_INHABITANTS} AS inhabitants
      FROM municipality m
"""


async def municipalities_on(day: date) -> tuple[MunicipalityRow, ...]:
    """The municipalities that existed on `day`, by name."""
    return tuple(await fetch_as(MunicipalityRow, f"{_ROW} WHERE {_IN_BEING} ORDER BY m.sort_name", day))


async def denominator(day: date) -> int:
    """How many municipalities there were on `day`: what a share of adoption is a share of."""
    return await fetch_one_value(int, f"SELECT count(*) FROM municipality m WHERE {_IN_BEING}", day) or 0


async def municipality(municipality_id: int, *, day: date) -> MunicipalityRow:
    """One municipality, past or present; NotFound if there is none."""
    found = await fetch_one_as(MunicipalityRow, f"{_ROW} WHERE m.id = $2", day, municipality_id)
    if found is None:
        raise NotFound("Deze gemeente bestaat niet.")
    return found


async def municipality_by_code(code: str, *, day: date) -> MunicipalityRow:
    """The municipality with this CBS code (GM0363), past or present; NotFound if there is none."""
    found = await fetch_one_as(MunicipalityRow, f"{_ROW} WHERE m.code = $2", day, code.upper())
    if found is None:
        raise NotFound("Er is geen gemeente met deze code.")
    return found


class _Named(msgspec.Struct, frozen=True):
    id: int
    name: str


class _Coded(msgspec.Struct, frozen=True):
    id: int
    code: str


class _Standing(msgspec.Struct, frozen=True):
    code: str
    name: str
    province: str
    number: int | None


async def names(ids: tuple[int, ...]) -> dict[int, str]:
    """The names of these municipalities by number."""
    rows = await fetch_as(_Named, "SELECT id, name FROM municipality WHERE id = ANY($1)", list(ids))
    return {row.id: row.name for row in rows}


class _InProvince(msgspec.Struct, frozen=True):
    code: str
    province: str


async def provinces() -> dict[str, str]:
    """The province of every municipality by its code, of those that merged too."""
    return {row.code: row.province for row in await fetch_as(_InProvince, "SELECT code, province FROM municipality")}


async def acting_municipality(code: str | None, *, default: int | None, day: date) -> int:
    """For which municipality a program acts: the one it names (by code, name or address), else `default`.

    Unknown when there is no such municipality, Invalid when none is named at all.
    """
    if code is not None:
        try:
            return (await towns_by_name(day=day)).present(code)
        except UnknownName as error:
            raise Unknown({"gemeentecode": error.message}) from None
    if default is None:
        raise Invalid({"gemeentecode": "Noem de gemeente waarvoor u dit doet."})
    return default


async def ids_by_code() -> dict[str, int]:
    """Every municipality, past and present: CBS code to number."""
    return {row.code: row.id for row in await fetch_as(_Coded, "SELECT id, code FROM municipality")}


async def successor_of(municipality_id: int, *, day: date) -> int:
    """The municipality that on `day` stands for this one: itself, or what it went up in, step after step."""
    found = await fetch_one_value(
        int,
        """
        WITH RECURSIVE line(id, step) AS (
            SELECT $1::int, 0
            UNION ALL
            SELECT g.successor, line.step + 1 FROM merger g JOIN line ON g.predecessor = line.id
             WHERE g.takes_effect <= $2
        )
        SELECT id FROM line ORDER BY step DESC LIMIT 1
        """,
        municipality_id,
        day,
    )
    return municipality_id if found is None else found


async def with_predecessors(municipality_id: int) -> tuple[int, ...]:
    """This municipality and all that went up in it: whose plans, votes and adoptions count for it."""
    found = await fetch_values(
        int,
        """
        WITH RECURSIVE line(id) AS (
            SELECT $1::int UNION SELECT g.predecessor FROM merger g JOIN line ON g.successor = line.id
        )
        SELECT id FROM line ORDER BY id
        """,
        municipality_id,
    )
    return tuple(found)


async def codes_of_line(municipality_id: int) -> tuple[str, ...]:
    """The code of this municipality, then those of all that went up in it."""
    line = await with_predecessors(municipality_id)
    codes = {
        row.id: row.code
        for row in await fetch_as(_Coded, "SELECT id, code FROM municipality WHERE id = ANY($1)", list(line))
    }
    return (codes[municipality_id], *(codes[one] for one in line if one != municipality_id))


async def neighbours_of(municipality_id: int) -> tuple[int, ...]:
    """The municipalities that share a border with it."""
    return tuple(
        await fetch_values(
            int, "SELECT neighbour FROM neighbour WHERE municipality = $1 ORDER BY neighbour", municipality_id
        )
    )


async def partnerships(*, day: date, kind: str | None = None) -> tuple[PartnershipRow, ...]:
    """The partnerships by name (of one kind: 'kring' or 'samenwerkingsverband')."""
    rows = await fetch_as(
        PartnershipRow,
        """
        SELECT p.id, p.kind, p.name, p.description,
               (SELECT count(*) FROM partnership_member l WHERE l.partnership = p.id
                   AND l.starts <= $1 AND (l.ends IS NULL OR l.ends >= $1)) AS members
          FROM partnership p WHERE p.active AND ($2::text IS NULL OR p.kind = $2) ORDER BY p.name
        """,
        day,
        kind,
    )
    return tuple(rows)


async def partnership(partnership_id: int, *, day: date) -> PartnershipRow:
    """One partnership; NotFound if there is none."""
    found = [row for row in await partnerships(day=day) if row.id == partnership_id]
    if not found:
        raise NotFound("Dit samenwerkingsverband bestaat niet.")
    return found[0]


async def partnership_names() -> dict[int, str]:
    """The name of every partnership, present or past, by its number."""
    return {row.id: row.name for row in await fetch_as(_Named, "SELECT id, name FROM partnership")}


_MEMBERSHIP = """
    SELECT p.id AS partnership_id, p.name AS partnership, p.kind, m.id AS municipality_id, m.name AS municipality,
           l.starts, l.ends
      FROM partnership_member l JOIN partnership p ON p.id = l.partnership JOIN municipality m ON m.id = l.municipality
     WHERE p.active
"""


async def partnerships_of(
    municipality_id: int, *, day: date | None, kind: str | None = None
) -> tuple[MembershipRow, ...]:
    """The partnerships a municipality is in on `day` (None: ever), by name."""
    rows = await fetch_as(
        MembershipRow,
        f"""{_MEMBERSHIP} AND m.id = $1 AND ($3::text IS NULL OR p.kind = $3)
            AND ($2::date IS NULL OR (l.starts <= $2 AND (l.ends IS NULL OR l.ends >= $2)))
          ORDER BY p.name, l.starts""",
        municipality_id,
        day,
        kind,
    )
    return tuple(rows)


async def kringen_of(municipality_id: int, *, day: date) -> tuple[MembershipRow, ...]:
    """The Kringen a municipality is in on `day`."""
    return await partnerships_of(municipality_id, day=day, kind="kring")


async def members_of(partnership_id: int, *, day: date | None) -> tuple[MembershipRow, ...]:
    """The members of a partnership on `day` (None: with everyone who ever was), by name."""
    rows = await fetch_as(
        MembershipRow,
        f"""{_MEMBERSHIP} AND p.id = $1
            AND ($2::date IS NULL OR (l.starts <= $2 AND (l.ends IS NULL OR l.ends >= $2)))
          ORDER BY m.sort_name, l.starts""",
        partnership_id,
        day,
    )
    return tuple(rows)


async def standing(*, day: date, year: int) -> dict[str, tuple[str, str, int | None]]:
    """For comparing with a new table: code to (name, province, inhabitants of exactly `year` if known)."""
    rows = await fetch_as(
        _Standing,
        f"""
        SELECT m.code, m.name, m.province, i.number FROM municipality m
          LEFT JOIN inhabitants i ON i.municipality = m.id AND i.year = $2 WHERE {_IN_BEING}
        """,
        day,
        year,
    )
    return {row.code: (row.name, row.province, row.number) for row in rows}


class Archive(msgspec.Struct, frozen=True):
    """Where a municipality keeps what is done for it in votes; `address` is empty when it named none."""

    name: str
    address: str


async def archive_of(municipality_id: int) -> Archive:
    found = await fetch_one_as(
        Archive, "SELECT name, archive_address AS address FROM municipality WHERE id = $1", municipality_id
    )
    if found is None:
        raise NotFound("Deze gemeente bestaat niet.")
    return found
