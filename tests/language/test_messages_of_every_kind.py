"""What somebody who reads English is told, on the site and by mail, has no word that bypasses the catalogue."""

import json
from datetime import timedelta

import httpx
import pytest

from innovatie.accounts import actions as accounts
from innovatie.accounts.records import tell_people
from innovatie.domain.authority import Actor, Role
from innovatie.domain.dutch_dates import day_in_words
from innovatie.domain.phases import Phase
from innovatie.domain.vocabulary import Followed, GroupStep
from innovatie.domain.wording import wording
from innovatie.following.actions import follow
from innovatie.grouping.following import tell_decided
from innovatie.ideas.notifications import tell_changed, tell_entered, tell_named, tell_withdrawn
from innovatie.ideas.queries.detail import idea_by_id
from innovatie.infra.database import execute, fetch
from innovatie.notifications import actions, composing, letters
from innovatie.notifications.kinds import Kind
from innovatie.rounds.notifications import in_words
from innovatie.rounds.payloads import What
from innovatie.voting.actions.notifications import tell_gaps, tell_voters
from innovatie.web import i18n
from tests import factories
from tests.conftest import SECRET, SignIn
from tests.factories import NOW
from tests.language import bypassing
from tests.language.test_no_text_bypasses_the_catalogue import NAMES, OF_THE_HOUSE, outside
from tests.queue import run_due
from tests.voting import scene as scenes
from tests.voting.scene import LATER

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("brackets")]
WRITTEN = ("Omdat het kan", "Een zin over het plan", "Redenen genoeg", "Zutphen BV", "Firefox")
"""What people wrote in these messages, besides names."""


async def told() -> tuple[int, int, int]:
    """An official, a director and an administrator who hear all kinds of things."""
    scene = await scenes.preselection()
    town = scene.towns[4]
    roles = (Role.CIVIL_SERVANT, Role.VOTER, Role.MUNICIPAL_ADMIN)
    official, director = await factories.person(*roles, municipality_id=town), scene.vng.person_id or 0
    administrator = await factories.person(Role.ADMINISTRATOR)
    people = [official, director, administrator]
    for what in What:
        message = in_words("Proefronde", Phase.SUBMIT, what, NOW + timedelta(days=9), "Omdat het kan")
        await actions.tell_many(
            person_ids=people, kind=Kind.ROUND, subject=message.subject, body=message.body, path="/", once=what, now=NOW
        )
    plan = await idea_by_id(await factories.idea(town))
    for person in people:
        follower = Actor(person, "Volger")
        await follow(actor=follower, kind=Followed.PLAN, subject=plan.id, now=NOW)
        await follow(actor=follower, kind=Followed.GROUP, subject=scene.groups[0], now=NOW)
    await tell_changed(actor=scene.vng, idea=plan, version=2, note="", now=NOW)
    await tell_entered(actor=await scene.voter(1), idea=plan, round_name="Proefronde", round_code=scene.code, now=NOW)
    await tell_withdrawn(actor=await scene.voter(1), idea=plan, reason="Redenen genoeg", now=NOW)
    await tell_named(actor=await scene.voter(1), idea=plan, municipalities=[town], now=NOW)
    for step in GroupStep:
        await tell_decided(
            decision=len(step), kind=step, group_id=scene.groups[0], other_id=scene.groups[1], reason="Omdat het kan",
            by=None, now=NOW,
        )  # fmt: skip
    await tell_voters(vote_id=scene.vote_id, now=LATER)
    await tell_gaps(round_id=scene.round_id, now=LATER)
    await scene.approve(4, 0)
    await run_due()
    day = wording(
        "Vanaf %(dag)s mag u een nieuwe tweede factor instellen. Vroeg u dit niet, stop het dan nu",
        dag=day_in_words(NOW),
    )
    await tell_people(person_ids=people, what=day, now=NOW)
    await actions.send_digests(now=LATER)
    return official, director, administrator


async def invited() -> None:
    """An invitation, asked for on a page in English."""
    town = await factories.municipality()
    await execute("INSERT INTO allowed_domain (municipality, domain, added_at) VALUES ($1, 'stad.nl', now())", town)
    await accounts.invite(
        actor=await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town),
        municipality_id=town,
        name="Jan Smit",
        address="jan@stad.nl",
        role=Role.REVIEWER,
        language="en",
        now=NOW,
    )


async def test_an_official_a_director_and_an_administrator_read_english_on_the_site_and_in_mail(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    people = await told()
    await invited()

    for person in people:
        await sign_in(client, person)
        assert await outside(client, ("/berichten", "/mijn-werk")) == {}, person
        kinds = await fetch("SELECT DISTINCT once_key FROM notice WHERE person = $1", person)
        assert len(kinds) > 9
    await execute(
        "UPDATE queued_mail SET state = 'geweigerd', finished_at = created_at, reply = 'niet te schrijven: ValueError'"
    )
    assert await outside(client, ("/beheer/mail",)) == {}, "what the last of them looks after"
    await their_mail_is_english_too()


async def their_mail_is_english_too() -> None:
    names = await fetch(f"{NAMES} UNION SELECT title FROM idea_group")
    known = bypassing.pattern_of([*(row[0] for row in names), *OF_THE_HOUSE, *WRITTEN, "Jan Smit"])
    rows = await fetch(
        "SELECT kind, details FROM queued_mail WHERE address <> ALL ($1) ORDER BY id", list(scenes.WITNESSES)
    )

    found = {}
    with i18n.in_language("en"):
        for row in rows:
            details = json.loads(row["details"])
            letter = composing.write(row["kind"], details, home="https://x.example", person_id=1, key=SECRET)
            if free := [text for text in bypassing.outside(letters.as_html(letter), known) if not _is_proof(text)]:
                found[letter.subject] = free

    assert {row["kind"] for row in rows} >= {"bericht", "overzicht", "accountbericht", "uitnodiging"}
    assert found == {}


def _is_proof(text: str) -> bool:
    """A line of the ballot log, as the recount program reads it back, or an address."""
    return text.startswith(
        ("https://", "Logboek: ", "Rijen: ", "Tijd: ", "Wortel: ", "Handtekening: ", "Sleutel: ", "Blad: ")
    )
