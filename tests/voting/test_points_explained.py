"""What a vote's page says of points is about this round, not about the usual one."""

import httpx
import pytest

from tests.voting import scene as scenes

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("seats", "said", "unsaid"),
    [
        (1, "Het plan met de meeste punten gaat door.", "een tweede"),
        (2, "voor een tweede 1/2. De 2 plannen met samen de meeste punten", "derde"),
        (3, "voor een derde 1/3. De 3 plannen met samen de meeste punten", "hooguit 3 finalisten"),
    ],
)
async def test_the_explanation_of_points_follows_the_number_of_finalists_of_the_round(
    client: httpx.AsyncClient, seats: int, said: str, unsaid: str
) -> None:
    scene = await scenes.preselection(zetels=seats)
    page = " ".join((await client.get(f"/stemmen/{scene.code}")).text.split())
    rules = page[page.index("De regels") : page.index("De stemming geldt")]
    assert said in rules and unsaid not in rules
