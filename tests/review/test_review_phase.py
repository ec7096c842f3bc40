"""A review phase through its acts: assigned, written, discussed, extended, gated; and who may not."""

from datetime import timedelta

import msgspec
import pytest

from innovatie.domain.authority import VISITOR, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.review_rubric import Answer, Judgement
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_value, fetch_values
from innovatie.review import actions, queries
from innovatie.rounds import actions as rounds
from tests import factories
from tests.factories import NOW
from tests.review import world as worlds

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


class Spread(msgspec.Struct, frozen=True):
    """How many reviewers a group got; whether one is of its own town, or near it."""

    group: int
    n: int
    own: bool
    near: bool


class Pair(msgspec.Struct, frozen=True):
    group: int
    reviewer: int


class Told(msgspec.Struct, frozen=True):
    """What the trail tells of an act."""

    act: str
    object_id: str
    on_behalf_of: int | None
    details: dict[str, int]


async def test_every_group_gets_three_reviewers_without_a_stake_in_it() -> None:
    made = await worlds.world(groups=6, reviewers=12)
    assert await worlds.sent(made) == 18
    rows = await fetch_as(
        Spread,
        """
        SELECT a."group", count(*) AS n, bool_or(r.municipality = i.municipality) AS own,
               bool_or(EXISTS (SELECT 1 FROM partnership_member x JOIN partnership_member y USING (partnership)
                                WHERE x.municipality = r.municipality AND y.municipality = i.municipality)) AS near
          FROM assignment a JOIN reviewer r ON r.id = a.reviewer
          JOIN idea_group g ON g.id = a."group" JOIN idea i ON i.id = g.founding_idea
         WHERE a.round = $1 GROUP BY a."group" ORDER BY a."group"
        """,
        made.round,
    )
    assert rows == [Spread(g, 3, False, False) for g in made.groups]


async def test_the_same_seed_gives_the_same_proposal_and_the_run_keeps_seed_and_digest() -> None:
    made = await worlds.world(groups=4, reviewers=10)
    first = await actions.propose(actor=made.chair, round_id=made.round, seed="ALV", ring=False, now=NOW)
    one = await queries.last_run(made.round)
    second = await actions.propose(actor=made.chair, round_id=made.round, seed="ALV", ring=False, now=NOW)
    other = await queries.last_run(made.round)
    assert one is not None
    assert other is not None
    assert (first, second) == (one.id, other.id)
    assert one.pairs == other.pairs
    assert (one.seed, one.input_digest) == ("ALV", other.input_digest)
    assert await fetch_value("SELECT state FROM assignment_run WHERE id = $1", first) == "vervallen"
    with pytest.raises(Conflict, match="al verstuurd of vervallen"):
        await actions.send(actor=made.chair, run_id=first, now=NOW)


async def test_a_proposal_that_was_overtaken_by_a_wish_is_not_sent() -> None:
    made = await worlds.world(groups=3, reviewers=9)
    run = await actions.propose(actor=made.chair, round_id=made.round, seed="x", ring=False, now=NOW)
    later = NOW + timedelta(minutes=1)
    found = await queries.last_run(made.round)
    assert found is not None
    pair = found.pairs[0]
    await actions.set_rule(
        actor=made.chair,
        round_id=made.round,
        group_id=pair.group,
        reviewer_id=pair.reviewer,
        kind="uitgesloten",
        reason="kennen elkaar goed",
        now=later,
    )
    with pytest.raises(Conflict, match="nieuw voorstel"):
        await actions.send(actor=made.chair, run_id=run, now=later)
    again = await actions.propose(actor=made.chair, round_id=made.round, seed="x", ring=False, now=later)
    assert await actions.send(actor=made.chair, run_id=again, now=later) == 9
    pairs = await fetch_as(Pair, 'SELECT "group", reviewer FROM assignment WHERE round = $1', made.round)
    assert (pair.group, pair.reviewer) not in {(p.group, p.reviewer) for p in pairs}


async def test_a_pinned_pair_is_assigned_and_one_with_a_stake_cannot_be_pinned() -> None:
    made = await worlds.world(groups=3, reviewers=12)
    found = await queries.matching(made.round, now=NOW)
    staked = next((int(g), int(r)) for g, r in found.stakes)
    free = next((g, r) for g in made.groups for r in made.reviewers if (str(g), str(r)) not in found.stakes)
    rule = {"actor": made.chair, "round_id": made.round, "kind": "vast", "reason": "deskundig", "now": NOW}
    with pytest.raises(Invalid) as refused:
        await actions.set_rule(group_id=staked[0], reviewer_id=staked[1], **rule)
    assert "heeft een belang" in refused.value.errors["beoordelaar"]
    await actions.set_rule(group_id=free[0], reviewer_id=free[1], **rule)
    await worlds.sent(made)
    origin = await fetch_value('SELECT origin FROM assignment WHERE "group" = $1 AND reviewer = $2', *free)
    assert origin == "vast"


