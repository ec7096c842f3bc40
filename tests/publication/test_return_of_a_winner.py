"""A winner that was withdrawn stands again when two directors say so, within six weeks; one alone never does that."""

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.withdrawn_winners import APPEAL_WITHIN
from innovatie.infra.clock import Clock
from innovatie.insight.my_work.two_directors import second_pair_of_eyes
from innovatie.publication import queries
from tests import factories
from tests.publication.withdrawing import REASON, Made, published
from tests.voting.scene import LATER

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


@pytest.fixture
async def made(clock: Clock) -> Made:
    return await published(clock)


async def test_it_is_taken_back_within_six_weeks_by_two_directors_and_never_by_one(
    made: Made, client: httpx.AsyncClient
) -> None:
    address = (await queries.winner(made.group)).address
    await made.ask()
    await made.drop()
    assert await queries.withdrawal_of(made.group, asked_too=True) is None, "a request is dropped without a word"
    await made.ask()
    await made.confirm()
    with pytest.raises(Conflict, match="niets gevraagd"):
        await made.drop()
    for alone in (made.one, made.two, await factories.vng()):
        with pytest.raises(Conflict, match="Vraag eerst een collega"):
            await made.end(by=alone, seen="")
    with pytest.raises(Invalid):
        await made.ask_return(reason=" ")
    civil_servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.scene.towns[0])
    with pytest.raises(NotAllowed):
        await made.ask_return(by=civil_servant)
    first = await made.ask_return()
    with pytest.raises(Conflict, match="U vroeg hier zelf om"):
        await made.end(by=made.one, seen=first)
    with pytest.raises(NotAllowed):
        await made.end(by=civil_servant, seen=first)
    await made.ask_return(reason="Een heel andere reden.", days=2)
    with pytest.raises(Conflict, match="gewijzigd nadat u haar zag"):
        await made.end(seen=first)
    assert "terugnemen" in {task.kind for task in await second_pair_of_eyes(made.two, LATER)}
    assert "terugnemen" not in {task.kind for task in await second_pair_of_eyes(made.one, LATER)}
    page = (await client.get(address)).text
    assert (REASON in page, "Een heel andere reden." in page) == (True, False), "nothing changes before it is confirmed"
    await made.drop()
    with pytest.raises(Conflict, match="Vraag eerst een collega"):
        await made.end(seen=first)
    with pytest.raises(Conflict, match="De tijd voor bezwaar is voorbij"):
        await made.end(days=APPEAL_WITHIN.days)
    assert "terugnemen" not in {task.kind for task in await second_pair_of_eyes(made.two, LATER + APPEAL_WITHIN)}, (
        "nobody can do it any more"
    )
    await made.end()
    course = (await client.get(f"/rondes/{made.scene.code}")).text
    assert "is toch winnaar: VNG nam het intrekken terug" in course and f"Reden:</span> {REASON}" not in course
    assert REASON not in (await client.get(address)).text
    assert (await client.get(f"/api/v1/winnaars/{made.group}")).json()["redenIntrekken"] == ""


async def test_who_asked_and_directs_no_more_is_no_second_director(made: Made) -> None:
    """The role ended, or the same person goes on under another account: another director asks anew."""
    for ask, confirm in ((made.ask, made.confirm), (made.ask_return, made.end)):
        gone = await factories.vng()
        said = await ask(by=gone)
        await factories.role_over(gone)
        assert {task.kind for task in await second_pair_of_eyes(made.two, LATER)} >= {"opnieuw"}
        with pytest.raises(Conflict, match="geen regisseur van VNG meer"):
            await (confirm() if said is None else made.end(seen=said))
        await made.drop()
        await made.ask() if confirm == made.confirm else None
        await confirm()
