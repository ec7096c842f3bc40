"""The discussion of a plan or group: answers, mentions, earlier versions, moderation, and who may not."""

from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.accounts.actions.privacy import erase_person
from innovatie.contact import actions
from innovatie.contact.queries.discussion import discussed, threads_of, versions_of
from innovatie.domain.authority import VISITOR, Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.vocabulary import Followed
from innovatie.following.actions import follow
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.infra.rate_limit import TooMany
from tests import factories
from tests.conftest import SECRET, SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio

LATER = NOW + timedelta(hours=1)


async def civil_servant(town: str, name: str | None = None) -> Actor:
    place = await fetch_value("SELECT id FROM municipality WHERE name = $1", town)
    place = place or await factories.municipality(town)
    return await factories.actor(Role.CIVIL_SERVANT, municipality_id=place, name=name or f"Iemand van {town}")


async def plan_of(author: Actor, **fields: object) -> int:
    assert author.municipality_id is not None
    return await factories.idea(author.municipality_id, title="Lakken", created_by=author.person_id, **fields)  # type: ignore[arg-type]


async def say(actor: Actor, plan: int, text: str, *, answers: int | None = None, mention: str = "") -> int:
    about = await discussed("plan", str(plan))
    return await actions.remark(actor=actor, about=about, text=text, answers=answers, mention=mention, now=NOW)


async def group_of(plan: int) -> int:
    sql = (
        "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
        " SELECT title, summary, theme, id, $2 FROM idea WHERE id = $1 RETURNING id"
    )
    return int(await fetch_value(sql, plan, NOW))


async def told(actor: Actor) -> list[str]:
    return await fetch_values(str, "SELECT subject FROM notice WHERE person = $1 ORDER BY id", actor.person_id)


