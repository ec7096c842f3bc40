"""Who decides about a proposal for groups: both sides consent, and no municipality consents for both.

A proposal has two sides. To merge: the municipalities of either group. To split: those of the plans that stay, and
those of the plans that go. To move: those of the plans that move, and those of the group they come to. VNG may speak
for one side that is silent, beside a side that agreed itself; an objection of any side ends the proposal.
"""

from collections.abc import Iterable, Set
from enum import StrEnum


class ProposalKind(StrEnum):
    MERGE = "samenvoegen"
    SPLIT = "splitsen"
    MOVE = "verplaatsen"


class Side(StrEnum):
    ONE = "groep"
    OTHER = "andere"
    VNG = "vng"


def sides_of(municipality: int, one: Set[int], other: Set[int], *, agreed: Iterable[Side] = ()) -> tuple[Side, ...]:
    """For which sides the word of a municipality counts; `agreed` are the sides that have agreed.

    On both sides? Then it speaks for the side where it stands alone; where it stands alone on both, for both; else for
    the first that has not agreed yet, so that some other municipality must speak for the second.
    """
    inside = tuple(side for side, members in ((Side.ONE, one), (Side.OTHER, other)) if municipality in members)
    if len(inside) < 2:
        return inside
    alone = tuple(side for side, members in ((Side.ONE, one), (Side.OTHER, other)) if members == {municipality})
    if alone:
        return alone
    spoken = set(agreed)
    return tuple(side for side in inside if side not in spoken)[:1]


def is_agreed(agreed: Iterable[Side]) -> bool:
    """Whether it may be carried out: both sides agree, or one of them does and VNG for the silent other."""
    spoken = set(agreed)
    return len(spoken) > 1 and bool(spoken - {Side.VNG})
