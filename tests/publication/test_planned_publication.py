"""A result is published at the moment on which two directors agreed, and the press reads it before, under embargo."""

import re
from datetime import datetime, timedelta

import httpx
import pytest

from innovatie.domain.authority import Actor, Role
from innovatie.domain.dutch_dates import moment_in_words
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.insight.directing import actions as directing
from innovatie.publication import actions, queries
from innovatie.publication.actions import planning
from tests import factories
from tests.conftest import SignIn
from tests.publication.test_publishing import clock_at_later, counted, prepare
from tests.voting.scene import LATER, Scene

__all__ = ["clock_at_later"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "clock_at_later")]

MOMENT = LATER + timedelta(days=2)
PRESS = ["redactie@krant.example", "nieuws@omroep.example"]


async def planned(scene: Scene, *, at: datetime = MOMENT) -> Actor:
    """The moment is planned by the director of the scene; another director."""
    await actions.plan_publication(actor=scene.vng, round_id=scene.round_id, publish_at=at, press=PRESS, now=LATER)
    return await factories.vng()


async def rewritten(scene: Scene, actor: Actor, *, at: datetime) -> None:
    """The texts become others after the moment was planned."""
    await actions.prepare(
        actor=actor,
        round_id=scene.round_id,
        decision="Besloten op 21 november, toch anders.",
        press="",
        correction="",
        reasons={str(scene.groups[1]): "Omdat het overal past."},
        next_steps={},
        now=at,
    )


async def mails() -> list[str]:
    return await fetch_values(
        str,
        "SELECT address || ': ' || (details->>'onderwerp') FROM queued_mail WHERE details->>'naam' = 'redactie' ORDER BY id",
    )


async def test_what_was_planned_or_written_by_who_directs_no_more_is_begun_anew() -> None:
    """The role ended, or the same person goes on under another account."""
    scene = await counted()
    writer = await factories.vng()
    await prepare(scene)
    second = await planned(scene)
    await factories.role_over(scene.vng)
    with pytest.raises(Conflict, match="geen regisseur van VNG meer"):
        await actions.confirm_publication(actor=second, round_id=scene.round_id, now=LATER)
    await rewritten(scene, writer, at=LATER)
    await factories.role_over(writer)
    with pytest.raises(Conflict, match="geen regisseur van VNG meer"):
        await actions.publish(actor=second, round_id=scene.round_id, now=LATER)
    await rewritten(scene, await factories.vng(), at=LATER)
    await actions.publish(actor=second, round_id=scene.round_id, now=LATER)


async def test_nothing_happens_before_another_director_confirms_and_then_it_happens_by_itself(
    client: httpx.AsyncClient,
) -> None:
    scene = await counted()
    await prepare(scene)
    second = await planned(scene)
    assert await mails() == []
    assert await actions.publish_due(now=MOMENT) == []
    with pytest.raises(Conflict, match="Een andere regisseur"):
        await actions.confirm_publication(actor=scene.vng, round_id=scene.round_id, now=LATER)
    assert await actions.confirm_publication(actor=second, round_id=scene.round_id, now=LATER) == 2
    (name,) = await fetch_values(str, "SELECT name FROM round WHERE id = $1", scene.round_id)
    assert await mails() == [f"{one}: Onder embargo: de uitslag van {name}" for one in PRESS]
    text = await fetch_value(
        "SELECT details->>'tekst' FROM queued_mail WHERE details->>'naam' = 'redactie' AND address = $1", PRESS[0]
    )
    assert "Winnaar: Idee B." in text and "Besloten op 21 november." in text and "Onder embargo tot" in text
    address = f"/rondes/{scene.code}/uitslag"
    assert await actions.publish_due(now=MOMENT - timedelta(seconds=1)) == []
    assert "De uitslag is er nog niet" in (await client.get(address)).text
    assert await actions.publish_due(now=MOMENT) == [scene.round_id]
    assert "De winnaar is Idee B." in (await client.get(address)).text
    assert await actions.publish_due(now=MOMENT) == []
    assert await queries.plan_of(scene.round_id) is None


async def test_what_was_taken_back_while_the_worker_looked_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await counted()
    await prepare(scene)
    second = await planned(scene)
    await actions.confirm_publication(actor=second, round_id=scene.round_id, now=LATER)
    seen = await queries.due_plans(now=MOMENT)
    assert len(seen) == 1
    await actions.withdraw_plan(actor=scene.vng, round_id=scene.round_id, now=LATER)

    async def as_seen(*, now: datetime) -> list[queries.PlannedPublication]:
        return seen

    monkeypatch.setattr(planning, "due_plans", as_seen)
    assert await actions.publish_due(now=MOMENT) == []
    assert await queries.published_of(scene.round_id) is None


async def test_once_the_press_has_the_texts_they_stand_until_the_moment_is_withdrawn() -> None:
    scene = await counted()
    await prepare(scene)
    second = await planned(scene)
    await prepare(scene, decision="Nog te wijzigen: niemand bevestigde.")
    await actions.confirm_publication(actor=second, round_id=scene.round_id, now=LATER)
    for act in (
        prepare(scene, decision="Anders."),
        actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER),
        actions.plan_publication(actor=scene.vng, round_id=scene.round_id, publish_at=MOMENT, press=[], now=LATER),
    ):
        with pytest.raises(Conflict, match=r"[Tt]rek"):
            await act
    await actions.withdraw_plan(actor=scene.vng, round_id=scene.round_id, now=LATER)
    assert [one.split(": ")[1] for one in await mails()] == [
        "Onder embargo",
        "Onder embargo",
        "Ingetrokken",
        "Ingetrokken",
    ]
    assert await actions.publish_due(now=MOMENT) == []
    with pytest.raises(NotFound):
        await actions.confirm_publication(actor=second, round_id=scene.round_id, now=LATER)
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)


