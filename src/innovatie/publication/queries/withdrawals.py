"""Winners that were withdrawn, and those of which one director asked it."""

from datetime import datetime
from typing import Final

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.withdrawn_winners import APPEAL_WITHIN, GROUNDS, WithdrawalGround, may_be_taken_back
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.rounds.queries import ChangeRow

WITHDRAWAL_STANDS: Final = "x.confirmed_at IS NOT NULL AND x.ended_at IS NULL"
"""Of the withdrawal `x`: whether it was confirmed and nobody took it back."""


class Withdrawal(msgspec.Struct, frozen=True):
    """A withdrawal that stands, or that waits for another director while `confirmed_at` is None."""

    id: int
    ground: WithdrawalGround
    reason: str
    asked_by: int | None
    asked_name: str
    asked_at: datetime
    confirmed_at: datetime | None
    return_asked_by: int | None
    return_asked_at: datetime | None
    return_asked_name: str
    end_reason: str

    @property
    def ground_label(self) -> str:
        return GROUNDS[self.ground]

    @property
    def return_stand(self) -> str:
        """What was asked to take back, as one text: another director does exactly that. '' while nobody asked."""
        return "" if self.return_asked_at is None else f"{self.id} {self.return_asked_at.isoformat()}"

    @property
    def appeal_until(self) -> datetime | None:
        """Until when it can be taken back; None while nobody confirmed it."""
        return None if self.confirmed_at is None else self.confirmed_at + APPEAL_WITHIN

    def may_end(self, now: datetime) -> bool:
        """Whether a director may still take it back, or drop the request."""
        return self.confirmed_at is None or may_be_taken_back(self.confirmed_at, now)


class Told(msgspec.Struct, frozen=True):
    """What is told of a withdrawal, also once it ended."""

    ground: WithdrawalGround
    reason: str
    end_reason: str


async def withdrawal(number: int) -> Told:
    """The withdrawal with this number; NotFound when there is none."""
    found = await fetch_one_as(Told, "SELECT ground, reason, end_reason FROM winner_withdrawal WHERE id = $1", number)
    if found is None:
        raise NotFound("Deze intrekking is er niet.")
    return found


async def withdrawal_of(group_id: int, *, asked_too: bool = False) -> Withdrawal | None:
    """The withdrawal of this winner that stands; `asked_too`: also one that nobody confirmed yet."""
    return await fetch_one_as(
        Withdrawal,
        """
        SELECT x.id, x.ground, x.reason, x.asked_by, coalesce(p.name, '') AS asked_name, x.asked_at, x.confirmed_at,
               x.return_asked_by, x.return_asked_at, coalesce(b.name, '') AS return_asked_name, x.end_reason
          FROM winner_withdrawal x JOIN winner w ON w.id = x.winner LEFT JOIN person p ON p.id = x.asked_by
          LEFT JOIN person b ON b.id = x.return_asked_by
         WHERE w."group" = $1 AND x.ended_at IS NULL AND ($2 OR x.confirmed_at IS NOT NULL)
        """,
        group_id,
        asked_too,
    )


async def withdrawals_in(round_id: int) -> list[ChangeRow]:
    """The winners that were withdrawn and those that stand again, as steps in the course of the round."""
    return await fetch_as(
        ChangeRow,
        """
        SELECT 'overname' AS phase, s.kind, s.at, 'VNG' AS by, s.reason, NULL::timestamptz AS old_deadline,
               NULL::timestamptz AS new_deadline, w.title AS about
          FROM winner w JOIN winner_withdrawal x ON x.winner = w.id AND x.confirmed_at IS NOT NULL
          CROSS JOIN LATERAL (
               VALUES ('winner-gone', x.confirmed_at, x.reason), ('winner-back', x.ended_at, x.end_reason)
               ) AS s (kind, at, reason)
         WHERE w.round = $1 AND s.at IS NOT NULL ORDER BY s.at DESC
        """,
        round_id,
    )
