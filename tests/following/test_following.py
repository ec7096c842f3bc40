"""Following: what one follows is told, once, as one chose; to nobody else, and never about what is not public."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import asyncpg
import httpx
import pytest

from innovatie.accounts.actions.privacy import erase_person
from innovatie.domain.authority import VISITOR, Actor, Role
from innovatie.domain.errors import Conflict, NotAllowed, NotFound
from innovatie.domain.vocabulary import Followed
from innovatie.domain.wording import as_written
from innovatie.following import actions
from innovatie.following.queries import follows_of, standing
from innovatie.grouping import actions as grouping
from innovatie.ideas import actions as ideas
from innovatie.ideas.queries import idea_by_id
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.insight.following.queries import in_words, thing
from innovatie.notifications import actions as notifications
from innovatie.notifications.kinds import Choice, Kind
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.ideas.test_writing_an_idea import GOOD

pytestmark = pytest.mark.anyio

TOMORROW = NOW + timedelta(days=1)


async def told(person: int) -> list[str]:
    return await fetch_values(str, "SELECT subject FROM notice WHERE person = $1 ORDER BY id", person)


async def follower(*of: tuple[Followed, int | str]) -> int:
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    for kind, subject in of:
        await actions.follow(actor=Actor(person, "Volger"), kind=kind, subject=subject, now=NOW)
    return person


async def writer() -> Actor:
    return await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality("Zandstad"))


async def test_who_follows_a_plan_hears_of_versions_joining_and_withdrawal_and_who_did_it_does_not(
    db: asyncpg.Connection,
) -> None:
    author, other = await writer(), await factories.municipality("Duindorp")
    assert author.municipality_id is not None
    plan = await factories.idea(author.municipality_id, title="Lakken", theme="openbaarheid-en-archief")
    reader, bystander = await follower((Followed.PLAN, plan)), await follower()
    await actions.follow(actor=author, kind=Followed.PLAN, subject=plan, now=NOW)
    await execute("UPDATE idea SET problem = 'Te langzaam.', contact = 'Team Woo' WHERE id = $1", plan)
    idea = await idea_by_id(plan)
    joining = await factories.actor(Role.CIVIL_SERVANT, municipality_id=other)
    await ideas.join(actor=joining, idea_id=plan, municipality_id=other, note="", now=NOW)
    content = replace(idea.content, summary="Anders")
    await ideas.edit(
        actor=author, idea_id=plan, content=content, co_submitters=(), base_version=1, note="Beter.", now=NOW
    )
    await ideas.withdraw(actor=author, idea_id=plan, reason="Het geld is op.", now=TOMORROW)
    assert await told(reader) == [
        "Duindorp haakt aan bij ‘Lakken’",
        "Nieuwe versie van ‘Lakken’",
        "Ingetrokken: ‘Lakken’",
    ]
    assert await told(author.person_id or 0) == ["Duindorp haakt aan bij ‘Lakken’"]
    assert await told(bystander) == []


async def test_a_new_plan_is_told_once_to_who_follows_both_its_municipality_and_its_theme(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    author = await writer()
    assert author.municipality_id is not None
    reader = await follower((Followed.MUNICIPALITY, author.municipality_id), (Followed.THEME, "dienstverlening"))
    await sign_in(client, author.person_id or 0)
    sent = {**GOOD, "titel": "Paspoort zonder wachten", "samenvatting": "Een **afspraak** maken.", "mede": ""}
    sent["thema"] = "dienstverlening"
    answer = await client.post("/ideeen/nieuw", data=sent)
    assert answer.status_code == 303, answer.text
    assert await told(reader) == ["Nieuw plan van Zandstad: Paspoort zonder wachten"]
    assert await fetch_value("SELECT body FROM notice WHERE person = $1", reader) == "Een afspraak maken."


async def test_who_follows_a_group_that_merges_follows_the_one_that_stays_and_gets_their_own_back_after_undoing(
    db: asyncpg.Connection,
) -> None:
    director = await factories.vng()
    first, second = [await factories.idea(await factories.municipality()) for _ in range(2)]
    old = await grouping.found_group(actor=director, idea_id=first, now=NOW)
    young = await grouping.found_group(actor=director, idea_id=second, now=NOW)
    reader = await follower((Followed.GROUP, young))
    await grouping.form_group(actor=director, idea_ids=[first, second], title="Samen", reason="Zelfde.", now=NOW)
    assert (await standing(reader, Followed.GROUP, old)).follows
    shown = await in_words(await follows_of(reader))
    assert [[one.thing.key for one in lines] for _, lines in shown] == [[str(old)]]
    decision = await fetch_value("SELECT max(id) FROM group_decision")
    await grouping.undo(actor=director, decision_id=decision, reason="Toch niet.", now=TOMORROW)
    assert (await thing("groep", str(young))).key == str(young)
    assert (await standing(reader, Followed.GROUP, young)).follows
    assert len(await told(reader)) == 2


async def test_who_follows_a_group_that_splits_follows_both(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    plans = [await factories.idea(await factories.municipality()) for _ in range(2)]
    group = await grouping.form_group(actor=director, idea_ids=plans, title="Samen", reason="", now=NOW)
    reader = await follower((Followed.GROUP, group))
    made = await grouping.split_off(
        actor=director, group_id=group, idea_ids=plans[1:], reason="Anders.", municipality_id=None, now=NOW
    )
    assert (await standing(reader, Followed.GROUP, made)).follows
    assert await told(reader) == ["Gesplitst: ‘Samen’"]


async def test_mail_goes_as_each_chose(db: asyncpg.Connection) -> None:
    plan = await factories.idea(await factories.municipality())
    people = {choice: await follower((Followed.PLAN, plan)) for choice in Choice}
    for choice, person in people.items():
        await notifications.choose(actor=Actor(person, "V"), choices={Kind.FOLLOWED: choice}, now=NOW)
    told = partial(
        actions.tell_followers, of=[(Followed.PLAN, plan)], now=NOW, subject=as_written("Nieuws"), body=as_written(""),
        path=f"/ideeen/{plan}", once="nieuws",
    )  # fmt: skip
    assert (await told(), await told()) == (3, 0)
    mailed = await fetch_values(int, "SELECT person FROM queued_mail WHERE kind = 'bericht'")
    assert mailed == [people[Choice.DIRECT]]
    await notifications.send_digests(now=TOMORROW)
    mailed = await fetch_values(int, "SELECT person FROM queued_mail WHERE kind = 'overzicht'")
    assert mailed == [people[Choice.DAILY]]


async def test_a_draft_a_hidden_round_and_nonsense_cannot_be_followed(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    draft = await factories.idea(await factories.municipality(), state="concept")
    hidden = await factories.round_in(None)
    await execute("UPDATE round SET published_at = NULL WHERE id = $1", hidden)
    await sign_in(client, await follower())
    for path in (f"plan/{draft}", f"ronde/{hidden}", "plan/999999", "plan/9999999999999", "thema/onzin", "mens/1"):
        assert (await client.get(f"/volgen/{path}")).status_code == 404, path
        assert (await client.post(f"/volgen/{path}", data={"volg": "ja"})).status_code == 404, path
    with pytest.raises(NotFound):
        await thing("groep", "1-groep")


async def test_the_button_works_without_script_and_as_a_fragment(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    plan = await factories.idea(await factories.municipality(), title="Lakken")
    page = (await client.get(f"/ideeen/{plan}", follow_redirects=True)).text
    assert f'href="/volgen/plan/{plan}">Volg dit plan</a>' in page
    asked = await client.get(f"/volgen/plan/{plan}")
    assert (asked.status_code, asked.headers["location"]) == (303, f"/inloggen?volgende=/volgen/plan/{plan}")
    person = await follower()
    await sign_in(client, person)
    assert "<html" in (await client.get(f"/volgen/plan/{plan}")).text
    answer = await client.post(f"/volgen/plan/{plan}", data={"volg": "ja"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/ideeen/{plan}-lakken")
    piece = (await client.get(f"/volgen/plan/{plan}", headers={"HX-Request": "true"})).text
    assert ("<html" in piece, "Stop met volgen" in piece, "1 mens volgt dit." in piece) == (False, True, True)
    assert "Lakken" in (await client.get("/volgen")).text
    answer = await client.post(f"/volgen/plan/{plan}", data={"volg": "nee"}, headers={"HX-Request": "true"})
    assert "Volg dit plan" in answer.text
    assert "U volgt nog niets" in (await client.get("/volgen")).text
    acts = await fetch_values(str, "SELECT act FROM audit_event WHERE actor = $1 ORDER BY id", person)
    assert acts[-2:] == ["volgen", "niet meer volgen"]


async def test_one_person_follows_no_more_than_the_limit_and_a_visitor_nothing(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    person = await follower((Followed.THEME, "een"), (Followed.THEME, "twee"), (Followed.THEME, "twee"))
    with pytest.raises(Conflict):
        await actions.follow(actor=Actor(person, "V"), kind=Followed.THEME, subject="drie", now=NOW)
    with pytest.raises(NotAllowed):
        await actions.follow(actor=VISITOR, kind=Followed.THEME, subject="een", now=NOW)


async def test_who_is_gone_hears_nothing_and_what_an_erased_person_followed_is_gone(db: asyncpg.Connection) -> None:
    left, erased = await follower((Followed.THEME, "een")), await follower((Followed.THEME, "een"))
    await execute("UPDATE person SET active = false WHERE id = $1", left)
    of = [(Followed.THEME, "een")]
    await erase_person(actor=Actor(erased, "Gewist"), person_id=erased, now=NOW)
    assert (
        await actions.tell_followers(of=of, subject=as_written("N"), body=as_written(""), path="/", once="n", now=NOW)
        == 0
    )
    assert await fetch_value("SELECT count(*) FROM follow WHERE person = $1", erased) == 0
