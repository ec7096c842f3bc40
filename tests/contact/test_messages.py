"""Messages through the platform: they arrive, no address is shown, both sides only, with limits, blocks and reports."""

from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.accounts.actions.privacy import erase_person
from innovatie.accounts.queries import actor_of
from innovatie.contact import actions
from innovatie.contact.queries import conversation, conversations_of, reached, report
from innovatie.domain.authority import VISITOR, Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.infra.rate_limit import TooMany
from tests import factories
from tests.conftest import SECRET, SignIn
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.anyio

LATER = NOW + timedelta(hours=1)


async def civil_servant(town: str) -> Actor:
    return await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality(town), name=town)


async def plan_of(author: Actor, title: str = "Lakken") -> int:
    assert author.municipality_id is not None
    return await factories.idea(author.municipality_id, title=title, created_by=author.person_id)


async def asked(asker: Actor, plan: int, text: str = "Mogen wij meekijken?", *, shares: bool = False) -> int:
    about = await reached("plan", str(plan), now=NOW)
    return await actions.begin(actor=asker, about=about, text=text, shares_address=shares, now=NOW)


async def told(actor: Actor) -> list[str]:
    return await fetch_values(str, "SELECT subject FROM notice WHERE person = $1 ORDER BY id", actor.person_id)


async def address_of(actor: Actor) -> str:
    return str(await fetch_value("SELECT email FROM person WHERE id = $1", actor.person_id))


