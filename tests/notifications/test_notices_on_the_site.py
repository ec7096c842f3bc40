"""What people were told stands on the site too, with or without mail."""

from datetime import timedelta

import asyncpg
import httpx
import pytest
from lxml import html

from innovatie.domain.authority import VISITOR, Actor, Role
from innovatie.domain.errors import NotAllowed
from innovatie.domain.wording import as_written
from innovatie.infra.database import fetch_value
from innovatie.notifications import actions, reading
from innovatie.notifications.kinds import Choice, Kind
from innovatie.notifications.queries import notice_counts
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def told(person: int, subject: str, body: str = "", path: str = "/groepen") -> None:
    await actions.tell(
        person_id=person, kind=Kind.ROUND, subject=as_written(subject), body=as_written(body), path=path, once=subject,
        now=NOW,
    )  # fmt: skip


async def test_what_one_was_told_is_listed_the_newest_first_and_marked_until_read(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await told(person, "Ronde open", "Dien uw plan in.", "/rondes/2027-1")
    await told(person, "Ronde <b>dicht</b>")
    await sign_in(client, person)
    assert "U hebt 2 nieuwe berichten." in (await client.get("/mijn-werk")).text
    page = (await client.get("/berichten")).text
    assert page.index("Ronde &lt;b&gt;dicht&lt;/b&gt;") < page.index('">Ronde open</a>')
    assert page.count(">Nieuw<") == 2
    last = await fetch_value("SELECT max(id) FROM notice")
    await told(person, "Intussen gekomen")
    assert (await client.post("/berichten/gelezen", data={"tot": str(last)})).status_code == 303
    page = (await client.get("/berichten")).text
    assert (page.count(">Nieuw<"), await notice_counts(person)) == (1, (3, 1))


async def test_a_long_message_begins_with_what_matters_and_folds_the_rest(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await told(person, "De Kring stemde", "Voor u.\n\nWilt u anders?\n\nWortel: 608f\n\nRijen erbij:\n1 0b")
    await sign_in(client, person)
    page = html.fromstring((await client.get("/berichten")).text)
    assert page.xpath("//main//li/p[not(@class)]/text()") == ["Voor u.", "Wilt u anders?"]
    assert page.xpath("//main//li/details/p/text()") == ["Wortel: 608f", "Rijen erbij:\n1 0b"]


async def test_nobody_reads_or_marks_what_another_was_told(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    other, person = await factories.person(Role.CIVIL_SERVANT), await factories.person(Role.CIVIL_SERVANT)
    await told(other, "Alleen voor de ander")
    await sign_in(client, person)
    page = (await client.get("/berichten")).text
    assert ("Alleen voor de ander" in page, "U hebt nog geen berichten" in page) == (False, True)
    await client.post("/berichten/gelezen", data={"tot": "999999"})
    assert await notice_counts(other) == (1, 1)
    with pytest.raises(NotAllowed):
        await reading.mark_read(actor=VISITOR, last=9, now=NOW)


async def test_what_was_read_on_the_site_is_not_mailed_again(db: asyncpg.Connection) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    actor = Actor(person, "Jan")
    await actions.choose(actor=actor, choices={Kind.ROUND: Choice.DAILY}, now=NOW)
    await told(person, "Gelezen op de site")
    assert await reading.mark_read(actor=actor, last=2**40, now=NOW) == 1
    assert await actions.send_digests(now=NOW + timedelta(days=1)) == 0
    await told(person, "Nog niet gelezen")
    assert await actions.send_digests(now=NOW + timedelta(days=1)) == 1


async def test_many_messages_come_in_pages(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    for number in range(25):
        await told(person, f"Bericht {number:02d}")
    await sign_in(client, person)
    second = (await client.get("/berichten?pagina=2")).text
    assert ("Bericht 04" in second, "Bericht 05" in second) == (True, False)
    assert (await client.get("/berichten?pagina=veel")).status_code == 200


async def test_an_odd_number_marks_nothing_and_breaks_nothing(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await told(person, "Ronde open")
    await sign_in(client, person)
    for odd in ("", "veel", "-1", "0"):
        assert (await client.post("/berichten/gelezen", data={"tot": odd})).status_code == 303
    assert await notice_counts(person) == (1, 1)
    assert (await client.post("/berichten/gelezen", data={"tot": "9" * 30})).status_code in (303, 422)


async def test_the_bell_counts_what_is_unread_on_every_page_and_opening_a_notice_reads_it(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    person, other = await factories.person(Role.CIVIL_SERVANT), await factories.person(Role.CIVIL_SERVANT)
    await told(person, "Ronde open", path="/rondes")
    await told(person, "Nog iets")
    await told(other, "Van een ander")
    assert 'class="bell"' not in (await client.get("/over")).text
    await sign_in(client, person)
    for path in ("/", "/over", "/gemeenten", "/ideeen/999999"):
        assert '<span class="visually-hidden">, </span>2<span' in (await client.get(path)).text, path
    first = await fetch_value("SELECT min(id) FROM notice WHERE person = $1", person)
    opened = await client.get(f"/berichten/{first}")
    assert (opened.status_code, opened.headers["location"]) == (303, "/rondes")
    assert '<span class="visually-hidden">, </span>1<span' in (await client.get("/over")).text
    theirs = await fetch_value("SELECT id FROM notice WHERE person = $1", other)
    assert (await client.get(f"/berichten/{theirs}")).status_code == 404
    assert await notice_counts(other) == (1, 1)


async def test_more_than_ninety_nine_is_not_counted_on(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    for number in range(101):
        await told(person, f"Bericht {number}")
    await sign_in(client, person)
    assert "99+" in (await client.get("/over")).text
