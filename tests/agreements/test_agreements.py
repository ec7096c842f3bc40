"""Agreements: who keeps them, what everybody sees and what only parties see, leaving in time, and what that asks."""

from datetime import date, timedelta

import httpx
import pytest

from innovatie.agreements import actions, queries
from innovatie.agreements.actions import AgreementText, TaskText, Who
from innovatie.domain.agreement_words import AgreementKind, PartyRole
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.database import execute, fetch_exactly, fetch_values
from tests import factories
from tests.agreements.scene import PDF, TEXT, Made
from tests.conftest import SignIn
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def leaving(made: Made, actor: Actor, party: int, last_day: date, *, agreed: bool = False) -> None:
    await actions.leave(
        actor=actor, number=made.number, party_id=party, notice_on=TODAY, leaves_on=last_day, agreed=agreed, now=NOW
    )


async def test_only_makers_a_penvoerder_the_partnership_and_vng_keep_an_agreement(made: Made) -> None:
    for actor in (made.other, made.stranger):
        with pytest.raises(NotAllowed):
            await actions.change_agreement(actor=actor, number=made.number, version=1, text=TEXT, now=NOW)
        with pytest.raises(NotAllowed):
            await actions.make_agreement(actor=actor, text=TEXT, solution=made.solution, partnership=None, now=NOW)
    await execute("UPDATE agreement_party SET role = 'opdrachtgever' WHERE id = $1", made.parties[1])
    await actions.change_agreement(actor=made.other, number=made.number, version=1, text=TEXT, now=NOW)
    kring = await factories.partnership(made.towns[1])
    speaker = await factories.actor(Role.KRING_REPRESENTATIVE, partnership_id=kring)
    own = await actions.make_agreement(actor=speaker, text=TEXT, solution=None, partnership=kring, now=NOW)
    with pytest.raises(NotAllowed):
        await actions.change_agreement(actor=made.keeper, number=own, version=1, text=TEXT, now=NOW)
    await actions.change_agreement(actor=await factories.vng(), number=own, version=1, text=TEXT, now=NOW)
    with pytest.raises(Conflict, match="intussen"):
        await actions.change_agreement(actor=speaker, number=own, version=1, text=TEXT, now=NOW)
    with pytest.raises(Invalid, match="Controleer"):
        await actions.make_agreement(actor=await factories.vng(), text=TEXT, solution=None, partnership=None, now=NOW)


async def test_what_does_not_hold_together_is_refused(made: Made) -> None:
    wrong = AgreementText(AgreementKind.OTHER, " ", TODAY, TODAY - timedelta(days=1), 61)
    with pytest.raises(Invalid) as refused:
        await actions.change_agreement(actor=made.keeper, number=made.number, version=1, text=wrong, now=NOW)
    assert set(refused.value.errors) == {"titel", "einde", "opzegtermijn"}
    with pytest.raises(Conflict, match="al in de overeenkomst"):
        await actions.add_party(
            actor=made.keeper, number=made.number, who=Who(organisation="brieven bv"), role=PartyRole.MEMBER, now=NOW
        )
    for who in (Who(), Who(town=made.towns[0], organisation="X")):
        with pytest.raises(Invalid):
            await actions.add_party(actor=made.keeper, number=made.number, who=who, role=PartyRole.MEMBER, now=NOW)
    with pytest.raises(NotFound):
        await actions.add_party(
            actor=made.keeper, number=made.number, who=Who(town=99_999_999), role=PartyRole.MEMBER, now=NOW
        )
    for text, field in (
        (TaskText("Beheer", made.parties[0], made.parties[0]), "opvolger"),
        (TaskText("Beheer", 99_999_999), "wie"),
        (TaskText(" ", made.parties[0]), "taak"),
    ):
        with pytest.raises(Invalid) as bad:
            await actions.add_task(actor=made.keeper, number=made.number, text=text, now=NOW)
        assert set(bad.value.errors) == {field}
    for name, content in (("convenant.exe", PDF), ("convenant.pdf", b"MZ"), ("convenant.pdf", b"")):
        with pytest.raises(Invalid):
            await actions.add_file(
                actor=made.keeper, number=made.number, name=name, content=content, public=True, now=NOW
            )
    with pytest.raises(Invalid, match="Controleer"):
        await actions.note_signature(
            actor=made.keeper,
            number=made.number,
            party_id=made.parties[0],
            signer="B. de Vries",
            capacity="",
            signed_on=TODAY + timedelta(days=1),
            now=NOW,
        )


