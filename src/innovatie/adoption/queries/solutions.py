"""Solutions that are followed, with how many municipalities stand where."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

import msgspec

from innovatie.adoption.assumptions import KeptAssumptions
from innovatie.audit.read_cache import cached_until_next_act
from innovatie.domain.adoption_states import LABELS, Stage
from innovatie.domain.errors import NotFound
from innovatie.domain.whole_numbers import LARGEST
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.municipalities.queries import denominator
from innovatie.publication.queries.withdrawals import WITHDRAWAL_STANDS

_COUNTS = """
    SELECT st.solution, st.stage, count(*) AS n, count(st.first_used) AS ever
      FROM adoption_status st {where} GROUP BY st.solution, st.stage
"""


class _Named(msgspec.Struct, frozen=True):
    """A solution by its number and title."""

    id: int
    title: str


class _Count(msgspec.Struct, frozen=True):
    """How many municipalities stand at a stage, and how many of them ever had it in use."""

    stage: Stage
    n: int
    ever: int


class Counts(msgspec.Struct, frozen=True):
    """How many municipalities stand where. `ever`: had it in use at some time; `whole`: how many there are today."""

    solution: int
    slug: str
    by_stage: dict[Stage, int]
    ever: int
    whole: int

    @property
    def in_use(self) -> int:
        return self.by_stage.get(Stage.IN_USE, 0)

    @property
    def under_way(self) -> int:
        """Exploring, decided or introducing."""
        return sum(self.by_stage.get(s, 0) for s in (Stage.EXPLORING, Stage.DECIDED, Stage.INTRODUCING))

    @property
    def rows(self) -> tuple[tuple[Stage, str, int], ...]:
        """Every stage with its label and number, those that said nothing with "niet bezig"."""
        silent = self.whole - sum(self.by_stage.values())
        return tuple(
            (stage, LABELS[stage], self.by_stage.get(stage, 0) + (silent if stage is Stage.NONE else 0))
            for stage in Stage
        )


STANDING_WINNER: Final = f"""
    (s.is_winner AND NOT EXISTS (SELECT FROM winner w JOIN winner_withdrawal x ON x.winner = w.id
      WHERE w."group" = s.grp AND {WITHDRAWAL_STANDS}))
"""
"""Of the solution `s`: whether it won and was not withdrawn since."""


class SolutionCard(msgspec.Struct, frozen=True):
    """A solution in a list."""

    id: int
    title: str
    theme: str
    group: int | None
    is_winner: bool
    maker: str | None
    in_use: int
    under_way: int
    ever: int

    @property
    def slug(self) -> str:
        return slug_of(self.id, self.title)


class SolutionDetail(msgspec.Struct, frozen=True):
    """One solution; `assumptions` are the numbers for its savings that differ from the usual ones."""

    id: int
    title: str
    summary: str
    theme: str
    group: int | None
    is_winner: bool
    maker_id: int | None
    maker: str | None
    source: str
    contact: str
    assumptions: KeptAssumptions

    @property
    def slug(self) -> str:
        return slug_of(self.id, self.title)


@lru_cache(maxsize=4_096)
def slug_of(number: int, title: str) -> str:
    """12-brieven-in-duidelijke-taal: the address of a solution; the number alone decides."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return f"{number}-{words}" if words else str(number)


async def number_of_municipalities(on: date) -> int:
    """The denominator: how many municipalities there were on that day."""
    return await denominator(on)


async def counts(group_id: int, *, today: date) -> Counts | None:
    """How a group's solution stands; None when its adoption is not followed."""
    named = await fetch_one_as(_Named, "SELECT id, title FROM solution WHERE grp = $1", group_id)
    return None if named is None else await counts_of(named.id, named.title, today=today)


class _Stands(msgspec.Struct, frozen=True):
    code: str
    stage: Stage


