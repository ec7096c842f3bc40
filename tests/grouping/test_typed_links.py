"""Links between groups say what they mean, are read from both sides, and are VNG's to lay."""

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import Invalid, NotAllowed
from innovatie.grouping import actions
from innovatie.infra.database import fetch_value
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def group(title: str) -> int:
    idea = await factories.idea(await factories.municipality(), title=title, summary=title)
    found: int = await actions.found_group(actor=SYSTEM, idea_id=idea, now=NOW)
    return found


@pytest.mark.parametrize(
    ("kind", "outward", "inward"),
    [
        ("deel van", "Is deel van", "Heeft als deel"),
        ("bouwt voort op", "Bouwt voort op", "Is de basis voor"),
        ("vervangt", "Vervangt", "Is vervangen door"),
    ],
)
async def test_a_link_is_laid_by_form_and_read_from_both_sides(
    client: httpx.AsyncClient, sign_in: SignIn, kind: str, outward: str, inward: str
) -> None:
    one, other = await group("Meldingen indelen"), await group("Meldingen doorzetten")
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    for _ in range(2):
        answer = await client.post(f"/groepen/{one}/verbinden", data={"soort": kind, "ander": str(other)})
        assert answer.status_code == 303
    assert await fetch_value("SELECT count(*) FROM group_link") == 1
    here = (await client.get(f"/groepen/{one}", follow_redirects=True)).text
    there = (await client.get(f"/groepen/{other}", follow_redirects=True)).text
    assert f'{outward} <a href="/groepen/{other}">Meldingen doorzetten</a>' in here
    assert f'{inward} <a href="/groepen/{one}">Meldingen indelen</a>' in there


async def test_only_vng_links_and_never_a_group_to_itself(db: asyncpg.Connection) -> None:
    one, other = await group("Meldingen indelen"), await group("Meldingen doorzetten")
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    with pytest.raises(NotAllowed):
        await actions.link_groups(actor=servant, group_id=one, other_id=other, kind="vervangt", now=NOW)
    for wrong in ({"other_id": one, "kind": "vervangt"}, {"other_id": other, "kind": "lijkt op"}):
        with pytest.raises(Invalid):
            await actions.link_groups(actor=await factories.vng(), group_id=one, now=NOW, **wrong)  # type: ignore[arg-type]
