"""A supplier is asked in by VNG, proposes for its own solutions, and is nothing more than a visitor otherwise."""

import asyncpg
import httpx
import pytest

from innovatie.accounts.actions import make_link
from innovatie.accounts.queries import actor_of
from innovatie.adoption import actions, queries
from innovatie.adoption.actions.supplying import end_supplier
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import NotAllowed
from innovatie.infra.database import execute, fetch_row, fetch_value
from tests import factories
from tests.adoption.test_pages import followed
from tests.conftest import SignIn
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.anyio
WHO = {"bedrijf": "Leverancier X", "naam": "Ria Bits", "email": "Ria@leverancier-x.example"}


async def invited(number: int) -> Actor:
    """Somebody of Leverancier X, asked in by VNG for this solution."""
    director = await actor_of(person_id=await factories.person(Role.VNG_DIRECTOR), municipality_id=None, today=TODAY)
    assert director is not None
    await actions.invite_supplier(
        actor=director, solution_id=number, company=WHO["bedrijf"], name=WHO["naam"], address=WHO["email"], now=NOW
    )
    person = await fetch_value("SELECT id FROM person WHERE email = 'ria@leverancier-x.example'")
    actor = await actor_of(person_id=person, municipality_id=None, today=TODAY)
    assert actor is not None
    return actor


