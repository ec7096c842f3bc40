"""Municipalities as adoption sees them, and where one stands on every solution."""

from datetime import date, datetime

import msgspec

from innovatie.adoption.queries.solutions import slug_of, solutions
from innovatie.audit.until_next_act import until_next_act
from innovatie.domain.adoption_states import FRESH_FOR, LABELS, SOURCE_LABELS, Source, Stage
from innovatie.domain.errors import NotFound
from innovatie.domain.savings import size_class
from innovatie.infra.database import fetch


class Town(msgspec.Struct, frozen=True):
    """A municipality of today with what it is compared by; `kringen` are the numbers of its Kringen."""

    id: int
    code: str
    name: str
    province: str
    region: str
    inhabitants: int
    size: str
    latitude: float
    longitude: float
    kringen: tuple[int, ...]
    neighbours: tuple[int, ...]


class Standing(msgspec.Struct, frozen=True):
    """A municipality and one solution. `stage` None: it never said anything about it."""

    solution: int
    slug: str
    title: str
    theme: str
    is_winner: bool
    stage: Stage | None
    label: str
    since: date | None
    confirmed: date | None
    source_label: str
    fresh: bool
    in_use_elsewhere: int


class Proposal(msgspec.Struct, frozen=True):
    """Something VNG or a supplier thinks, waiting for the municipality."""

    id: int
    solution: int
    slug: str
    title: str
    municipality: int
    municipality_name: str
    stage: Stage
    label: str
    on: date
    proposer: str
    note: str
    evidence_url: str
    made_at: datetime


_TOWN = """
    SELECT m.id, m.code, m.name, m.province, coalesce(m.labour_market_region, '') AS region, m.latitude, m.longitude,
           coalesce(i.number, 0) AS inhabitants, coalesce(n.all, '{}') AS neighbours, coalesce(k.all, '{}') AS kringen
      FROM municipality m
      LEFT JOIN (SELECT DISTINCT ON (municipality) municipality, number FROM inhabitants
                  ORDER BY municipality, year DESC) i ON i.municipality = m.id
      LEFT JOIN (SELECT municipality, array_agg(neighbour ORDER BY neighbour) AS all FROM neighbour
                  GROUP BY municipality) n ON n.municipality = m.id
      LEFT JOIN (SELECT pm.municipality, array_agg(pm.partnership ORDER BY pm.partnership) AS all
                   FROM partnership_member pm JOIN partnership p ON p.id = pm.partnership AND p.kind = 'kring'
                  WHERE pm.starts <= $1 AND (pm.ends IS NULL OR pm.ends >= $1)
                  GROUP BY pm.municipality) k ON k.municipality = m.id
"""


async def towns(*, on: date) -> tuple[Town, ...]:
    """Every municipality that exists on `on`, by name."""

    async def look_up() -> tuple[Town, ...]:
        rows = await fetch(
            f"{_TOWN} WHERE (m.started IS NULL OR m.started <= $1) AND (m.ended IS NULL OR m.ended > $1)"
            " ORDER BY m.sort_name, m.id",
            on,
        )
        return tuple(_town(row) for row in rows)

    return await until_next_act(("towns", on), look_up)


async def town(municipality_id: int, *, on: date) -> Town:
    rows = await fetch(f"{_TOWN} WHERE m.id = $2", on, municipality_id)
    if not rows:
        raise NotFound("Deze gemeente bestaat niet.")
    return _town(rows[0])


def _town(row: object) -> Town:
    values = dict(row)  # type: ignore[call-overload]
    return Town(
        size=size_class(values["inhabitants"]),
        kringen=tuple(values.pop("kringen")),
        neighbours=tuple(values.pop("neighbours")),
        **values,
    )


async def town_by_code(code: str, *, on: date) -> Town:
    """The municipality with this CBS code; NotFound if there is none."""
    rows = await fetch(f"{_TOWN} WHERE m.code = $2", on, code)
    if not rows:
        raise NotFound("Deze gemeente bestaat niet.")
    return _town(rows[0])


