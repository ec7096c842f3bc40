"""What follows from a timeline: the savings of who confirmed it, and who resembles who already takes part."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from innovatie.adoption.queries.sharing import Experience
from innovatie.adoption.timeline import Timeline
from innovatie.domain.adoption_states import Source, Stage
from innovatie.domain.diffusion import Period, PeriodLength
from innovatie.domain.next_adopters import Candidate, Likely, likely_next
from innovatie.domain.savings import CLASSES, Assumptions, Estimate, estimate
from innovatie.domain.wording import Wording, wording

WORDS = {
    "grootte": wording("een vergelijkbaar aantal inwoners"),
    "buren": wording("buurgemeenten die het gebruiken"),
    "kring": wording("gemeenten in de eigen Kring die het gebruiken"),
    "andere": wording("ervaring met andere oplossingen"),
}


class NextRow(msgspec.Struct, frozen=True):
    """A municipality that resembles those who take part, and in what."""

    code: str
    name: str
    province: str
    reasons: tuple[str, ...]
    to_call: tuple[str, ...]


class SavingsCase(msgspec.Struct, frozen=True):
    """An estimate for who says to use it now (`confirmed`), and for the middle of the forecast on top (None: none).

    `unconfirmed` users stand only in a register.
    """

    confirmed: Estimate
    by_class: tuple[tuple[str, int], ...]
    expected: Estimate | None
    expected_adopters: int
    unconfirmed: int


def users_by_class(story: Timeline, *, derived: bool = False) -> dict[str, int]:
    """How many municipalities of each size class say that they use it now; `derived`: registers count as well."""
    found = dict.fromkeys(CLASSES, 0)
    for town in story.towns:
        present = story.statuses.get(town.id)
        if present is None or present.stage is not Stage.IN_USE:
            continue
        if derived or present.source is not Source.DERIVED:
            found[town.size] += 1
    return found


def savings_of(story: Timeline, assumptions: Assumptions, *, derived: bool = False) -> SavingsCase:
    """Confirmed users first; the forecast apart, spread over the classes as the users are today."""
    users = users_by_class(story, derived=derived)
    maker = next((town.size for town in story.towns if town.id == story.solution.maker_id), None)
    confirmed = estimate(users, maker, assumptions)
    data, reason = story.curve()
    total = sum(users.values())
    expected, most = None, 0
    if reason is None and data.bands and total:
        most = data.bands[-1].p50
        grown = _spread(users, max(most - story.ever, 0))
        expected = estimate(grown, maker, assumptions)
    unconfirmed = sum(users_by_class(story, derived=True).values()) - sum(users_by_class(story).values())
    return SavingsCase(confirmed, tuple(users.items()), expected, most, unconfirmed)


def _spread(users: Mapping[str, int], extra: int) -> dict[str, int]:
    """`extra` more users in the present proportions, whole numbers that add up (largest remainders)."""
    total = sum(users.values())
    parts = {name: extra * count / total for name, count in users.items()}
    grown = {name: int(part) for name, part in parts.items()}
    rest = extra - sum(grown.values())
    for name in sorted(parts, key=lambda name: (grown[name] - parts[name], name))[:rest]:
        grown[name] += 1
    return {name: users[name] + grown[name] for name in users}


def next_rows(story: Timeline, others: Mapping[int, int], *, most: int = 20) -> tuple[NextRow, ...]:
    """Who resembles the users of today; `others` counts the other solutions that each municipality uses."""
    members: dict[int, list[int]] = {}
    for town in story.towns:
        for kring in town.kringen:
            members.setdefault(kring, []).append(town.id)
    candidates = {
        town.id: Candidate(
            inhabitants=town.inhabitants,
            neighbours=town.neighbours,
            peers=tuple(sorted({peer for kring in town.kringen for peer in members[kring]} - {town.id})),
            others=others.get(town.id, 0),
        )
        for town in story.towns
    }
    quarters = story.quarters()
    first = {
        number: max(_quarter(present.first_used) - quarters[0].index, 0)
        for number, present in story.statuses.items()
        if present.first_used is not None
    }
    settled = {n for n, s in story.statuses.items() if s.stage is Stage.DECLINED}
    found = likely_next(candidates, first, len(quarters), most=most + len(settled))
    return tuple(_row(story, item, first) for item in found if item.municipality not in settled)[:most]


def _quarter(day: date) -> int:
    return Period.of(day, PeriodLength.QUARTER).index


def _row(story: Timeline, item: Likely, first: Mapping[int, int]) -> NextRow:
    town = next(town for town in story.towns if town.id == item.municipality)
    by_number = {other.id: other.name for other in story.towns}
    near = [by_number[n] for n in town.neighbours if n in first and n in by_number]
    return NextRow(
        code=town.code,
        name=town.name,
        province=town.province,
        reasons=tuple(WORDS[name] for name in item.reasons),
        to_call=tuple(near[:3]),
    )


def whom_to_call(rows: Sequence[NextRow], told: Sequence[Experience]) -> tuple[tuple[str, Wording | None], ...]:
    """Each code with whom to call: a neighbour that left its number, else anybody who did, else neighbours by name."""
    numbers = {item.municipality: item.contact for item in told if item.contact}
    found: list[tuple[str, Wording | None]] = []
    for row in rows:
        near = next((town for town in row.to_call if town in numbers), None) or next(iter(numbers), None)
        by_name = wording("Bel %(gemeente)s.", gemeente=row.to_call[0]) if row.to_call else None
        at = by_name if near is None else wording("Bel %(gemeente)s: %(wie)s.", gemeente=near, wie=numbers[near])
        found.append((row.code, at))
    return tuple(found)
