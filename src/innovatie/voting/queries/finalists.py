"""Finalists that withdrew, and those of which one director asked that."""

from datetime import datetime
from typing import Final

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.vote_kinds import FINAL
from innovatie.domain.withdrawn_finalists import GROUNDS, OFF_EVERY_BALLOT, TOO_LATE, FinalistGround, too_late
from innovatie.domain.wording import Wording, wording
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value
from innovatie.rounds.queries import ChangeRow, RoundDetail
from innovatie.voting.queries.votes import Vote
from innovatie.voting.rules import FixedFinal


class FinalistState(msgspec.Struct, frozen=True):
    """A finalist, and the request to withdraw it that stands: `request` is its number, None when nobody asked.

    `confirmed_at`: since when it does not take part.
    """

    id: int
    round_id: int
    round_code: str
    round_name: str
    group_id: int
    title: str
    others: int
    request: int | None
    ground: FinalistGround | None
    reason: str
    asked_by: int | None
    asked_name: str
    asked_at: datetime | None
    confirmed_at: datetime | None

    @property
    def ground_label(self) -> str:
        return GROUNDS[self.ground] if self.ground else ""


_STATE: Final = """
SELECT f.id, r.id AS round_id, r.code AS round_code, r.name AS round_name, g.id AS group_id, g.title,
       (SELECT count(*) FROM finalist o WHERE o.round = f.round AND o.id <> f.id AND o.withdrawn_at IS NULL) AS others,
       x.id AS request, x.ground, coalesce(x.reason, '') AS reason, x.asked_by, coalesce(p.name, '') AS asked_name,
       x.asked_at, x.confirmed_at
  FROM finalist f JOIN round r ON r.id = f.round JOIN idea_group g ON g.id = f."group"
  LEFT JOIN finalist_withdrawal x ON x.finalist = f.id AND x.dropped_at IS NULL
  LEFT JOIN person p ON p.id = x.asked_by
"""


async def finalist_state(round_code: str, group_id: int) -> FinalistState:
    """Of the finalist that this group is in the round; NotFound when it is none."""
    found = await fetch_one_as(FinalistState, f"{_STATE} WHERE r.code = $1 AND g.id = $2", round_code, group_id)
    if found is None:
        raise NotFound("Deze groep is geen finalist van deze ronde.")
    return found


async def finalist_withdrawn(number: int) -> FinalistState:
    """Of the finalist that this request withdrew."""
    found = await fetch_one_as(FinalistState, f"{_STATE} WHERE x.id = $1", number)
    if found is None:
        raise NotFound("Deze intrekking is er niet.")
    return found


async def last_finalist_withdrawn(round_id: int) -> datetime | None:
    """When the last finalist left an open vote of this round; None when none did."""
    return await fetch_one_value(
        datetime,
        "SELECT max(f.withdrawn_at) FROM finalist f JOIN round_vote v ON v.round = f.round AND v.kind = $2"
        " WHERE f.round = $1 AND f.withdrawn_at >= v.opened_at",
        round_id,
        FINAL,
    )


async def withdrawals_in(round_id: int) -> list[ChangeRow]:
    """The finalists that withdrew, as steps in the course of the round."""
    return await fetch_as(
        ChangeRow,
        """
        SELECT 'stemmen' AS phase, 'finalist-gone' AS kind, x.confirmed_at AS at, 'VNG' AS by, x.reason,
               NULL::timestamptz AS old_deadline, NULL::timestamptz AS new_deadline, g.title AS about
          FROM finalist_withdrawal x JOIN finalist f ON f.id = x.finalist JOIN idea_group g ON g.id = f."group"
         WHERE f.round = $1 AND x.confirmed_at IS NOT NULL ORDER BY x.id DESC
        """,
        round_id,
    )


def why_no_withdrawal(found: FinalistState, round_: RoundDetail, vote: Vote | None, now: datetime) -> Wording | None:
    """Why this finalist cannot be withdrawn now; None when it can. `vote`: the final, once it was opened."""
    if vote is not None and vote.state != "open":
        return wording(
            "De stemming is voorbij: niemand kan zijn stem nog wijzigen. Wint dit plan, trek dan na de"
            " bekendmaking de winnaar in."
        )
    if vote is not None and not (isinstance(vote.rules, FixedFinal) and vote.rules.withdrawn == OFF_EVERY_BALLOT):
        return wording(
            "Deze stemming ging open zonder regel voor een finalist die zich terugtrekt. Wint dit plan, trek dan"
            " na de bekendmaking de winnaar in."
        )
    if vote is None and (round_.ended_at is not None or round_.phase not in (Phase.DEVELOP, Phase.VOTE)):
        return wording("Een finalist terugtrekken kan in de fasen uitwerken en stemmen.")
    if not found.others:
        return wording("Dit is de laatste finalist. Beëindig de ronde als er niets te kiezen is.")
    return TOO_LATE if vote is not None and too_late(vote.deadline, now) else None
