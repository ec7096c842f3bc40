"""Each is told things in a language of their own: the one of their account, or of the page on which they asked."""

import json
import re

import httpx
import pytest

from innovatie.accounts import actions as accounts
from innovatie.accounts.actions.cleaning import take_away
from innovatie.accounts.queries.places import places_of, sought_of
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.reading_language import Language
from innovatie.domain.wording import as_written, wording
from innovatie.infra import own_cookies
from innovatie.infra.database import execute, fetch, fetch_one_value, fetch_value
from innovatie.infra.mailer import Outcome
from innovatie.notifications import actions, composing, letters
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import notices_of
from innovatie.notifications.sending import send
from innovatie.web import i18n
from tests import factories
from tests.accounts.signing import ask, colleague, queued_links
from tests.conftest import SECRET, SignIn
from tests.factories import NOW
from tests.infra.test_mailer import Postbox, serving
from tests.notifications.test_mail import post, queue, read

pytestmark = pytest.mark.anyio
NAME = "Sanne de Wit"


async def tell(*people: int, kind: Kind = Kind.ASKED, who: str = "Ede", once: str = "a") -> None:
    subject = wording("%(gemeente)s haakt aan bij ‘%(plan)s’", gemeente=who, plan="Deelfiets")
    body = wording("Het plan is van %(gemeente)s.", gemeente=who)
    await actions.tell_many(
        person_ids=people, kind=kind, subject=subject, body=body, path="/ideeen/1", once=once, now=NOW
    )


async def english(*roles: Role, name: str | None = None) -> int:
    person = await factories.person(*roles, name=name)
    await accounts.choose_language(person_id=person, language=Language.ENGLISH)
    return person


async def chosen(person: int) -> str | None:
    return await fetch_one_value(str, "SELECT language FROM person WHERE id = $1", person)


