"""What municipalities and partnerships do here, in numbers."""

from datetime import date

import msgspec

from innovatie.audit.read_cache import cached_until_next_act
from innovatie.domain.slugs import numbered, slug
from innovatie.ideas.queries import count_own_changes
from innovatie.infra.database import fetch_as, fetch_values
from innovatie.municipalities.naming import towns_by_name


class PlaceCard(msgspec.Struct, frozen=True):
    """A municipality in the list. `ideas`: submitted by it; `joined`: ideas of others that it joined."""

    code: str
    name: str
    province: str
    inhabitants: int | None
    ideas: int
    joined: int

    @property
    def address(self) -> str:
        return place_address(self.code, self.name)


class JoinedIdea(msgspec.Struct, frozen=True):
    """An idea of another municipality in which this one takes part."""

    id: int
    title: str
    municipality: str
    stage: str

    @property
    def address(self) -> str:
        return f"/ideeen/{self.id}-{slug(self.title)}"


def place_address(code: str, name: str) -> str:
    """/gemeenten/GM0363-amsterdam."""
    return f"/gemeenten/{code}-{slug(name)}"


def partnership_address(number: int, name: str) -> str:
    """/samenwerkingsverbanden/3-kring-midden-gelderland."""
    return f"/samenwerkingsverbanden/{numbered(number, name)}"


async def places(*, day: date, words: str = "", province: str = "", newest: int | None = None) -> tuple[PlaceCard, ...]:
    """The municipalities of `day` by name; `words` is a part of a name, everyday and former ones too, or a code.

    `newest` as for `cached_until_next_act`.
    """
    found = await cached_until_next_act(("places", day), lambda: _places(day), newest)
    if province:
        found = tuple(card for card in found if card.province == province)
    if words.strip():
        wanted = (await towns_by_name(day=day)).names.search(words)
        found = tuple(card for card in found if card.code in wanted)
    return found


async def _places(day: date) -> tuple[PlaceCard, ...]:
    await count_own_changes()
    rows = await fetch_as(
        PlaceCard,
        """
        SELECT m.code, m.name, m.province,
               (SELECT i.number FROM inhabitants i WHERE i.municipality = m.id
                 ORDER BY i.year DESC LIMIT 1) AS inhabitants,
               coalesce(c.plans, 0) AS ideas,
               coalesce(c.joined + c.submitted_with, 0) - coalesce(hidden.n, 0) AS joined
          FROM municipality m
          LEFT JOIN municipality_plans c ON c.municipality = m.id
          LEFT JOIN (SELECT p.municipality, count(*) AS n FROM idea i JOIN idea_participant p ON p.idea = i.id
                      WHERE i.state IN ('concept', 'ingetrokken') AND p.left_at IS NULL AND p.role <> 'indiener'
                      GROUP BY p.municipality) hidden
            ON hidden.municipality = m.id
         WHERE (m.started IS NULL OR m.started <= $1) AND (m.ended IS NULL OR m.ended > $1)
         ORDER BY m.sort_name
        """,
        day,
    )
    return tuple(rows)


async def provinces(newest: int | None = None) -> tuple[str, ...]:
    """The provinces that have municipalities, by name. `newest` as for `cached_until_next_act`."""
    return await cached_until_next_act("provinces", _provinces, newest)


async def _provinces() -> tuple[str, ...]:
    return tuple(await fetch_values(str, "SELECT DISTINCT province FROM municipality ORDER BY province"))


async def joined_by(municipality_ids: tuple[int, ...]) -> tuple[JoinedIdea, ...]:
    """The ideas of others that these municipalities take part in, the newest first."""
    rows = await fetch_as(
        JoinedIdea,
        """
        SELECT DISTINCT ON (i.submitted_at, i.id) i.id, i.title, m.name AS municipality, i.stage
          FROM idea_participant p JOIN idea i ON i.id = p.idea AND i.state = 'ingediend'
          JOIN municipality m ON m.id = i.municipality
         WHERE p.municipality = ANY($1) AND p.left_at IS NULL AND p.role <> 'indiener' AND i.municipality <> ALL($1)
         ORDER BY i.submitted_at DESC, i.id DESC
        """,
        list(municipality_ids),
    )
    return tuple(rows)
