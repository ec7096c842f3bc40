"""Second thoughts about one plan in a group, after its text has changed: leave it, move it, or let it stand alone.

People decided that the plan belongs there; the machine only asks again when the text is another one since then.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
import numpy as np

from innovatie.domain.authority import SYSTEM
from innovatie.domain.similarity import Profile
from innovatie.grouping.actions import propose_move, propose_split
from innovatie.grouping.candidates import of_ideas
from innovatie.grouping.model import pair_model
from innovatie.grouping.queries import is_frozen
from innovatie.grouping.records import members
from innovatie.grouping.suggesting import Judged, chances
from innovatie.grouping.tables import GroupMember
from innovatie.infra.database import fetch_as, fetch_one_value

DOUBT: Final = 1 / 3
"""Below this share of the chance that groups are made with, a plan does not seem to belong."""
COMPARED: Final = 20
TARGETS: Final = 3
CHANGED: Final = "De tekst van dit plan is veranderd sinds mensen het in deze groep zetten."


class _Place(msgspec.Struct, frozen=True):
    """An idea and the group in which it is."""

    idea: int
    group: int


async def is_with_others(idea: int, group_id: int) -> bool:
    """Whether the group holds other ideas too."""
    return await GroupMember.exists().where(GroupMember.group == group_id, GroupMember.idea != idea)


async def doubt(idea: int, own: int, made: Profile, judged: Sequence[Judged], *, now: datetime) -> int:
    """Propose to move the idea or to split it off, when its new text seems to belong elsewhere; how many proposals."""
    if await is_frozen(own) or not await _changed_since(idea, own):
        return 0
    with_own = await _mean(made, [one for one in await members(own) if one != idea])
    if with_own >= DOUBT * pair_model().link:
        return 0
    target, link = await _better(idea, own, made, judged)
    if target is None:
        return int(
            await propose_split(actor=SYSTEM, group_id=own, idea_ids=[idea], reason=CHANGED, link=with_own, now=now)
            is not None
        )
    return int(
        await propose_move(
            actor=SYSTEM, group_id=own, other_id=target, idea_ids=[idea], reason=CHANGED, link=link, now=now
        )
        is not None
    )


async def _changed_since(idea: int, own: int) -> bool:
    """Whether the text was changed after the idea came into the group and after people last judged about it."""
    return (
        await fetch_one_value(
            bool,
            "SELECT v.saved_at > m.added_at AND NOT EXISTS (SELECT FROM pair_decision d"
            " WHERE (d.idea = $1 OR d.other = $1) AND d.at >= v.saved_at)"
            " FROM group_member m, (SELECT max(saved_at) AS saved_at FROM idea_version WHERE idea = $1) v"
            ' WHERE m.idea = $1 AND m."group" = $2',
            idea,
            own,
        )
        is True
    )


async def _better(idea: int, own: int, made: Profile, judged: Sequence[Judged]) -> tuple[int | None, float | None]:
    """The other group in which the idea fits best, from the chance on that groups are made with."""
    rows = await fetch_as(
        _Place,
        'SELECT m.idea, m."group" FROM group_member m WHERE m.idea = ANY($1) AND m."group" <> $2',
        [one.candidate.idea for one in judged],
        own,
    )
    group_of = {row.idea: row.group for row in rows}
    near = list(dict.fromkeys(group_of[one.candidate.idea] for one in judged if one.candidate.idea in group_of))
    best: tuple[float, int] | None = None
    for group in near[:TARGETS]:
        link = await _mean(made, await members(group))
        if link >= pair_model().link and (best is None or link > best[0]) and await _may_come(idea, group):
            best = (link, group)
    return (best[1], best[0]) if best else (None, None)


async def _may_come(idea: int, group: int) -> bool:
    """Not to a frozen group, nor to plans from which people keep it apart."""
    if await is_frozen(group):
        return False
    return not await fetch_one_value(
        bool,
        'SELECT EXISTS (SELECT FROM pair_decision d JOIN group_member m ON m."group" = $2'
        " AND ((d.idea = $1 AND d.other = m.idea) OR (d.other = $1 AND d.idea = m.idea)) WHERE NOT d.together)",
        idea,
        group,
    )


async def _mean(made: Profile, ideas: Sequence[int]) -> float:
    found = await chances(made, await of_ideas(list(ideas)[:COMPARED]))
    return float(np.mean(found)) if found else 0.0
