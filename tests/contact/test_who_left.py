"""Who left a municipality speaks no more in its name and hears no more of it; who works for one does not judge for VNG."""

import asyncpg
import httpx
import pytest

from innovatie.contact import actions
from innovatie.contact.queries import conversation
from innovatie.domain.authority import Role
from innovatie.infra.database import execute, fetch_exactly
from tests import factories
from tests.conftest import SignIn
from tests.contact.test_messages import LATER, asked, civil_servant, plan_of, told
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.anyio


async def test_a_director_who_works_for_one_of_both_municipalities_does_not_decide_either(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author, asker, other = await civil_servant("Zandstad"), await civil_servant("Duindorp"), await factories.vng()
    number = await asked(asker, await plan_of(author))
    (written,) = (await conversation(number))[1]
    await actions.report_message(actor=author, message_id=written.id, reason="Dit hindert.", now=NOW)
    case = await fetch_exactly(int, "SELECT id FROM message_report")
    for town in (author.municipality_id, asker.municipality_id):
        both = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
        await execute(
            "INSERT INTO role_grant (person, role, starts, granted_at, reason) VALUES ($1, $2, $3, $4, '')",
            both, Role.VNG_DIRECTOR, TODAY, NOW,
        )  # fmt: skip
        await sign_in(client, both)
        page = (await client.get("/vng/meldingen")).text
        assert ('action="/vng/meldingen/' in page, "een van beide gemeenten" in page) == (False, True)
        refused = await client.post(f"/vng/meldingen/{case}", data={"besluit": "verbergen", "reden": "Zo."})
        assert refused.status_code == 403
    await actions.decide(actor=other, report_id=case, hide=False, reason="Niets mis.", now=LATER)


async def test_who_left_a_municipality_writes_no_more_in_a_conversation_begun_for_it(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author, asker, heir = [await civil_servant(town) for town in ("Zandstad", "Duindorp", "Elders")]
    number = await asked(asker, await plan_of(author))
    where, from_town = f"/gesprekken/{number}", asker.municipality_id
    await execute("UPDATE role_grant SET municipality = $1 WHERE person = $2", heir.municipality_id, asker.person_id)
    await sign_in(client, asker.person_id or 0)
    page = await client.get(where)
    assert (page.status_code, "<textarea" in page.text, "waarvoor u niet meer werkt" in page.text) == (200, False, True)
    assert (await client.post(where, data={"bericht": "Namens Duindorp: nee."})).status_code == 403
    assert len((await conversation(number))[1]) == 1
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, '2026-01-01')",
        from_town,
        heir.municipality_id,
    )
    assert (await client.post(where, data={"bericht": "Als erfgenaam: ja."})).status_code == 303


async def test_who_answered_for_a_municipality_and_left_it_hears_no_more_of_it(db: asyncpg.Connection) -> None:
    author, asker, elsewhere = [await civil_servant(town) for town in ("Zandstad", "Duindorp", "Elders")]
    colleague = await factories.actor(Role.VOTER, municipality_id=author.municipality_id)
    number = await asked(asker, await plan_of(author))
    await actions.answer(actor=author, number=number, text="Kom langs.", now=NOW)
    await execute(
        "UPDATE role_grant SET municipality = $1 WHERE person = $2", elsewhere.municipality_id, author.person_id
    )
    await actions.answer(actor=asker, number=number, text="Vertrouwelijk: 300 euro.", now=LATER)
    assert (len(await told(author)), len(await told(colleague))) == (1, 1)