async def test_from_invitation_to_the_yes_of_the_municipality(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, delft = await followed(), await factories.municipality("Delft")
    servant = await factories.person(Role.CIVIL_SERVANT, municipality_id=delft)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert (await client.post(f"/overname/{number}/leveranciers", data=WHO)).status_code == 303
    mail = await fetch_row("SELECT kind, address, details->>'pad' AS path FROM queued_mail ORDER BY id DESC LIMIT 1")
    assert mail is not None
    assert (mail["kind"], mail["address"]) == ("leverancier", "ria@leverancier-x.example")
    assert "Ria Bits" in (await client.get(f"/overname/{number}/leveranciers")).text
    assert await make_link(address="ria@leverancier-x.example", browser_digest=b"b", after="/", now=NOW)

    supplier = await fetch_value("SELECT id FROM person WHERE email = 'ria@leverancier-x.example'")
    await sign_in(client, supplier)
    assert mail["path"] in (await client.get("/overname")).text
    form = (await client.get(mail["path"])).text
    assert "U stelt dit voor namens Leverancier X." in form and 'name="namens"' not in form
    answer = await client.post(
        mail["path"], data={"namens": "VNG", "gemeenten": "Delft", "stap": "in_gebruik", "datum": "2026-03-01"}
    )
    assert answer.status_code == 303
    (proposal,) = await queries.proposals_for(delft)
    assert (proposal.proposer, proposal.stage) == ("Leverancier X", Stage.IN_USE)
    assert await queries.statements(number, delft) == ()
    assert (await client.post(f"/overname/voorstellen/{proposal.id}", data={"antwoord": "ja"})).status_code == 403

    await sign_in(client, servant)
    assert (await client.post(f"/overname/voorstellen/{proposal.id}", data={"antwoord": "ja"})).status_code == 303
    (statement,) = await queries.statements(number, delft)
    assert (statement.stage, statement.source_label) == (Stage.IN_USE, "bevestigd door de gemeente")


async def test_a_supplier_proposes_for_no_other_solution_and_sees_only_its_own_proposals(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    own, other, delft = await followed(), await followed(), await factories.municipality("Delft")
    supplier = await invited(own)
    director = await actor_of(person_id=await factories.person(Role.VNG_DIRECTOR), municipality_id=None, today=TODAY)
    assert director is not None
    for number in (own, other):
        await actions.propose(
            actor=director, solution_id=number, municipality_id=delft, stage=Stage.EXPLORING, on=TODAY,
            proposer="Leverancier Y", note="", now=NOW,
        )  # fmt: skip
    assert supplier.person_id is not None
    await sign_in(client, supplier.person_id)
    assert "Leverancier Y" not in (await client.get(f"/overname/{own}/voorstel", follow_redirects=True)).text
    sent = {"gemeenten": "Delft", "stap": "in_gebruik"}
    assert (await client.get(f"/overname/{other}/voorstel")).status_code == 403
    assert (await client.post(f"/overname/{other}/voorstel", data=sent)).status_code == 403
    assert "/voorstel" not in (await client.get(f"/overname/{other}", follow_redirects=True)).text
    assert "/voorstel" in (await client.get(f"/overname/{own}", follow_redirects=True)).text
    with pytest.raises(NotAllowed):
        await actions.propose(
            actor=supplier, solution_id=other, municipality_id=delft, stage=Stage.IN_USE, on=TODAY,
            proposer="VNG", note="", now=NOW,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        await actions.report(
            actor=supplier, solution_id=own, municipality_id=delft, stage=Stage.IN_USE, on=TODAY, now=NOW
        )


async def test_a_supplier_waits_for_the_answer_before_it_asks_the_same_municipality_again(
    db: asyncpg.Connection,
) -> None:
    number, delft = await followed(), await factories.municipality("Delft")
    supplier = await invited(number)
    made = [
        await actions.propose_for(
            actor=supplier, solution_id=number, municipalities=[delft], stage=stage, on=TODAY, proposer="", note="",
            now=NOW,
        )
        for stage in (Stage.IN_USE, Stage.INTRODUCING)
    ]  # fmt: skip
    assert made[0].asked == made[1].waiting and (made[0].waiting, made[1].asked) == ((), ())
    assert [p.stage for p in await queries.proposals_for(delft)] == [Stage.IN_USE]


async def test_who_has_another_role_is_no_supplier_and_only_vng_asks_in(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(), await factories.municipality()
    servant = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await execute("UPDATE person SET email = 'ria@leverancier-x.example' WHERE id = $1", servant)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    answer = await client.post(f"/overname/{number}/leveranciers", data=WHO)
    assert (answer.status_code, "al een account met een andere rol" in answer.text) == (422, True)
    for wrong in ({"email": "geen adres"}, {"bedrijf": " "}):
        assert (await client.post(f"/overname/{number}/leveranciers", data=WHO | wrong)).status_code == 422
    assert await queries.suppliers_of(number) == ()
    await sign_in(client, servant)
    assert (await client.post(f"/overname/{number}/leveranciers", data=WHO)).status_code == 403


async def test_who_is_stopped_proposes_nothing_more_and_gets_no_link(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number = await followed()
    supplier = await invited(number)
    (row,) = await queries.suppliers_of(number)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert (await client.post(f"/overname/leveranciers/{row.id}/stoppen")).status_code == 303
    assert (await client.post(f"/overname/leveranciers/{row.id}/stoppen")).status_code == 404
    assert await queries.suppliers_of(number) == ()
    assert supplier.person_id is not None
    after = await actor_of(person_id=supplier.person_id, municipality_id=None, today=TODAY)
    assert after is not None and after.grants == ()
    assert not await make_link(address="ria@leverancier-x.example", browser_digest=b"b", after="/", now=NOW)


async def test_a_supplier_hears_each_answer_and_what_it_asks_in_vain(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number = await followed()
    towns = {name: await factories.municipality(name) for name in ("Delft", "Edam", "Fijnaart", "Gouda")}
    servants = {name: await factories.person(Role.CIVIL_SERVANT, municipality_id=town) for name, town in towns.items()}
    supplier = await invited(number)
    assert supplier.person_id is not None
    teller = await actor_of(person_id=servants["Gouda"], municipality_id=towns["Gouda"], today=TODAY)
    assert teller is not None
    await actions.report(
        actor=teller, solution_id=number, municipality_id=towns["Gouda"], stage=Stage.IN_USE, on=TODAY, now=NOW
    )
    await sign_in(client, supplier.person_id)
    work = (await client.get("/mijn-werk")).text
    path = f"/overname/{(await queries.solution(number)).slug}/voorstel"
    assert path in work and "Er wacht niets op u. Kijk wat gemeenten maken" in work
    assert "plaats zelf een plan" not in work and 'href="/beoordelen"' not in work
    reviewing = (await client.get("/beoordelen")).text
    assert "Alleen wie bij een gemeente werkt" in reviewing and "/beoordelen/aanmelden" not in reviewing
    assert "de eigen oplossingen" in (await client.get("/wat-mag-ik")).text
    page = (await client.get(path.removesuffix("/voorstel"))).text
    assert path in page and "Neem dit over" not in page

    async def ask(*names: str) -> str:
        sent = {"gemeenten": "\n".join(names), "stap": "in_gebruik", "datum": "2026-03-01"}
        answer = await client.post(path, data=sent)
        assert answer.status_code == 303
        return (await client.get(path)).text

    assert "2 gemeenten krijgen de vraag of dit klopt." in await ask("Delft", "Edam")
    again = await ask("Fijnaart", "Delft", "Gouda")
    for sentence in (
        "1 gemeente krijgt de vraag of dit klopt.",
        "1 gemeente meldde dit zelf al.",
        "1 gemeente moet uw vorige vraag nog beantwoorden.",
    ):
        assert sentence in again
    assert "Er is niets gevraagd." in await ask("Gouda")
    assert "<h2>Beantwoord</h2>" not in again
    assert await queries.proposals_for(towns["Gouda"]) == ()

    for name, says in (("Delft", "ja"), ("Edam", "nee")):
        await sign_in(client, servants[name])
        (one,) = await queries.proposals_for(towns[name])
        assert (await client.post(f"/overname/voorstellen/{one.id}", data={"antwoord": says})).status_code == 303
    await sign_in(client, supplier.person_id)
    told = (await client.get("/berichten")).text
    assert "Delft antwoordde op uw voorstel" in told and "Ja, dit klopt." in told
    assert "Edam antwoordde op uw voorstel" in told and "Nee, dit klopt niet." in told
    answered = (await client.get(path)).text.partition("<h2>Beantwoord</h2>")[2]
    assert "1 gemeente zei ja. 1 gemeente zei nee." in answered
    assert answered.index("Edam") < answered.index("Delft") and "Fijnaart" not in answered


async def test_answers_to_another_company_are_not_shown(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, delft = await followed(), await factories.municipality("Delft")
    supplier = await invited(number)
    director = await factories.person(Role.VNG_DIRECTOR)
    vng = await actor_of(person_id=director, municipality_id=None, today=TODAY)
    servant = await actor_of(
        person_id=await factories.person(Role.CIVIL_SERVANT, municipality_id=delft), municipality_id=delft, today=TODAY
    )
    assert vng is not None and servant is not None and supplier.person_id is not None
    made, _fresh = await actions.propose(
        actor=vng, solution_id=number, municipality_id=delft, stage=Stage.EXPLORING, on=TODAY,
        proposer="Leverancier Y", note="", now=NOW,
    )  # fmt: skip
    await actions.settle_proposal(actor=servant, proposal_id=made, agree=False, now=NOW)
    await sign_in(client, supplier.person_id)
    page = (await client.get(f"/overname/{number}/voorstel", follow_redirects=True)).text
    assert "Leverancier Y" not in page and "Beantwoord" not in page
    await sign_in(client, director)
    assert "Leverancier Y" in (await client.get(f"/overname/{number}/voorstel", follow_redirects=True)).text


async def test_two_proposals_to_one_municipality_come_one_after_the_other(db: asyncpg.Connection) -> None:
    number, delft = await followed(), await factories.municipality("Delft")
    supplier = await invited(number)
    mine = "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory' AND objid = $1"
    before = await fetch_value(mine, delft)
    await actions.propose_for(
        actor=supplier, solution_id=number, municipalities=[delft], stage=Stage.IN_USE, on=TODAY, proposer="", note="",
        now=NOW,
    )  # fmt: skip
    assert await fetch_value(mine, delft) == before + 1


async def test_a_proposal_is_new_once_and_then_given_back(db: asyncpg.Connection) -> None:
    number, delft = await followed(), await factories.municipality("Delft")
    supplier = await invited(number)
    made, again = [
        await actions.propose(
            actor=supplier, solution_id=number, municipality_id=delft, stage=Stage.IN_USE, on=TODAY, proposer="",
            note="", now=NOW,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert (made[1], again) == (True, (made[0], False))


async def test_a_supplier_that_is_none_any_more_does_not_hear_the_answer(db: asyncpg.Connection) -> None:
    number, delft = await followed(), await factories.municipality("Delft")
    supplier = await invited(number)
    await invited(await followed())  # something else keeps the account
    servant = await actor_of(
        person_id=await factories.person(Role.CIVIL_SERVANT, municipality_id=delft), municipality_id=delft, today=TODAY
    )
    assert servant is not None
    made = await actions.propose_for(
        actor=supplier, solution_id=number, municipalities=[delft], stage=Stage.IN_USE, on=TODAY, proposer="", note="",
        now=NOW,
    )  # fmt: skip
    (link,) = await queries.suppliers_of(number)
    await end_supplier(actor=await factories.vng(), number=link.id, now=NOW)
    await actions.settle_proposal(actor=servant, proposal_id=made.asked[0], agree=False, now=NOW)
    about = "SELECT count(*) FROM notice WHERE person = $1 AND once_key LIKE 'overname-antwoord:%'"
    assert await fetch_value(about, supplier.person_id) == 0