async def test_a_name_that_is_read_from_the_right_turns_no_sentence(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await tell(person, who="ليلى يلماز")
    await tell(person, who="Yıldız Şahin", once="b")
    await sign_in(client, person)
    page = (await client.get("/berichten")).text
    assert '<span dir="auto">ليلى يلماز</span> haakt aan bij' in page
    assert "Yıldız Şahin haakt aan bij" in page


async def test_the_same_message_is_read_in_two_languages(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await tell(person)
    await sign_in(client, person)

    dutch = (await client.get("/berichten")).text
    client.cookies.set(own_cookies.LANGUAGE, "en")
    page = (await client.get("/berichten")).text

    assert "Ede haakt aan bij ‘Deelfiets’" in dutch and "Het plan is van Ede." in dutch
    said = re.sub(r'<span dir="auto" lang="nl">(.*?)</span>', r"[\1]", page)
    assert "[Ede] joins ‘[Deelfiets]’" in said and "The plan is from [Ede]." in said


async def test_a_message_from_before_sentences_were_kept_stays_as_it_is(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await tell(person)
    await execute("UPDATE notice SET words = NULL WHERE person = $1", person)
    await sign_in(client, person)
    client.cookies.set(own_cookies.LANGUAGE, "en")

    assert '<span dir="auto" lang="nl">Ede haakt aan bij ‘Deelfiets’</span>' in (await client.get("/berichten")).text


async def test_mail_goes_in_the_language_of_the_account_or_of_the_page(committed: str) -> None:
    reader, other = await english(Role.CIVIL_SERVANT), await factories.person(Role.CIVIL_SERVANT)
    await tell(reader, other)
    await queue(address="jan@stad.nl", language="en", kind="publieksprijs",
                details={"naam": "", "plan": "Deelfiets", "ronde": "R", "pad": "/p"})  # fmt: skip
    await queue(address="x@stad.nl", person_id=reader, language="nl", details={"naam": "X", "onderwerp": wording("Welkom"),
                "tekst": as_written("Dag."), "pad": "/"})  # fmt: skip
    numbers = [row["id"] for row in await fetch("SELECT id FROM queued_mail ORDER BY id")]
    postbox, before = Postbox(), i18n.language()
    with serving(postbox) as server:
        for number in numbers:
            assert await send(number, post=post(server), now=NOW) is Outcome.ACCEPTED

    mails = [read(content) for content in postbox.received]
    assert [mail["Subject"] for mail in mails[:3]] == [
        "Ede joins ‘Deelfiets’", "Ede haakt aan bij ‘Deelfiets’", "Confirm your vote for the audience award",
    ]  # fmt: skip
    assert [mail["Content-Language"] for mail in mails[:3]] == ["en", "nl", "en"]
    first, second = (mail.get_body(("html",)) for mail in mails[:2])
    assert first is not None and '<html lang="en">' in first.get_content()
    assert 'The plan is from <span dir="auto" lang="nl">Ede</span>.' in first.get_content()
    assert second is not None and "<p>Het plan is van Ede.</p>" in second.get_content()
    award = mails[2].get_body(("html",))
    assert award is not None and '<span dir="auto" lang="nl">Deelfiets</span>' in award.get_content()
    text = mails[0].get_body(("plain",))
    assert text is not None and "The plan is from Ede." in text.get_content() and "Dear" in text.get_content()
    assert all(mail["List-Unsubscribe"] for mail in mails[:2])
    assert i18n.language() == before, "what is made next is in the language that it was"


async def test_the_overview_of_the_day_is_in_the_language_of_its_reader(db: object) -> None:
    person = await english(Role.CIVIL_SERVANT)
    await tell(person, kind=Kind.FOLLOWED)
    await tell(person, kind=Kind.FOLLOWED, who="Tiel", once="b")
    await execute("UPDATE notice SET words = NULL WHERE once_key = 'b'")
    await actions.send_digests(now=NOW)
    details = json.loads(await fetch_value("SELECT details FROM queued_mail WHERE kind = 'overzicht'"))

    with i18n.in_language("en"):
        letter = composing.write("overzicht", details, home="https://x.example", person_id=person, key=SECRET)

    assert letter.subject == "Your overview from Innovatie: 2 messages"
    assert [item[:2] for item in letter.items] == [
        ("Ede joins ‘Deelfiets’", "The plan is from Ede."),
        ("Tiel haakt aan bij ‘Deelfiets’", "Het plan is van Tiel."),
    ]
    with i18n.in_language("en"):
        html = letters.as_html(letter)
    assert 'is from <span dir="auto" lang="nl">Ede</span>.' in html
    assert '<span dir="auto" lang="nl">Het plan is van Tiel.</span>' in html, "from before sentences were kept"


async def test_an_erased_name_goes_from_a_message_in_every_language(db: object) -> None:
    town = await factories.municipality()
    erased = await factories.person(Role.CIVIL_SERVANT, name=NAME, municipality_id=town)
    reader = await english(Role.CIVIL_SERVANT)
    await tell(reader, who=NAME)
    sought = await sought_of(erased, NAME, None)
    assert {place.table for place in await places_of(erased, sought)} == {"notice", "queued_mail"}

    for place in await places_of(erased, sought):
        await take_away(actor=SYSTEM, place=place, sought=sought, instead="iemand", now=NOW)

    rows = await fetch("SELECT n::text FROM notice n UNION ALL SELECT q::text FROM queued_mail q")
    assert len(rows) == 2 and not [row for row in rows if NAME in row[0]]
    [told] = await notices_of(reader)
    with i18n.in_language("en"):
        assert told.subject.translated() == "iemand joins ‘Deelfiets’"  # type: ignore[attr-defined]


async def test_switching_while_signed_in_is_kept_with_the_account(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await client.get("/taal/en")
    assert await chosen(person) is None, "nobody was signed in"

    await sign_in(client, person)
    await client.get("/taal/en")
    assert await chosen(person) == "en"
    await client.get("/taal/nl", headers={"Sec-Fetch-Site": "cross-site"})
    assert await chosen(person) == "en", "a link on another site chooses for no account"
    await client.get("/taal/nl", headers={"Sec-Fetch-Site": "same-origin"})
    assert await chosen(person) == "nl"
    assert (await client.get("/taal/fr")).status_code == 404
    assert await chosen(person) == "nl"


async def test_who_signs_in_elsewhere_goes_on_in_the_language_of_the_account(client: httpx.AsyncClient) -> None:
    person, _ = await colleague()
    await accounts.choose_language(person_id=person, language=Language.ENGLISH)
    await ask(client)
    [link] = await queued_links()

    await client.post(link)

    assert client.cookies.get(own_cookies.LANGUAGE) == "en"
    assert 'lang="en"' in (await client.get("/account")).text


async def test_who_chose_english_before_signing_in_keeps_it_and_asks_for_a_link_in_english(
    client: httpx.AsyncClient,
) -> None:
    person, _ = await colleague()
    await client.get("/taal/en")
    await ask(client)
    [link] = await queued_links()
    assert await fetch_value("SELECT language FROM queued_mail WHERE kind = 'inloglink'") == "en"

    await client.post(link)

    assert await chosen(person) == "en"


async def test_an_erased_account_has_no_language(db: object) -> None:
    person = await english(Role.CIVIL_SERVANT)
    await accounts.erase_person(actor=SYSTEM, person_id=person, now=NOW, key=SECRET)

    assert await chosen(person) is None
