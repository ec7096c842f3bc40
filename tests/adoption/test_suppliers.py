"""A supplier is asked in by VNG, proposes for its own solutions, and is nothing more than a visitor otherwise."""

import asyncpg
import httpx
import pytest

from innovatie.accounts.actions import make_link
from innovatie.accounts.queries import actor_of
from innovatie.adoption import actions, queries
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
    assert made[0] == made[1]
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
