"""Who keeps a copy hears of every change of what it shows, also when another act than its own caused it."""

import re
from datetime import datetime, timedelta

import asyncpg
import pytest

from innovatie.accounts import actions as accounts
from innovatie.accounts.queries import actor_of
from innovatie.adoption import actions as adoption
from innovatie.changes.actions import tell_changes
from innovatie.changes.collection import Asked, count
from innovatie.changes.queries import changes_after, newest_change
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.grouping.actions import found_group
from innovatie.ideas import actions as ideas
from innovatie.ideas.queries import idea_by_id
from innovatie.infra.database import execute, fetch_exactly, fetch_value
from innovatie.infra.texts_of_people import marked_tables
from innovatie.insight.open_data.registry import BY_NAME, COLLECTIONS
from tests import factories
from tests.accounts.full_life import NAME, a_full_life, leave_files
from tests.conftest import SECRET
from tests.factories import NOW
from tests.publication.test_results_in_the_api import published
from tests.queue import run_due
from tests.voting import scene as scenes

pytestmark = pytest.mark.anyio


async def told_since(number: int) -> set[str]:
    await execute("SET CONSTRAINTS ALL IMMEDIATE")
    return {f"{one.resource} {one.object_id} {one.kind}" for one in await changes_after(number, limit=1_000)}


async def listed_since(name: str, since: datetime) -> int:
    await execute("SET CONSTRAINTS ALL IMMEDIATE")
    return await count(BY_NAME[name], Asked(now=NOW, since=since))


async def marked() -> datetime:
    """A moment after all that has happened so far, by the database's clock."""
    await so_far()
    return await fetch_exactly(datetime, "SELECT clock_timestamp()")


async def so_far() -> int:
    await run_due()
    await execute("SET CONSTRAINTS ALL IMMEDIATE")
    return await newest_change()


async def test_an_erased_name_is_told_of_everything_public_in_which_it_stood_and_of_no_draft(
    db: asyncpg.Connection,
) -> None:
    person = await a_full_life()
    await run_due()
    plan, group = await fetch_value("SELECT id FROM idea"), await fetch_value("SELECT id FROM idea_group")
    await leave_files(person, group)
    solution, town = await fetch_value("SELECT id FROM solution"), await fetch_value("SELECT municipality FROM idea")
    actor = await actor_of(person_id=person, municipality_id=town, today=NOW.date())
    assert actor is not None
    await adoption.report(
        actor=actor, solution_id=solution, municipality_id=town, stage=Stage.IN_USE, on=NOW.date(), now=NOW,
        details=adoption.Details(reason=f"Vraag het {NAME}."),
    )  # fmt: skip
    draft = await factories.idea(town, state="concept")
    await execute("UPDATE idea SET contact = $1, created_by = $2 WHERE id = $3", NAME, person, draft)
    before = await so_far()
    await accounts.erase_person(actor=actor, person_id=person, now=NOW, key=SECRET)
    assert await fetch_value("SELECT count(*) FROM idea WHERE contact LIKE '%' || $1 || '%'", NAME) == 0
    changed = ChangeKind.CHANGED.value
    assert await told_since(before) == {
        f"idee {plan} {changed}",
        f"groep {group} {changed}",
        f"overname {solution} {changed}",
    }


def test_each_table_with_texts_of_people_that_a_public_collection_shows_says_where_it_is_shown() -> None:
    queries = " ".join(f" {one.sql} ".replace("\n", " ") for one in COLLECTIONS)
    shown = {table.name for table in marked_tables() if f" {table.name} " in queries}
    ideas = {"adoption_event", "idea", "idea_group", "idea_participant", "solution"}
    agreements = {"agreement", "agreement_file", "agreement_party", "agreement_signature"}
    assert shown == ideas | agreements | {"indicator", "winner_withdrawal"}
    assert [table.name for table in marked_tables() if table.name in shown and table.shown_in is None] == []