async def test_who_leaves_keeps_to_the_period_of_notice_unless_all_agree(made: Made) -> None:
    soon = TODAY + timedelta(days=30)
    with pytest.raises(Invalid) as early:
        await leaving(made, made.other, made.parties[1], soon)
    assert "De opzegtermijn is 6 maanden: het kan vanaf 21 mei 2027." in early.value.errors["laatste_dag"]
    with pytest.raises(NotAllowed):
        await leaving(made, made.stranger, made.parties[1], date(2027, 6, 30))
    with pytest.raises(NotAllowed):
        await leaving(made, made.other, made.parties[2], date(2027, 6, 30))
    await leaving(made, made.other, made.parties[1], soon, agreed=True)
    with pytest.raises(Conflict):
        await leaving(made, made.other, made.parties[1], date(2027, 6, 30))
    (gone,) = [one for one in await queries.parties(made.number) if one.leaves_on]
    assert (gone.name, gone.leaves_on) == ("Bergdorp", soon)
    with pytest.raises(Invalid) as heir:
        text = TaskText("Beheer", made.parties[0], made.parties[1])
        await actions.add_task(actor=made.keeper, number=made.number, text=text, now=NOW)
    assert "vertrekt zelf" in heir.value.errors["opvolger"]
    await actions.stay(actor=made.other, number=made.number, party_id=made.parties[1], now=NOW)
    assert all(one.leaves_on is None for one in await queries.parties(made.number))
    with pytest.raises(Conflict):
        await actions.stay(actor=made.other, number=made.number, party_id=made.parties[1], now=NOW)


async def test_who_leaves_gets_the_list_of_what_to_arrange_and_it_empties_when_that_is_done(made: Made) -> None:
    first, second, company = made.parties
    task = await actions.add_task(
        actor=made.keeper,
        number=made.number,
        text=TaskText("Servers beheren", second, first, "Mee in een week."),
        now=NOW,
    )
    other = await actions.add_task(
        actor=made.keeper, number=made.number, text=TaskText("Vragen beantwoorden", company, second), now=NOW
    )
    await leaving(made, made.other, second, date(2027, 6, 30))
    asked = "SELECT DISTINCT person FROM notice WHERE once_key LIKE 'vertrek %' ORDER BY person"
    assert await fetch_values(int, asked) == sorted([made.keeper.person_id or 0, made.other.person_id or 0])

    async def listed() -> list[tuple[str, str]]:
        present = await queries.parties(made.number)
        found = queries.arranging(second, await queries.tasks(made.number), present, TODAY)
        return [(row.title, line.what.value) for row, line in found]

    assert await listed() == [("Servers beheren", "overdragen"), ("Vragen beantwoorden", "vervangen")]
    for number, text in ((task, TaskText("Servers beheren", first)), (other, TaskText("Vragen beantwoorden", company))):
        await actions.change_task(actor=made.keeper, number=made.number, task_id=number, version=1, text=text, now=NOW)
    assert await listed() == []
    with pytest.raises(Conflict, match="intussen"):
        await actions.change_task(
            actor=made.keeper, number=made.number, task_id=task, version=1, text=TaskText("Oud", first), now=NOW
        )