async def test_a_draft_is_kept_and_a_second_window_does_not_overwrite_it_unseen() -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    number, person = (await worlds.tasks(made, made.groups[0]))[0]
    actor = await worlds.as_actor(person)
    partly = Judgement(answers={}, total=Answer(None, "eerste gedachte"), confidence=None)
    save = {"actor": actor, "assignment_id": number, "now": NOW}
    assert (await actions.save_draft(judgement=partly, draft=0, **save))[0] == 1
    assert (await actions.save_draft(judgement=partly, draft=0, **save))[0] == 1  # the same again changes nothing
    other = Judgement(answers={}, total=Answer(None, "ander venster"), confidence=None)
    with pytest.raises(Conflict, match="ander venster"):
        await actions.save_draft(judgement=other, draft=0, **save)
    assert (await actions.save_draft(judgement=other, draft=1, **save))[0] == 2
    found = await queries.dossier(number, person_id=person)
    assert found.judgement.total.comment == "ander venster"


async def test_handing_in_names_every_fault_and_keeps_the_draft() -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    number, person = (await worlds.tasks(made, made.groups[0]))[0]
    poor = Judgement(
        answers={"waarde": Answer(5, "kort"), "steun": Answer(3), "uitvoering": Answer(None, "", True)},
        total=Answer(1),
        confidence=None,
    )
    with pytest.raises(Invalid) as refused:
        await actions.hand_in(
            actor=await worlds.as_actor(person), assignment_id=number, judgement=poor, draft=0, now=NOW
        )
    assert list(refused.value.errors) == ["toelichting_waarde", "toelichting_totaal", "zekerheid"]
    found = await queries.dossier(number, person_id=person)
    assert (found.state, found.judgement.total.score, found.draft) == ("open", 1, 1)


async def test_nobody_reads_or_writes_the_review_of_another() -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    (number, person), (_, other), _ = await worlds.tasks(made, made.groups[0])
    for stranger in (other, await factories.person(Role.VNG_DIRECTOR)):
        with pytest.raises(NotFound):
            await queries.dossier(number, person_id=stranger)
        with pytest.raises(NotFound):
            await worlds.hand_in(number, stranger, 4)
    with pytest.raises(NotFound):
        await actions.decline(actor=VISITOR, assignment_id=number, kind="geen-tijd", reason="", now=NOW)
    await worlds.hand_in(number, person, 4)
    with pytest.raises(Conflict, match="al ingeleverd"):
        await worlds.hand_in(number, person, 5)


async def test_after_the_phase_closes_nothing_is_written_any_more() -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    number, person = (await worlds.tasks(made, made.groups[0]))[0]
    await rounds.close_phase(actor=made.chair, round_id=made.round, reason="klaar", now=NOW + timedelta(hours=1))
    late = NOW + timedelta(hours=2)
    with pytest.raises(Conflict, match="gesloten"):
        await worlds.hand_in(number, person, 4, now=late)
    with pytest.raises(NotAllowed):
        await actions.propose(actor=made.chair, round_id=made.round, seed="x", ring=False, now=late)


async def test_a_reported_stake_frees_the_group_and_the_next_best_takes_it() -> None:
    made = await worlds.world(groups=2, reviewers=12)
    await worlds.sent(made)
    number, person = (await worlds.tasks(made, made.groups[0]))[0]
    gone = await fetch_value("SELECT reviewer FROM assignment WHERE id = $1", number)
    actor = await worlds.as_actor(person)
    with pytest.raises(Invalid):
        await actions.decline(actor=actor, assignment_id=number, kind="belang", reason=" ", now=NOW)
    await actions.decline(actor=actor, assignment_id=number, kind="belang", reason="mijn broer werkt er", now=NOW)
    assert await queries.vacancies(made.round) == {made.groups[0]: 1}
    found = await queries.matching(made.round, now=NOW, only=made.groups[0])
    best = queries.best_candidates(found, made.groups[0])
    assert gone not in {c.reviewer for c in best}
    assert await actions.reassign(actor=made.chair, round_id=made.round, assignment_ids=[number], now=NOW) == (1, 0)
    assert await queries.vacancies(made.round) == {}
    new = await fetch_value("SELECT reviewer FROM assignment WHERE round = $1 AND origin = 'vervanging'", made.round)
    assert new == best[0].reviewer
    with pytest.raises(Invalid):
        await actions.appoint(actor=made.chair, round_id=made.round, group_id=made.groups[0], reviewer_id=gone, now=NOW)


