"""The pages of the review stage, through the whole application."""

import re

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict
from innovatie.infra.database import execute, fetch_value
from innovatie.review import actions, queries
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.review import world as worlds

pytestmark = pytest.mark.anyio

COMMENT = "Dit is goed onderbouwd met cijfers uit de pilot."


def review_form(draft: int, **changes: str) -> dict[str, str]:
    form = {"concept": str(draft), "actie": "inleveren", "zekerheid": "2", "advies": "Zoek een partner."}
    for key in ("waarde", "steun", "uitvoering", "totaal"):
        form |= {f"score_{key}": "4", f"toelichting_{key}": ""}
    return form | changes


async def test_the_chair_proposes_looks_and_sends(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    made = await worlds.world(groups=2, reviewers=10)
    await sign_in(client, made.chair.person_id or 0)
    base = f"/vng/beoordeling/{made.code}"
    assert "Maak een voorstel voor de toewijzing" in (await client.get(base)).text
    assert (await client.post(f"{base}/toewijzing", data={"starttekst": ""})).status_code == 422
    made_one = await client.post(f"{base}/toewijzing", data={"starttekst": "ALV 2026"})
    assert made_one.status_code == 303
    page = await client.get(f"{base}/toewijzing")
    assert "Voorstel, nog niet verstuurd" in page.text
    assert "ALV 2026" in page.text
    assert "De 2 minst goed bediende groepen" in page.text
    run = re.search(r'name="voorstel" value="(\d+)"', page.text)
    assert run is not None
    assert await fetch_value("SELECT count(*) FROM assignment") == 0
    sent = await client.post(f"{base}/versturen", data={"voorstel": run[1]})
    assert sent.headers["location"] == f"{base}/voortgang"
    assert (await client.post(f"{base}/versturen", data={"voorstel": run[1]})).status_code == 409
    progress = await client.get(f"{base}/voortgang")
    assert progress.text.count('name="beoordelingen"') == 6


async def test_a_reviewer_works_down_the_list_saves_and_hands_in(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    number, person = (await worlds.tasks(made, made.groups[0]))[0]
    await sign_in(client, person)
    assert f'href="/beoordelen/{number}"' in (await client.get("/beoordelen")).text
    page = await client.get(f"/beoordelen/{number}")
    assert page.status_code == 200
    assert "Waarom krijg ik deze?" in page.text
    assert page.text.count('<fieldset class="score') == 4
    kept = await client.post(
        f"/beoordelen/{number}/bewaren",
        data={"concept": "0", "score_waarde": "4", "toelichting_waarde": "<script>half</script>"},
        headers={"HX-Request": "true"},
    )
    assert kept.status_code == 200
    assert 'name="concept" value="1"' in kept.text
    same = {"concept": "1", "score_waarde": "4", "toelichting_waarde": "<script>half</script>"}
    assert (await client.post(f"/beoordelen/{number}/bewaren", data=same)).status_code == 204
    stale = await client.post(f"/beoordelen/{number}/bewaren", data=same | {"concept": "0", "score_waarde": "2"})
    assert "Niet bewaard." in stale.text
    again = await client.get(f"/beoordelen/{number}")
    assert "&lt;script&gt;half&lt;/script&gt;" in again.text
    wrong = await client.post(f"/beoordelen/{number}", data=review_form(1, score_totaal="5"))
    assert wrong.status_code == 422
    assert "Schrijf bij een 5 waarom u dat vindt" in wrong.text
    draft = await fetch_value("SELECT draft FROM review WHERE assignment = $1", number)
    done = await client.post(
        f"/beoordelen/{number}", data=review_form(draft, score_totaal="5", toelichting_totaal=COMMENT)
    )
    assert (done.status_code, done.headers["location"]) == (303, "/beoordelen")
    assert await fetch_value("SELECT state FROM assignment WHERE id = $1", number) == "ingeleverd"
    assert "Ingeleverd op" in (await client.get(f"/beoordelen/{number}")).text


async def test_a_review_is_looked_at_before_it_goes_in_and_comes_back_until_its_deadline(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    (number, person), (other, someone) = (await worlds.tasks(made, made.groups[0]))[:2]
    state = "SELECT state FROM assignment WHERE id = $1"
    await sign_in(client, person)
    page = (await client.get(f"/beoordelen/{number}")).text
    assert 'value="inleveren"' not in page  # the form itself cannot hand in
    assert "0 van 5." in page
    missing = await client.post(f"/beoordelen/{number}", data=review_form(0, actie="controleren", score_steun=""))
    assert missing.status_code == 422
    assert "4 van 5." in missing.text
    assert '<a href="#veld-score_steun">Legitimiteit en steun</a>' in missing.text
    draft = await fetch_value("SELECT draft FROM review WHERE assignment = $1", number)
    check = await client.post(f"/beoordelen/{number}", data=review_form(draft, actie="controleren"))
    assert check.status_code == 200
    assert "Klopt dit?" in check.text
    assert await fetch_value(state, number) == "open"
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', check.text))
    changing = await client.post(f"/beoordelen/{number}", data=fields | {"actie": "wijzigen"})
    assert 'value="4" checked' in changing.text
    await client.post(f"/beoordelen/{number}", data=fields | {"actie": "inleveren"})
    assert await fetch_value(state, number) == "ingeleverd"
    await sign_in(client, someone)
    assert (await client.post(f"/beoordelen/{number}/terughalen")).status_code == 404
    assert (await client.post(f"/beoordelen/{other}/terughalen")).status_code == 409  # not handed in
    await sign_in(client, person)
    assert "Haal de beoordeling terug" in (await client.get(f"/beoordelen/{number}")).text
    assert (await client.post(f"/beoordelen/{number}/terughalen")).status_code == 303
    assert await fetch_value(state, number) == "open"
    again = (await client.get(f"/beoordelen/{number}")).text
    assert 'value="4" checked' in again
    assert "Ingeleverd op" not in again
    await client.post(f"/beoordelen/{number}", data=fields | {"actie": "inleveren"})
    versions = "SELECT count(*) FROM review_version v JOIN review r ON r.id = v.review WHERE r.assignment = $1"
    assert await fetch_value(versions, number) == 2


async def test_a_review_stays_once_others_read_its_arguments_or_its_day_has_passed(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    (first, person), (second, someone) = (await worlds.tasks(made, made.groups[0]))[:2]
    await worlds.hand_in(first, person, 4)
    await sign_in(client, person)
    await execute("UPDATE assignment SET due = $1 WHERE id = $2", factories.NOW, first)
    late = await client.post(f"/beoordelen/{first}/terughalen")
    assert (late.status_code, "is voorbij" in late.text) == (409, True)
    assert "Haal de beoordeling terug" not in (await client.get(f"/beoordelen/{first}")).text
    await execute("UPDATE assignment SET due = NULL WHERE id = $1", first)
    assert await worlds.hand_in(second, someone, 1)  # three points apart: the discussion opens
    read = await client.post(f"/beoordelen/{first}/terughalen")
    assert (read.status_code, "lezen uw argumenten al" in read.text) == (409, True)


async def test_a_stale_form_shows_both_texts_and_loses_nothing(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    number, person = (await worlds.tasks(made, made.groups[0]))[0]
    await sign_in(client, person)
    await client.post(f"/beoordelen/{number}", data=review_form(0, actie="concept", advies="uit het ene venster"))
    answer = await client.post(f"/beoordelen/{number}", data=review_form(0, advies="uit het andere venster"))
    assert answer.status_code == 409
    assert "uit het ene venster" in answer.text
    assert "uit het andere venster" in answer.text


async def test_giving_back_asks_a_reason_for_a_stake_and_takes_the_review_off_the_list(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    number, person = (await worlds.tasks(made, made.groups[0]))[0]
    await sign_in(client, person)
    refused = await client.post(f"/beoordelen/{number}/teruggeven", data={"soort": "belang", "reden": ""})
    assert refused.status_code == 422
    assert "Schrijf kort welk belang u hebt" in refused.text
    done = await client.post(f"/beoordelen/{number}/teruggeven", data={"soort": "belang", "reden": "mijn zus"})
    assert done.status_code == 303
    assert (await client.get(f"/beoordelen/{number}")).status_code == 404
    await sign_in(client, made.chair.person_id or 0)
    desk = await client.get(f"/vng/beoordeling/{made.code}/voortgang")
    assert "Er ontbreekt 1 beoordelaar." in desk.text
    assert "mijn zus" in desk.text


async def test_reminders_are_looked_at_before_they_go(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    number, _ = (await worlds.tasks(made, made.groups[0]))[0]
    await sign_in(client, made.chair.person_id or 0)
    address = f"/vng/beoordeling/{made.code}/voortgang"
    assert (await client.post(address, data={"actie": "voorbeeld"})).status_code == 422
    preview = await client.post(address, data={"actie": "voorbeeld", "beoordelingen": str(number)})
    assert "Er is nog niets verstuurd." in preview.text
    assert await fetch_value("SELECT reminded_at FROM assignment WHERE id = $1", number) is None
    done = await client.post(address, data={"actie": "herinneren", "beoordelingen": str(number)})
    assert done.status_code == 303
    assert await fetch_value("SELECT reminded_at FROM assignment WHERE id = $1", number) is not None


async def test_the_gate_page_shows_dots_bands_and_severity_and_settles_the_shortlist(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    made = await worlds.world(groups=2, reviewers=12)
    await worlds.sent(made)
    for group, total in zip(made.groups, (5, 2), strict=True):
        for number, person in await worlds.tasks(made, group):
            await worlds.hand_in(number, person, total)
    await sign_in(client, made.chair.person_id or 0)
    page = await client.get(f"/vng/beoordeling/{made.code}/uitkomst")
    assert page.text.count('class="dots__raw"') == 6
    assert "Strenge en milde beoordelaars" in page.text
    before = (await client.get(f"/api/v1/rondes/{made.code}/shortlist")).json()
    assert (before["vastgesteld"], before["groepen"], before["vastgesteldOp"]) == (False, [], None)
    assert "met de starttekst ‘proef, gelijke stand’" in page.text and 'name="starttekst"' not in page.text
    done = await client.post(f"/vng/beoordeling/{made.code}/shortlist", data={})
    assert done.headers["location"] == f"/vng/rondes/{made.code}"
    assert await queries.shortlist(made.round) == (made.groups[0],)
    public = await client.get(f"/rondes/{made.code}/shortlist")
    assert "Van 2 groepen gaat 1 groep door" in public.text
    draws = (await client.get(f"/api/v1/rondes/{made.code}/lotingen")).json()
    assert [(d["starttekst"], d["aantal"], d["ring"]) for d in draws] == [("proef", 6, False)]
    assert draws[0]["invoerKenmerk"] in public.text
    listed = (await client.get(f"/api/v1/rondes/{made.code}/shortlist")).json()
    assert [g["nummer"] for g in listed["groepen"]] == [made.groups[0]]
    assert listed["aantalBeoordeeld"] == 2


async def test_no_group_drops_out_without_a_judgement_unless_the_director_says_so(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    made = await worlds.world(groups=3, reviewers=12)
    await worlds.sent(made)
    _, *rest = await worlds.tasks(made, made.groups[1])
    for number, person in [*rest, *await worlds.tasks(made, made.groups[0])]:
        await worlds.hand_in(number, person, 4)
    title = await fetch_value("SELECT title FROM idea_group WHERE id = $1", made.groups[2])
    await sign_in(client, made.chair.person_id or 0)
    page = html.fromstring((await client.get(f"/vng/beoordeling/{made.code}/uitkomst")).text).text_content()
    assert f"Nog niemand oordeelde over: {title}." in page
    assert "4 beoordelingen zijn nog niet binnen." in page
    refused = await client.post(f"/vng/beoordeling/{made.code}/shortlist", data={})
    assert (refused.status_code, await queries.shortlist(made.round)) == (422, ())
    assert "Over deze groepen heeft niemand geoordeeld." in refused.text
    assert (await client.post(f"/vng/beoordeling/{made.code}/shortlist", data={"zonder": "ja"})).status_code == 303
    assert set(await queries.shortlist(made.round)) == set(made.groups[:2])


async def test_extra_reviews_stay_within_the_budget_and_go_to_somebody_new(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    made = await worlds.world(groups=4, reviewers=14)
    await worlds.sent(made)
    for group, totals in zip(made.groups, ((3, 3, 4), (3, 4, 3), (4, 3, 3), (3, 3, 3)), strict=True):
        for (number, person), total in zip(await worlds.tasks(made, group), totals, strict=True):
            await worlds.hand_in(number, person, total)
    assert (await queries.budget_of(made.round)).total == 2
    await sign_in(client, made.chair.person_id or 0)
    page = (await client.get(f"/vng/beoordeling/{made.code}/uitkomst")).text
    assert "Vragen? Hooguit 2 beoordelaars krijgen meteen bericht." in page
    assert await actions.ask_extras(actor=made.chair, round_id=made.round, now=NOW) == (2, 0)
    assert (await queries.budget_of(made.round)).left == 0
    with pytest.raises(Conflict, match="geen extra"):
        await actions.ask_extras(actor=made.chair, round_id=made.round, now=NOW)


async def test_pages_of_the_desk_are_for_vng_only(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    made = await worlds.world(groups=1, reviewers=6)
    addresses = [
        "/vng/beoordelaars",
        *(f"/vng/beoordeling/{made.code}{part}" for part in ("", "/toewijzing", "/voortgang", "/uitkomst")),
    ]
    for address in addresses:
        assert (await client.get(address)).status_code == 303
    await sign_in(client, made.people[0])
    for address in addresses:
        assert (await client.get(address)).status_code == 403
    for part in ("toewijzing", "versturen", "wensen", "voortgang", "aanwijzen", "extra", "shortlist"):
        assert (await client.post(f"/vng/beoordeling/{made.code}/{part}", data={})).status_code == 403


async def test_somebody_signs_up_and_vng_admits(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    town = await factories.municipality()
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town, name="Vera Aanmelder")
    await sign_in(client, person)
    assert "Meld u aan als beoordelaar" in (await client.get("/beoordelen")).text
    empty = await client.post("/beoordelen/aanmelden", data={"maximum": "5"})
    assert empty.status_code == 422
    assert "Kies ten minste één thema" in empty.text
    form = {"maximum": "5", "themas": ["mobiliteit"], "werkgevers": [str(town)], "leveranciers": "Acme"}
    assert (await client.post("/beoordelen/aanmelden", data=form)).status_code == 303
    assert 'value="mobiliteit" checked' in (await client.get("/beoordelen/aanmelden")).text
    number = await fetch_value("SELECT id FROM reviewer WHERE person = $1", person)
    assert (await client.post(f"/vng/beoordelaars/{number}/toelaten")).status_code == 403
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert "Vera Aanmelder" in (await client.get("/vng/beoordelaars")).text
    assert (await client.post(f"/vng/beoordelaars/{number}/toelaten")).status_code == 303
    guest = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    assert (await client.post("/vng/beoordelaars/uitnodigen", data={"persoon": str(guest)})).status_code == 303
