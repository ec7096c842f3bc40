"""Who keeps an agreement when its penvoerder leaves, who of the makers sees it, and what the leaver is asked to arrange."""

from datetime import datetime, timedelta

import httpx
import pytest
from lxml import html

from innovatie.agreements import actions, queries
from innovatie.agreements.actions import TaskText
from innovatie.agreements.rights import is_party, may_keep
from innovatie.domain.agreement_words import PartyRole
from innovatie.domain.agreements import STILL_TOLD
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.infra.database import execute, fetch_values
from innovatie.insight.my_work import queries as my_work
from tests import factories
from tests.agreements.scene import Made
from tests.conftest import SignIn
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

LAST = TODAY + timedelta(days=200)
AFTER = NOW + timedelta(days=201)


async def leave(made: Made, party: int = 0) -> None:
    await actions.leave(
        actor=made.keeper, number=made.number, party_id=made.parties[party], notice_on=TODAY, leaves_on=LAST, now=NOW
    )


async def hand_over(made: Made, heir: int, *, by: Actor | None = None, now: datetime = NOW) -> None:
    await actions.hand_over(
        actor=by or made.keeper, number=made.number, party_id=made.parties[0], heir=made.parties[heir], now=now
    )


async def heard(who: Actor) -> list[str]:
    """What somebody was told, but for the leaving itself."""
    return await fetch_values(
        str,
        "SELECT subject FROM notice WHERE person = $1 AND once_key NOT LIKE 'vertrek %' ORDER BY id",
        who.person_id,
    )


async def test_who_gets_a_task_of_an_agreement_that_others_see_hears_it(made: Made) -> None:
    keeper, mine, theirs = made.keeper, *made.parties[:2]

    async def give(party: int, version: int) -> None:
        text = TaskText("Het loket", party)
        if version == 0:
            await actions.add_task(actor=keeper, number=made.number, text=text, now=NOW)
            return
        (one,) = await queries.tasks(made.number)
        await actions.change_task(
            actor=keeper, number=made.number, task_id=one.id, version=version, text=text, now=NOW + timedelta(version)
        )

    await give(theirs, 0)
    assert await heard(made.other) == [], "a draft binds nobody"
    await actions.show_agreement(actor=keeper, number=made.number, now=NOW)
    for version, party in enumerate((mine, theirs, theirs), start=1):
        await give(party, version)
    assert await heard(made.other) == ["Uw gemeente doet nu: ‘Het loket’"]
    assert await heard(keeper) == [], "it wrote that down itself"


async def test_the_role_of_a_penvoerder_who_leaves_goes_to_a_municipality_that_stays(
    made: Made, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    found = await queries.agreement(made.number)
    with pytest.raises(Conflict, match="vertrekt"):
        await hand_over(made, 1)
    await leave(made)
    with pytest.raises(Invalid):
        await hand_over(made, 2)  # a company keeps no agreement
    with pytest.raises(NotAllowed):
        await hand_over(made, 1, by=made.other)
    (task,) = await my_work.departures(made.keeper, NOW)
    assert (task.address, task.late) == (f"{made.base}/partijen/{made.parties[0]}/regelen", False)
    assert [one.late for one in await my_work.departures(made.keeper, AFTER)] == [True]
    assert await my_work.departures(made.other, NOW) == []

    assert made.keeper.person_id is not None
    await sign_in(client, made.keeper.person_id)
    page = html.fromstring((await client.get(task.address)).text)
    assert page.xpath("//select[@name='opvolger']/option/text()") == ["Bergdorp"]
    sent = {"opvolger": str(made.parties[1])}
    assert (await client.post(f"{made.base}/partijen/{made.parties[0]}/rol", data=sent)).status_code == 303
    assert html.fromstring((await client.get(task.address)).text).xpath("//select[@name='opvolger']") == []

    roles = {one.id: one.role for one in await queries.parties(made.number)}
    assert roles[made.parties[1]] is PartyRole.SECRETARY
    assert await heard(made.other) == ["Uw gemeente is nu penvoerder van ‘Convenant brievenhulp’"]
    assert await heard(made.stranger) == []
    assert await my_work.departures(made.keeper, NOW) == []
    for keeps, day in ((True, LAST), (False, LAST + timedelta(days=1))):
        assert await may_keep(made.keeper, found, today=day) is keeps
    assert await may_keep(made.other, found, today=LAST + timedelta(days=1))


async def test_who_left_hands_no_role_over_any_more_and_nobody_loses_the_role_it_has(made: Made) -> None:
    maker = await factories.municipality()
    await execute("UPDATE solution SET maker = $2 WHERE id = $1", made.solution, maker)
    await leave(made)
    await execute("UPDATE agreement_party SET role = 'opdrachtgever' WHERE id = $1", made.parties[1])
    with pytest.raises(Invalid):
        await hand_over(made, 1)
    await execute("UPDATE agreement_party SET role = 'deelnemer' WHERE id = $1", made.parties[1])
    with pytest.raises(NotAllowed):
        await hand_over(made, 1, now=AFTER + timedelta(days=100))
    await hand_over(made, 1, now=AFTER)


async def test_who_left_reads_what_the_parties_agree_while_it_arranges_its_leaving_and_no_longer(made: Made) -> None:
    """Tasks and files of years later were shown to whoever was party once."""
    found = await queries.agreement(made.number)
    await leave(made, 1)
    for day, reads in ((LAST, True), (LAST + STILL_TOLD, True), (LAST + STILL_TOLD + timedelta(days=2), False)):
        assert await is_party(made.other, found, today=day) is reads


async def test_once_nobody_keeps_it_the_makers_of_the_solution_do(made: Made) -> None:
    found = await queries.agreement(made.number)
    await leave(made)
    assert await may_keep(made.keeper, found, today=LAST + timedelta(days=1)), "it made the solution"
    assert not await may_keep(made.other, found, today=LAST + timedelta(days=1))


async def test_a_maker_that_is_no_party_neither_keeps_nor_reads_what_the_parties_agreed(made: Made) -> None:
    maker = await factories.municipality()
    await execute("UPDATE solution SET maker = $2 WHERE id = $1", made.solution, maker)
    stranger = await factories.actor(Role.CIVIL_SERVANT, municipality_id=maker)
    found = await queries.agreement(made.number)
    assert not await may_keep(stranger, found, today=TODAY)
    assert not await is_party(stranger, found, today=TODAY)
    assert await may_keep(made.keeper, found, today=TODAY), "it is penvoerder"
    with pytest.raises(NotAllowed):
        await actions.leave(
            actor=stranger, number=made.number, party_id=made.parties[1], notice_on=TODAY, leaves_on=LAST, now=NOW
        )
