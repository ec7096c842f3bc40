"""Moments at which a result will be published."""

from datetime import datetime

import msgspec

from innovatie.infra.database import fetch_as, fetch_one_as


class PlannedPublication(msgspec.Struct, frozen=True):
    """A moment that was planned and has not ended; it counts once `confirmed_at`, by another than who planned it."""

    id: int
    round: int
    version: int
    publish_at: datetime
    press: str
    planned_by: int | None
    planned_at: datetime
    planner: str
    confirmed_at: datetime | None
    confirmer: str

    @property
    def press_list(self) -> tuple[str, ...]:
        """The addresses of the press."""
        return tuple(self.press.split())


_PLAN = """
SELECT x.id, x.round, x.version, x.publish_at, x.press, x.planned_by, x.planned_at, coalesce(a.name, '') AS planner,
       x.confirmed_at, coalesce(b.name, '') AS confirmer
  FROM publication_plan x LEFT JOIN person a ON a.id = x.planned_by LEFT JOIN person b ON b.id = x.confirmed_by
"""


async def plan_of(round_id: int) -> PlannedPublication | None:
    """The moment that stands for this round; None when there is none."""
    return await fetch_one_as(PlannedPublication, f"{_PLAN} WHERE x.round = $1 AND x.ended_at IS NULL", round_id)


async def due_plans(*, now: datetime) -> list[PlannedPublication]:
    """The confirmed moments that have come, the earliest first."""
    return await fetch_as(
        PlannedPublication,
        f"{_PLAN} WHERE x.ended_at IS NULL AND x.confirmed_at IS NOT NULL AND x.publish_at <= $1"
        " ORDER BY x.publish_at, x.id",
        now,
    )