async def test_people_talk_about_a_plan_in_threads_and_without_script(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author, guest = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    plan = await plan_of(author)
    where = f"/gesprek-over/plan/{plan}"
    assert f'href="{where}"' in (await client.get(f"/ideeen/{plan}", follow_redirects=True)).text
    assert "Log in om mee te praten" in (await client.get(where)).text
    await sign_in(client, guest.person_id or 0)
    sent = await client.post(where, data={"reactie": "Wat **kost** dit?", "noem": "zandstad"})
    first = await fetch_value("SELECT max(id) FROM group_remark")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{where}#reactie-{first}")
    assert await told(author) == ["Iemand van Duindorp noemt u in het gesprek over ‘Lakken’"]
    await sign_in(client, author.person_id or 0)
    assert (await client.post(where, data={"reactie": "Niets.", "antwoord_op": str(first)})).status_code == 303
    again = await fetch_value("SELECT max(id) FROM group_remark")
    assert (await client.post(where, data={"reactie": "Echt niets.", "antwoord_op": str(again)})).status_code == 303
    (thread,) = await threads_of(await discussed("plan", str(plan)))
    assert thread.first.text == "Wat **kost** dit?\n\n@Zandstad"
    assert [one.text for one in thread.answers] == ["Niets.", "Echt niets."]
    page = (await client.get(where)).text
    assert ("<strong>kost</strong>" in page, page.count('id="reactie-')) == (True, 3)
    fragment = (await client.get(where, headers={"HX-Request": "true"})).text
    assert ("<html" in fragment, "Echt niets." in fragment) == (False, True)


async def test_what_is_refused_stays_typed(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    guest = await civil_servant("Duindorp")
    where = f"/gesprek-over/plan/{await plan_of(await civil_servant('Zandstad'))}"
    await sign_in(client, guest.person_id or 0)
    refused = await client.post(where, data={"reactie": "Mijn lange verhaal", "noem": "Nergenshuizen"})
    assert (refused.status_code, "Mijn lange verhaal" in refused.text) == (422, True)
    assert "Kies een naam uit de lijst" in refused.text and 'value="Nergenshuizen"' in refused.text
    for data in ({"reactie": " "}, {"reactie": "a" * 5_001}):
        assert (await client.post(where, data=data)).status_code == 422
    assert await fetch_value("SELECT count(*) FROM group_remark") == 0


async def test_who_may_not_talk_and_where_not(db: asyncpg.Connection) -> None:
    author = await civil_servant("Zandstad")
    plan = await plan_of(author)
    for actor in (VISITOR, await factories.actor(Role.REVIEWER), await factories.actor()):
        with pytest.raises(NotAllowed):
            await say(actor, plan, "Hallo")
    draft = await plan_of(author, state="concept")
    for kind, key in (("plan", str(draft)), ("plan", "999999"), ("oplossing", "1"), ("groep", "x"), ("plan", "9" * 30)):
        with pytest.raises(NotFound):
            await discussed(kind, key)
    number = await say(author, plan, "Eerst dit.")
    other = await plan_of(author)
    with pytest.raises(Conflict):
        await say(author, other, "Antwoord", answers=number)
    towns = [f"@{(await civil_servant(f'Dorp {letter}')).name[11:]}" for letter in "ABCDEF"]
    with pytest.raises(Invalid):
        await say(author, plan, " ".join(towns))
    assert await say(author, plan, " ".join(towns[:5])) > number
    assert await say(await factories.vng(), plan, "VNG kijkt mee.") > 0


async def test_a_withdrawn_plan_is_read_and_no_longer_talked_about(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    author = await civil_servant("Zandstad")
    plan = await plan_of(author)
    number = await say(author, plan, "Eerst dit.")
    await execute("UPDATE idea SET state = 'ingetrokken', withdrawn_at = $2 WHERE id = $1", plan, LATER)
    await sign_in(client, author.person_id or 0)
    page = await client.get(f"/gesprek-over/plan/{plan}")
    assert ("Eerst dit." in page.text, "Het gesprek is gesloten" in page.text) == (True, True)
    assert 'name="reactie"' not in page.text
    for act in (
        say(author, plan, "Nog iets"),
        actions.edit(actor=author, number=number, text="Anders", now=LATER),
    ):
        with pytest.raises(Conflict):
            await act


async def test_an_edited_remark_shows_so_with_what_it_said(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    author, guest = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    plan = await plan_of(author)
    number = await say(guest, plan, "Dit kost tien euro.")
    change = f"/gesprek-over/reacties/{number}/wijzigen"
    await sign_in(client, author.person_id or 0)
    assert (await client.get(change)).status_code == 403
    assert (await client.post(change, data={"reactie": "Gekaapt"})).status_code == 403
    await sign_in(client, guest.person_id or 0)
    assert "Dit kost tien euro." in (await client.get(change)).text
    assert (await client.post(change, data={"reactie": ""})).status_code == 422
    assert (await client.post(change, data={"reactie": "Dit kost twaalf euro, @Zandstad."})).status_code == 303
    about = await discussed("plan", str(plan))
    assert [one.text for one in (await versions_of(about))[number]] == ["Dit kost tien euro."]
    page = (await client.get(about.discussion)).text
    assert all(words in page for words in ("bewerkt op", "1 eerdere versie", "Dit kost tien euro.", "twaalf euro"))
    assert await told(author) == ["Nieuw in het gesprek over ‘Lakken’"]  # told once of one remark


async def test_who_left_a_municipality_does_not_change_what_they_said_in_its_name(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author, guest = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    number = await say(guest, await plan_of(author), "Dit kost tien euro.")
    change, town = f"/gesprek-over/reacties/{number}/wijzigen", guest.municipality_id
    moved = "UPDATE role_grant SET municipality = $1 WHERE person = $2"
    await sign_in(client, guest.person_id or 0)
    await execute(moved, author.municipality_id, guest.person_id)
    assert (await client.get(change)).status_code == 403
    assert (await client.post(change, data={"reactie": "Duindorp is tegen."})).status_code == 403
    about = await discussed("plan", str(await fetch_value("SELECT idea FROM group_remark WHERE id = $1", number)))
    assert change not in (await client.get(about.discussion)).text
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, '2026-01-01')",
        town,
        author.municipality_id,
    )
    assert (await client.get(change)).status_code == 200


async def test_a_remark_mentions_no_more_municipalities_by_being_edited_again_and_again(db: asyncpg.Connection) -> None:
    guest = await civil_servant("Duindorp")
    towns = [f"Dorp {letter}" for letter in "ABCDEF"]
    people = [await civil_servant(town) for town in towns]
    number = await say(guest, await plan_of(await civil_servant("Zandstad")), "Kijk eens.")
    for town in towns[:5]:
        await actions.edit(actor=guest, number=number, text=f"Kijk eens, @{town}.", now=LATER)
    with pytest.raises(Invalid):
        await actions.edit(actor=guest, number=number, text=f"Kijk eens, @{towns[5]}.", now=LATER)
    assert [len(await told(one)) for one in people] == [1, 1, 1, 1, 1, 0]
    with pytest.raises(TooMany):
        for time in range(200):
            await actions.edit(actor=guest, number=number, text=f"Kijk {time} keer.", now=LATER)


async def test_who_speaks_who_follows_and_who_is_mentioned_hear_it_once(db: asyncpg.Connection) -> None:
    author, guest, follower = [await civil_servant(town) for town in ("Zandstad", "Duindorp", "Elders")]
    colleague = await civil_servant("Duindorp", "Sanne de Wit")
    plan = await plan_of(author)
    await follow(actor=follower, kind=Followed.PLAN, subject=plan, now=NOW)
    await say(guest, plan, "Kijk eens, @Sanne de Wit")
    news, named = "Nieuw in het gesprek over ‘Lakken’", "Iemand van Duindorp noemt u in het gesprek over ‘Lakken’"
    assert [await told(one) for one in (author, guest, follower, colleague)] == [[news], [], [news], [named]]
    await say(author, plan, "Dank.")
    assert [await told(one) for one in (author, guest, follower)] == [[news], [news], [news, news]]
    mailed = "SELECT count(*) FROM queued_mail WHERE person = $1"
    assert (await fetch_value(mailed, colleague.person_id), await fetch_value(mailed, follower.person_id)) == (1, 0)


async def test_vng_hides_a_remark_with_a_reason_and_another_director_rules_on_the_appeal(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author, guest = await civil_servant("Zandstad"), await civil_servant("Duindorp")
    plan = await plan_of(author)
    number = await say(guest, plan, "Wat een onzin van die sukkels.")
    base = f"/gesprek-over/reacties/{number}"
    await sign_in(client, guest.person_id or 0)
    assert (await client.post(f"{base}/melden", data={"reden": "x"})).status_code == 403
    assert (await client.post(f"{base}/bezwaar", data={"reden": "x"})).status_code == 404
    await sign_in(client, author.person_id or 0)
    assert (await client.post(f"{base}/melden", data={"reden": " "})).status_code == 422
    assert (await client.post(f"{base}/melden", data={"reden": "Wij worden uitgescholden."})).status_code == 303
    assert (await client.post(f"{base}/melden", data={"reden": "Nog eens."})).status_code == 409
    report = await fetch_value("UPDATE message_report SET reported_at = $2 WHERE remark = $1 RETURNING id", number, NOW)
    one, other = await factories.vng(), await factories.vng()
    await sign_in(client, one.person_id or 0)
    assert "Wat een onzin" in (await client.get("/vng/meldingen")).text
    await actions.decide(actor=one, report_id=report, hide=True, reason="Schelden mag niet.", now=LATER)
    await sign_in(client, author.person_id or 0)
    page = (await client.get(f"/gesprek-over/plan/{plan}")).text
    assert ("sukkels" in page, "Schelden mag niet." in page) == (False, True)
    with pytest.raises(Conflict):
        await actions.edit(actor=guest, number=number, text="Anders", now=LATER)
    await sign_in(client, guest.person_id or 0)
    assert "sukkels" in (await client.get(f"/gesprek-over/plan/{plan}")).text  # one's own, to appeal with
    await actions.appeal_remark(actor=guest, number=number, reason="Het was een grap.", now=LATER)
    with pytest.raises(NotAllowed):
        await actions.decide(actor=one, report_id=report, hide=False, reason="Toch goed.", now=LATER)
    await actions.decide(actor=other, report_id=report, hide=False, reason="Het mag.", now=LATER)
    assert "sukkels" in (await client.get(f"/gesprek-over/plan/{plan}")).text
    assert (await told(guest))[-1] == "VNG besliste over een reactie van u"


async def test_what_was_said_in_a_group_stays_after_its_merger(db: asyncpg.Connection) -> None:
    author = await civil_servant("Zandstad")
    one = await group_of(await plan_of(author))
    other = await group_of(await plan_of(author))
    number = await actions.remark(actor=author, about=await discussed("groep", str(one)), text="Hier.", now=NOW)
    await execute("UPDATE idea_group SET merged_into = $2 WHERE id = $1", one, other)
    about = await discussed("groep", str(one))
    assert about.id == other
    assert [thread.first.id for thread in await threads_of(about)] == [number]
    await actions.remark(actor=author, about=about, text="En daar.", answers=number, now=NOW)
    assert [len(thread.answers) for thread in await threads_of(about)] == [1]


async def test_an_erased_name_goes_from_what_was_said_and_from_earlier_versions(db: asyncpg.Connection) -> None:
    author = await civil_servant("Zandstad", "Bram Kwispel")
    number = await say(author, await plan_of(author), "Vraag het Bram Kwispel.")
    await actions.edit(actor=author, number=number, text="Vraag het aan Bram Kwispel zelf.", now=LATER)
    await erase_person(actor=author, person_id=author.person_id or 0, key=SECRET, now=LATER)
    texts = [
        await fetch_value("SELECT text FROM group_remark WHERE id = $1", number),
        await fetch_value("SELECT text FROM remark_version WHERE remark = $1", number),
    ]
    assert [("Kwispel" in text, text.startswith("Vraag het")) for text in texts] == [(False, True)] * 2


async def test_nobody_talks_without_end(db: asyncpg.Connection) -> None:
    author = await civil_servant("Zandstad")
    plan = await plan_of(author)
    for turn in range(60):
        await say(author, plan, f"Reactie {turn}")
    with pytest.raises(TooMany):
        await say(author, plan, "Nog een")
