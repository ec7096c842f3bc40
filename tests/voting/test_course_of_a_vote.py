"""From the opening of the preselection to the counted final, and who may not."""

import json
from datetime import timedelta

import asyncpg
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.vote_kinds import FINAL, PRESELECTION
from innovatie.domain.voters import OfMunicipality
from innovatie.infra.database import fetch, fetch_value, fetch_values
from innovatie.voting import actions, queries
from tests import factories
from tests.factories import NOW
from tests.voting import scene as scenes
from tests.voting.scene import LATER

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_the_preselection_brings_three_finalists_to_the_final_and_a_winner_out_of_it() -> None:
    scene = await scenes.final()
    rows = await queries.finalists(scene.round_id)
    assert [row.group_id for row in rows] == scene.groups[:3]
    for town in range(6):
        await scene.rank(town, *((1, 0, 2, "geen") if town < 4 else (0, 2, "geen", 1)))
    await scene.close()
    vote = await scene.vote()
    assert vote.result is not None
    assert vote.result.weighted.chosen == (str(scene.groups[1]),)
    assert (vote.state, vote.revealed_at) == ("geteld", None)


async def test_rules_weights_and_options_do_not_change_after_the_opening(db: asyncpg.Connection) -> None:
    scene = await scenes.preselection()
    before = (await scene.vote()).rules_file
    await db.execute("UPDATE idea_group SET title = 'Anders'")
    await db.execute("UPDATE inhabitants SET number = 1")
    assert (await scene.vote()).rules_file == before
    assert [option.title for option in (await scene.vote()).options] == ["Idee A", "Idee B", "Idee C", "Idee D"]
    with pytest.raises(Conflict, match="al geopend"):
        await scenes.open_kind(scene, PRESELECTION, LATER)


async def test_only_vng_opens_closes_and_draws() -> None:
    scene = await scenes.preselection()
    voter = await scene.voter(0)
    with pytest.raises(NotAllowed):
        await actions.ask_count(actor=voter, vote_id=scene.vote_id, now=LATER)
    with pytest.raises(NotAllowed):
        await actions.close_and_count(actor=voter, vote_id=scene.vote_id, now=LATER)
    with pytest.raises(NotAllowed):
        await actions.read_draw(
            actor=voter, vote_id=scene.vote_id, value="4815", drawn_on=LATER.date(), evidence="x", now=LATER
        )
    with pytest.raises(NotAllowed):
        await actions.confirm_draw(actor=voter, vote_id=scene.vote_id, value="4815", now=LATER)
    scene.vng = voter
    with pytest.raises(NotAllowed):
        await scenes.open_kind(scene, PRESELECTION, LATER)


async def test_a_vote_does_not_open_outside_its_phase_nor_without_a_shortlist() -> None:
    scene = await scenes.preselection(open_it=False)
    with pytest.raises(Conflict, match="fase stemmen"):
        await scenes.open_kind(scene, FINAL, LATER)
    bare = await scenes.preselection(open_it=False)
    await fetch_value("DELETE FROM shortlist_group RETURNING 1")
    with pytest.raises(Conflict, match="shortlist"):
        await scenes.open_kind(bare, PRESELECTION, LATER)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"quorum": "veel"}, "quorum"), ({"weighing": {"soort": "tabel", "maximum": 75, "tabel": []}}, "tabel")],
)
async def test_rules_that_cannot_be_are_told_at_their_field(change: dict[str, object], field: str) -> None:
    scene = await scenes.preselection(open_it=False)
    with pytest.raises(Invalid) as wrong:
        await scenes.open_kind(scene, PRESELECTION, LATER, **change)
    assert list(wrong.value.errors) == [field]


async def test_nobody_counts_while_the_phase_is_open_and_nobody_counts_twice() -> None:
    scene = await scenes.preselection()
    with pytest.raises(Conflict, match="nog open"):
        await actions.close_and_count(actor=scene.vng, vote_id=scene.vote_id, now=LATER)
    await scene.close()
    with pytest.raises(Conflict, match="al gesloten"):
        await actions.close_and_count(actor=scene.vng, vote_id=scene.vote_id, now=LATER)


async def test_a_ballot_changes_until_the_close_and_the_last_one_counts() -> None:
    scene = await scenes.preselection()
    first = await scene.approve(0, 0, 1)
    second = await scene.approve(0, 2, expected=first)
    own = await queries.own_ballot(await scene.vote(), OfMunicipality(scene.towns[0]))
    assert own is not None
    assert (own.approved, own.sequence, second) == ((str(scene.groups[2]),), second, first + 1)
    assert await queries.turnout(scene.vote_id) == queries.Turnout(1, 6)


async def test_a_double_click_is_one_ballot() -> None:
    scene = await scenes.preselection()
    first = await scene.approve(0, 1, 0)
    assert await scene.approve(0, 0, 1) == first
    assert await fetch_value("SELECT count(*) FROM ballot_event WHERE kind = 'stem'") == 1


async def test_a_colleague_who_did_not_see_the_other_ballot_is_told_so() -> None:
    scene = await scenes.preselection()
    first = await scene.approve(0, 0)
    with pytest.raises(Conflict, match="Een collega heeft intussen gestemd"):
        await scene.approve(0, 1)
    assert await scene.approve(0, 1, expected=first) == first + 1


