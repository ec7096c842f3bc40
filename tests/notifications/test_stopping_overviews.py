"""An overview of more than one kind can be stopped from the mail, and nothing is left of it after its time."""

import json
from datetime import timedelta

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.wording import as_written
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value
from innovatie.notifications import actions, composing, letterbox, letters
from innovatie.notifications.kinds import Choice, Kind, read_unsubscribe_token, unsubscribe_token
from tests import factories
from tests.conftest import SECRET as APP_SECRET
from tests.factories import NOW
from tests.notifications.test_mail import SECRET

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def told(person: int, *kinds: Kind) -> None:
    actor = await factories.actor(Role.CIVIL_SERVANT)
    assert actor.person_id is not None
    for kind in kinds:
        await actions.tell(
            person_id=person,
            kind=kind,
            subject=as_written(f"Over {kind}"),
            body=as_written("Tekst."),
            path="/ideeen/1",
            once=f"{kind}",
            now=NOW,
        )


async def overview(person: int) -> letters.ComposedMail:
    await actions.send_digests(now=NOW + timedelta(hours=1))
    row = await fetch_row("SELECT details FROM queued_mail WHERE kind = 'overzicht' AND person = $1", person)
    assert row is not None
    return composing.write("overzicht", json.loads(row[0]), home="https://x.example", person_id=person, key=SECRET)


async def choices(person: int) -> dict[str, str]:
    return dict(await fetch("SELECT kind, choice FROM mail_preference WHERE person = $1", person))


async def test_an_overview_of_more_kinds_carries_its_own_token(client: httpx.AsyncClient) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    for kind in (Kind.FOLLOWED, Kind.ASKED):
        await execute(
            "INSERT INTO mail_preference (person, kind, choice, changed_at) VALUES ($1, $2, 'dagelijks', $3)",
            person, kind.value, NOW,
        )  # fmt: skip
    await told(person, Kind.FOLLOWED, Kind.ASKED)
    letter = await overview(person)
    assert letter.subject == "Uw overzicht van Innovatie: 2 berichten"
    token = letter.unsubscribe.removeprefix("https://x.example/mail/afmelden/")
    assert read_unsubscribe_token(token, SECRET) == (person, None)
    assert letter.unsubscribe in letters.as_text(letter)


async def test_one_message_is_one_message_and_its_kind_is_stopped() -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await execute(
        "INSERT INTO mail_preference (person, kind, choice, changed_at) VALUES ($1, $2, 'dagelijks', $3)",
        person, Kind.FOLLOWED.value, NOW,
    )  # fmt: skip
    await told(person, Kind.FOLLOWED)
    letter = await overview(person)
    assert letter.subject == "Uw overzicht van Innovatie: 1 bericht"
    token = letter.unsubscribe.rpartition("/")[2]
    assert read_unsubscribe_token(token, SECRET) == (person, Kind.FOLLOWED)


async def test_one_click_stops_all_that_comes_once_a_day_and_nothing_else() -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    for kind, choice in ((Kind.FOLLOWED, Choice.DAILY), (Kind.ASKED, Choice.DIRECT)):
        await execute(
            "INSERT INTO mail_preference (person, kind, choice, changed_at) VALUES ($1, $2, $3, $4)",
            person, kind.value, choice.value, NOW,
        )  # fmt: skip
    await actions.unsubscribe(person_id=person, kind=None, now=NOW)
    kept = await choices(person)
    assert (kept[Kind.FOLLOWED.value], kept[Kind.ASKED.value]) == ("niet", "direct")
    assert "dagelijks" not in kept.values()


async def test_a_token_of_the_overview_is_no_token_of_a_kind() -> None:
    token = unsubscribe_token(7, None, SECRET)
    assert read_unsubscribe_token(token, SECRET) == (7, None)
    assert read_unsubscribe_token(token.replace("overzicht", Kind.ASKED.value), SECRET) is None
    assert read_unsubscribe_token(token.replace("7.", "8.", 1), SECRET) is None


async def test_after_its_time_nothing_of_a_mail_names_anybody() -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await execute(
        "INSERT INTO queued_mail (message_id, person, address, kind, details, state, created_at, not_before, finished_at, reply)"
        " VALUES ('m1', $1, 'jan@stad.nl', 'bericht', '{}', 'geweigerd', $2, $2, $2, '(550, ''jan@stad.nl'')'),"
        "        ('m2', NULL, NULL, 'bericht', NULL, 'geweigerd', $2, $2, $2, '(550, ''jan@stad.nl'')')",
        person,
        NOW,
    )
    assert await letterbox.let_go(now=NOW + timedelta(days=89)) == 0
    assert await letterbox.let_go(now=NOW + timedelta(days=91)) == 2
    assert (
        await fetch_value("SELECT count(*) FROM queued_mail q WHERE q::text LIKE '%stad.nl%' OR person IS NOT NULL")
        == 0
    )


async def test_a_mail_program_stops_the_overview_with_one_post(client: httpx.AsyncClient) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    address = f"/mail/afmelden/{unsubscribe_token(person, None, APP_SECRET)}"
    assert "alles wat eens per dag komt" in (await client.get(address)).text
    assert await choices(person) == {}
    done = await client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert set((await choices(person)).values()) == {"niet"}
    assert (await client.post(address[:-1] + "x", data={"List-Unsubscribe": "One-Click"})).status_code == 404
