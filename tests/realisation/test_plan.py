"""A winner's plan of realisation: its own municipalities keep it, everybody sees it, owners are reminded."""

from datetime import timedelta

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.vocabulary import MilestoneState, RealisationRole, RiskSize
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.insight.my_work import queries as my_work
from innovatie.realisation import actions, queries
from innovatie.realisation.notifications import remind
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.realisation.scene import TODAY, Made, add, change, subjects, text

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_a_promise_stays_when_the_day_moves_and_moving_it_asks_why(made: Made) -> None:
    number = await add(made)
    later = TODAY + timedelta(days=60)
    with pytest.raises(Invalid) as wrong:
        await change(made, number, 1, expected_on=later)
    assert set(wrong.value.errors) == {"toelichting"}
    await change(made, number, 1, expected_on=later, promised_on=later, note="De leverancier levert later.")
    (kept,) = await queries.milestones(made.group)
    assert (kept.promised_on, kept.expected_on, kept.version) == (TODAY + timedelta(days=30), later, 2)
    with pytest.raises(Conflict, match="intussen"):
        await change(made, number, 1, title="Te laat bewaard")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts_on": TODAY + timedelta(days=40)}, "begin"),
        ({"state": MilestoneState.DONE, "done_on": TODAY}, "bewijs"),
        ({"state": MilestoneState.DONE, "evidence": "Zie de site"}, "klaar_op"),
        ({"state": MilestoneState.DONE, "evidence": "Ja", "done_on": TODAY + timedelta(days=1)}, "klaar_op"),
        ({"done_on": TODAY}, "klaar_op"),
        ({"state": MilestoneState.DROPPED}, "toelichting"),
        ({"town": None}, "eigenaar"),
        ({"organisation": "Een leverancier"}, "eigenaar"),
        ({"person": 1_000_000}, "persoon"),
    ],
)
async def test_a_milestone_that_does_not_hold_together_is_refused(
    made: Made, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        await add(made, **changed)
    assert set(wrong.value.errors) == {field}
    assert await queries.milestones(made.group) == ()


async def test_only_who_makes_it_and_vng_keep_the_plan(made: Made) -> None:
    other = await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    for act in (
        actions.add_milestone(actor=other, group_id=made.group, text=text(made.town), now=NOW),
        actions.set_parts(actor=other, group_id=made.group, parts={}, now=NOW),
        actions.add_risk(
            actor=other,
            group_id=made.group,
            title="Geld",
            measure="",
            chance=RiskSize.LARGE,
            harm=RiskSize.LARGE,
            now=NOW,
        ),
    ):
        with pytest.raises(NotAllowed, match="gemeenten die het maken"):
            await act
    director = await factories.vng()
    number = await actions.add_milestone(actor=director, group_id=made.group, text=text(made.town), now=NOW)
    with pytest.raises(Invalid, match="Controleer"):  # a municipality that has nothing to do with it owes nothing
        await actions.add_milestone(
            actor=director, group_id=made.group, text=text(await factories.municipality()), now=NOW
        )
    await actions.remove_milestone(actor=director, group_id=made.group, number=number, now=NOW)
    with pytest.raises(NotFound):
        await queries.milestone(made.group, number)
    risk = await actions.add_risk(
        actor=made.maker,
        group_id=made.group,
        title="Geld",
        measure="",
        chance=RiskSize.SMALL,
        harm=RiskSize.LARGE,
        now=NOW,
    )
    await actions.close_risk(actor=made.maker, group_id=made.group, number=risk, now=NOW)
    with pytest.raises(NotFound):
        await actions.close_risk(actor=made.maker, group_id=made.group, number=risk, now=NOW)


async def remove(made: Made, number: int, *, days: int = 0) -> None:
    await actions.remove_milestone(actor=made.maker, group_id=made.group, number=number, now=NOW + timedelta(days=days))


async def test_what_is_done_stays_in_the_plan_and_so_does_every_promise(made: Made) -> None:
    """Else a winner that runs late would look as if it were on time."""
    number = await add(made, state=MilestoneState.DONE, done_on=TODAY, evidence="Op de site.")
    with pytest.raises(Conflict, match="klaar en blijft staan"):
        await remove(made, number)
    await change(made, number, 1, state=MilestoneState.PLANNED)
    touched = await add(made)
    await change(made, touched, 1, title="Brief drie keer getest")
    for kept, days in ((number, 0), (touched, 0), (await add(made), 7), (await add(made, promised_on=TODAY), 1)):
        with pytest.raises(Conflict, match="belofte en blijft staan"):
            await remove(made, kept, days=days)
    before = await queries.milestones(made.group)
    await remove(made, await add(made), days=6)
    assert await queries.milestones(made.group) == before


async def test_an_owner_is_reminded_before_and_after_and_then_vng_hears_it(made: Made) -> None:
    second = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.town)
    director = await factories.vng()
    assert made.maker.person_id and second.person_id and director.person_id
    due = TODAY + timedelta(days=30)

    async def reminded() -> list[tuple[int, str]]:
        return [one for one in await subjects() if "eigenaar" not in one[1]]

    number = await add(made, person=second.person_id)
    await remind(now=NOW)
    assert await reminded() == []
    assert await my_work.milestones(made.maker, NOW) == []
    soon = NOW + timedelta(days=17)
    for _ in range(2):
        await remind(now=soon)
    assert await reminded() == [(second.person_id, "Binnenkort klaar? ‘Brief getest’")]
    (task,) = await my_work.milestones(made.maker, soon)
    assert (task.address, task.late) == (f"{made.address}/realisatie/mijlpalen/{number}", False)
    await execute("UPDATE person SET active = false WHERE id = $1", second.person_id)
    await remind(now=NOW + timedelta(days=31))
    assert (await reminded())[1:] == [(made.maker.person_id, "Is ‘Brief getest’ klaar?")]
    await remind(now=NOW + timedelta(days=45))
    assert {person for person, _ in (await reminded())[2:]} == {made.maker.person_id, director.person_id} | set(
        await fetch_values(int, "SELECT person FROM role_grant WHERE role = 'vng-regisseur' AND revoked_at IS NULL")
    )
    await change(made, number, 1, state=MilestoneState.DONE, done_on=TODAY, evidence=f"Klaar voor {due}.")
    before = len(await reminded())
    await remind(now=NOW + timedelta(days=80))
    assert len(await reminded()) == before
    assert await my_work.milestones(made.maker, NOW + timedelta(days=80)) == []