async def test_only_the_named_voter_of_a_municipality_votes_for_it() -> None:
    scene = await scenes.preselection()
    for actor in (
        await factories.actor(Role.CIVIL_SERVANT, municipality_id=scene.towns[0]),
        await scene.voter(1),
        scene.vng,
        await scene.representative(),
    ):
        with pytest.raises(NotAllowed):
            await actions.cast_ballot(
                actor=actor, vote_id=scene.vote_id, voter=OfMunicipality(scene.towns[0]), expected=None, now=LATER
            )
    assert await queries.turnout(scene.vote_id) == queries.Turnout(0, 6)


async def test_more_than_five_or_a_strange_idea_is_refused() -> None:
    scene = await scenes.preselection(groups=6)
    with pytest.raises(Invalid) as many:
        await scene.approve(0, 0, 1, 2, 3, 4, 5)
    assert many.value.errors == {"keuze": "Kies hooguit 5 plannen. U koos er 6."}
    scene.groups[0] = 999_999
    with pytest.raises(Invalid):
        await scene.approve(0, 0)


async def test_after_the_deadline_or_the_close_no_ballot_comes_in() -> None:
    scene = await scenes.preselection()
    deadline = LATER + timedelta(hours=2)
    await fetch_value("UPDATE phase_window SET deadline = $1 WHERE phase = 'voorselectie' RETURNING 1", deadline)
    await scene.approve(0, 0, now=deadline - timedelta(milliseconds=1))
    with pytest.raises(Conflict, match="gesloten"):
        await scene.approve(1, 0, now=deadline)
    await actions.ask_count(actor=await factories.vng(), vote_id=scene.vote_id, now=deadline)
    await actions.close_and_count(actor=scene.vng, vote_id=scene.vote_id, now=deadline)
    with pytest.raises(Conflict):
        await scene.approve(2, 0, now=LATER)
    assert await queries.turnout(scene.vote_id) == queries.Turnout(1, 6)


async def test_a_tie_waits_for_the_public_value_and_the_draw_is_held_once() -> None:
    scene = await scenes.preselection(groups=4, zetels=3, eigen_steun="0")
    for town in range(4):
        await scene.approve(town, town)
    await fetch_value(
        "UPDATE round_vote SET rules_file = replace(rules_file, '\"beoordeling\":{', '\"x\":{') RETURNING 1"
    )
    await fetch_value(
        'UPDATE round_vote SET rules_file = replace(rules_file, \'"x":{\', \'"beoordeling":{},"x":{\') RETURNING 1'
    )
    await scene.close()
    vote = await scene.vote()
    assert vote.draw_needed
    assert await queries.finalists(scene.round_id) == ()
    await scene.draw(" 48 15 ")
    assert len(await queries.finalists(scene.round_id)) == 3
    with pytest.raises(Conflict, match="niets om over te loten"):
        await scene.draw("4816")


async def test_the_answer_about_adoption_stands_apart_and_has_no_effect() -> None:
    scene = await scenes.final()
    code = str(scene.groups[0])
    await actions.cast_ballot(
        actor=await scene.voter(0),
        vote_id=scene.vote_id,
        voter=OfMunicipality(scene.towns[0]),
        places={code: 1},
        answers={code: "ja", "geen": "ja", "999": "ja", str(scene.groups[1]): "wie weet"},
        expected=None,
        now=LATER,
    )
    assert await queries.intentions(scene.round_id) == {}, "sealed with the rest until the count"
    event = await fetch_value("SELECT event FROM ballot_event WHERE vote = $1 AND kind = 'stem'", scene.vote_id)
    assert set(json.loads(event)) == {"logboek", "volgnummer", "soort", "tijd", "vorige", "gemeente", "volgorde"}
    await scene.close()
    assert await queries.intentions(scene.round_id) == {scene.groups[0]: {"ja": 1, "misschien": 0, "nee": 0}}


async def test_what_is_sealed_cannot_be_asked_for_before_the_count() -> None:
    scene = await scenes.preselection()
    await scene.approve(0, 0)
    vote = await scene.vote()
    with pytest.raises(NotFound):
        await queries.roll_call(vote)
    with pytest.raises(NotFound):
        await queries.dossier(vote)
    rows = await fetch_values(str, "SELECT details::text FROM audit_event WHERE object_kind = 'stemming'")
    assert not any(str(scene.groups[0]) in row and "keuze" in row for row in rows)


async def test_a_municipality_that_is_not_on_the_list_cannot_vote() -> None:
    scene = await scenes.preselection()
    late = await factories.municipality("Nieuwstad")
    with pytest.raises(NotAllowed, match="stemgerechtigden"):
        await actions.cast_ballot(
            actor=await factories.actor(Role.VOTER, municipality_id=late),
            vote_id=scene.vote_id,
            voter=OfMunicipality(late),
            expected=None,
            now=NOW + timedelta(minutes=5),
        )


async def test_groups_that_people_linked_as_related_are_never_finalists_together() -> None:
    scene = await scenes.preselection(open_it=False)
    for one, other in ((scene.groups[1], scene.groups[0]), (scene.groups[2], scene.groups[3])):
        kind = "verwant" if one == scene.groups[1] else "bouwt voort op"
        await fetch(
            'INSERT INTO group_link ("group", other_group, kind, at) VALUES ($1, $2, $3, $4)', one, other, kind, NOW
        )
    scene.vote_id = await scenes.open_kind(scene, PRESELECTION, NOW, **scenes.EASY)
    assert (await scene.vote()).rules_file.rules.related == ((str(scene.groups[0]), str(scene.groups[1])),)
    for town in range(6):
        await scene.approve(town, 0, 1, 2 + town % 2)
    await scene.close()
    chosen = {row.group_id for row in await queries.finalists(scene.round_id)}
    assert len(chosen & {scene.groups[0], scene.groups[1]}) == 1
