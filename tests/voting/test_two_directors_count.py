"""One director asks to close and count, the others hear it, and one of them does it."""

from datetime import timedelta

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict
from innovatie.infra.database import fetch_value, fetch_values
from innovatie.rounds import actions as rounds
from innovatie.voting import actions
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene
from tests.voting.test_drawing import NEXT, read, tied

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def told(person: int | None) -> list[str]:
    return await fetch_values(str, "SELECT subject FROM notice WHERE person = $1 ORDER BY id", person)


async def over() -> Scene:
    scene = await scenes.preselection()
    await scene.approve(0, 0)
    await rounds.close_phase(actor=scene.vng, round_id=scene.round_id, reason="", now=LATER)
    return scene


async def test_the_others_hear_that_a_count_waits_for_them_and_who_asked_does_not_count() -> None:
    scene = await over()
    second = await factories.vng()
    with pytest.raises(Conflict, match="Vraag eerst een collega"):
        await actions.close_and_count(actor=second, vote_id=scene.vote_id, now=LATER)
    await actions.ask_count(actor=scene.vng, vote_id=scene.vote_id, now=LATER)
    name = await fetch_value("SELECT name FROM round WHERE id = $1", scene.round_id)
    assert await told(second.person_id) == [f"{name}: sluit en tel de stemming"]
    assert f"{name}: sluit en tel de stemming" not in await told(scene.vng.person_id)
    with pytest.raises(Conflict, match="al gevraagd"):
        await actions.ask_count(actor=second, vote_id=scene.vote_id, now=LATER)
    with pytest.raises(Conflict, match="U vroeg hier zelf om"):
        await actions.close_and_count(actor=scene.vng, vote_id=scene.vote_id, now=LATER)
    assert await fetch_value("SELECT counted_at FROM round_vote WHERE id = $1", scene.vote_id) is None
    await actions.close_and_count(actor=second, vote_id=scene.vote_id, now=LATER)
    assert await fetch_value("SELECT counted_at FROM round_vote WHERE id = $1", scene.vote_id) == LATER
    with pytest.raises(Conflict, match="al gesloten en geteld"):
        await actions.ask_count(actor=second, vote_id=scene.vote_id, now=LATER)


async def test_who_asked_or_read_the_number_and_directs_no_more_is_no_second_director() -> None:
    """The role ended, or the same person goes on under another account: another director begins anew."""
    scene, gone, second = await over(), await factories.vng(), await factories.vng()
    await actions.ask_count(actor=gone, vote_id=scene.vote_id, now=LATER)
    await factories.role_over(gone)
    with pytest.raises(Conflict, match="Vraag eerst een collega"):
        await actions.close_and_count(actor=second, vote_id=scene.vote_id, now=LATER)
    await actions.ask_count(actor=second, vote_id=scene.vote_id, now=LATER)
    await actions.close_and_count(actor=scene.vng, vote_id=scene.vote_id, now=LATER)
    tie = await tied()
    await read(tie, "4815")
    await factories.role_over(tie.vng)
    with pytest.raises(Conflict, match="geen regisseur van VNG meer"):
        await actions.confirm_draw(actor=second, vote_id=tie.vote_id, value="4815", now=NEXT)
    assert (await tie.vote()).draw_value is None


async def test_when_the_phase_gets_more_time_the_count_is_asked_again() -> None:
    scene = await over()
    second = await factories.vng()
    await actions.ask_count(actor=scene.vng, vote_id=scene.vote_id, now=LATER)
    await rounds.extend_phase(
        actor=scene.vng,
        round_id=scene.round_id,
        deadline=LATER + timedelta(days=1),
        reason="Er was een storing.",
        now=LATER,
    )
    with pytest.raises(Conflict, match="nog open"):
        await actions.ask_count(actor=scene.vng, vote_id=scene.vote_id, now=LATER + timedelta(hours=1))
    end = LATER + timedelta(days=2)
    with pytest.raises(Conflict, match="Vraag eerst een collega"):
        await actions.close_and_count(actor=second, vote_id=scene.vote_id, now=end)
    await actions.ask_count(actor=second, vote_id=scene.vote_id, now=end)
    await actions.close_and_count(actor=scene.vng, vote_id=scene.vote_id, now=end)


async def test_the_others_hear_that_the_number_of_a_draw_waits_for_them() -> None:
    scene = await tied()
    second = await factories.vng()
    await read(scene, "4815")
    assert (await told(second.person_id))[-1].endswith(": bevestig het getal van de loting")
    assert not any(
        subject.endswith(": bevestig het getal van de loting") for subject in await told(scene.vng.person_id)
    )


async def test_vng_opens_counts_and_sees_the_result_from_its_desk(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await scenes.preselection(open_it=False)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR, name="Regisseur Een"))
    colleague = await factories.person(Role.VNG_DIRECTOR)
    desk = f"/vng/stemming/{scene.code}"
    assert (await client.get(desk)).status_code == 200
    fields = {
        "quorum": "1/6", "zetels": "3", "hoogstens": "5", "kandidaat_aandeel": "10%", "kandidaat_gemeenten": "1",
        "kandidaat_kringen": "1", "eigen_steun": "0,05", "weging": "tabel", "maximum": "75",
        "tabel": "0;1\n30000;4", "bron": "De trekking", "loting_cijfers": "5", "loting_vanaf": "2199-01-01", "adressen": "a@voorbeeld.nl\nb@krant.example",
    }  # fmt: skip
    wrong = await client.post(f"{desk}/openen", data={**fields, "quorum": "veel", "tabel": "nul;1"})
    assert wrong.status_code == 422
    assert "Schrijf een deel als 1/3, 5% of 0,05." in wrong.text
    opened = await client.post(f"{desk}/openen", data=fields)
    assert (opened.status_code, opened.headers["location"]) == (303, desk)
    scene.vote_id = await fetch_value("SELECT id FROM round_vote")
    assert await fetch_value("SELECT array_agg(weight ORDER BY inhabitants) FROM elector") == [1, 1, 4, 4, 4, 4]
    assert await fetch_value("SELECT count(*) FROM queued_mail WHERE kind = 'bericht'") == 2
    await scene.approve(0, 0)
    assert (await client.post(f"{desk}/tellen")).status_code == 409
    await client.post(f"/vng/rondes/{scene.code}/sluiten", data={"reden_sluiten": ""})
    assert (await client.post(f"{desk}/tellen")).status_code == 409  # nobody asked
    assert (await client.post(f"{desk}/tellen/vragen")).status_code == 303
    alone = await client.post(f"{desk}/tellen")
    assert alone.status_code == 409 and "U vroeg hier zelf om." in alone.text
    await sign_in(client, colleague)
    assert "Regisseur Een vraagt u om te sluiten en te tellen." in (await client.get(desk)).text
    assert (await client.post(f"{desk}/tellen")).status_code == 303
    assert "Eén plan gaat naar de finale: Idee A." in (await client.get(desk)).text