async def test_everybody_sees_how_far_it_is_and_only_makers_see_risks_and_forms(
    made: Made, client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    today = dutch_day(clock.now())
    base = f"{made.address}/realisatie"
    empty = await client.get(base)
    assert "Er staan nog geen mijlpalen" in empty.text and "Voeg een mijlpaal toe" not in empty.text
    assert (await client.get(f"{base}/mijlpalen/nieuw")).status_code == 303  # to the sign-in page
    assert made.maker.person_id
    await sign_in(client, made.maker.person_id)
    sent = {
        "titel": "Brief <b>getest</b>", "begin": str(today - timedelta(days=50)), "beloofd": str(today - timedelta(days=3)),
        "stand": "bezig", "eigenaar": str(made.town),
    }  # fmt: skip
    refused = await client.post(f"{base}/mijlpalen/nieuw", data=sent | {"eigenaar": "anders"})
    assert refused.status_code == 422
    assert "Kies één eigenaar" in refused.text and "Brief &lt;b&gt;getest" in refused.text
    assert (await client.post(f"{base}/mijlpalen/nieuw", data=sent)).status_code == 303
    number = await fetch_value("SELECT max(id) FROM realisation_milestone")
    stale = sent | {"versie": "7", "stand": "bezig", "toelichting": "Mijn tekst"}
    answer = await client.post(f"{base}/mijlpalen/{number}", data=stale)
    assert answer.status_code == 409 and "Mijn tekst" in answer.text and "Dit bewaarde een ander" in answer.text
    names = {f"naam-{role}": "" for role in RealisationRole} | {
        "naam-opdrachtgever": "J. Jansen",
        "naam-eigenaar": "j jansen",
    }
    page = html.fromstring((await client.get(f"{base}/rollen")).text)
    names["stand"] = page.xpath("string(//input[@name='stand']/@value)")
    assert (await client.post(f"{base}/rollen", data=names)).status_code == 303
    late = await client.post(f"{base}/rollen", data=names | {"naam-opdrachtgever": "K. Klaassen"})  # a second tab
    assert late.status_code == 409 and "J. Jansen" in late.text and 'value="K. Klaassen"' in late.text
    assert await fetch_value("SELECT name FROM realisation_part WHERE role = 'opdrachtgever'") == "J. Jansen"
    names["stand"] = html.fromstring(late.text).xpath("string(//input[@name='stand']/@value)")
    assert (await client.post(f"{base}/rollen", data=names)).status_code == 303, "having compared, one saves again"
    risk = {"risico": "Te weinig geld", "kans": "groot", "schade": "groot"}
    assert (await client.post(f"{base}/risicos/nieuw", data=risk | {"kans": "reusachtig"})).status_code == 422
    assert (await client.post(f"{base}/risicos/nieuw", data=risk)).status_code == 303
    mine = (await client.get(base)).text
    assert "Te weinig geld" in mine and "J. Jansen</strong> is opdrachtgever en eigenaar" in mine
    client.cookies.clear()
    seen = (await client.get(base)).text
    assert "3 dagen te laat" in seen and "0 van 1 mijlpaal is klaar. 1 loopt achter." in seen
    assert "Te weinig geld" not in seen and f"/mijlpalen/{number}" not in seen
    piece = await client.get(base, headers={"HX-Request": "true"})
    assert "<html" not in piece.text and "0 van 1 mijlpaal is klaar." in piece.text
    assert f'hx-get="{base}"' in (await client.get(made.address)).text
    file = await client.get(f"{made.address}/realisatie.ics")
    assert file.headers["content-type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{today - timedelta(days=3):%Y%m%d}" in file.text


async def test_a_group_that_won_nothing_has_no_plan(client: httpx.AsyncClient, made: Made) -> None:
    assert (await client.get("/winnaars/999999-x/realisatie")).status_code == 404
    with pytest.raises(NotFound):
        await actions.add_milestone(actor=made.maker, group_id=999_999, text=text(made.town), now=NOW)