async def test_a_party_that_signed_leaves_and_is_not_taken_out(made: Made) -> None:
    signed = await actions.note_signature(
        actor=made.keeper,
        number=made.number,
        party_id=made.parties[1],
        signer="B. de Vries",
        capacity="burgemeester",
        signed_on=TODAY,
        now=NOW,
    )
    with pytest.raises(Conflict, match="heeft getekend"):
        await actions.remove_party(actor=made.keeper, number=made.number, party_id=made.parties[1], now=NOW)
    await actions.take_back_signature(actor=made.keeper, number=made.number, signature=signed, now=NOW)
    with pytest.raises(NotFound):
        await actions.take_back_signature(actor=made.keeper, number=made.number, signature=signed, now=NOW)
    await actions.remove_party(actor=made.keeper, number=made.number, party_id=made.parties[1], now=NOW)
    assert [one.name for one in await queries.parties(made.number)] == ["Almelo aan Zee", "Brieven BV"]


async def test_owners_hear_that_an_end_comes_near_once_each_step(made: Made) -> None:
    end = TODAY + timedelta(days=300)
    text = AgreementText(AgreementKind.COVENANT, "Convenant", TODAY, end, 6)
    await actions.change_agreement(actor=made.keeper, number=made.number, version=1, text=text, now=NOW)
    await actions.remind(now=NOW + timedelta(days=100))
    heard = "SELECT person FROM notice WHERE once_key LIKE 'overeenkomst %' ORDER BY id"
    assert await fetch_values(int, heard) == [], "what nobody else sees yet is not told of"
    await actions.show_agreement(actor=made.keeper, number=made.number, now=NOW)
    await actions.remind(now=NOW)
    assert await fetch_values(int, heard) == []
    for _ in range(2):
        await actions.remind(now=NOW + timedelta(days=100))
    assert await fetch_values(int, heard) == [made.keeper.person_id]
    await actions.remind(now=NOW + timedelta(days=280))
    assert sorted((await fetch_values(int, heard))[1:]) == sorted(
        [made.keeper.person_id or 0, made.other.person_id or 0]
    )
    assert await actions.remind(now=NOW + timedelta(days=301)) == 2
    assert await actions.remind(now=NOW + timedelta(days=400)) == 0


async def test_who_leaves_a_partnership_hears_what_that_touches(
    made: Made, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    verband = await factories.partnership(made.towns[1], kind="samenwerkingsverband", name="Werkplein")
    await execute("UPDATE partnership_member SET ends = $1 WHERE partnership = $2", TODAY + timedelta(days=90), verband)
    assert await actions.remind(now=NOW) == 0, "no agreement is touched"
    await actions.add_party(
        actor=made.keeper, number=made.number, who=Who(partnership=verband), role=PartyRole.MEMBER, now=NOW
    )
    for told in (1, 0):
        assert await actions.remind(now=NOW) == told
    path = await fetch_exactly(str, "SELECT path FROM notice WHERE once_key LIKE 'verband verlaten %'")
    for who, status in ((made.stranger, 403), (made.other, 200)):
        client.cookies.clear()
        await sign_in(client, who.person_id or 0)
        page = await client.get(path)
        assert page.status_code == status
    assert "Bergdorp verlaat Werkplein" in page.text and "Beslis of de gemeente partij blijft" in page.text


async def test_a_notice_of_one_month_is_told_in_the_singular(
    client: httpx.AsyncClient, sign_in: SignIn, made: Made
) -> None:
    await execute("UPDATE agreement SET notice_months = 1 WHERE id = $1", made.number)
    with pytest.raises(Invalid) as early:
        await leaving(made, made.other, made.parties[1], TODAY + timedelta(days=1))
    assert "De opzegtermijn is 1 maand: het kan vanaf" in early.value.errors["laatste_dag"]
    await sign_in(client, made.other.person_id or 0)
    page = (await client.get(f"{made.base}/partijen/{made.parties[1]}/vertrek")).text
    assert "De opzegtermijn is 1 maand. Wie" in page and "1 maanden" not in page
