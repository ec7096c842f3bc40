"""The plans of the demo: enough of them, of enough municipalities, and whole in the database after loading."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from innovatie.accounts.queries import person_of_persona
from innovatie.adoption.queries import supplied_by
from innovatie.audience import queries as audience
from innovatie.demo import loading, plans, suppliers
from innovatie.domain.idea_content import draft_errors, submission_errors
from innovatie.infra.database import fetch, fetch_value
from innovatie.municipalities.bundled_register import own_facts
from innovatie.rounds.queries import round_by_code
from innovatie.voting import signing
from tests.conftest import SECRET
from tests.language.kept_messages import untranslated

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_there_are_plans_enough_of_municipalities_enough() -> None:
    written = plans.plans()
    assert len(written) >= 120
    assert len({plan.municipality for plan in written}) >= 60
    assert len({plan.key for plan in written}) == len(written)
    sizes = Counter(plan.group for plan in written if plan.group)
    assert len(sizes) >= 40
    assert set(sizes.values()) == {2, 3, 4, 5, 6}
    assert sum(plan.near is not None for plan in written) >= 10
    assert {plan.near for plan in written if plan.near} <= set(sizes)


def test_every_plan_is_of_a_municipality_that_exists_and_can_be_submitted() -> None:
    names = {fact.name for fact in own_facts()} | {"Hellevoetsluis"}
    for plan in plans.plans():
        assert {plan.municipality, *plan.co_submitters} <= names, plan.key
        assert (draft_errors if plan.state == "concept" else submission_errors)(plan.content) == {}, plan.key


def test_a_municipality_has_at_most_one_plan_in_a_group() -> None:
    for group in plans.groups():
        towns = [plan.municipality for plan in plans.members(group.key)]
        assert len(set(towns)) == len(towns), group.key
        assert group.lead in towns, group.key


def test_the_groups_and_the_plans_name_each_other() -> None:
    assert {group.key for group in plans.groups()} == {plan.group for plan in plans.plans() if plan.group}


def test_our_table_has_the_342_municipalities() -> None:
    facts = own_facts()
    assert len(facts) == 342
    assert sum(fact.inhabitants for fact in facts) == 18_130_208
    assert len({fact.domain for fact in facts}) == 342


@pytest.mark.anyio
async def test_the_demo_loads_with_every_act_at_a_moment_that_its_rules_allow(committed: str) -> None:
    signing.configure(SECRET)
    heard: list[str] = []
    assert await loading.load_once(now=NOW, progress=heard.append)
    assert not await loading.load_once(now=NOW, progress=heard.append)
    assert await fetch_value("SELECT count(*) FROM idea") == len(plans.plans())
    states = {row["state"]: row["n"] for row in await fetch("SELECT state, count(*) AS n FROM idea GROUP BY state")}
    assert states == {"ingediend": len(plans.plans()) - 4, "concept": 2, "ingetrokken": 2}
    entered = await fetch(
        "SELECT r.code, count(*) AS n FROM idea i JOIN round r ON r.id = i.round GROUP BY r.code ORDER BY r.code"
    )
    assert [row["code"] for row in entered] == ["2023-1", "2026-1", "2026-2", "2027-1"]
    late = await fetch("SELECT title FROM idea WHERE updated_at > $1 OR submitted_at > $1", NOW)
    assert late == []
    alone = await fetch_value(
        """
        SELECT count(*) FROM municipality m WHERE m.ended IS NULL AND NOT EXISTS (
            SELECT FROM partnership_member l JOIN partnership p ON p.id = l.partnership
             WHERE l.municipality = m.id AND p.kind = 'kring')
        """
    )
    assert alone == 0
    voters = await fetch_value(
        "SELECT count(DISTINCT municipality) FROM role_grant g JOIN municipality m ON m.id = g.municipality"
        " WHERE role = 'stemgemachtigde' AND m.ended IS NULL"
    )
    assert voters == 342
    together = {row["idea"]: row["group"] for row in await fetch('SELECT idea, "group" FROM group_member')}
    for group in (one for one in plans.groups() if one.round != "open"):
        numbers = {together[plans.NUMBERS[plan.key]] for plan in plans.members(group.key)}
        assert len(numbers) == 1, group.key
    assert await fetch_value("SELECT count(*) FROM winner") >= 1
    finished = await round_by_code("2023-1", now=NOW)
    poll = await audience.poll_of(finished.id)
    assert poll is not None and poll.published_at is not None and poll.key is None
    standings = await audience.standings(finished.id, poll.id)
    assert [one.won for one in standings][:2] == [True, False], "one finalist has the award"
    assert len(await audience.strikes(poll.id)) == 1
    assert await untranslated() == [], "whoever reads English reads every message and mail of it in English"
    supplier = await person_of_persona(suppliers.PERSONA)
    assert len(await supplied_by(supplier)) == suppliers.SUPPLIED, "a supplier to sign in as, with something to propose"
    answers = {
        row["state"]: row["n"]
        for row in await fetch(
            "SELECT state, count(*) AS n FROM adoption_proposal WHERE proposer = $1 GROUP BY state", suppliers.COMPANY
        )
    }
    assert answers == {"bevestigd": 4, "afgewezen": 2, "open": 8}
    voting = await round_by_code("2026-1", now=NOW)
    assert audience.moment_of(voting, await audience.poll_of(voting.id), now=NOW) is audience.Moment.OPEN