async def test_a_group_changes_with_who_takes_part_in_its_plans(db: asyncpg.Connection) -> None:
    town, other, third = [await factories.municipality() for _ in range(3)]
    plan = await factories.idea(town)
    await execute("UPDATE idea SET problem = 'Het duurt lang.', contact = 'Team buiten' WHERE id = $1", plan)
    group = await found_group(actor=SYSTEM, idea_id=plan, now=NOW)
    told = f"groep {group} {ChangeKind.CHANGED.value}"
    before = await so_far()
    await ideas.join(actor=SYSTEM, idea_id=plan, municipality_id=other, note="", now=NOW)
    await run_due()
    assert told in await told_since(before)
    before = await so_far()
    idea = await idea_by_id(plan)
    await ideas.edit(
        actor=SYSTEM, idea_id=plan, content=idea.content, co_submitters=(third,), base_version=1, note="", now=NOW
    )
    await run_due()
    assert await told_since(before) == {told, f"idee {plan} {ChangeKind.CHANGED.value}"}
    before = await so_far()
    await ideas.edit(
        actor=SYSTEM, idea_id=plan, content=idea.content, co_submitters=(third,), base_version=1, note="", now=NOW
    )
    await run_due()
    assert await told_since(before) == set(), "saving the same again changes nothing"


async def test_who_asks_what_changed_hears_of_what_a_thing_shows_of_other_things(db: asyncpg.Connection) -> None:
    scene = await scenes.final()
    for voter in range(6):
        await scene.rank(voter, 1, 0, 2, "geen")
    await published(scene)
    await run_due()
    won = await fetch_exactly(int, 'SELECT "group" FROM winner LIMIT 1')
    lead, code, partnership = scene.towns[0], "GM7777", await factories.partnership(scene.towns[0])
    await execute("UPDATE municipality SET code = $1 WHERE id = $2", code, lead)
    await execute("UPDATE idea_group SET lead = $1 WHERE id = $2", lead, won)
    await adoption.follow(actor=SYSTEM, title="Brieven", summary="", theme="", maker_id=lead, now=NOW)
    since = await marked()
    names = ("ideeen", "groepen", "winnaars", "uitslagen", "overname", "samenwerkingsverbanden", "gemeenten")
    assert {name: await listed_since(name, since) for name in names} == dict.fromkeys(names, 0)
    await tell_changes(resource=PublicResource.GROUP, kind=ChangeKind.CHANGED, object_ids=(won,))
    assert {name for name in names if await listed_since(name, since)} == {"groepen", "winnaars"}
    assert await listed_since("winnaars", since) == 1
    since = await marked()
    await tell_changes(resource=PublicResource.ROUND, kind=ChangeKind.CHANGED, object_ids=(scene.code,))
    assert {name for name in names if await listed_since(name, since)} == {"uitslagen"}
    since = await marked()
    await tell_changes(resource=PublicResource.WINNER, kind=ChangeKind.WITHDRAWN, object_ids=(won,))
    assert {name for name in names if await listed_since(name, since)} == {"winnaars", "overname"}
    assert await listed_since("overname", since) == 1
    since = await marked()
    await tell_changes(resource=PublicResource.MUNICIPALITY, kind=ChangeKind.CHANGED, object_ids=(code,))
    assert {name for name in names if await listed_since(name, since)} == set(names) - {"uitslagen"}
    since = await marked()
    await execute("UPDATE partnership_member SET starts = $1 WHERE partnership = $2", dutch_day(since), partnership)
    later = Asked(now=since + timedelta(days=1), since=since)
    assert await count(BY_NAME["samenwerkingsverbanden"], later) == 1, "a membership begins when its day comes"


def test_each_collection_names_every_thing_of_another_kind_whose_fields_it_shows() -> None:
    """A table in its query is its own, or one whose changes are told of its things, or of another kind: `also`."""
    other = {
        "municipality": PublicResource.MUNICIPALITY,
        "idea_group": PublicResource.GROUP,
        "winner_withdrawal": PublicResource.WINNER,
    }
    for one in COLLECTIONS:
        if one.resource is None:
            continue
        joined = {other[name] for name in re.findall(r"JOIN (\w+)", one.sql) if name in other}
        assert joined - {one.resource} <= {resource for resource, _condition in one.also}, one.name
