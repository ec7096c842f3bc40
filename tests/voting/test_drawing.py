"""A draw cannot be aimed: its number has one form, is of after the close, and is read by two people."""

from datetime import date, datetime, timedelta

import httpx
import msgspec
import pytest
from lxml import html

from innovatie.domain.draws import DrawSource, normalised
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.vote_kinds import PRESELECTION
from innovatie.infra.database import execute, fetch_one_value
from innovatie.rounds import actions as rounds
from innovatie.voting import actions, queries
from innovatie.voting.package import build
from innovatie.voting.recount.log_check import check_draw
from innovatie.voting.recount.recount import recount
from innovatie.voting.verification import verify_vote
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes
from tests.voting.scene import DRAW, EQUAL, LATER, WITNESSES, Scene, changed
from tests.voting.test_recount import files_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

NEXT = LATER + timedelta(days=1)
DAY = NEXT.date()


async def tied() -> Scene:
    """Three groups in a circle: the final waits for a draw."""
    scene = await scenes.final()
    for town in range(6):
        await scene.rank(town, *[(0, 1, 2, "geen"), (1, 2, 0, "geen"), (2, 0, 1, "geen")][town % 3])
    await scene.close()
    assert (await scene.vote()).draw_needed
    return scene


async def read(scene: Scene, value: str, *, day: date = DAY, where: str = "krant", now: datetime = NEXT) -> None:
    await actions.read_draw(actor=scene.vng, vote_id=scene.vote_id, value=value, drawn_on=day, evidence=where, now=now)


async def test_the_number_is_noted_by_one_and_counts_once_another_confirms_the_same_digits() -> None:
    scene = await tied()
    await read(scene, " 48 15 ")
    assert (await scene.vote()).draw_needed, "nothing is drawn by one alone"
    with pytest.raises(Conflict, match="andere regisseur"):
        await actions.confirm_draw(actor=scene.vng, vote_id=scene.vote_id, value="4815", now=NEXT)
    other = await factories.vng()
    with pytest.raises(Invalid):
        await actions.confirm_draw(actor=other, vote_id=scene.vote_id, value="4816", now=NEXT)
    assert (await scene.vote()).draw_value is None
    await actions.confirm_draw(actor=other, vote_id=scene.vote_id, value="4 815", now=NEXT)
    vote = await scene.vote()
    assert (vote.draw_value, vote.draw_needed) == ("4815", False)
    for act in (read(scene, "1234"), actions.confirm_draw(actor=other, vote_id=scene.vote_id, value="4815", now=NEXT)):
        with pytest.raises(Conflict, match="niets om over te loten"):
            await act
    assert (await verify_vote(scene.vote_id)).sound


async def test_a_typing_error_is_corrected_before_it_is_confirmed() -> None:
    scene = await tied()
    await read(scene, "4851")
    await read(scene, "4815")
    other = await factories.vng()
    with pytest.raises(Invalid):
        await actions.confirm_draw(actor=other, vote_id=scene.vote_id, value="4851", now=NEXT)
    await actions.confirm_draw(actor=other, vote_id=scene.vote_id, value="4815", now=NEXT)
    assert await fetch_one_value(int, "SELECT count(*) FROM draw_reading") == 1


@pytest.mark.parametrize(("value", "day", "where", "field"), [
    ("AB 45123", NEXT.date(), "krant", "waarde"),
    ("481", NEXT.date(), "krant", "waarde"),
    ("48150", NEXT.date(), "krant", "waarde"),
    ("٤٨١٥", NEXT.date(), "krant", "waarde"),
    ("48-15", NEXT.date(), "krant", "waarde"),
    ("4815", LATER.date(), "krant", "getrokken_op"),
    ("4815", NEXT.date() + timedelta(days=2), "krant", "getrokken_op"),
    ("4815", NEXT.date(), "  ", "vindplaats"),
])  # fmt: skip
async def test_another_form_another_day_or_no_evidence_is_refused(
    value: str, day: date, where: str, field: str
) -> None:
    scene = await tied()
    with pytest.raises(Invalid) as refused:
        await read(scene, value, day=day, where=where)
    assert list(refused.value.errors) == [field]
    with pytest.raises(Conflict, match="nog geen getal"):
        await actions.confirm_draw(actor=await factories.vng(), vote_id=scene.vote_id, value="4815", now=NEXT)


async def test_a_vote_that_closes_later_than_planned_takes_the_first_drawing_after_its_close() -> None:
    source = DrawSource("x", 4, date(2026, 11, 22))
    assert source.may_come_of(date(2026, 11, 22), closed=date(2026, 11, 21))
    assert not source.may_come_of(date(2026, 11, 21), closed=date(2026, 11, 20))
    assert not source.may_come_of(date(2026, 11, 25), closed=date(2026, 11, 25))
    assert normalised("1 2\t3", 3) == "123"


@pytest.mark.parametrize(("draw", "field"), [
    (DrawSource(" ", 4, date(2026, 11, 22)), "bron"),
    (DrawSource("x", 0, date(2026, 11, 22)), "loting_cijfers"),
    (DrawSource("x", 21, date(2026, 11, 22)), "loting_cijfers"),
    (DrawSource("x", 4, LATER.date()), "loting_vanaf"),
])  # fmt: skip
async def test_no_vote_opens_without_a_form_and_a_day_after_its_end(draw: DrawSource, field: str) -> None:
    scene = await scenes.preselection(open_it=False)
    with pytest.raises(Invalid) as refused:
        await actions.open_vote(
            actor=scene.vng, round_id=scene.round_id, rules=changed(PRESELECTION, scenes.EASY), weighing=EQUAL,
            draw=draw, heads_to=WITNESSES, now=LATER,
        )  # fmt: skip
    assert list(refused.value.errors) == [field]