async def test_scores_three_apart_open_a_discussion_in_which_the_old_score_is_kept() -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    (one, anna), (two, bert), (three, carl) = await worlds.tasks(made, made.groups[0])
    assert not await worlds.hand_in(one, anna, 5)
    with pytest.raises(Conflict):
        await actions.say(actor=await worlds.as_actor(anna), assignment_id=one, body="Waarom?", now=NOW)
    assert await worlds.hand_in(two, bert, 2)
    await actions.say(actor=await worlds.as_actor(bert), assignment_id=two, body="De kosten kloppen niet.", now=NOW)
    with pytest.raises(Conflict):  # who has not handed in yet does not see or join it
        await actions.say(actor=await worlds.as_actor(carl), assignment_id=three, body="Ik ook.", now=NOW)
    await actions.hand_in(
        actor=await worlds.as_actor(anna), assignment_id=one, judgement=worlds.judgement(3), draft=1, now=NOW
    )
    view = await queries.discussion_of(made.round, made.groups[0], own_assignment=one)
    own = next(v for v in view.voices if v.own)
    assert (own.total, own.first_total) == (3, 5)
    assert [(p.own, p.body) for p in view.posts] == [(False, "De kosten kloppen niet.")]
    versions = await fetch_values(
        str,
        "SELECT v.occasion FROM review_version v JOIN review r ON r.id = v.review WHERE r.assignment = $1 ORDER BY v.id",
        one,
    )
    assert versions == ["ingeleverd", "overleg"]
    await actions.close_discussion(actor=made.chair, round_id=made.round, group_id=made.groups[0], now=NOW)
    with pytest.raises(Conflict):
        await worlds.hand_in(two, bert, 4)


async def test_the_shortlist_is_settled_once_and_later_stages_read_it() -> None:
    made = await worlds.world(groups=3, reviewers=12)
    await worlds.sent(made)
    for group, total in zip(made.groups, (5, 4, 1), strict=True):
        for number, person in await worlds.tasks(made, group):
            await worlds.hand_in(number, person, total)
    assert await queries.shortlist(made.round) == ()
    settle = {"round_id": made.round, "quota": False, "now": NOW}
    with pytest.raises(NotAllowed):
        await actions.settle_shortlist(actor=await factories.actor(Role.ADMINISTRATOR), **settle)
    assert await actions.settle_shortlist(actor=made.chair, **settle) == 2
    assert await queries.shortlist(made.round) == (made.groups[0], made.groups[1])
    means = await queries.calibrated_means(made.round)
    assert means[made.groups[0]] > means[made.groups[1]] > 3
    with pytest.raises(Conflict, match="staat al vast"):
        await actions.settle_shortlist(actor=made.chair, **settle)


async def test_each_act_leaves_one_row_that_names_no_group_to_the_reader_of_a_municipality() -> None:
    made = await worlds.world(groups=1, reviewers=8)
    await worlds.sent(made)
    number, person = (await worlds.tasks(made, made.groups[0]))[0]
    before = await fetch_value("SELECT count(*) FROM audit_event")
    await worlds.hand_in(number, person, 4)
    last = await fetch_one_as(Told, "SELECT * FROM audit_event ORDER BY id DESC LIMIT 1")
    assert await fetch_value("SELECT count(*) FROM audit_event") == before + 1
    assert last == Told("beoordeling inleveren", str(number), None, {"versie": 1})


async def test_no_phase_no_reviewers_and_no_groups_are_each_refused_in_words() -> None:
    chair = await factories.vng()
    with pytest.raises(NotAllowed, match="fase beoordelen"):
        await actions.propose(
            actor=chair, round_id=await factories.round_in(Phase.GROUP), seed="x", ring=False, now=NOW
        )
    empty = await factories.round_in(Phase.REVIEW)
    with pytest.raises(Conflict, match="nog geen groepen"):
        await actions.propose(actor=chair, round_id=empty, seed="x", ring=False, now=NOW)
    with pytest.raises(Invalid):
        await actions.propose(actor=chair, round_id=empty, seed=" ", ring=False, now=NOW)


async def test_the_seed_stands_until_a_proposal_is_sent_and_a_new_draw_may_have_another() -> None:
    made = await worlds.world(groups=2, reviewers=10)
    await actions.propose(actor=made.chair, round_id=made.round, seed="trekking 5 december: 4815", ring=False, now=NOW)
    with pytest.raises(Conflict, match="ligt vast: ‘trekking 5 december: 4815’"):
        await actions.propose(actor=made.chair, round_id=made.round, seed="liever deze", ring=False, now=NOW)
    run = await actions.propose(
        actor=made.chair, round_id=made.round, seed="trekking 5 december: 4815", ring=False, now=NOW, lot=False
    )
    found = await queries.last_run(made.round)
    assert found is not None
    assert (found.report.lot, found.report.price, found.report.needed) == (False, 0, 6)
    assert {pair.chance for pair in found.pairs} == {1.0}
    assert await queries.fixed_seed(made.round) == "trekking 5 december: 4815"
    await actions.send(actor=made.chair, run_id=run, now=NOW)
    assert await queries.fixed_seed(made.round) is None
