"""What municipalities say of solutions: who may, in which order, and that nothing is ever lost."""

from datetime import date, timedelta

import asyncpg
import pytest

from innovatie.adoption import actions, queries
from innovatie.adoption.actions import Details
from innovatie.adoption.queries.histories import histories, mergers
from innovatie.domain.adoption_states import Stage, carried_over
from innovatie.domain.authority import VISITOR, Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.database import execute, fetch, fetch_value, fetch_values
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.anyio
USED = date(2026, 3, 1)


async def solution() -> int:
    return await actions.follow(
        actor=await factories.vng(), title="Brieven in duidelijke taal", summary="", theme="dienstverlening", now=NOW
    )


async def servant(town: int) -> Actor:
    return await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)


async def say(town: int, number: int, stage: Stage, on: date = USED, **more: object) -> int:
    return await actions.report(
        actor=await servant(town), solution_id=number, municipality_id=town, stage=stage, on=on, now=NOW, **more
    )


async def test_a_civil_servant_reports_for_the_own_municipality(db: asyncpg.Connection) -> None:
    town, number = await factories.municipality(), await solution()
    await say(town, number, Stage.IN_USE)
    (standing,) = await queries.standings_of(town, today=TODAY)
    assert (standing.stage, standing.since, standing.fresh) == (Stage.IN_USE, USED, True)
    assert await fetch_value("SELECT count(*) FROM audit_event WHERE act = 'overname melden'") == 1


async def test_nobody_reports_for_another_municipality(db: asyncpg.Connection) -> None:
    town, other, number = await factories.municipality(), await factories.municipality(), await solution()
    for actor in (
        await servant(other),
        await factories.vng(),
        await factories.actor(Role.ADMINISTRATOR),
        await factories.actor(Role.REVIEWER, municipality_id=town),
        VISITOR,
    ):
        with pytest.raises(NotAllowed):
            await actions.report(
                actor=actor, solution_id=number, municipality_id=town, stage=Stage.IN_USE, on=USED, now=NOW
            )
    assert await fetch("SELECT 1 FROM adoption_event") == []


async def test_the_database_refuses_to_change_or_delete_a_statement(db: asyncpg.Connection) -> None:
    town, number = await factories.municipality(), await solution()
    await say(town, number, Stage.IN_USE)
    for sql in ("UPDATE adoption_event SET stage = 'gestopt'", "DELETE FROM adoption_event"):
        savepoint = db.transaction()
        await savepoint.start()
        with pytest.raises(asyncpg.RaiseError, match="never changed"):
            await execute(sql)
        await savepoint.rollback()
    assert await fetch_values(str, "SELECT stage FROM adoption_event") == ["in_gebruik"]


async def test_a_correction_stands_beside_what_it_replaces(db: asyncpg.Connection) -> None:
    town, number = await factories.municipality(), await solution()
    wrong = await say(town, number, Stage.IN_USE)
    await say(town, number, Stage.EXPLORING, replaces=wrong)
    statements = await queries.statements(number, town)
    assert sorted((s.label, s.replaced) for s in statements) == [("In gebruik", True), ("Verkenning", False)]
    counts = await queries.solution(number)
    assert counts.title == "Brieven in duidelijke taal"
    (standing,) = await queries.standings_of(town, today=TODAY)
    assert standing.stage is Stage.EXPLORING
    with pytest.raises(Conflict):
        await say(town, number, Stage.DECIDED, replaces=wrong)


async def test_a_correction_of_another_municipality_is_refused(db: asyncpg.Connection) -> None:
    town, other, number = await factories.municipality(), await factories.municipality(), await solution()
    theirs = await say(other, number, Stage.IN_USE)
    with pytest.raises(NotFound):
        await say(town, number, Stage.EXPLORING, replaces=theirs)


async def test_who_has_not_seen_the_newest_statement_is_stopped(db: asyncpg.Connection) -> None:
    town, number = await factories.municipality(), await solution()
    first = await say(town, number, Stage.EXPLORING, expected=0)
    with pytest.raises(Conflict):
        await say(town, number, Stage.DECIDED, expected=0)
    await say(town, number, Stage.DECIDED, expected=first)


async def test_declining_asks_for_a_reason_and_the_future_is_not_reported(db: asyncpg.Connection) -> None:
    town, number = await factories.municipality(), await solution()
    with pytest.raises(Invalid) as refused:
        await say(town, number, Stage.DECLINED)
    assert list(refused.value.errors) == ["toelichting"]
    await say(town, number, Stage.DECLINED, details=Details(reason="Wij hebben geen eigen belastingdienst."))
    with pytest.raises(Invalid) as early:
        await say(town, number, Stage.IN_USE, on=TODAY + timedelta(days=1))
    assert list(early.value.errors) == ["datum"]


async def test_confirming_makes_a_status_fresh_again(db: asyncpg.Connection) -> None:
    town, number = await factories.municipality(), await solution()
    old = NOW - timedelta(days=300)
    actor = await servant(town)
    await actions.report(
        actor=actor, solution_id=number, municipality_id=town, stage=Stage.IN_USE, on=date(2026, 1, 1), now=old
    )
    (before,) = await queries.standings_of(town, today=TODAY)
    await actions.confirm(actor=actor, solution_id=number, municipality_id=town, now=NOW)
    (after,) = await queries.standings_of(town, today=TODAY)
    assert (before.fresh, after.fresh, after.since) == (False, True, date(2026, 1, 1))


async def test_nothing_can_be_confirmed_where_nothing_was_said(db: asyncpg.Connection) -> None:
    town, number = await factories.municipality(), await solution()
    with pytest.raises(Conflict):
        await actions.confirm(actor=await servant(town), solution_id=number, municipality_id=town, now=NOW)


