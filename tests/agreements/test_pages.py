"""Pages of agreements: what everybody sees, what only parties see, the forms, and the patchwork of partnerships."""

import httpx
import pytest
from lxml import html

from innovatie.agreements import actions, queries
from innovatie.agreements.actions import TaskText, Who
from innovatie.domain.agreement_words import PartyRole
from innovatie.domain.errors import Conflict
from innovatie.infra.database import fetch_exactly
from tests import factories
from tests.agreements.scene import PDF, TEXT, Made
from tests.conftest import SignIn
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_everybody_sees_what_is_shown_and_only_parties_the_rest(
    made: Made, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    secret = await actions.add_file(
        actor=made.keeper, number=made.number, name="Bijlage.pdf", content=PDF, public=False, now=NOW
    )
    public = await actions.add_file(
        actor=made.keeper, number=made.number, name="Convenant.pdf", content=PDF, public=True, now=NOW
    )
    await actions.add_task(
        actor=made.keeper, number=made.number, text=TaskText("Servers beheren", made.parties[0]), now=NOW
    )
    await actions.note_signature(
        actor=made.keeper,
        number=made.number,
        party_id=made.parties[0],
        signer="B. de Vries",
        capacity="",
        signed_on=TODAY,
        now=NOW,
    )
    assert (await client.get(made.base)).status_code == 404
    assert (await client.get(f"/overeenkomsten/bestanden/{public}")).status_code == 404
    assert "Convenant brievenhulp" not in (await client.get("/overeenkomsten")).text
    assert (await client.get("/api/v1/overeenkomsten")).json()["aantal"] == 0
    assert (await client.get(f"/api/v1/overeenkomsten/{made.number}")).status_code == 404
    changes = "SELECT count(*) FROM public_change WHERE resource = 'overeenkomst'"
    assert await fetch_exactly(int, changes) == 0, "what is being written is told to nobody"
    await actions.show_agreement(actor=made.keeper, number=made.number, now=NOW)
    assert await fetch_exactly(int, changes) == 1
    page = await client.get(f"{made.base}-convenant-brievenhulp")
    assert page.status_code == 200
    for seen in ("Bergdorp", "Brieven BV", "Convenant.pdf", "6 maanden"):
        assert seen in page.text
    for hidden in ("B. de Vries", "Servers beheren", "Bijlage.pdf", "/wijzigen"):
        assert hidden not in page.text
    assert (await client.get(f"/overeenkomsten/bestanden/{public}")).content == PDF
    assert (await client.get(f"/overeenkomsten/bestanden/{secret}")).status_code == 404
    (listed,) = (await client.get("/api/v1/overeenkomsten")).json()["resultaten"]
    assert (listed["titel"], listed["organisaties"], listed["getekend"], len(listed["gemeentecodes"])) == (
        "Convenant brievenhulp",
        ["Brieven BV"],
        1,
        2,
    )
    assert listed["stukken"] == [f"/overeenkomsten/bestanden/{public}"]
    assert (await client.get(listed["href"])).json() == listed
    await sign_in(client, made.other.person_id or 0)
    inside = (await client.get(f"{made.base}-convenant-brievenhulp")).text
    for seen in ("B. de Vries", "Servers beheren", "Bijlage.pdf"):
        assert seen in inside
    assert f"{made.base}/wijzigen" not in inside and f"{made.base}/partijen/{made.parties[1]}/vertrek" in inside
    assert (await client.get(f"/overeenkomsten/bestanden/{secret}")).content == PDF
    with pytest.raises(Conflict, match="al zien"):
        await actions.show_agreement(actor=made.keeper, number=made.number, now=NOW)
    task = await actions.add_task(
        actor=made.keeper, number=made.number, text=TaskText("Storingen melden", made.parties[0]), now=NOW
    )
    await actions.remove_task(actor=made.keeper, number=made.number, task_id=task, now=NOW)
    await actions.remove_file(actor=made.keeper, number=made.number, file_id=secret, now=NOW)
    assert await fetch_exactly(int, changes) == 1, "what only parties see changes in silence"
    await actions.remove_file(actor=made.keeper, number=made.number, file_id=public, now=NOW)
    assert await fetch_exactly(int, changes) == 2


async def test_an_agreement_is_made_and_kept_in_the_browser(
    made: Made, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, made.keeper.person_id or 0)
    empty = await client.get(f"/overeenkomsten/nieuw?oplossing={made.solution}")
    assert "Brievenhulp" in empty.text
    sent = {"oplossing": str(made.solution), "soort": "dienstverlening", "titel": "Beheer <b>samen", "begin": "2027-01-01",
            "einde": "2026-01-01", "opzegtermijn": "3"}  # fmt: skip
    refused = await client.post("/overeenkomsten/nieuw", data=sent)
    assert refused.status_code == 422
    assert "Het einde ligt voor het begin." in refused.text and "Beheer &lt;b&gt;samen" in refused.text
    answer = await client.post("/overeenkomsten/nieuw", data=sent | {"einde": "2030-12-31"})
    assert answer.status_code == 303
    form = answer.headers["location"]
    base = form.removesuffix("/partijen/nieuw")
    unknown = await client.post(form, data={"is": "gemeente", "wie": "Atlantis", "rol": "deelnemer"})
    assert unknown.status_code == 422 and 'value="Atlantis"' in unknown.text
    nobody = await client.post(form, data={"is": "verband", "wie": "Ring van Nergens", "rol": "deelnemer"})
    assert nobody.status_code == 422 and "kennen wij niet" in nobody.text
    for sort, who in (("gemeente", "Bergdorp"), ("organisatie", "Brieven BV")):
        added = await client.post(form, data={"is": sort, "wie": who, "rol": "deelnemer", "volgende": "ja"})
        assert added.status_code == 303 and added.headers["location"] == form
    number = int(base.rpartition("/")[2])
    present = await queries.parties(number)
    signed = {"partij": str(present[0].id), "naam": "B. de Vries", "functie": "", "getekend_op": "2026-01-01"}
    assert (await client.post(f"{base}/handtekeningen", data=signed | {"naam": ""})).status_code == 422
    assert (await client.post(f"{base}/handtekeningen", data=signed)).status_code == 303
    task = {"taak": "Beheer", "wie": str(present[0].id), "opvolger": str(present[0].id)}
    assert (await client.post(f"{base}/taken/nieuw", data=task)).status_code == 422
    assert (await client.post(f"{base}/taken/nieuw", data=task | {"opvolger": ""})).status_code == 303
    (kept,) = await queries.tasks(number)
    stale = await client.post(
        f"{base}/taken/{kept.id}", data=task | {"opvolger": "", "versie": "9", "hoe": "Mijn tekst"}
    )
    assert stale.status_code == 409 and "Mijn tekst" in stale.text and "Dit bewaarde een ander" in stale.text
    bad = await client.post(f"{base}/bestanden/nieuw", files={"bestand": ("a.pdf", b"geen pdf")})
    assert bad.status_code == 422 and "De inhoud is geen pdf" in bad.text
    sent_file = {"bestand": ("a.pdf", PDF)}
    assert (await client.post(f"{base}/bestanden/nieuw", files=sent_file, data={"openbaar": "ja"})).status_code == 303
    last = (await client.get(f"{base}/partijen/{present[0].id}/vertrek")).text
    earliest = html.fromstring(last).xpath("string(//input[@name='laatste_dag']/@value)")
    left = {
        "opgezegd_op": html.fromstring(last).xpath("string(//input[@name='opgezegd_op']/@value)"),
        "laatste_dag": earliest,
    }
    answer = await client.post(f"{base}/partijen/{present[0].id}/vertrek", data=left)
    assert answer.status_code == 303
    todo = await client.get(answer.headers["location"])
    assert "er is nog niemand aangewezen" in todo.text
    assert (await client.post(f"{base}/tonen", data={})).status_code == 303
    client.cookies.clear()
    piece = await client.get(f"/overeenkomsten?oplossing={made.solution}", headers={"HX-Request": "true"})
    assert "<html" not in piece.text and "Beheer &lt;b&gt;samen" in piece.text


async def test_the_patchwork_shows_which_partnerships_overlap_and_who_agreed_twice(
    made: Made, client: httpx.AsyncClient
) -> None:
    first = await factories.partnership(*made.towns, kind="samenwerkingsverband", name="Werkplein")
    second = await factories.partnership(made.towns[1], kind="samenwerkingsverband", name="Belastingen Samen")
    await factories.partnership(made.towns[1], kind="kring", name="Kring Oost")
    page = html.fromstring((await client.get("/samenwerkingsverbanden/lappendeken")).text)
    rows = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in page.xpath("//table[caption[@id='overlap-1']]/tbody/tr")
    ]
    assert ["Werkplein", "Belastingen Samen het ene ligt in het andere", "1", "Bergdorp"] in rows
    assert "Kring Oost" not in page.text_content()
    assert "Nee: geen gemeente" in page.text_content()
    one = (await client.get(f"/samenwerkingsverbanden/lappendeken?verband={second}")).text
    assert "De gemeenten van Belastingen Samen, en de verbanden die daarmee overlappen" in one
    again = await actions.make_agreement(
        actor=made.keeper, text=TEXT, solution=made.solution, partnership=None, now=NOW
    )
    for who in (Who(partnership=first), Who(organisation="Brieven BV")):
        await actions.add_party(actor=made.keeper, number=again, who=who, role=PartyRole.MEMBER, now=NOW)
    for number in (made.number, again):
        await actions.show_agreement(actor=made.keeper, number=number, now=NOW)
    twice = html.fromstring((await client.get("/samenwerkingsverbanden/lappendeken?soort=alles")).text)
    said = [" ".join(line.text_content().split()) for line in twice.xpath("//section[h2[@id='dubbel']]/ul/li")]
    assert said == [
        f"{town}: Brievenhulp, in Convenant brievenhulp en Convenant brievenhulp"
        for town in ("Almelo aan Zee", "Bergdorp")
    ]
    assert "Kring Oost" in twice.text_content()
