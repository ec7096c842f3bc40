"""How well we group: figures measured on texts that people grouped, kept in the repository, and decisions since."""

import json
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from innovatie.grouping.labels import plans_judged
from innovatie.infra.database import fetch_as
from innovatie.paths import PACKAGE

FIGURES = PACKAGE / "grouping" / "data" / "quality.json"


class Since(msgspec.Struct, frozen=True):
    """What people said of the machine's proposals and suggestions, per tier."""

    tier: str
    agreed: int
    objected: int
    waiting: int

    @property
    def decided(self) -> int:
        return self.agreed + self.objected

    @property
    def share(self) -> float | None:
        """Of what was decided, the share that people agreed with."""
        return self.agreed / self.decided if self.decided else None


@cache
def figures() -> dict[str, object]:
    """The measured figures, as `innovatie grouping evaluate` and `search evaluate` print them, with their date."""
    loaded: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    loaded["measured_on"] = date.fromisoformat(loaded["measured_on"])
    return loaded


YEAR = timedelta(days=365)
"""What people said longer ago is about another model, or other words."""
_SAID = """
    SELECT tier, model, CASE state WHEN 'uitgevoerd' THEN 'ja' WHEN 'afgewezen' THEN 'nee' WHEN 'open' THEN 'open' END
           AS what FROM group_proposal
     WHERE by IS NULL AND reason = '' AND tier <> '' AND (state = 'open' OR settled_at > $1)
"""
"""Proposals of the machine. One with a reason is what a writer said: the machine only passes that on."""


async def decisions_since(now: datetime) -> list[Since]:
    """What people said in the last year of proposals of the machine and of suggestions while writing, per tier."""
    said = await fetch_as(
        Since,
        f"""
        SELECT tier, count(*) FILTER (WHERE what = 'ja') AS agreed, count(*) FILTER (WHERE what = 'nee') AS objected,
               count(*) FILTER (WHERE what = 'open') AS waiting
          FROM (
            SELECT tier, what FROM ({_SAID}) proposed
            UNION ALL
            SELECT tier, CASE WHEN answer = 'ander' THEN 'nee' ELSE 'ja' END FROM similarity_answer
             WHERE tier <> '' AND at > $1
          ) said GROUP BY tier
        """,
        now - YEAR,
    )
    order = ("waarschijnlijk dezelfde", "overlapt", "verwant")
    found = {one.tier: one for one in said}
    return [found.get(tier, Since(tier, 0, 0, 0)) for tier in order]


class OfModel(msgspec.Struct, frozen=True):
    """What people said in the last year of the proposals that one model made; `model` is empty when nobody kept it."""

    model: str
    agreed: int
    objected: int
    waiting: int

    @property
    def share(self) -> float | None:
        """Of what was decided, the share that people agreed with."""
        decided = self.agreed + self.objected
        return self.agreed / decided if decided else None


async def models_since(now: datetime) -> list[OfModel]:
    """Per model that has a proposal open or settled in the last year, the one with the newest proposal first."""
    return await fetch_as(
        OfModel,
        f"""
        SELECT model, count(*) FILTER (WHERE what = 'ja') AS agreed, count(*) FILTER (WHERE what = 'nee') AS objected,
               count(*) FILTER (WHERE what = 'open') AS waiting
          FROM ({_SAID}) said GROUP BY model
         ORDER BY (SELECT max(p.id) FROM group_proposal p WHERE p.model = said.model) DESC
        """,
        now - YEAR,
    )


class Labels(msgspec.Struct, frozen=True):
    """What people said since, as the next refit will use it: answers of writers, decisions, and plans with a label."""

    joined: int
    variants: int
    went_on: int
    merged: int
    split: int
    moved: int
    undone: int
    objections: int
    plans: int = 0
    groups: int = 0


async def labels_since() -> Labels:
    """How many of each."""
    (found,) = await fetch_as(
        Labels,
        """
        SELECT (SELECT count(*) FROM similarity_answer WHERE answer = 'aangehaakt') AS joined,
               (SELECT count(*) FROM similarity_answer WHERE answer = 'variant') AS variants,
               (SELECT count(*) FROM similarity_answer WHERE answer = 'ander') AS went_on,
               count(*) FILTER (WHERE kind = 'samengevoegd') AS merged,
               count(*) FILTER (WHERE kind = 'gesplitst') AS split,
               count(*) FILTER (WHERE kind = 'verplaatst') AS moved,
               count(*) FILTER (WHERE kind = 'ongedaan gemaakt') AS undone,
               (SELECT count(*) FROM proposal_voice WHERE NOT agrees) AS objections
          FROM group_decision
        """,
    )
    plans, groups = await plans_judged()
    return msgspec.structs.replace(found, plans=plans, groups=groups)
