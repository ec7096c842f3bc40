"""Suggestions stand by tier; within what is only related meaning decides, and what is far in meaning is not shown."""

import asyncpg
import msgspec
import pytest

from innovatie.domain.similarity import Profile, Tier
from innovatie.grouping import jobs, suggesting
from innovatie.grouping.suggesting import Judged, suggest
from innovatie.search import statistics
from tests import factories

pytestmark = pytest.mark.anyio

DRAFT = ("Sensoren", "Sensoren meten wat er in de stad gebeurt.")
PLANS = {
    "overlaps, far": ("Sensoren in de weg", 0.98, 0.0),
    "related, usual": ("Sensoren aan de brug", 0.40, 0.3),
    "related, near": ("Sensoren in containers", 0.35, 0.7),
    "related, far": ("Sensoren in de sporthal", 0.40, 0.0),
    "below the bound, near": ("Sensoren op het plein", 0.20, 0.7),
}


async def test_of_related_plans_the_nearest_in_meaning_comes_first_and_after_the_surer_tiers(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    statistics.clear()
    told = {}
    for name, (title, chance, near) in PLANS.items():
        idea = await factories.idea(await factories.municipality(), title=title, summary="Sensoren meten iets.")
        await jobs.index_idea(idea)
        told[idea] = (name, chance, near)
    statistics.clear()
    made, judged = await suggesting.judge(*DRAFT)
    assert {one.candidate.idea for one in judged} == set(told)

    async def judge(*_: object, **__: object) -> tuple[Profile, list[Judged]]:
        return made, [
            Judged(msgspec.structs.replace(one.candidate, near=near), chance)
            for one in judged
            for _, chance, near in [told[one.candidate.idea]]
        ]

    monkeypatch.setattr(suggesting, "judge", judge)
    assert [(told[one.idea][0], one.tier) for one in await suggest(*DRAFT)] == [
        ("overlaps, far", Tier.OVERLAP),
        ("related, near", Tier.RELATED),
        ("below the bound, near", Tier.RELATED),
        ("related, usual", Tier.RELATED),
    ]
