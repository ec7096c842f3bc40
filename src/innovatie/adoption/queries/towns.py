"""Municipalities as adoption sees them, and where one stands on every solution."""

from datetime import date, datetime

import msgspec

from innovatie.adoption.queries.solutions import STANDING_WINNER, slug_of, solutions
from innovatie.audit.read_cache import cached_until_next_act
from innovatie.domain.adoption_states import FRESH_FOR, LABELS, SOURCE_LABELS, Source, Stage
from innovatie.domain.errors import NotFound
from innovatie.domain.savings import size_class
from innovatie.infra.database import fetch_as, fetch_one_as


class Town(msgspec.Struct, frozen=True):
    """A municipality of today with what it is compared by; `kringen` are the numbers of its Kringen."""

    id: int
    code: str
    name: str
    province: str
    region: str
    inhabitants: int
    latitude: float
    longitude: float
    kringen: tuple[int, ...]
    neighbours: tuple[int, ...]

    @property
    def size(self) -> str:
        """Its size class."""
        return size_class(self.inhabitants)


class Standing(msgspec.Struct, frozen=True):
    """A municipality and one solution. `stage` None: it never said anything about it."""

    solution: int
    slug: str
    title: str
    theme: str
    group: int | None
    is_winner: bool
    stage: Stage | None
    label: str
    since: date | None
    confirmed: date | None
    source_label: str
    fresh: bool
    in_use_elsewhere: int


class _Said(msgspec.Struct, frozen=True):
    """What a municipality last said of a solution; None: nothing."""

    solution: int
    title: str
    theme: str
    group: int | None
    is_winner: bool
    stage: Stage | None
    since: date | None
    confirmed: date | None
    source: Source | None


class Proposal(msgspec.Struct, frozen=True):
    """Something VNG or a supplier thinks, waiting for the municipality."""

    id: int
    solution: int
    title: str
    municipality: int
    municipality_name: str
    stage: Stage
    on: date
    proposer: str
    note: str
    evidence_url: str
    made_at: datetime

    @property
    def slug(self) -> str:
        return slug_of(self.solution, self.title)

    @property
    def label(self) -> str:
        return LABELS[self.stage]


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
        found = await fetch_as(
            Town,
            f"{_TOWN} WHERE (m.started IS NULL OR m.started <= $1) AND (m.ended IS NULL OR m.ended > $1)"
            " ORDER BY m.sort_name, m.id",
            on,
        )
        return tuple(found)

    return await cached_until_next_act(("towns", on), look_up)


async def town(municipality_id: int, *, on: date) -> Town:
    """The municipality with this number; NotFound if there is none."""
    return _known(await fetch_one_as(Town, f"{_TOWN} WHERE m.id = $2", on, municipality_id))


async def town_by_code(code: str, *, on: date) -> Town:
    """The municipality with this CBS code; NotFound if there is none."""
    return _known(await fetch_one_as(Town, f"{_TOWN} WHERE m.code = $2", on, code))


def _known(town: Town | None) -> Town:
    if town is None:
        raise NotFound("Deze gemeente bestaat niet.")
    return town


async def standings_of(municipality_id: int, *, today: date, only: int | None = None) -> tuple[Standing, ...]:
    """Every followed solution (or `only` one), the stalest that this municipality spoke of first."""
    said = await fetch_as(
        _Said,
        f"""
        SELECT s.id AS solution, s.title, s.theme, s.grp AS "group", {STANDING_WINNER} AS is_winner, st.stage, st.since,
               st.confirmed_on AS confirmed, st.source
          FROM solution s LEFT JOIN adoption_status st ON st.solution = s.id AND st.municipality = $1
         WHERE $2::int IS NULL OR s.id = $2
         ORDER BY st.confirmed_on NULLS LAST, s.title, s.id
        """,
        municipality_id,
        only,
    )
    users = {card.id: card.in_use for card in await solutions()}
    found = [_standing(one, today, users.get(one.solution, 0)) for one in said]
    return tuple(sorted(found, key=lambda one: (one.confirmed or date.max, -one.in_use_elsewhere)))


def _standing(said: _Said, today: date, in_use: int) -> Standing:
    return Standing(
        solution=said.solution,
        slug=slug_of(said.solution, said.title),
        title=said.title,
        theme=said.theme,
        group=said.group,
        is_winner=said.is_winner,
        stage=said.stage,
        label=LABELS[said.stage] if said.stage else "",
        since=said.since,
        confirmed=said.confirmed,
        source_label=SOURCE_LABELS[said.source] if said.source else "",
        fresh=said.source not in (None, Source.DERIVED)
        and said.confirmed is not None
        and today - said.confirmed <= FRESH_FOR,
        in_use_elsewhere=in_use - (said.stage is Stage.IN_USE),
    )


async def proposals_for(municipality_id: int | None = None) -> tuple[Proposal, ...]:
    """Open proposals, of one municipality or (None) of all."""
    found = await fetch_as(
        Proposal,
        """
        SELECT p.id, p.solution, s.title, p.municipality, m.name AS municipality_name, p.stage,
               p.happened_on AS "on", p.proposer, p.note, p.evidence_url, p.made_at
          FROM adoption_proposal p JOIN solution s ON s.id = p.solution
          JOIN municipality m ON m.id = p.municipality
         WHERE p.state = 'open' AND ($1::int IS NULL OR p.municipality = $1) ORDER BY p.made_at, p.id
        """,
        municipality_id,
    )
    return tuple(found)


class Circle(msgspec.Struct, frozen=True):
    """A Kring or partnership with its members of a day: (number, name)."""

    id: int
    name: str
    kind: str
    members: tuple[tuple[int, str], ...]


class _Named(msgspec.Struct, frozen=True):
    """Something by its number and name."""

    id: int
    name: str


async def kring_names() -> dict[int, str]:
    """The name of each Kring by its number."""
    return {one.id: one.name for one in await fetch_as(_Named, "SELECT id, name FROM partnership WHERE kind = 'kring'")}


async def circle(partnership_id: int, *, on: date) -> Circle:
    """One partnership; NotFound if there is none."""
    found = await fetch_one_as(
        Circle,
        """
        SELECT p.id, p.name, p.kind,
               array(SELECT (m.id, m.name) FROM partnership_member pm JOIN municipality m ON m.id = pm.municipality
                      WHERE pm.partnership = p.id AND pm.starts <= $2 AND (pm.ends IS NULL OR pm.ends >= $2)
                      ORDER BY m.sort_name) AS members
          FROM partnership p WHERE p.id = $1
        """,
        partnership_id,
        on,
    )
    if found is None:
        raise NotFound("Dit samenwerkingsverband bestaat niet.")
    return found
