"""A municipality lets its Kring vote: one step, revocable, its own ballot first; who hears, and who may not."""

import json
from datetime import timedelta

import pytest

from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.vote_kinds import PRESELECTION
from innovatie.domain.voters import OfKring, OfMunicipality
from innovatie.infra.database import fetch_value, fetch_values
from innovatie.voting import actions, queries
from innovatie.voting.log_events import read_event
from innovatie.voting.verification import verify_vote
from tests import factories
from tests.factories import TODAY
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def mandate(
    scene: Scene, town: int, *, kring: int | None = None, scope: str = "ronde", actor: Actor | None = None
) -> None:
    await actions.grant_mandate(
        actor=actor or await scene.voter(town),
        round_id=scene.round_id,
        municipality_id=scene.towns[town],
        partnership_id=kring or scene.kring,
        scope=scope,
        starts=LATER.date(),
        ends=None,
        document="Collegebesluit 2026-114",
        instruction="",
        now=LATER,
    )


async def vote_as_kring(scene: Scene, *chosen: int) -> int:
    return await actions.cast_ballot(
        actor=await scene.representative(),
        vote_id=scene.vote_id,
        voter=OfKring(scene.kring),
        approved=[str(scene.groups[one]) for one in chosen],
        expected=None,
        now=LATER,
    )


async def counted(scene: Scene) -> dict[str, tuple[str, tuple[str, ...]]]:
    """After the close: per municipality through whom it voted and what."""
    await scene.close()
    rows = await queries.roll_call(await scene.vote())
    return {row.name: (row.via, row.choice[0] if row.choice else ()) for row in rows if row.voted}


async def test_the_kring_votes_for_its_mandators_and_an_own_ballot_prevails() -> None:
    scene = await scenes.preselection()
    await mandate(scene, 0)
    await mandate(scene, 1)
    await scene.approve(1, 2)
    await vote_as_kring(scene, 0, 1)
    assert await queries.turnout(scene.vote_id) == queries.Turnout(2, 6)
    kring = await fetch_value("SELECT name FROM partnership WHERE id = $1", scene.kring)
    assert await counted(scene) == {"Stad 0": (kring, ("Idee A", "Idee B")), "Stad 1": ("", ("Idee C",))}
    assert (await verify_vote(scene.vote_id)).sound


async def test_after_revoking_the_kring_counts_for_nobody_and_after_withdrawing_again_it_does() -> None:
    scene = await scenes.preselection()
    await mandate(scene, 0)
    await mandate(scene, 1)
    await scene.approve(1, 2)
    await vote_as_kring(scene, 0)
    await actions.revoke_mandate(
        actor=await scene.voter(0), round_id=scene.round_id, municipality_id=scene.towns[0], now=LATER
    )
    await actions.withdraw_ballot(
        actor=await scene.voter(1), vote_id=scene.vote_id, voter=OfMunicipality(scene.towns[1]), now=LATER
    )
    assert list(await counted(scene)) == ["Stad 1"]


async def test_a_mandate_without_a_ballot_of_the_kring_is_no_vote() -> None:
    scene = await scenes.preselection()
    await mandate(scene, 0)
    assert await queries.turnout(scene.vote_id) == queries.Turnout(0, 6)
    assert await counted(scene) == {}


async def test_a_mandate_given_before_the_opening_stands_in_the_log_from_the_start() -> None:
    scene = await scenes.preselection(open_it=False)
    await mandate(scene, 0)
    await mandate(scene, 1, scope="finale")
    scene.vote_id = await scenes.open_kind(scene, PRESELECTION, LATER, **scenes.EASY)
    events = await fetch_values(str, "SELECT event FROM ballot_event ORDER BY sequence")
    assert [read_event(event).kind for event in events] == ["opening", "machtiging"]
    assert json.loads(events[1])["document"] == "Collegebesluit 2026-114"


async def test_only_its_own_kring_and_only_its_own_people() -> None:
    scene = await scenes.preselection()
    other = await factories.partnership(scene.towns[4], scene.towns[5])
    with pytest.raises(NotAllowed, match="waar zij zelf bij hoort"):
        await mandate(scene, 0, kring=other)
    with pytest.raises(NotAllowed):
        await mandate(scene, 0, actor=await scene.voter(1))
    with pytest.raises(NotAllowed):
        await mandate(scene, 0, actor=await factories.actor(Role.CIVIL_SERVANT, municipality_id=scene.towns[0]))
    with pytest.raises(NotAllowed):
        await actions.cast_ballot(
            actor=await scene.voter(0), vote_id=scene.vote_id, voter=OfKring(scene.kring), expected=None, now=LATER
        )


async def test_a_mandate_names_the_decision_it_rests_on() -> None:
    scene = await scenes.preselection()
    with pytest.raises(Invalid) as wrong:
        await actions.grant_mandate(
            actor=await scene.voter(0), round_id=scene.round_id, municipality_id=scene.towns[0],
            partnership_id=scene.kring, scope="altijd", starts=TODAY, ends=TODAY - timedelta(days=1), document=" ",
            instruction="", now=LATER,
        )  # fmt: skip
    assert set(wrong.value.errors) == {"document", "reikwijdte", "tot"}


async def test_nothing_about_a_mandate_changes_after_the_close() -> None:
    scene = await scenes.preselection()
    await mandate(scene, 0)
    await fetch_value("UPDATE phase_window SET deadline = $1 WHERE phase = 'voorselectie' RETURNING 1", LATER)
    with pytest.raises(Conflict, match="gesloten"):
        await mandate(scene, 1)
    with pytest.raises(Conflict, match="gesloten"):
        await actions.revoke_mandate(
            actor=await scene.voter(0), round_id=scene.round_id, municipality_id=scene.towns[0], now=LATER
        )


async def test_gaps_are_municipalities_without_voter_and_without_mandate() -> None:
    scene = await scenes.preselection()
    await mandate(scene, 0)
    await factories.person(Role.VOTER, municipality_id=scene.towns[4])
    admin = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=scene.towns[5])
    gaps = {row.name for row in await queries.who_votes(scene.round_id, today=TODAY) if row.has_gap}
    assert gaps & {f"Stad {n}" for n in range(6)} == {"Stad 1", "Stad 2", "Stad 3", "Stad 5"}
    assert await actions.tell_gaps(round_id=scene.round_id, now=LATER) == 1
    assert await actions.tell_gaps(round_id=scene.round_id, now=LATER) == 0, "told once a day"
    assert await fetch_value("SELECT person FROM notice WHERE kind = 'gevraagd'") == admin