async def test_a_message_reaches_the_author_and_the_answer_comes_back_without_any_address(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author, asker, stranger = [await civil_servant(town) for town in ("Zandstad", "Duindorp", "Elders")]
    plan = await plan_of(author)
    await sign_in(client, asker.person_id or 0)
    sent = await client.post(f"/contact-met/plan/{plan}", data={"bericht": "Mogen wij **meekijken**?"})
    assert sent.status_code == 303
    where = sent.headers["location"]
    assert (await told(author), await told(asker)) == (["Bericht over ‘Lakken’"], [])
    mail = await fetch_value("SELECT details->>'tekst' FROM queued_mail WHERE person = $1", author.person_id)
    assert mail.startswith("Mogen wij meekijken?")
    await sign_in(client, author.person_id or 0)
    page = (await client.get(where)).text
    assert ("<strong>meekijken</strong>" in page, await address_of(asker) in page) == (True, False)
    assert (await client.post(where, data={"bericht": "Graag. Kom langs."})).status_code == 303
    assert await told(asker) == ["Antwoord over ‘Lakken’"]
    await sign_in(client, asker.person_id or 0)
    page = (await client.get(where)).text
    assert ("Graag. Kom langs." in page, await address_of(author) in page) == (True, False)
    assert "Lakken" in (await client.get("/gesprekken")).text
    await sign_in(client, stranger.person_id or 0)
    assert (await client.get(where)).status_code == 404
    assert (await client.post(where, data={"bericht": "Hoi"})).status_code == 404
    assert "U hebt nog geen gesprekken" in (await client.get("/gesprekken")).text


async def test_only_who_chooses_so_shows_an_address_and_only_to_the_municipality(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author, asker = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    number = await asked(asker, await plan_of(author), shares=True)
    await sign_in(client, author.person_id or 0)
    assert f'href="mailto:{await address_of(asker)}"' in (await client.get(f"/gesprekken/{number}")).text


async def test_a_visitor_is_asked_to_sign_in_and_keeps_the_text(client: httpx.AsyncClient) -> None:
    plan = await plan_of(await civil_servant("Zandstad"))
    assert "<textarea" in (await client.get(f"/contact-met/plan/{plan}")).text
    answer = await client.post(f"/contact-met/plan/{plan}", data={"bericht": "Wij willen dit ook gaan doen."})
    assert (answer.status_code, "Wij willen dit ook gaan doen." in answer.text) == (401, True)
    assert "/inloggen" in answer.text
    assert await fetch_value("SELECT count(*) FROM conversation") == 0


async def test_who_may_not_write_and_to_what_one_cannot(db: asyncpg.Connection) -> None:
    author = await civil_servant("Zandstad")
    plan = await plan_of(author)
    for actor in (VISITOR, await factories.actor(Role.REVIEWER), await factories.actor()):
        with pytest.raises(NotAllowed):
            await asked(actor, plan)
    draft = await factories.idea(author.municipality_id or 0, state="concept")
    for kind, key in (("plan", str(draft)), ("plan", "999999"), ("mens", "1"), ("plan", "x"), ("oplossing", "9")):
        with pytest.raises(NotFound):
            await reached(kind, key, now=NOW)
    asker = await civil_servant("Duindorp")
    for text in (" ", "a" * 5_001):
        with pytest.raises(Invalid):
            await asked(asker, plan, text)
    empty = await factories.idea(await factories.municipality("Leegstad"))
    with pytest.raises(Conflict):
        await asked(asker, empty)
    assert await asked(await factories.vng(), plan) > 0


async def test_who_left_is_replaced_by_colleagues_and_a_group_is_reached_by_its_lead(db: asyncpg.Connection) -> None:
    author, asker = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    colleague = await factories.actor(Role.VOTER, municipality_id=author.municipality_id)
    plan = await plan_of(author)
    await execute("UPDATE person SET active = false WHERE id = $1", author.person_id)
    number = await asked(asker, plan)
    assert await told(colleague) == ["Bericht over ‘Lakken’"]
    await actions.answer(actor=colleague, number=number, text="Ik help u.", now=LATER)
    await actions.answer(actor=asker, number=number, text="Dank.", now=LATER)
    assert await told(colleague) == ["Bericht over ‘Lakken’", "Antwoord over ‘Lakken’"]


async def test_limits_hold_per_person_and_per_municipality(db: asyncpg.Connection) -> None:
    author, asker = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    plan = await plan_of(author)
    for _ in range(3):
        await asked(asker, plan)
    with pytest.raises(TooMany):
        await asked(asker, plan)
    for number in range(7):
        await asked(asker, await plan_of(await civil_servant(f"Stad {number}")))
    with pytest.raises(TooMany):
        await asked(asker, await plan_of(await civil_servant("Nog een")))
    assert await asked(await civil_servant("Derde"), plan) > 0


async def test_who_is_blocked_writes_no_more_until_it_is_lifted(db: asyncpg.Connection) -> None:
    author, asker = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    plan = await plan_of(author)
    number = await asked(asker, plan)
    with pytest.raises(NotAllowed):
        await actions.block(actor=asker, number=number, now=NOW)
    await actions.block(actor=author, number=number, now=NOW)
    for act in (asked(asker, plan), actions.answer(actor=asker, number=number, text="Toch", now=NOW)):
        with pytest.raises(Conflict):
            await act
    await actions.answer(actor=author, number=number, text="Laatste woord", now=LATER)
    await actions.unblock(actor=author, number=number, now=LATER)
    await actions.answer(actor=asker, number=number, text="Dank", now=LATER)
    assert len((await conversation(number))[1]) == 3


async def test_abuse_is_reported_decided_appealed_and_ruled_by_another(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author, asker = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    first, second = await factories.vng(), await factories.vng()
    number = await asked(asker, await plan_of(author), "Een scheldwoord.")
    message = (await conversation(number))[1][0].id
    with pytest.raises(NotAllowed):
        await actions.report_message(actor=asker, message_id=message, reason="Zelf", now=NOW)
    with pytest.raises(NotFound):
        await actions.report_message(actor=await civil_servant("Elders"), message_id=message, reason="X", now=NOW)
    await sign_in(client, author.person_id or 0)
    sent = await client.post(f"/gesprekken/berichten/{message}/melden", data={"reden": "Dit is schelden."})
    assert sent.status_code == 303
    again = await client.post(f"/gesprekken/berichten/{message}/melden", data={"reden": "Nog eens."})
    assert again.status_code == 409
    case = await fetch_value("SELECT id FROM message_report")
    with pytest.raises(NotAllowed):
        await actions.decide(actor=author, report_id=case, hide=True, reason="Ja", now=LATER)
    await sign_in(client, first.person_id or 0)
    assert "Dit is schelden." in (await client.get("/vng/meldingen")).text
    assert (await client.post(f"/vng/meldingen/{case}", data={"besluit": "verbergen"})).status_code == 422
    decided = await client.post(f"/vng/meldingen/{case}", data={"besluit": "verbergen", "reden": "Schelden mag niet."})
    assert decided.status_code == 303
    await sign_in(client, author.person_id or 0)
    page = (await client.get(f"/gesprekken/{number}")).text
    assert ("Een scheldwoord." in page, "Schelden mag niet." in page) == (False, True)
    await sign_in(client, asker.person_id or 0)
    assert "Een scheldwoord." in (await client.get(f"/gesprekken/{number}")).text
    assert (
        await client.post(f"/gesprekken/berichten/{message}/bezwaar", data={"reden": "Het was een grap."})
    ).status_code == 303
    with pytest.raises(NotAllowed):
        await actions.decide(actor=first, report_id=case, hide=False, reason="Toch", now=LATER)
    await sign_in(client, second.person_id or 0)
    await client.post(f"/vng/meldingen/{case}", data={"besluit": "laten", "reden": "Een grap."})
    assert (await conversation(number))[1][0].hidden_at is None
    with pytest.raises(Conflict):
        await actions.appeal(actor=asker, message_id=message, reason="Weer", now=LATER)
    assert (await report(case)).ruling == "Een grap."
    assert (await told(asker))[-2:] == ["VNG besliste over een bericht van u"] * 2


async def test_a_director_who_wrote_or_reported_a_message_does_not_decide_about_it(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author, involved, other = await civil_servant("Zandstad"), await factories.vng(), await factories.vng()
    number = await asked(involved, await plan_of(author))
    await actions.answer(actor=author, number=number, text="Nee.", now=NOW)
    written, answered = (await conversation(number))[1]
    await actions.report_message(actor=author, message_id=written.id, reason="Dit hindert.", now=NOW)
    await actions.report_message(actor=involved, message_id=answered.id, reason="Dit hindert.", now=NOW)
    await sign_in(client, involved.person_id or 0)
    page = (await client.get("/vng/meldingen")).text
    assert ('action="/vng/meldingen/' in page, page.count("U schreef of meldde dit bericht zelf.")) == (False, 2)
    for case in await fetch_values(int, "SELECT id FROM message_report"):
        with pytest.raises(NotAllowed):
            await actions.decide(actor=involved, report_id=case, hide=False, reason="Niets mis.", now=LATER)
        await actions.decide(actor=other, report_id=case, hide=False, reason="Niets mis.", now=LATER)


async def test_functional_addresses_are_public_and_never_those_of_a_person(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author, other = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    plan = await plan_of(author)
    await sign_in(client, other.person_id or 0)
    assert (await client.get(f"/contact-met/plan/{plan}/wijzigen")).status_code == 403
    assert (await client.post(f"/contact-met/plan/{plan}/wijzigen", data={"email": "a@b.nl"})).status_code == 403
    await sign_in(client, author.person_id or 0)
    for wrong in ({"email": await address_of(author)}, {"telefoon": "bel mij"}, {"email": "geen adres"}):
        assert (await client.post(f"/contact-met/plan/{plan}/wijzigen", data=wrong)).status_code == 422, wrong
    right = {"email": "woo@zandstad.nl", "telefoon": "+31 (0)33 123 45 67"}
    assert (await client.post(f"/contact-met/plan/{plan}/wijzigen", data=right)).status_code == 303
    client.cookies.clear()
    panel = (await client.get(f"/contact-met/plan/{plan}", headers={"HX-Request": "true"})).text
    assert ("mailto:woo@zandstad.nl" in panel, 'href="tel:+310331234567"' in panel) == (True, True)
    assert ("<html" in panel, "Wijzig mail" in panel) == (False, False)


async def test_an_erased_person_and_old_conversations(db: asyncpg.Connection) -> None:
    author, asker = await civil_servant("Zandstad"), await civil_servant("Karel Karelsen")
    number = await asked(asker, await plan_of(author), "Groet, Karel Karelsen")
    await erase_person(actor=asker, person_id=asker.person_id or 0, now=NOW, key=SECRET)
    _, (message,) = await conversation(number)
    assert "Karel" not in message.text + message.by
    assert await actor_of(person_id=asker.person_id or 0, municipality_id=None, today=TODAY) is None
    assert await actions.let_go(now=NOW + timedelta(days=729)) == 0
    assert await actions.let_go(now=NOW + timedelta(days=731)) == 1
    with pytest.raises(NotFound):
        await conversation(number)


async def test_after_a_merger_the_successor_reads_and_answers_what_its_predecessor_was_asked(
    db: asyncpg.Connection,
) -> None:
    author, asker = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    number = await asked(asker, await plan_of(author))
    successor, stranger = await civil_servant("Zandduin"), await civil_servant("Elders")
    towns = [successor.municipality_id or 0]
    assert await conversations_of(successor.person_id or 0, towns, limit=9, offset=0) == []
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, '2999-01-01')",
        author.municipality_id,
        successor.municipality_id,
    )
    assert await conversations_of(successor.person_id or 0, towns, limit=9, offset=0) == []  # not before that day
    with pytest.raises(NotFound):
        await actions.answer(actor=successor, number=number, text="Hoi", now=LATER)
    await execute("UPDATE merger SET takes_effect = '2020-01-01' WHERE predecessor = $1", author.municipality_id)
    found = await conversations_of(successor.person_id or 0, towns, limit=9, offset=0)
    assert [one.id for one in found] == [number]
    await actions.answer(actor=successor, number=number, text="Kom langs.", now=LATER)
    assert (await conversation(number))[1][-1].side == "gevraagde"
    with pytest.raises(NotFound):
        await actions.answer(actor=stranger, number=number, text="Hoi", now=LATER)
