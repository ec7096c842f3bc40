"""Finalists work out their plan; VNG prepares, previews, publishes once, and corrects beside what stands."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from innovatie.publication import actions, queries
from innovatie.rounds import actions as rounds
from innovatie.web.format import datetime_nl
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene


@pytest.fixture
def clock_at_later(clock: Clock) -> None:
    clock.shift = LATER - datetime.now(UTC)


pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "clock_at_later")]


async def developing() -> Scene:
    """A round whose finalists may work out their plans; Stad 0 leads all of them."""
    scene = await scenes.preselection()
    for town in range(6):
        await scene.approve(town, town % 3)
    await scene.close()
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    return scene


async def counted(*, winner: bool = True) -> Scene:
    scene = await scenes.final()
    for town in range(6):
        await scene.rank(town, *((1, 0, 2, "geen") if winner else ("geen", 0, 1, 2)))
    await scene.close()
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    return scene


async def prepare(scene: Scene, **texts: str) -> int:
    return await actions.prepare(
        actor=await factories.vng(),  # not of the scene: who wrote the texts does not publish them
        round_id=scene.round_id,
        decision=texts.get("decision", "Besloten op 21 november."),
        press="",
        correction=texts.get("correction", ""),
        reasons={str(scene.groups[1]): texts.get("reasons", "Omdat het overal past.")},
        next_steps={},
        now=LATER,
    )


async def servant(scene: Scene, town: int) -> int:
    return await factories.person(Role.CIVIL_SERVANT, municipality_id=scene.towns[town])


async def save(scene: Scene, text: str, expected: int, town: int = 0) -> int:
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=scene.towns[town])
    return await actions.save_elaboration(
        actor=actor,
        round_id=scene.round_id,
        group_id=scene.groups[0],
        content={"plan": text, "onzin": "valt weg"},
        note="",
        expected_version=expected,
        now=LATER,
    )


async def test_each_save_is_a_version_and_earlier_ones_stay() -> None:
    scene = await developing()
    assert await save(scene, "Eerst", 0) == 1
    assert await save(scene, "Daarna", 1) == 2
    assert await save(scene, "Daarna", 2) == 2, "nothing changed: no new version"
    first = await queries.elaboration(scene.round_id, scene.groups[0], 1)
    assert (first.content["plan"], "onzin" in first.content) == ("Eerst", False)
    with pytest.raises(Conflict, match="versie 2"):
        await save(scene, "Te laat", 1)


async def test_only_a_municipality_of_the_group_works_it_out_and_only_in_its_phase() -> None:
    scene = await developing()
    with pytest.raises(NotAllowed):
        await save(scene, "Van een ander", 0, town=3)
    scene.groups[0], scene.groups[3] = scene.groups[3], scene.groups[0]
    with pytest.raises(NotFound, match="geen finalist"):
        await save(scene, "Niet gekozen", 0)
    scene.groups[0], scene.groups[3] = scene.groups[3], scene.groups[0]
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    with pytest.raises(Conflict):
        await save(scene, "Te laat", 0)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("plan.exe", b"MZ", "Dit soort bestand kan niet"),
        ("plan.html", b"<script>", "Dit soort bestand kan niet"),
        ("plan.pdf", b"<html>geen pdf</html>", "De inhoud is geen pdf"),
        ("plan.odt", b"PK\x03\x04 gewoon een zip", "De inhoud is geen odt"),
        ("plan.pdf", b"", "niet leeg"),
        ("plan.pdf", b"%PDF-" + b"x" * 1_600_000, "te groot"),
    ],
)
async def test_a_file_that_will_not_do_is_refused(name: str, content: bytes, reason: str) -> None:
    scene = await developing()
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=scene.towns[0])
    with pytest.raises(Invalid) as wrong:
        await actions.add_attachment(
            actor=actor, round_id=scene.round_id, group_id=scene.groups[0], name=name, content=content, now=LATER
        )
    assert reason in wrong.value.errors["bestand"]


async def test_an_attachment_comes_as_a_download_in_which_nothing_runs(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await developing()
    await sign_in(client, await servant(scene, 0))
    base = f"/finalisten/{scene.code}/{scene.groups[0]}"
    sent = await client.post(
        f"{base}/bijlagen", files={"bestand": ('../../o"p<b>.pdf', b"%PDF-1.4 inhoud", "text/html")}
    )
    assert sent.status_code == 303
    number = await fetch_value("SELECT id FROM attachment")
    file = await client.get(f"/bijlagen/{number}")
    assert file.content == b"%PDF-1.4 inhoud"
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith("attachment; filename=")
    assert "<" not in file.headers["content-disposition"]
    assert file.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert file.headers["x-content-type-options"] == "nosniff"
    gone = await client.post(f"{base}/bijlagen/{number}/verwijderen")
    assert gone.status_code == 303
    assert (await client.get(f"/bijlagen/{number}")).status_code == 404


async def test_a_stale_form_shows_both_texts(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await developing()
    await save(scene, "Tekst van een collega", 0)
    await sign_in(client, await servant(scene, 0))
    address = f"/finalisten/{scene.code}/{scene.groups[0]}/bewerken"
    assert "U kunt uitwerken en wijzigen" not in (await client.get(address)).text, "no last day is known"
    last = LATER + timedelta(days=9)
    await execute(
        "UPDATE phase_window SET deadline = $2 WHERE round = $1 AND phase = 'uitwerken'", scene.round_id, last
    )
    assert f"U kunt uitwerken en wijzigen tot en met {datetime_nl(last)}." in (await client.get(address)).text
    answer = await client.post(address, data={"plan": "Mijn eigen tekst", "versie": "0"})
    assert answer.status_code == 409
    assert "Tekst van een collega" in answer.text
    assert "Mijn eigen tekst" in answer.text
    assert 'name="versie" value="1"' in answer.text
    assert (await client.post(address, data={"plan": "Mijn eigen tekst", "versie": "1"})).status_code == 303
    page = await client.get(f"/finalisten/{scene.code}/{scene.groups[0]}")
    assert page.text.count("?versie=") == 2


async def test_everything_becomes_public_at_once(client: httpx.AsyncClient) -> None:
    scene = await counted()
    await prepare(scene)
    addresses = [
        f"/stemmen/{scene.code}/finale/hoofdelijk", f"/stemmen/{scene.code}/finale/natellen.zip",
        f"/rondes/{scene.code}/uitslag/archief.zip", f"/winnaars/{scene.groups[1]}-idee-b",
    ]  # fmt: skip
    before = await client.get(f"/rondes/{scene.code}/uitslag")
    assert "De uitslag is er nog niet" in before.text
    assert "Idee B" not in before.text
    assert [(await client.get(one)).status_code for one in addresses] == [404] * 4
    assert scene.code not in (await client.get("/winnaars/atom.xml")).text
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    after = await client.get(f"/rondes/{scene.code}/uitslag")
    assert "De winnaar is Idee B." in after.text
    assert "Omdat het overal past." in after.text
    assert after.text.index('class="result-hero"') < after.text.index("De steun") < after.text.index("<table")
    assert after.text.count('<svg class="bar"') == 3 + 3  # the support of three plans, and each pair of them once
    assert [(await client.get(one)).status_code for one in addresses] == [200] * 4


async def test_publishing_asks_a_decision_and_reasons_and_a_correction_says_why() -> None:
    scene = await counted()
    await prepare(scene, decision="", reasons="")
    with pytest.raises(Invalid) as wrong:
        await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    assert set(wrong.value.errors) == {"besluit", f"reden-{scene.groups[1]}"}
    assert await fetch_value("SELECT revealed_at FROM round_vote WHERE kind = 'finale'") is None, "all or nothing"
    await prepare(scene)
    assert await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER) == 1
    with pytest.raises(Conflict, match="niets voorbereid"):
        await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    assert await prepare(scene, reasons="Omdat het overal past, ook klein.") == 2
    with pytest.raises(Invalid) as silent:
        await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    assert set(silent.value.errors) == {"correctie"}
    await prepare(scene, reasons="Omdat het overal past, ook klein.", correction="Een woord ontbrak.")
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    first, newest = await queries.published_of(scene.round_id, 1), await queries.published_of(scene.round_id)
    assert first is not None
    assert newest is not None
    assert first.winners[0].reasons == "Omdat het overal past."
    assert (newest.version, newest.winners[0].reasons) == (2, "Omdat het overal past, ook klein.")


async def test_only_vng_prepares_and_publishes(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await counted()
    await prepare(scene)
    voter = await scene.voter(0)
    with pytest.raises(NotAllowed):
        await actions.publish(actor=voter, round_id=scene.round_id, now=LATER)
    await sign_in(client, await servant(scene, 0))
    for address in (f"/vng/publicatie/{scene.code}", f"/vng/publicatie/{scene.code}/voorbeeld"):
        assert (await client.get(address)).status_code == 403
    assert (await client.post(f"/vng/publicatie/{scene.code}/publiceren")).status_code == 403


@pytest.mark.parametrize(
    ("rankings", "sentence"),
    [
        ([("geen", 0, 1, 2)] * 6, "Geen enkel plan won van ‘Geen van deze’."),
        ([(0, 1, 2, "geen")] * 6, "De winnaar is Idee A."),
        ([(0, 1, "geen")] * 3 + [(1, 0, "geen")] * 3, "eindigden gelijk bovenaan. Zij winnen allebei."),
        ([(0, 1, "geen")] * 2, "Te weinig gemeenten stemden"),
    ],
)
async def test_every_outcome_has_its_own_first_sentence(
    client: httpx.AsyncClient, rankings: list[tuple[int | str, ...]], sentence: str
) -> None:
    scene = await scenes.final()
    for town, order in enumerate(rankings):
        await scene.rank(town, *order)
    await scene.close()
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    reasons = {str(one): "Goed." for one in scene.groups}
    await actions.prepare(
        actor=await factories.vng(), round_id=scene.round_id, decision="Besluit.", press="", correction="", reasons=reasons,
        next_steps={}, now=LATER,
    )  # fmt: skip
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    page = await client.get(f"/rondes/{scene.code}/uitslag")
    assert sentence in page.text
    wins = 'class="muted">wint<' in page.text, "is-won" in page.text, "Een vinkje: de rij wint." in page.text
    assert wins == (not sentence.startswith("Te weinig"),) * 3, "without a quorum nothing is won"


async def test_two_winners_by_the_rule_are_told_in_one_sentence(client: httpx.AsyncClient) -> None:
    scene = await scenes.final(towns=20)
    for town in range(20):
        await scene.rank(town, *((0, 1, 2, "geen") if town < 11 else (1, 0, 2, "geen")))
    await scene.close()
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    await actions.prepare(
        actor=await factories.vng(), round_id=scene.round_id, decision="Besluit.", press="", correction="",
        reasons={str(one): "Goed." for one in scene.groups}, next_steps={}, now=LATER,
    )  # fmt: skip
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    page = await client.get(f"/rondes/{scene.code}/uitslag")
    assert "De winnaar is Idee A. Ook Idee B wint: het kwam dicht genoeg bij." in page.text
    assert [one.place for one in await queries.winners(round_id=scene.round_id)] == [1, 2]


async def test_after_a_draw_the_page_says_that_the_lot_decided(client: httpx.AsyncClient) -> None:
    scene = await scenes.final()
    for town in range(6):
        await scene.rank(town, *[(0, 1, 2, "geen"), (1, 2, 0, "geen"), (2, 0, 1, "geen")][town % 3])
    await scene.close()
    with pytest.raises(Conflict):
        await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    await scene.draw("4815")
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    await actions.prepare(
        actor=await factories.vng(), round_id=scene.round_id, decision="Besluit.", press="", correction="",
        reasons={str(one): "Goed." for one in scene.groups}, next_steps={}, now=LATER,
    )  # fmt: skip
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    page = (await client.get(f"/rondes/{scene.code}/uitslag")).text
    assert "De stemming eindigde gelijk. Het lot wees aan: " in page
    assert "Zij winnen allebei" not in page
    assert f"Bron: {scenes.SOURCE}. Waarde: 4815." in page
