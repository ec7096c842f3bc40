"""For tests of realisation."""

import pytest

from innovatie.domain.authority import Role
from innovatie.domain.phases import Phase
from innovatie.infra.database import execute
from tests import factories
from tests.factories import NOW
from tests.publication.test_finalists_are_asked import finalist
from tests.realisation.scene import Made


@pytest.fixture
async def made() -> Made:
    """A winner of one municipality, with one civil servant there."""
    town = await factories.municipality("Almelo aan Zee")
    maker = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    round_id = await factories.round_in(Phase.ADOPT)
    group = await finalist(town, "Eén brief", round_id, 0)
    await execute(
        'INSERT INTO winner (round, "group", place, title, reasons, next_step, published_at)'
        " VALUES ($1, $2, 1, 'Eén brief', 'Omdat.', '', $3)",
        round_id,
        group,
        NOW,
    )
    return Made(group, town, maker, f"/winnaars/{group}-een-brief")
