"""Models that were learnt from people, with what they would change."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.domain.learnt_models import ModelState
from innovatie.domain.slugs import numbered
from innovatie.grouping.learning import Difference, HeldOut
from innovatie.grouping.model import shipped_model, version_of
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value

SHOWN = 20
"""Pairs of groups of each kind that are shown by name."""


class ModelRow(msgspec.Struct, frozen=True):
    """A learnt model; `by` is who settled it, empty for the machine."""

    id: int
    version: str
    state: str
    labels: int
    plans: int
    held_out: tuple[HeldOut, ...]
    difference: Difference
    made_at: datetime
    settled_at: datetime | None
    by: str


_COLUMNS = """
    SELECT g.id, g.version, g.state, g.labels, g.plans, g.held_out, g.difference, g.made_at, g.settled_at,
           coalesce(p.name, '') AS by
      FROM grouping_model g LEFT JOIN person p ON p.id = g.by
"""


async def model_in(state: ModelState) -> ModelRow | None:
    """The one that is offered, or the one in use."""
    return await fetch_one_as(ModelRow, f"{_COLUMNS} WHERE g.state = $1 ORDER BY g.id DESC LIMIT 1", state)


async def model_waits() -> bool:
    """Whether a model is offered that VNG can take into use: learnt from the shipped one that we have now."""
    waits = "SELECT true FROM grouping_model WHERE state = $1 AND base = $2 LIMIT 1"
    return bool(await fetch_one_value(bool, waits, ModelState.OFFERED, version_of(shipped_model())))


async def models_before(limit: int = 20) -> list[ModelRow]:
    """Those that are neither offered nor in use, the latest first."""
    return await fetch_as(
        ModelRow,
        f"{_COLUMNS} WHERE g.state NOT IN ($1, $2) ORDER BY g.settled_at DESC, g.id DESC LIMIT {int(limit)}",
        ModelState.OFFERED,
        ModelState.IN_USE,
    )


class GroupName(msgspec.Struct, frozen=True):
    id: int
    title: str

    @property
    def address(self) -> str:
        """The path of the group's page."""
        return f"/groepen/{numbered(self.id, self.title)}"


async def named(pairs: Sequence[tuple[int, int]]) -> list[tuple[GroupName, GroupName]]:
    """The first `SHOWN` pairs of groups with their titles; without those that were merged meanwhile."""
    shown = pairs[:SHOWN]
    rows = await fetch_as(
        GroupName,
        "SELECT id, title FROM idea_group WHERE id = ANY($1) AND merged_into IS NULL",
        sorted({number for pair in shown for number in pair}),
    )
    names = {row.id: row for row in rows}
    return [(names[one], names[other]) for one, other in shown if one in names and other in names]