async def test_a_kring_reports_for_all_its_members_and_who_leaves_keeps_it(db: asyncpg.Connection) -> None:
    towns = [await factories.municipality() for _ in range(3)]
    outsider, number = await factories.municipality(), await solution()
    kring = await factories.partnership(*towns)
    speaker = await factories.actor(Role.KRING_REPRESENTATIVE, partnership_id=kring)
    await actions.report_for_partnership(
        actor=speaker, partnership_id=kring, solution_id=number, stage=Stage.IN_USE, on=USED, now=NOW
    )
    present = await queries.statuses(number)
    assert {town: status.stage for town, status in present.items()} == dict.fromkeys(towns, Stage.IN_USE)
    await execute(
        "UPDATE partnership_member SET ends = $1 WHERE municipality = $2", TODAY - timedelta(days=1), towns[0]
    )
    assert (await queries.statuses(number))[towns[0]].stage is Stage.IN_USE
    with pytest.raises(Invalid):
        await actions.report_for_partnership(
            actor=speaker,
            partnership_id=kring,
            solution_id=number,
            stage=Stage.STOPPED,
            on=USED,
            now=NOW,
            only=[outsider],
        )
    other = await factories.partnership(outsider)
    with pytest.raises(NotAllowed):
        await actions.report_for_partnership(
            actor=speaker, partnership_id=other, solution_id=number, stage=Stage.IN_USE, on=USED, now=NOW
        )


async def test_a_bulk_report_is_all_or_nothing(db: asyncpg.Connection) -> None:
    first, second = await factories.municipality(), await factories.municipality()
    number = await solution()
    await say(first, number, Stage.IN_USE)
    kring = await factories.partnership(first, second)
    speaker = await factories.actor(Role.KRING_REPRESENTATIVE, partnership_id=kring)
    with pytest.raises(Invalid):
        await actions.report_for_partnership(
            actor=speaker, partnership_id=kring, solution_id=number, stage=Stage.NONE, on=USED, now=NOW
        )
    assert await fetch_value("SELECT count(*) FROM adoption_event") == 1


async def test_a_proposal_counts_for_nothing_until_the_municipality_agrees(db: asyncpg.Connection) -> None:
    town, other, number = await factories.municipality(), await factories.municipality(), await solution()
    proposal, _fresh = await actions.propose(
        actor=await factories.vng(),
        solution_id=number,
        municipality_id=town,
        stage=Stage.IN_USE,
        on=USED,
        proposer="Leverancier",
        note="",
        now=NOW,
    )
    assert await queries.statuses(number) == {}
    with pytest.raises(NotAllowed):
        await actions.settle_proposal(actor=await servant(other), proposal_id=proposal, agree=True, now=NOW)
    await actions.settle_proposal(actor=await servant(town), proposal_id=proposal, agree=True, now=NOW)
    assert (await queries.statuses(number))[town].stage is Stage.IN_USE
    with pytest.raises(Conflict):
        await actions.settle_proposal(actor=await servant(town), proposal_id=proposal, agree=False, now=NOW)


async def test_the_quick_table_equals_what_the_history_replays_to(db: asyncpg.Connection) -> None:
    towns = [await factories.municipality() for _ in range(4)]
    number = await solution()
    path = [Stage.EXPLORING, Stage.DECIDED, Stage.INTRODUCING, Stage.IN_USE, Stage.STOPPED]
    for town in towns:
        for step in range(1 + towns.index(town) + 1):
            await say(town, number, path[step], on=date(2025, 1 + step, 1))
    rows = await fetch("SELECT municipality, stage, since, first_used FROM adoption_status WHERE solution = $1", number)
    quick = {town: (stage, since, first_used) for town, stage, since, first_used in rows}
    replayed = carried_over(await histories(number), await mergers())
    assert quick == {town: (s.stage.value, s.since, s.first_used) for town, s in replayed.items()}
    await execute("DELETE FROM adoption_status")
    assert await actions.rebuild(solution_id=number, now=NOW) == len(towns)
    again = dict(await fetch("SELECT municipality, stage FROM adoption_status"))
    assert again == {town: values[0] for town, values in quick.items()}


async def test_a_merger_carries_the_adoption_to_the_successor(db: asyncpg.Connection) -> None:
    old, new = await factories.municipality("Beemster"), await factories.municipality("Purmerend")
    number = await solution()
    await say(old, number, Stage.IN_USE, on=date(2025, 2, 1))
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, $3)", old, new, date(2026, 1, 1)
    )
    await actions.rebuild(solution_id=number, now=NOW)
    (standing,) = await queries.standings_of(new, today=TODAY)
    assert (standing.stage, standing.since) == (Stage.IN_USE, date(2025, 2, 1))
    assert [s.municipality for s in await queries.statements(number, new)] == ["Beemster"]
    await say(new, number, Stage.STOPPED, on=date(2026, 6, 1))
    present = (await queries.statuses(number))[new]
    assert (present.stage, present.first_used) == (Stage.STOPPED, date(2025, 2, 1))


async def test_milestones_are_noted_once(db: asyncpg.Connection) -> None:
    number = await solution()
    towns = [await factories.municipality() for _ in range(10)]
    for town in towns:
        await say(town, number, Stage.IN_USE)
    kinds = await fetch_values(str, "SELECT kind FROM adoption_milestone ORDER BY id")
    assert sorted(set(kinds)) == sorted(kinds)
    assert {"eerste", "tien"} <= set(kinds)
