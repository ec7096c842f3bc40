"""Indicators: finalists promise, who uses the solution measures, everybody compares, a council gets it on paper."""

from datetime import timedelta

import httpx
import pytest

from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from innovatie.domain.indicators import MOST, Better, Side
from innovatie.domain.phases import Phase
from innovatie.indicators import actions, queries
from innovatie.indicators.actions import IndicatorText
from innovatie.infra.database import execute, fetch_exactly, fetch_values
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.publication.test_finalists_are_asked import finalist

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

HOURS = IndicatorText("Uren aan lakken", "uren", Side.BENEFIT, Better.LOWER, 100, "Tel een week, keer 46.")


async def solution(maker: int, group: int | None = None) -> int:
    return await fetch_exactly(
        int,
        "INSERT INTO solution (title, summary, maker, grp, followed_at) VALUES ('Lakhulp', '', $1, $2, $3) RETURNING id",
        maker,
        group,
        NOW,
    )


async def user(solution_id: int, *, since: int = 2024) -> Actor:
    """Somebody of a municipality that uses the solution."""
    town = await factories.municipality()
    await execute(
        "INSERT INTO adoption_status (solution, municipality, stage, since, confirmed_on, source, first_used)"
        " VALUES ($1, $2, 'in_gebruik', make_date($3, 3, 1), make_date($3, 3, 1), 'gemeld', make_date($3, 3, 1))",
        solution_id,
        town,
        since,
    )
    return await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)


async def measured(actor: Actor, solution_id: int, indicator: int, value: float, *, year: int = 2025) -> None:
    await actions.measure(
        actor=actor,
        solution_id=solution_id,
        municipality_id=actor.municipality_id or 0,
        year=year,
        values={indicator: value},
        now=NOW,
    )


async def test_finalists_promise_while_they_elaborate_and_the_promise_goes_along_to_the_solution() -> None:
    round_id = await factories.round_in(Phase.DEVELOP)
    town = await factories.municipality()
    group = await finalist(town, "Lakhulp", round_id, 0)
    writer = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    stranger = await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())

    async def choose(actor: Actor, text: IndicatorText = HOURS) -> int:
        return await actions.choose_for_finalist(actor=actor, round_id=round_id, group_id=group, text=text, now=NOW)

    with pytest.raises(NotAllowed):
        await choose(stranger)
    number = await choose(writer)
    spare = await choose(writer)
    with pytest.raises(NotFound):
        await actions.drop_of_finalist(actor=writer, round_id=round_id, group_id=group, number=99_999_999, now=NOW)
    await actions.drop_of_finalist(actor=writer, round_id=round_id, group_id=group, number=spare, now=NOW)
    with pytest.raises(Invalid) as wrong:
        await choose(writer, IndicatorText(" ", "", Side.COST, Better.LOWER, -1))
    assert set(wrong.value.errors) == {"titel", "eenheid", "belofte"}
    for _ in range(MOST - 1):
        await choose(writer)
    with pytest.raises(Invalid):
        await choose(writer)
    await execute("UPDATE round SET phase = 'stemmen' WHERE id = $1", round_id)
    await execute("UPDATE phase_window SET closed_at = $1 WHERE round = $2 AND phase = 'uitwerken'", NOW, round_id)
    with pytest.raises(DomainError):
        await choose(writer)
    assert number in [one.id for one in await queries.of_solution(await solution(town, group))]


async def test_only_who_uses_a_solution_measures_and_only_in_years_that_were() -> None:
    town = await factories.municipality()
    maker = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    made, other = await solution(town), await solution(town)
    number = await actions.choose_for_solution(actor=maker, solution_id=made, text=HOURS, now=NOW)
    using, stranger = (
        await user(made),
        await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality()),
    )
    with pytest.raises(NotAllowed):
        await actions.choose_for_solution(actor=using, solution_id=made, text=HOURS, now=NOW)
    with pytest.raises(NotAllowed, match="die deze oplossing gebruikt"):
        await measured(stranger, made, number, 90)
    for year in (2023, NOW.year + 1):
        with pytest.raises(Invalid):
            await measured(using, made, number, 90, year=year)
    with pytest.raises(Invalid):
        await measured(using, made, number, -1)
    with pytest.raises(Invalid):
        await measured(await user(other), other, number, 90)
    for value in (90, 80):
        await measured(using, made, number, value)
    assert [one.value for one in await queries.values(made)] == [80]
    with pytest.raises(Conflict, match="al gemeten"):
        await actions.drop_of_solution(actor=maker, solution_id=made, number=number, now=NOW)


