"""From an empty production database: every role given, ended, closed and opened again, without a line of SQL."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import asyncpg
import httpx
import pytest

from innovatie.accounts import actions
from innovatie.accounts.actions.installing import add_first_account
from innovatie.accounts.actions.links import make_link
from innovatie.accounts.oidc.idtoken import Identity
from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Actor, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch, fetch_value
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio
TODAY = dutch_day(NOW)


async def acting(person: int, now: datetime = NOW) -> Actor:
    found = await actor_of(person_id=person, municipality_id=None, today=dutch_day(now))
    assert found is not None
    return found


async def may_sign_in(address: str, now: datetime = NOW) -> bool:
    return await make_link(address=address, browser_digest=b"x", after="/", now=now)


async def appoint(actor: Actor, person: int, role: Role, over: int | None = None) -> bool:
    return await actions.appoint(
        actor=actor, person_id=person, role=role, over=over, ends=None, reason="Nodig.", now=NOW
    )


async def grant_of(person: int, role: Role) -> int:
    number: int = await fetch_value(
        "SELECT max(id) FROM role_grant WHERE person = $1 AND role = $2 AND revoked_at IS NULL", person, role.value
    )
    return number


async def told(person: int) -> list[str]:
    rows = await fetch("SELECT details->>'wat' FROM queued_mail WHERE person = $1 AND kind = 'accountbericht'", person)
    return [row[0] for row in rows]


async def test_from_an_empty_database_every_role_is_given_ended_closed_and_opened_again(db: asyncpg.Connection) -> None:
    town = await factories.municipality("Stad")
    await execute("UPDATE municipality SET domain = 'stad.nl' WHERE id = $1", town)
    kring = await factories.partnership(town, kind="kring")
    first = await add_first_account(name="Ans Bos", address="ans@vng.example", role="beheerder", code=None, now=NOW)
    second = await add_first_account(name="Bo Vos", address="bo@vng.example", role="vng-regisseur", code=None, now=NOW)
    ans, bo = await acting(first), await acting(second)
    with pytest.raises(NotAllowed):  # a platform never loses its last administrator
        await actions.revoke_role(actor=ans, grant_id=await grant_of(first, Role.ADMINISTRATOR), now=NOW)

    cas = await actions.open_account(actor=ans, name="Cas Mol", address="cas@vng.example", now=NOW)
    for role in (Role.ADMINISTRATOR, Role.VNG_DIRECTOR):
        assert await appoint(ans, cas, role) is False
        proposal = await fetch_value("SELECT max(id) FROM role_proposal")
        for nobody in (ans, await acting(cas)):
            with pytest.raises(NotAllowed):
                await actions.decide_proposal(actor=nobody, proposal_id=proposal, give=True, now=NOW)
        await actions.decide_proposal(actor=bo, proposal_id=proposal, give=True, now=NOW)
        with pytest.raises(Conflict):
            await actions.decide_proposal(actor=bo, proposal_id=proposal, give=True, now=NOW)
    assert {grant.role for grant in (await acting(cas)).grants} == {Role.ADMINISTRATOR, Role.VNG_DIRECTOR}

    dirk = await actions.open_account(actor=ans, name="Dirk Haan", address="dirk@stad.nl", now=NOW)
    assert await appoint(ans, dirk, Role.MUNICIPAL_ADMIN, town) is True
    assert await may_sign_in("dirk@stad.nl")
    eva = await actions.open_account(actor=ans, name="Eva Smit", address="eva@stad.nl", now=NOW)
    assert not await may_sign_in("eva@stad.nl")  # no role yet
    await appoint(ans, eva, Role.KRING_REPRESENTATIVE, kring)
    await actions.decide_proposal(
        actor=await acting(cas), proposal_id=await fetch_value("SELECT max(id) FROM role_proposal"), give=True, now=NOW
    )
    assert (await acting(eva)).partnerships(Role.KRING_REPRESENTATIVE) == (kring,)
    assert await may_sign_in("eva@stad.nl")

    chief = await acting(dirk)
    await actions.grant_role(
        actor=chief, municipality_id=town, person_id=dirk, role=Role.VOTER, starts=TODAY, ends=None, reason="", now=NOW
    )
    assert "Dirk Haan van Stad gaf zichzelf een rol: stemgemachtigde" in await told(second)

    for person, role in ((eva, Role.KRING_REPRESENTATIVE), (cas, Role.VNG_DIRECTOR), (dirk, Role.MUNICIPAL_ADMIN)):
        await actions.revoke_role(actor=ans, grant_id=await grant_of(person, role), now=NOW)
        assert not (await acting(person)).has(role)
    assert not await may_sign_in("eva@stad.nl")
    secret = await actions.start_session(person_id=cas, device="x", now=NOW, means="inloglink")
    await actions.close_account(actor=ans, person_id=cas, now=NOW)
    assert secret and await fetch_value("SELECT count(*) FROM session WHERE person = $1 AND ended_at IS NULL", cas) == 0
    assert not await may_sign_in("cas@vng.example")
    await actions.reopen_account(actor=ans, person_id=cas, now=NOW)
    assert await may_sign_in("cas@vng.example") and (await acting(cas)).has(Role.ADMINISTRATOR)
    await actions.erase_person(actor=ans, person_id=eva, now=NOW)
    with pytest.raises(NotFound):
        await actions.reopen_account(actor=ans, person_id=eva, now=NOW)


async def test_only_the_administrator_of_the_platform_opens_closes_and_appoints(db: asyncpg.Connection) -> None:
    person, town = await factories.person(), await factories.municipality()
    for role in set(Role) - {Role.ADMINISTRATOR}:
        actor = await factories.actor(role, municipality_id=town if role is Role.MUNICIPAL_ADMIN else None)
        with pytest.raises(NotAllowed):
            await appoint(actor, person, Role.MUNICIPAL_ADMIN, town)
        with pytest.raises(NotAllowed):
            await actions.open_account(actor=actor, name="Ans Bos", address="a@b.nl", now=NOW)
        with pytest.raises(NotAllowed):
            await actions.close_account(actor=actor, person_id=person, now=NOW)
        with pytest.raises(NotAllowed):
            await actions.reopen_account(actor=actor, person_id=person, now=NOW)
    grant = await grant_of(await factories.person(Role.VNG_DIRECTOR), Role.VNG_DIRECTOR)
    with pytest.raises(NotFound):
        await actions.revoke_role(
            actor=await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town), grant_id=grant, now=NOW
        )


async def test_what_cannot_be_given_is_told_in_its_field(db: asyncpg.Connection) -> None:
    admin, person, town = (
        await factories.actor(Role.ADMINISTRATOR),
        await factories.person(),
        await factories.municipality(),
    )
    for role, over, field in (
        (Role.VOTER, None, "rol"), (Role.MUNICIPAL_ADMIN, None, "waarvoor"), (Role.ADMINISTRATOR, town, "waarvoor"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            await appoint(admin, person, role, over)
        assert list(refused.value.errors) == [field]
    with pytest.raises(Invalid) as refused:
        await actions.open_account(actor=admin, name="stemgemachtigde", address="x@onbekend.nl", now=NOW)
    assert set(refused.value.errors) == {"naam", "email"}


async def test_roles_that_all_ended_sign_nobody_in_and_end_what_is_open(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    await sign_in(client, person)
    assert (await client.get("/account")).status_code == 200
    await execute(
        "UPDATE role_grant SET ends = $2 WHERE person = $1", person, dutch_day(clock.now()) - timedelta(days=1)
    )
    assert (await client.get("/account")).status_code == 303
    with pytest.raises(NotAllowed, match="afgelopen"):
        await sign_in(client, person)


async def test_a_role_ends_at_midnight_in_the_netherlands(db: asyncpg.Connection) -> None:
    person = await factories.person(Role.VOTER, municipality_id=await factories.municipality())
    await execute("UPDATE role_grant SET ends = $2 WHERE person = $1", person, date(2026, 11, 30))
    assert (await acting(person, datetime(2026, 11, 30, 22, 59, tzinfo=UTC))).has(Role.VOTER)
    assert not (await acting(person, datetime(2026, 11, 30, 23, 0, tzinfo=UTC))).has(Role.VOTER)


def identity(subject: str, *, name: str | None, email: str | None, town: str = "GM0001") -> Identity:
    return Identity(
        provider="stad", issuer="https://stad", subject=subject, name=name, email=email, acr=None, session_id=None,
        municipality=town,
    )  # fmt: skip


async def test_names_and_addresses_follow_the_provider_within_its_own_domain(db: asyncpg.Connection) -> None:
    town = await factories.municipality("Stad")
    await execute("UPDATE municipality SET code = 'GM0001', domain = 'stad.nl' WHERE id = $1", town)
    there = await factories.person(Role.CIVIL_SERVANT)
    await execute("UPDATE person SET email = 'bezet@stad.nl' WHERE id = $1", there)

    async def enter(subject: str, name: str | None, email: str | None) -> tuple[int, str, str | None]:
        person, _ = await actions.person_of_identity(identity=identity(subject, name=name, email=email), now=NOW)
        row = (await fetch("SELECT name, email FROM person WHERE id = $1", person))[0]
        return person, row[0], row[1]

    one = await enter("1", "Sanne de Wit", "sanne@stad.nl")
    assert one[1:] == ("Sanne de Wit", "sanne@stad.nl")
    assert (await enter("1", "Sanne Bakker", "s.bakker@stad.nl"))[1:] == ("Sanne Bakker", "s.bakker@stad.nl")
    for refused in ("wethouder@amsterdam.nl", "e", "a b@stad.nl", "bezet@stad.nl", None):
        assert (await enter("1", "beheerder", refused))[1:] == ("Sanne Bakker", "s.bakker@stad.nl")
    assert (await enter("2", "beheerder", "wethouder@amsterdam.nl"))[1:] == ("Naamloos", None)
    assert (await enter("3", "Saar Bakker", "s.bakker@stad.nl"))[1:] == ("Saar Bakker", "s.bakker@stad.nl")
    assert await fetch_value("SELECT email FROM person WHERE id = $1", one[0]) is None  # it went to the new colleague


async def test_people_of_a_merged_municipality_go_on_for_its_heir_on_the_day(db: asyncpg.Connection) -> None:
    old, heir = await factories.municipality("Oss"), await factories.municipality("Maashorst")
    person = await factories.person(Role.CIVIL_SERVANT, Role.VOTER, municipality_id=old)
    await execute("INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
                  " VALUES ($1, 'ambtenaar', $2, $3, $4, '')", person, heir, TODAY, NOW)  # fmt: skip
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, $3)", old, heir, TODAY + timedelta(1)
    )
    assert await actions.move_to_heirs(now=NOW) == 0
    assert await actions.move_to_heirs(now=NOW + timedelta(days=1)) == 2
    assert await actions.move_to_heirs(now=NOW + timedelta(days=2)) == 0
    after = await acting(person, NOW + timedelta(days=1))
    assert sorted((grant.role, grant.municipality_id) for grant in after.grants) == [
        (Role.CIVIL_SERVANT, heir), (Role.VOTER, heir),
    ]  # fmt: skip


async def test_the_screens_give_confirm_and_end_a_role(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    admin, director = await factories.person(Role.ADMINISTRATOR), await factories.person(Role.VNG_DIRECTOR)
    person = await factories.person(name="Zoë Zoekmij")
    await sign_in(client, admin)
    assert "Zoë Zoekmij" in (await client.get("/beheer/accounts?q=zoe")).text
    here = f"/beheer/accounts/{person}"
    wrong = await client.post(f"{here}/rol", data={"rol": "kringvertegenwoordiger", "reden": "Nodig."})
    assert wrong.status_code == 422 and "een Kring bij een vertegenwoordiger" in wrong.text and "Nodig." in wrong.text
    assert (await client.post(f"{here}/rol", data={"rol": "vng-regisseur", "reden": "Nodig."})).status_code == 303
    assert "Hierover beslist een ander." in (await client.get("/beheer/rollen")).text
    proposal = await fetch_value("SELECT id FROM role_proposal")
    assert (await client.post(f"/beheer/rollen/{proposal}", data={"besluit": "geven"})).status_code == 403
    await sign_in(client, director)
    assert "Bevestig rol van Zoë Zoekmij" in (await client.get("/beheer/rollen")).text
    assert (await client.post(f"/beheer/rollen/{proposal}", data={"besluit": "ja"})).status_code == 422  # no refusal
    assert (await client.post(f"/beheer/rollen/{proposal}", data={"besluit": "geven"})).status_code == 303
    await sign_in(client, admin)
    assert "regisseur bij VNG" in (await client.get(here)).text
    grant = await grant_of(person, Role.VNG_DIRECTOR)
    assert (await client.post(f"/beheer/accounts/rol/{grant}/intrekken")).status_code == 303
    assert (await client.post(f"{here}/sluiten")).status_code == 303
    assert "Open het account weer" in (await client.get(here)).text
    assert (await client.post(f"{here}/wissen", data={"bevestiging": "ja"})).status_code == 422
    assert (await client.post(f"{here}/wissen", data={"bevestiging": "WISSEN"})).status_code == 303
    assert await fetch_value("SELECT name FROM person WHERE id = $1", person) == "Voormalig deelnemer"


async def test_one_changes_ones_own_name_and_only_into_a_name(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person, other = await factories.person(name="Naamloos"), await factories.person(name="Bo Vos")
    await sign_in(client, person)
    wrong = await client.post("/account/naam", data={"naam": "stemgemachtigde"})
    assert wrong.status_code == 422 and "Vul een voornaam en een achternaam in" in wrong.text
    assert 'value="stemgemachtigde"' in wrong.text
    assert (await client.post("/account/naam", data={"naam": " Saar  Bakker "})).status_code == 303
    rows = await fetch("SELECT name FROM person WHERE id = ANY($1) ORDER BY id", [person, other])
    assert [row[0] for row in rows] == ["Saar Bakker", "Bo Vos"]


async def test_a_role_proposed_by_an_administrator_who_left_is_given_to_nobody(db: asyncpg.Connection) -> None:
    left, other = await factories.actor(Role.ADMINISTRATOR), await factories.vng()
    friend = await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    assert await appoint(left, friend, Role.VNG_DIRECTOR) is False
    await execute("UPDATE role_grant SET revoked_at = granted_at WHERE person = $1", left.person_id)
    proposal = await fetch_value("SELECT max(id) FROM role_proposal")
    with pytest.raises(Conflict, match="geen beheerder meer"):
        await actions.decide_proposal(actor=other, proposal_id=proposal, give=True, now=NOW)
    await actions.decide_proposal(actor=other, proposal_id=proposal, give=False, now=NOW)
    assert not (await acting(friend)).has(Role.VNG_DIRECTOR)


async def test_a_proposed_role_whose_last_day_went_by_is_refused_and_not_given(db: asyncpg.Connection) -> None:
    proposer, other = await factories.actor(Role.ADMINISTRATOR), await factories.vng()
    friend = await factories.person()
    last_day = dutch_day(NOW)
    await actions.appoint(
        actor=proposer, person_id=friend, role=Role.VNG_DIRECTOR, over=None, ends=last_day, reason="Vervangt.", now=NOW
    )
    proposal, later = await fetch_value("SELECT max(id) FROM role_proposal"), NOW + timedelta(days=1)
    with pytest.raises(Conflict, match="al voorbij"):
        await actions.decide_proposal(actor=other, proposal_id=proposal, give=True, now=later)
    await actions.decide_proposal(actor=other, proposal_id=proposal, give=False, now=later)
    assert not await fetch_value("SELECT count(*) FROM role_grant WHERE person = $1", friend)


async def test_two_administrators_who_give_the_same_role_at_once_give_it_once(committed: str) -> None:
    town, person = await factories.municipality("Stad"), await factories.person()
    admins = [
        await acting(await add_first_account(name=name, address=mail, role="beheerder", code=None, now=NOW))
        for name, mail in (("Ans Bos", "ans@vng.example"), ("Bo Vos", "bo@vng.example"))
    ]
    for role, over in ((Role.MUNICIPAL_ADMIN, town), (Role.VNG_DIRECTOR, None)):
        given = await asyncio.gather(*(appoint(one, person, role, over) for one in admins * 4), return_exceptions=True)
        assert sum(isinstance(one, Conflict) for one in given) == 7, given
    assert (
        await fetch_value("SELECT count(*) FROM role_grant WHERE person = $1 AND municipality = $2", person, town) == 1
    )
    assert await fetch_value("SELECT count(*) FROM role_proposal WHERE person = $1", person) == 1
