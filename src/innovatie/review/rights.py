"""The two questions every act of this stage starts with: is the phase open, and may this person do this?"""

from datetime import datetime
from typing import Final

import msgspec

from innovatie.domain import authority, phases
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, NotFound
from innovatie.domain.phases import Phase
from innovatie.infra.database import fetch_one_as, fetch_one_value
from innovatie.review.tables import Shortlist
from innovatie.rounds.actions import during
from innovatie.rounds.queries import RoundDetail

_NOT_YOURS: Final = "Deze beoordeling is er niet, of is niet aan u toegewezen."


class OwnAssignment(msgspec.Struct, frozen=True):
    """A running assignment of the actor, locked until the transaction ends."""

    id: int
    round: int
    group: int
    reviewer: int
    state: str
    due: datetime | None


async def directed_round(actor: Actor, round_id: int, now: datetime) -> RoundDetail:
    """The round, for the chair, while its review phase is open and its shortlist is still to be settled."""
    round_, now = await during(round_id=round_id, now=now)
    authority.require(actor, Act.DIRECT_REVIEW, Context(open_phase=round_.open_phase))
    require_review_phase(round_, now)
    if await Shortlist.exists().where(Shortlist.round == round_id):
        raise Conflict("De shortlist van deze ronde staat al vast.")
    return round_


def require_review_phase(round_: RoundDetail, now: datetime) -> None:
    """Conflict unless the review phase of this round is open."""
    current = round_.current
    phases.require(current.window if current else None, Phase.REVIEW, now)


async def own_assignment(actor: Actor, assignment_id: int, now: datetime) -> OwnAssignment:
    """The locked row of the actor's own running assignment; NotFound for anybody else's."""
    asked = await fetch_one_value(int, "SELECT round FROM assignment WHERE id = $1", assignment_id)
    if asked is None:
        raise NotFound(_NOT_YOURS)
    round_, now = await during(round_id=asked, now=now)
    row = await fetch_one_as(
        OwnAssignment,
        'SELECT a.id, a.round, a."group", a.reviewer, a.state, a.due'
        " FROM assignment a JOIN reviewer r ON r.id = a.reviewer"
        " WHERE a.id = $1 AND r.person = $2 AND a.state IN ('open', 'ingeleverd') FOR UPDATE OF a",
        assignment_id,
        actor.person_id,
    )
    if row is None:
        raise NotFound(_NOT_YOURS)
    require_review_phase(round_, now)
    authority.require(actor, Act.REVIEW, Context(open_phase=round_.open_phase))
    return row