async def stages_by_code(solution_id: int) -> dict[str, Stage]:
    """Where each municipality stands that said something, by its CBS code."""
    rows = await fetch_as(
        _Stands,
        "SELECT m.code, st.stage FROM adoption_status st JOIN municipality m ON m.id = st.municipality"
        " WHERE st.solution = $1",
        solution_id,
    )
    return {row.code: row.stage for row in rows}


async def counts_of(solution_id: int, title: str, *, today: date) -> Counts:
    found = await fetch_as(_Count, _COUNTS.format(where="WHERE st.solution = $1"), solution_id)
    return Counts(
        solution=solution_id,
        slug=slug_of(solution_id, title),
        by_stage={one.stage: one.n for one in found},
        ever=sum(one.ever for one in found),
        whole=await number_of_municipalities(today),
    )


async def solutions(*, theme: str = "", search: str = "", least: int = 0) -> tuple[SolutionCard, ...]:
    """Followed solutions, the most used first. `theme` and `search` narrow; `least` had it in use at some time."""
    found = await cached_until_next_act("solutions", _all_solutions)
    wanted = search.casefold()
    return tuple(
        card for card in found if theme in ("", card.theme) and wanted in card.title.casefold() and card.ever >= least
    )


async def _all_solutions() -> tuple[SolutionCard, ...]:
    found = await fetch_as(
        SolutionCard,
        f"""
        WITH c AS ({_COUNTS.format(where="")})
        SELECT s.id, s.title, s.theme, s.grp AS "group", {STANDING_WINNER} AS is_winner, m.name AS maker,
               coalesce(sum(c.n) FILTER (WHERE c.stage = 'in_gebruik'), 0)::int AS in_use,
               coalesce(sum(c.n) FILTER (WHERE c.stage IN ('verkenning', 'besloten', 'in_invoering')), 0)::int
                   AS under_way,
               coalesce(sum(c.ever), 0)::int AS ever
          FROM solution s LEFT JOIN c ON c.solution = s.id LEFT JOIN municipality m ON m.id = s.maker
         GROUP BY s.id, m.name ORDER BY in_use DESC, ever DESC, s.title, s.id
        """,
    )
    return tuple(found)


async def in_use_from(groups: Sequence[int]) -> dict[int, SolutionCard]:
    """The solution that grew out of each of these groups, if it won or some municipality uses it."""
    wanted = set(groups)
    return {card.group: card for card in await solutions() if card.group in wanted and (card.is_winner or card.in_use)}


async def solution(number: int) -> SolutionDetail:
    """The solution with this number; NotFound if there is none."""
    if not 0 < number <= LARGEST:
        raise NotFound("Van deze oplossing volgen we de overname niet.")
    return await _detail("s.id = $1", number)


async def solution_of_group(group_id: int) -> SolutionDetail:
    """The solution that grew out of a group; NotFound if it is not followed."""
    return await _detail("s.grp = $1", group_id)


async def _detail(condition: str, value: int) -> SolutionDetail:
    found = await fetch_one_as(
        SolutionDetail,
        f'SELECT s.id, s.title, s.summary, s.theme, s.grp AS "group", {STANDING_WINNER} AS is_winner,'
        " s.maker AS maker_id, m.name AS maker, s.source, s.contact, s.assumptions"
        f" FROM solution s LEFT JOIN municipality m ON m.id = s.maker WHERE {condition}",
        value,
    )
    if found is None:
        raise NotFound("Van deze oplossing volgen we de overname niet.")
    return found


class _Others(msgspec.Struct, frozen=True):
    """How many other solutions a municipality uses."""

    municipality: int
    n: int


async def others_in_use(solution_id: int) -> dict[int, int]:
    """How many other solutions each municipality uses today."""
    found = await fetch_as(
        _Others,
        "SELECT municipality, count(*) AS n FROM adoption_status WHERE stage = 'in_gebruik' AND solution <> $1"
        " GROUP BY municipality",
        solution_id,
    )
    return {one.municipality: one.n for one in found}
