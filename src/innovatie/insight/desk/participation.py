"""Which municipalities take part in rounds: by size, province and Kring, and through time.

Who voted counts only once the roll-call of that vote is public; until then there is the turnout alone, as for all.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.size_classes import BOUNDS, LARGEST, size_class
from innovatie.domain.wording import wording
from innovatie.insight.letters.readers import entered_in, who_voted
from innovatie.municipalities.queries import MunicipalityRow, members_of, municipalities_on, partnerships
from innovatie.rounds.queries import RoundCard, round_by_code
from innovatie.voting.queries import current_vote, turnout


class Line(msgspec.Struct, frozen=True):
    """One group of municipalities: how many there are, take part with a plan, and voted (None: sealed)."""

    name: str
    municipalities: int
    taking_part: int
    voted: int | None

    @property
    def share(self) -> int:
        """Of the municipalities that take part, in whole hundredths."""
        return round(100 * self.taking_part / self.municipalities) if self.municipalities else 0


class Part(msgspec.Struct, frozen=True):
    """All municipalities, divided in one way."""

    key: str
    name: str
    lines: tuple[Line, ...]


class InTime(msgspec.Struct, frozen=True):
    """A round among the others. `voted`: of its newest vote, None when there was none."""

    code: str
    name: str
    taking_part: int
    voted: int | None


async def parts_of(code: str, *, now: datetime) -> tuple[tuple[Part, ...], bool]:
    """The municipalities of today by size, province and Kring; and whether who voted is in it."""
    round_ = await round_by_code(code, now=now)
    day = dutch_day(now)
    towns = await municipalities_on(day)
    entered = await entered_in(round_.id)
    known = await who_voted(round_, now=now)
    voted = known[0] if known else None
    kringen = [
        (kring.name, {member.municipality_id for member in await members_of(kring.id, day=day)})
        for kring in await partnerships(day=day, kind="kring")
    ]

    def line(name: str, belongs: Callable[[MunicipalityRow], bool]) -> Line:
        here = {town.id for town in towns if belongs(town)}
        return Line(name, len(here), len(here & entered), None if voted is None else len(here & voted))

    sizes = [*(label for _bound, label in BOUNDS), LARGEST]
    by_size = tuple(line(size, lambda town, size=size: size_class(town.inhabitants) == size) for size in sizes)  # type: ignore[misc]
    provinces = sorted({town.province for town in towns})
    by_province = tuple(line(name, lambda town, name=name: town.province == name) for name in provinces)  # type: ignore[misc]
    by_kring = tuple(line(name, lambda town, members=members: town.id in members) for name, members in kringen)  # type: ignore[misc]
    found = (
        Part("grootte", wording("Naar aantal inwoners"), by_size),
        Part("provincie", wording("Naar provincie"), by_province),
        Part("kring", wording("Naar Kring"), by_kring),
    )
    return tuple(part for part in found if part.lines), known is not None


async def through_time(cards: Sequence[RoundCard], *, now: datetime) -> tuple[InTime, ...]:
    """How many municipalities took part and voted in each round, the oldest first."""
    found = []
    for card in sorted(cards, key=lambda card: card.code):
        vote = await current_vote(card.code, now=now)
        cast = (await turnout(vote.id)).cast if vote is not None else None
        found.append(InTime(card.code, card.name, len(await entered_in(card.id)), cast))
    return tuple(found)
