"""Whom a round waits for, by phase, and the dated steps that VNG takes; nobody else sees or takes them."""

import csv
import io
from datetime import timedelta

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.escalation import EscalationRung as Rung
from innovatie.domain.escalation import Lack
from innovatie.domain.phases import Phase
from innovatie.infra.database import execute, fetch_values
from innovatie.insight.directing.escalating import escalate
from innovatie.insight.directing.waiting import Waiting, waiting_in
from innovatie.rounds.queries import round_by_id
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW, TODAY
from tests.publication.test_finalists_are_asked import finalist
from tests.review import world as worlds

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def waiting(round_id: int, *towns: int) -> dict[int, Waiting]:
    found = await waiting_in(await round_by_id(round_id, now=NOW), now=NOW)
    return {one.id: one for one in found if one.id in towns}


async def test_while_plans_come_in_each_municipality_is_told_apart_by_what_it_lacks() -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    entered, joined, free, draft, nothing = [await factories.municipality() for _ in range(5)]
    plan = await factories.idea(entered, round=round_id)
    await execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at) VALUES ($1, $2, 'aangehaakt', $3)",
        plan,
        joined,
        NOW,
    )
    await factories.idea(free, title="Los plan")
    await factories.idea(draft, title="Half plan", state="concept")
    found = await waiting(round_id, entered, joined, free, draft, nothing)
    assert {town: (one.lack, one.detail) for town, one in found.items()} == {
        free: (Lack.NOT_ENTERED, "Los plan"),
        draft: (Lack.STOPPED, ""),  # a draft is its municipality's alone
        nothing: (Lack.NO_PLAN, ""),
    }


async def test_a_finalist_who_wrote_nothing_and_a_municipality_without_voter_are_waited_for() -> None:
    town, other = await factories.municipality(), await factories.municipality()
    developing = await factories.round_in(Phase.DEVELOP)
    group = await finalist(town, "Tegels", developing, 0)
    assert [(one.lack, one.detail) for one in (await waiting(developing, town, other)).values()] == [
        (Lack.NOT_ELABORATED, "Tegels")
    ]
    await execute(
        "INSERT INTO elaboration (round, \"group\", version, content, saved_at) VALUES ($1, $2, 1, '{}', $3)",
        developing,
        group,
        NOW,
    )
    assert await waiting(developing, town, other) == {}
    voting = await factories.round_in(Phase.VOTE)
    await factories.person(Role.VOTER, municipality_id=town)
    assert {n: one.lack for n, one in (await waiting(voting, town, other)).items()} == {other: Lack.NO_VOTER}
    assert await waiting(await factories.round_in(Phase.RESULT), town, other) == {}


async def test_a_late_review_is_waited_for_where_the_reviewer_has_a_role_today() -> None:
    made = await worlds.world(groups=2, reviewers=6)
    await worlds.sent(made)
    await execute(
        "UPDATE assignment SET due = $1, assigned_at = $1 WHERE round = $2", NOW - timedelta(days=1), made.round
    )
    late = await fetch_values(
        int, "SELECT DISTINCT r.municipality FROM assignment a JOIN reviewer r ON r.id = a.reviewer"
    )
    assert late and {one.lack for one in (await waiting(made.round, *late)).values()} == {Lack.REVIEW}
    gone = TODAY - timedelta(days=1)
    await execute("UPDATE role_grant SET starts = $1, ends = $1", gone)
    assert await waiting(made.round, *late) == {}


async def told(round_id: int) -> list[int]:
    return await fetch_values(
        int, "SELECT person FROM notice WHERE once_key LIKE $1 ORDER BY id", f"achterna {round_id} %"
    )


async def test_each_step_reaches_other_people_and_is_dated() -> None:
    round_id, director = await factories.round_in(Phase.SUBMIT), await factories.vng()
    town = await factories.municipality()
    kring = await factories.partnership(town)
    servant = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    chief = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town)
    of_kring = await factories.person(Role.KRING_REPRESENTATIVE, partnership_id=kring)

    async def step(rung: Rung, text: str = "") -> list[int]:
        before = len(await told(round_id))
        await escalate(actor=director, round_id=round_id, municipalities=[town], rung=rung, text=text, now=NOW)
        return (await told(round_id))[before:]

    assert set(await step(Rung.REMINDER)) == {servant, chief}
    assert await step(Rung.SECOND_CONTACT, "Kunt u ons helpen?") == [chief]
    with pytest.raises(Invalid, match="Controleer"):
        await step(Rung.CALLED)
    assert await step(Rung.CALLED, "Met de griffier: volgende week.") == []
    assert await step(Rung.KRING) == [of_kring]
    assert director.person_id in await step(Rung.DIRECTOR)
    one = (await waiting(round_id, town))[town]
    assert [(s.rung, s.note) for s in one.steps][1:3] == [
        (Rung.SECOND_CONTACT, "Kunt u ons helpen?"), (Rung.CALLED, "Met de griffier: volgende week."),
    ]  # fmt: skip
    assert (one.following, one.due) == (None, False)