async def test_a_middle_is_shown_from_five_municipalities_on_with_the_report_and_the_open_data(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    town = await factories.municipality("Makersdorp")
    maker = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    made = await solution(town)
    await sign_in(client, maker.person_id or 0)
    base = f"/overname/{made}-lakhulp"
    sent = {"titel": "Uren <b>lakken", "eenheid": "uren", "kant": "baten", "beter": "lager", "belofte": "veel"}
    refused = await client.post(f"{base}/indicatoren/nieuw", data=sent)
    assert refused.status_code == 422 and "Uren &lt;b&gt;lakken" in refused.text and 'value="veel"' in refused.text
    assert (await client.post(f"{base}/indicatoren/nieuw", data=sent | {"belofte": "100,5"})).status_code == 303
    (chosen,) = await queries.of_solution(made)
    users = [await user(made) for _ in range(5)]
    for place, actor in enumerate(users[:4]):
        await measured(actor, made, chosen.id, 80 + 10 * place)
    client.cookies.clear()
    few = (await client.get(f"{base}/indicatoren")).text
    assert "4 van ten minste 5 gemeenten" in few and "midden 9" not in few
    await sign_in(client, users[4].person_id or 0)
    form = await client.get(f"{base}/indicatoren/meten?jaar=2025")
    assert '<input type="hidden" name="jaar" value="2025">' in form.text, "numbers of a year never slip into another"
    assert "Uren &lt;b&gt;lakken (uren)" in form.text
    values = {"jaar": "2025", f"waarde-{chosen.id}": "120"}
    assert (await client.post(f"{base}/indicatoren/meten", data=values | {"jaar": "1999"})).status_code == 422
    empty = await client.post(f"{base}/indicatoren/meten", data=values | {f"waarde-{chosen.id}": ""})
    assert empty.status_code == 422 and "ten minste één getal" in empty.text
    assert (await client.post(f"{base}/indicatoren/meten", data=values)).status_code == 303
    client.cookies.clear()
    enough = (await client.get(f"{base}/indicatoren")).text
    assert "midden 100, de helft tussen 90 en 110. 3 van 5 gemeenten haalden de belofte." in enough
    piece = await client.get(f"{base}/indicatoren", headers={"HX-Request": "true"})
    assert "<html" not in piece.text and "3 van 5 gemeenten" in piece.text
    code = await fetch_exactly(str, "SELECT code FROM municipality WHERE id = $1", users[4].municipality_id)
    for asked in ("", f"?gemeente={code}"):
        paper = await client.get(f"{base}/raadsrapport.pdf{asked}")
        assert paper.content.startswith(b"%PDF-") and paper.headers["content-type"] == "application/pdf"
    assert (await client.get(f"{base}/raadsrapport.pdf?gemeente=GM9999")).status_code == 404
    listed = (await client.get(f"/api/v1/metingen?oplossing={made}")).json()["resultaten"]
    assert sorted(one["waarde"] for one in listed) == [80, 90, 100, 110, 120]
    (promise,) = (await client.get(f"/api/v1/indicatoren?oplossing={made}")).json()["resultaten"]
    for one in (*listed, promise):
        assert (await client.get(one["href"])).json() == one
    assert (promise["titel"], promise["belofte"], promise["beter"]) == ("Uren <b>lakken", 100.5, "lager")


async def test_from_february_who_did_not_measure_last_year_is_asked_once() -> None:
    town = await factories.municipality()
    made = await solution(town)
    maker = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    silent, spoke, later = await user(made), await user(made), await user(made, since=NOW.year + 1)
    assert later.person_id
    assert await actions.remind(now=NOW.replace(year=NOW.year + 1, month=3)) == 0, "nothing is measured of it"
    number = await actions.choose_for_solution(actor=maker, solution_id=made, text=HOURS, now=NOW)
    await measured(spoke, made, number, 90, year=NOW.year)
    assert await actions.remind(now=NOW.replace(year=NOW.year + 1, month=1)) == 0
    for told in (1, 0):
        assert await actions.remind(now=NOW.replace(year=NOW.year + 1, month=3) + timedelta(days=1)) == told
    assert await fetch_values(int, "SELECT person FROM notice WHERE once_key LIKE 'indicatoren %'") == [
        silent.person_id
    ]