async def test_who_changed_the_texts_does_not_confirm_them_and_a_moment_without_purpose_ends() -> None:
    scene = await counted()
    await prepare(scene)
    second = await planned(scene)
    await rewritten(scene, second, at=LATER + timedelta(minutes=1))
    with pytest.raises(Conflict, match="U wijzigde de teksten"):
        await actions.confirm_publication(actor=second, round_id=scene.round_id, now=LATER + timedelta(minutes=2))
    with pytest.raises(Conflict, match="Trek dat eerst in"):
        await directing.end_round(actor=scene.vng, round_id=scene.round_id, reason="Mislukt.", now=LATER)
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER + timedelta(minutes=3))
    assert await queries.plan_of(scene.round_id) is None, "nobody can confirm what is public"


async def test_a_round_that_ended_without_a_result_publishes_nothing() -> None:
    scene = await counted()
    await prepare(scene)
    await directing.end_round(actor=scene.vng, round_id=scene.round_id, reason="Mislukt.", now=LATER)
    with pytest.raises(Conflict, match="zonder uitslag"):
        await planned(scene)
    with pytest.raises(Conflict, match="zonder uitslag"):
        await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)


async def test_what_cannot_be_published_at_its_moment_ends_and_the_directors_hear_why() -> None:
    scene = await counted()
    await prepare(scene)
    second = await planned(scene)
    await actions.confirm_publication(actor=second, round_id=scene.round_id, now=LATER)
    await execute("UPDATE publication SET decision = '' WHERE round = $1", scene.round_id)
    assert await actions.publish_due(now=MOMENT) == []
    assert await queries.plan_of(scene.round_id) is None
    told = await fetch_values(
        int, "SELECT person FROM notice WHERE subject LIKE 'De bekendmaking van % ging niet door'"
    )
    assert {scene.vng.person_id, second.person_id} <= set(told)
    (name,) = await fetch_values(str, "SELECT name FROM round WHERE id = $1", scene.round_id)
    assert (await mails())[2:] == [f"{one}: Ingetrokken: de uitslag van {name}" for one in PRESS]
    text = await fetch_value(
        "SELECT details->>'tekst' FROM queued_mail WHERE details->>'onderwerp' LIKE 'Ingetrokken%' AND address = $1",
        PRESS[0],
    )
    assert "mag u niet gebruiken" in text and moment_in_words(MOMENT) in text


async def test_a_moment_is_in_the_future_of_something_prepared_and_only_vng_plans() -> None:
    scene = await counted()
    with pytest.raises(Conflict, match="niets voorbereid"):
        await planned(scene)
    await prepare(scene, decision="")
    with pytest.raises(Invalid, match="Controleer"):
        await planned(scene)
    await prepare(scene)
    for moment in (LATER + timedelta(minutes=5), LATER + timedelta(days=3650)):
        with pytest.raises(Invalid) as wrong:
            await planned(scene, at=moment)
        assert set(wrong.value.errors) == {"dag"}
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=scene.towns[0])
    with pytest.raises(NotAllowed):
        await actions.plan_publication(actor=servant, round_id=scene.round_id, publish_at=MOMENT, press=[], now=LATER)


async def test_the_page_plans_asks_the_other_and_keeps_what_was_typed(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await counted()
    await prepare(scene)
    assert scene.vng.person_id
    await sign_in(client, scene.vng.person_id)
    base = f"/vng/publicatie/{scene.code}"
    typed = {"dag": f"{MOMENT:%d-%m-%Y}", "uur": "25.00", "pers": "redactie@krant.example\nfout"}
    refused = await client.post(f"{base}/plannen", data=typed)
    assert refused.status_code == 422
    assert "Vul een tijd in" in refused.text and "Dit is geen e-mailadres: fout." in refused.text
    assert "redactie@krant.example" in refused.text and "Besloten op 21 november." in refused.text
    assert (await client.post(f"{base}/plannen", data=typed | {"uur": "10.00", "pers": PRESS[0]})).status_code == 303
    own = (await client.get(base)).text
    assert "zo gaat dit niet door" in own and "Bevestig dit moment" not in own
    client.cookies.clear()
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    offered = (await client.get(base)).text
    assert "Bevestig dit moment" in offered
    (read,) = re.findall(r'name="gelezen" value="([^"]+)"', offered)
    await rewritten(scene, scene.vng, at=LATER + timedelta(minutes=1))
    stale = await client.post(f"{base}/bevestigen", data={"gelezen": read})
    assert (stale.status_code, "nadat u ze zag" in stale.text) == (409, True)
    (read,) = re.findall(r'name="gelezen" value="([^"]+)"', stale.text)
    assert (await client.post(f"{base}/bevestigen", data={"gelezen": read})).status_code == 303
    twice = await client.post(f"{base}/bevestigen", data={"gelezen": read})
    assert (twice.status_code, "al bevestigd" in twice.text, "de uitslag verschijnt dan" in twice.text) == (
        409,
        True,
        True,
    )
    page = (await client.get(base)).text
    assert "de uitslag verschijnt dan vanzelf" in page
    refused = await client.post(base, data={"besluit": "Toch anders"})
    assert refused.status_code == 409 and "Toch anders" in refused.text and "Trek het moment eerst in" in refused.text