async def standings_of(municipality_id: int, *, today: date, only: int | None = None) -> tuple[Standing, ...]:
    """Every followed solution (or `only` one), the stalest that this municipality spoke of first."""
    rows = await fetch(
        """
        SELECT s.id, s.title, s.theme, s.is_winner, st.stage, st.since, st.confirmed_on, st.source
          FROM solution s LEFT JOIN adoption_status st ON st.solution = s.id AND st.municipality = $1
         WHERE $2::int IS NULL OR s.id = $2
         ORDER BY st.confirmed_on NULLS LAST, s.title, s.id
        """,
        municipality_id,
        only,
    )
    users = {card.id: card.in_use for card in await solutions()}
    found = [
        Standing(
            solution=row["id"],
            slug=slug_of(row["id"], row["title"]),
            title=row["title"],
            theme=row["theme"],
            is_winner=row["is_winner"],
            stage=Stage(row["stage"]) if row["stage"] else None,
            label=LABELS[Stage(row["stage"])] if row["stage"] else "",
            since=row["since"],
            confirmed=row["confirmed_on"],
            source_label=SOURCE_LABELS[Source(row["source"])] if row["source"] else "",
            fresh=bool(row["source"])
            and row["source"] != Source.DERIVED.value
            and today - row["confirmed_on"] <= FRESH_FOR,
            in_use_elsewhere=users.get(row["id"], 0) - (row["stage"] == Stage.IN_USE.value),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.confirmed or date.max, -one.in_use_elsewhere)))


async def proposals_for(municipality_id: int | None = None) -> tuple[Proposal, ...]:
    """Open proposals, of one municipality or (None) of all."""
    rows = await fetch(
        """
        SELECT p.*, s.title, m.name AS town FROM adoption_proposal p JOIN solution s ON s.id = p.solution
          JOIN municipality m ON m.id = p.municipality
         WHERE p.state = 'open' AND ($1::int IS NULL OR p.municipality = $1) ORDER BY p.made_at, p.id
        """,
        municipality_id,
    )
    return tuple(
        Proposal(
            id=row["id"],
            solution=row["solution"],
            slug=slug_of(row["solution"], row["title"]),
            title=row["title"],
            municipality=row["municipality"],
            municipality_name=row["town"],
            stage=Stage(row["stage"]),
            label=LABELS[Stage(row["stage"])],
            on=row["happened_on"],
            proposer=row["proposer"],
            note=row["note"],
            evidence_url=row["evidence_url"],
            made_at=row["made_at"],
        )
        for row in rows
    )


class Circle(msgspec.Struct, frozen=True):
    """A Kring or partnership with its members of a day: (number, name)."""

    id: int
    name: str
    kind: str
    members: tuple[tuple[int, str], ...]


async def kring_names() -> dict[int, str]:
    """The name of each Kring by its number."""
    rows = await fetch("SELECT id, name FROM partnership WHERE kind = 'kring'")
    return {row["id"]: row["name"] for row in rows}


async def circle(partnership_id: int, *, on: date) -> Circle:
    """One partnership; NotFound if there is none."""
    rows = await fetch(
        "SELECT p.name AS circle, p.kind, m.id, m.name FROM partnership p"
        " LEFT JOIN partnership_member pm ON pm.partnership = p.id AND pm.starts <= $2"
        " AND (pm.ends IS NULL OR pm.ends >= $2) LEFT JOIN municipality m ON m.id = pm.municipality"
        " WHERE p.id = $1 ORDER BY m.sort_name",
        partnership_id,
        on,
    )
    if not rows:
        raise NotFound("Dit samenwerkingsverband bestaat niet.")
    members = tuple((row["id"], row["name"]) for row in rows if row["id"] is not None)
    return Circle(partnership_id, rows[0]["circle"], rows[0]["kind"], members)
