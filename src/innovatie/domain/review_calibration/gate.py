"""The gate: which groups need one more review, and which reach the shortlist.

Review is a gate and an order, never a weight in the vote: at most 24 groups pass, a tie at the cut lets a few
more through (up to 27), and an expected score below 3 never passes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from innovatie.domain.review_calibration.scores import FLOOR, SHORTLIST_PLACES, Band, GroupScore
from innovatie.domain.wording import wording

MOST_REVIEWS = 6
LEAST_KNOWING = 3
DISCUSS_FROM = 3.0
BUDGET_PER_GROUP = 0.5
PASSES = 3
MOST_MORE = 3
"""How many groups a tie at the cut may let pass beyond the places."""
AT_THE_CUT = (0.45, 0.55)
TIE_DECIMALS = 6


class Reason(StrEnum):
    """Why a group gets one more review."""

    TOO_FEW_KNOWING = wording("te weinig beoordelingen door iemand die het onderwerp kent")
    DISAGREEMENT = wording("de beoordelaars verschillen na overleg nog veel van mening")
    OPEN = wording("de uitkomst is nog open")


@dataclass(frozen=True, slots=True)
class Extra:
    """One more review for this group; `first_discuss` while the reviewers still have to hear each other."""

    group: str
    reason: Reason
    first_discuss: bool = False


def budget_for(groups: int) -> int:
    """Half a review per group over the whole round."""
    return int(groups * BUDGET_PER_GROUP)


def extra_reviews(
    groups: Sequence[GroupScore], *, budget: int, discussed: frozenset[str] = frozenset()
) -> tuple[Extra, ...]:
    """One pass: first the groups nobody knows enough of, then disagreement, then the most open ones.

    `discussed` holds the groups whose discussion is over. At most `budget` in this pass; call it at most three
    times in a round and subtract what was asked before.
    """
    room = [g for g in groups if g.reviews < MOST_REVIEWS]
    few = [Extra(g.group, Reason.TOO_FEW_KNOWING) for g in room if g.knowing < LEAST_KNOWING]
    taken = {e.group for e in few}
    apart = [
        Extra(g.group, Reason.DISAGREEMENT, first_discuss=g.group not in discussed)
        for g in room
        if g.spread >= DISCUSS_FROM and g.group not in taken
    ]
    taken |= {e.group for e in apart}
    open_ones = sorted(
        (g for g in room if g.band is Band.OPEN and g.group not in taken),
        key=lambda g: (abs(g.chance - 0.5), g.group),
    )
    asked = few + apart + [Extra(g.group, Reason.OPEN) for g in open_ones]
    return tuple(asked[: max(0, budget)])


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The groups that pass, best first. `longer_by` counts those let in because of a tie at the cut."""

    groups: tuple[str, ...]
    longer_by: int
    drawn: tuple[str, ...] = ()
    """Groups between which a public draw decided, because even 27 places could not hold the tie."""


def shortlist(
    groups: Sequence[GroupScore],
    *,
    seed: str,
    places: int = SHORTLIST_PLACES,
    colours: Mapping[str, int] | None = None,
) -> Shortlist:
    """The best `places` groups with an expected score of 3 or more.

    With `colours` (the ring) each colour first gets an equal share of the places, so that reviewers of one
    colour cannot push out another; what a colour leaves open goes to the best of the rest.
    """
    passing = sorted((g for g in groups if g.mean >= FLOOR), key=lambda g: _rank(g, seed))
    chosen = _by_colour(passing, places, colours) if colours else passing[:places]
    names = {g.group for g in chosen}
    rest = [g for g in passing if g.group not in names]
    if not rest or len(chosen) < places:
        return Shortlist(_in_order(chosen, seed), 0)
    last = min(chosen, key=lambda g: g.mean)
    near = [g for g in rest if _same(g, last) or AT_THE_CUT[0] <= g.chance <= AT_THE_CUT[1]]
    added = near[: max(0, places + MOST_MORE - len(chosen))]
    left_out = [g for g in near[len(added) :] if _same(g, last)]
    level = [g for g in (*chosen, *added) if _same(g, last)] if left_out else []
    drawn = tuple(sorted(g.group for g in (*level, *left_out)))
    return Shortlist(_in_order([*chosen, *added], seed), len(added), drawn)


def _same(one: GroupScore, other: GroupScore) -> bool:
    return round(one.mean, TIE_DECIMALS) == round(other.mean, TIE_DECIMALS)


def _rank(score: GroupScore, seed: str) -> tuple[float, str]:
    """Highest mean first; equal means in the order of a public draw."""
    lot = hashlib.sha256(f"{seed}|shortlist|{score.group}".encode()).hexdigest()
    return (-round(score.mean, TIE_DECIMALS), lot)


def _in_order(chosen: Sequence[GroupScore], seed: str) -> tuple[str, ...]:
    return tuple(g.group for g in sorted(chosen, key=lambda g: _rank(g, seed)))


def _by_colour(passing: Sequence[GroupScore], places: int, colours: Mapping[str, int]) -> list[GroupScore]:
    share = places // max(1, len(set(colours.values())))
    taken: dict[int, int] = {}
    chosen: list[GroupScore] = []
    for g in passing:
        colour = colours.get(g.group, -1)
        if taken.get(colour, 0) < share:
            taken[colour] = taken.get(colour, 0) + 1
            chosen.append(g)
    names = {g.group for g in chosen}
    others = [g for g in passing if g.group not in names]
    return chosen + others[: places - len(chosen)]