async def test_a_step_that_is_sent_twice_reaches_nobody_twice() -> None:
    round_id, director = await factories.round_in(Phase.SUBMIT), await factories.vng()
    first, second = await factories.municipality(), await factories.municipality()
    people = [await factories.person(Role.CIVIL_SERVANT, municipality_id=town) for town in (first, second)]

    async def remind(*towns: int, seen: int) -> tuple[int, int]:
        taken = await escalate(
            actor=director, round_id=round_id, municipalities=towns, rung=Rung.REMINDER, text="", seen=seen, now=NOW
        )
        return taken.municipalities, taken.people

    assert await remind(first, seen=0) == (1, 1)
    with pytest.raises(Conflict, match="intussen al genomen"):
        await remind(first, seen=0)
    assert await remind(first, second, seen=0) == (1, 1), "only who did not get it yet"
    assert await told(round_id) == people
    newest = max(step.id for one in (await waiting(round_id, first, second)).values() for step in one.steps)
    await execute("UPDATE notice SET once_key = once_key || ' eerder' WHERE person = ANY($1)", people)
    assert await remind(first, second, seen=newest) == (2, 2), "who has seen the former step may take it again"


async def test_who_is_outside_hears_once_of_all_municipalities_and_nothing_of_a_draft() -> None:
    round_id, director = await factories.round_in(Phase.SUBMIT), await factories.vng()
    towns = [await factories.municipality(name) for name in ("Stilburg", "Zwijgdam", "Traagveen")]
    kring = await factories.partnership(*towns[:2])
    of_kring = await factories.person(Role.KRING_REPRESENTATIVE, partnership_id=kring)
    await factories.idea(towns[0], title="Geheim half plan", state="concept")

    async def bodies(rung: Rung, person: int | None) -> list[str]:
        await escalate(actor=director, round_id=round_id, municipalities=towns, rung=rung, text="", now=NOW)
        return await fetch_values(str, "SELECT body FROM notice WHERE person = $1 ORDER BY id", person)

    (to_kring,) = await bodies(Rung.KRING, of_kring)
    assert "- Stilburg: Halverwege" in to_kring and "- Zwijgdam: Nog geen plan" in to_kring
    assert "Traagveen" not in to_kring and "Geheim half plan" not in to_kring and "Uw gemeente" not in to_kring
    (to_director,) = await bodies(Rung.DIRECTOR, director.person_id)
    assert [name in to_director for name in ("Stilburg", "Zwijgdam", "Traagveen")] == [True] * 3
    assert "Geheim half plan" not in to_director and "Uw gemeente" not in to_director


async def test_who_reacted_meanwhile_hears_nothing_and_only_vng_goes_after_anybody() -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    town = await factories.municipality()
    await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await factories.idea(town, round=round_id)
    with pytest.raises(Conflict, match="intussen gereageerd"):
        await escalate(
            actor=await factories.vng(), round_id=round_id, municipalities=[town], rung=Rung.REMINDER, text="", now=NOW
        )
    with pytest.raises(NotAllowed):
        await escalate(
            actor=await factories.actor(Role.CIVIL_SERVANT, municipality_id=town),
            round_id=round_id,
            municipalities=[town],
            rung=Rung.REMINDER,
            text="",
            now=NOW,
        )
    assert await told(round_id) == []


async def test_the_page_shows_the_message_first_and_the_telephone_list_names_whom_to_call(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    town, empty = await factories.municipality("Zwijgstad"), await factories.municipality("Leegdorp")
    servant = await factories.person(Role.CIVIL_SERVANT, municipality_id=town, name="=Jan Zwijger")
    (code,) = await fetch_values(str, "SELECT code FROM round WHERE id = $1", round_id)
    base = f"/vng/rondes/{code}/wie-nog-niet"
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert f'value="{town}"' in (await client.get(base)).text
    assert "Kies ten minste één gemeente" in (await client.post(base, data={"stap": "herinnering"})).text
    both = {"gemeenten": [str(town), str(empty)], "stap": "herinnering"}
    look = await client.post(base, data=both | {"actie": "bekijken"})
    assert "Verstuur aan 1 mens" in look.text and "Hier is niemand om te berichten" in look.text
    everybody = await client.post(base, data={"alle": "geen-plan", "stap": "herinnering", "actie": "bekijken"})
    assert [f'name="gemeenten" value="{one}"' in everybody.text for one in (town, empty)] == [True, True]
    assert await told(round_id) == []
    assert (await client.post(base, data=both)).status_code == 303
    again = await client.post(base, data=both)  # the back button, and the form once more
    assert (again.status_code, "intussen al genomen" in again.text) == (409, True)
    assert await told(round_id) == [servant]
    await execute("UPDATE escalation_step SET taken_at = taken_at - $1::interval", timedelta(days=6))
    assert "Bij 2 is het tijd voor een volgende stap" in (await client.get(base)).text
    file = await client.get(f"{base}/bellijst.csv")
    rows = {
        row["gemeente"]: row for row in csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";")
    }
    assert rows["Zwijgstad"]["naam"] == "'=Jan Zwijger", "no spreadsheet takes a name for a formula"
    assert rows["Leegdorp"]["naam"] == "" and rows["Leegdorp"]["stappen"].startswith("herinnering ")