async def test_a_draw_without_a_day_of_its_own_waits_for_the_close_alone_however_early_that_is(
    monkeypatch: pytest.MonkeyPatch, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    monkeypatch.setattr(scenes, "DRAW", DrawSource(scenes.SOURCE, 4, None))
    scene = await tied()
    vote = await scene.vote()
    assert (vote.draws_after_close, vote.draw_from, vote.draw_day(LATER)) == (True, LATER.date(), DAY)
    with pytest.raises(Invalid):
        await read(scene, "4815", day=LATER.date())
    page = (await client.get(f"/stemmen/{scene.code}")).text
    assert "en komt van" not in page
    assert "De eerste trekking die mag, telt: een latere niet." in page
    await scene.draw("4815")
    wrong, _ = recount(files_of(build(await queries.dossier(await scene.vote()))))
    assert wrong == []


@pytest.mark.parametrize(("first_day", "said"), [
    (date(9999, 1, 1), "Dan wacht de loting op een trekking van 1 januari 9999 of later, ook als u nu sluit."),
    (None, "Sluit u vandaag, dan kan loten met een trekking van"),
])  # fmt: skip
async def test_who_closes_a_vote_early_is_told_what_a_draw_waits_for_and_who_did_not_vote(
    monkeypatch: pytest.MonkeyPatch, client: httpx.AsyncClient, sign_in: SignIn, first_day: date | None, said: str
) -> None:
    monkeypatch.setattr(scenes, "DRAW", DrawSource(scenes.SOURCE, 4, first_day))
    scene = await scenes.final()
    await scene.rank(0, 0, 1, 2, "geen")
    assert scene.vng.person_id is not None
    await sign_in(client, scene.vng.person_id)
    page = html.fromstring((await client.get(f"/vng/rondes/{scene.code}")).text).text_content()
    assert said in page
    assert f"Nu stemden 1 van de {len(scene.towns)} gemeenten." in page
    await rounds.close_phase(actor=scene.vng, round_id=scene.round_id, reason="", now=LATER)
    assert said not in (await client.get(f"/vng/rondes/{scene.code}")).text, "there is nothing left to close"


async def test_a_draw_whose_day_is_to_come_says_so_and_asks_for_no_number_yet(
    monkeypatch: pytest.MonkeyPatch, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    monkeypatch.setattr(scenes, "DRAW", DrawSource(scenes.SOURCE, 4, date(9999, 1, 1)))
    scene = await tied()
    assert scene.vng.person_id is not None
    await sign_in(client, scene.vng.person_id)
    desk = html.fromstring((await client.get(f"/vng/stemming/{scene.code}")).text)
    assert "Loten kan vanaf 1 januari 9999." in desk.text_content()
    assert desk.xpath("//input[@name='waarde']") == []
    assert (
        "Loten kan met een trekking van 1 januari 9999 of later."
        in (await client.get(f"/vng/rondes/{scene.code}")).text
    )


async def test_the_package_tells_where_the_number_comes_from_and_the_recount_checks_form_and_day() -> None:
    scene = await tied()
    await scene.draw("4815")
    dossier = await queries.dossier(await scene.vote())
    wrong, _ = recount(files_of(build(dossier)))
    assert wrong == []
    log = [{"gebeurtenis": {"bron_loting": DRAW.name, "loting_cijfers": 4, "loting_vanaf": "2026-11-22"}},
           {"gebeurtenis": {"tijd": "2026-11-21T13:00:00.000Z"}}]  # fmt: skip
    said = msgspec.to_builtins(dossier.draw)
    assert check_draw(said, log) == []
    for change, part in (
        ({"bron": "een andere"}, "een andere bron"),
        ({"cijfers": 5}, "een ander aantal cijfers"),
        ({"vanaf": "2026-11-20"}, "een andere eerste dag"),
        ({"waarde": "48 5"}, "geen getal van 4 cijfers"),
        ({"waarde": "481"}, "geen getal van 4 cijfers"),
        ({"getrokken_op": "2026-11-21"}, "niet van na de sluiting"),
    ):
        assert any(part in fault for fault in check_draw({**said, **change}, log)), change


async def test_two_directors_draw_on_the_desk(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await tied()
    await execute("UPDATE round_vote SET opened_at = $1, closed_at = $1, counted_at = $1", LATER)
    desk = f"/vng/stemming/{scene.code}"
    assert scene.vng.person_id is not None
    await sign_in(client, scene.vng.person_id)
    wrong = await client.post(
        f"{desk}/loten", data={"waarde": "AB 4815", "getrokken_op": "2026-11-22", "vindplaats": "x"}
    )
    assert wrong.status_code == 422
    assert "Vul precies 4 cijfers in" in wrong.text
    assert "AB 4815" in wrong.text
    noted = await client.post(f"{desk}/loten", data={"waarde": "4815", "getrokken_op": "2026-11-22", "vindplaats": "x"})
    assert noted.status_code == 303
    assert "Een andere regisseur van VNG moet dit bevestigen." in (await client.get(desk)).text
    other = await factories.vng()
    assert other.person_id is not None
    await sign_in(client, other.person_id)
    assert "Bevestig en loot" in (await client.get(desk)).text
    assert (await client.post(f"{desk}/loten/bevestigen", data={"bevestiging": "4851"})).status_code == 422
    assert (await client.post(f"{desk}/loten/bevestigen", data={"bevestiging": "4815"})).status_code == 303
    assert not (await scene.vote()).draw_needed
