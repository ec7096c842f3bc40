"""What a partnership says for all its members is the same as each of them saying it, whatever was said before."""

from datetime import date, timedelta

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innovatie.adoption import actions
from innovatie.adoption.queries.histories import statuses
from innovatie.adoption.queries.solutions import counts_of
from innovatie.domain.adoption_states import Stage, Status
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import Invalid
from innovatie.infra.database import execute, transaction
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.anyio
STAGES = st.sampled_from([stage for stage in Stage if stage is not Stage.DECLINED])
DAYS = st.integers(1, 900).map(lambda days: TODAY - timedelta(days=days))
SAID = st.tuples(st.integers(0, 2), STAGES, DAYS)


class Undo(Exception):
    """Leaves a transaction without a trace."""


async def solution() -> int:
    return await actions.follow(actor=SYSTEM, title="Kaart", summary="", theme="", now=NOW)


async def say(number: int, town: int, stage: Stage, on: date) -> bool:
    """Whether the statement could be made."""
    try:
        await actions.report(actor=SYSTEM, solution_id=number, municipality_id=town, stage=stage, on=on, now=NOW)
    except Invalid:
        return False
    return True


def without_source(found: dict[int, Status]) -> dict[int, tuple[Stage, date, date | None]]:
    return {town: (one.stage, one.since, one.first_used) for town, one in found.items()}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(earlier=st.lists(SAID, max_size=5), stage=STAGES, on=DAYS)
async def test_a_partnership_speaks_for_its_members_as_they_would_themselves(
    db: asyncpg.Connection, earlier: list[tuple[int, Stage, date]], stage: Stage, on: date
) -> None:
    with pytest.raises(Undo):
        async with transaction():
            members = [await factories.municipality() for _ in range(3)]
            kring = await factories.partnership(*members)
            speaker = await factories.actor(Role.KRING_REPRESENTATIVE, partnership_id=kring)
            together, apart = await solution(), await solution()
            for who, before, day in earlier:
                for number in (together, apart):
                    await say(number, members[who], before, day)
            try:
                await actions.report_for_partnership(
                    actor=speaker, partnership_id=kring, solution_id=together, stage=stage, on=on, now=NOW
                )
                went = True
            except Invalid:
                went = False
            alone = []
            async with transaction():
                for member in members:
                    alone.append(await say(apart, member, stage, on))
            assert went is all(alone)
            if went:
                said, kept = await statuses(together, on=TODAY), await statuses(apart, on=TODAY)
                assert without_source(dict(said)) == without_source(dict(kept))
                counts = await counts_of(together, "Kaart", today=TODAY)
                assert sum(counts.by_stage.values()) == len(said)
                await execute("UPDATE partnership_member SET ends = $1", TODAY - timedelta(days=1))
                assert await statuses(together, on=TODAY) == said
            raise Undo
