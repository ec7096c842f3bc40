"""A municipality that is named as co-submitter hears so, once, in the way each of its people chose."""

from datetime import timedelta

import pytest

from innovatie.domain.authority import Actor, Role
from innovatie.domain.idea_content import IdeaContent
from innovatie.ideas import actions as ideas
from innovatie.ideas.notifications import NAMED
from innovatie.infra.database import execute, fetch, fetch_value
from innovatie.infra.rate_limit import TooMany, take
from innovatie.notifications.actions import choose
from innovatie.notifications.kinds import Choice, Kind
from tests import factories
from tests.factories import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
CONTENT = IdeaContent(title="Samen vegen", summary="s", problem="p", stage="plan", theme="mobiliteit", contact="c")


async def told() -> list[tuple[int, bool]]:
    """Who was told that the own municipality was named, and whether a mail went with it."""
    rows = await fetch("SELECT person, mailed_at FROM notice WHERE subject LIKE '%als mede-indiener' ORDER BY id")
    return [(person, mailed_at is not None) for person, mailed_at in rows]


async def towns() -> tuple[int, int, Actor]:
    """Delft, Ede and a civil servant of Delft."""
    delft, ede = await factories.municipality("Delft"), await factories.municipality("Ede")
    return delft, ede, await factories.actor(Role.CIVIL_SERVANT, municipality_id=delft)


async def test_a_draft_tells_nobody_and_the_plan_tells_whoever_may_act_for_the_named_municipality() -> None:
    delft, ede, writer = await towns()
    servant, admin = [
        await factories.actor(role, municipality_id=ede) for role in (Role.CIVIL_SERVANT, Role.MUNICIPAL_ADMIN)
    ]
    quiet = await factories.actor(Role.CIVIL_SERVANT, municipality_id=ede)
    await choose(actor=quiet, choices={Kind.ASKED: Choice.NEVER}, now=NOW)
    gone = await factories.person(Role.CIVIL_SERVANT, municipality_id=ede)
    await execute("UPDATE role_grant SET revoked_at = $1 WHERE person = $2", NOW, gone)
    await factories.person(Role.REVIEWER)
    await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    number, version = await ideas.save_draft(
        actor=writer, municipality_id=delft, content=CONTENT, co_submitters=(ede,), form_token="t", now=NOW
    )
    assert await told() == []
    for _ in range(2):  # the form is sent twice
        assert number == await ideas.post(
            actor=writer, municipality_id=delft, content=CONTENT, co_submitters=(ede,), form_token="t", now=NOW,
            idea_id=number, base_version=version,
        )  # fmt: skip
    assert await told() == [(servant.person_id, True), (admin.person_id, True), (quiet.person_id, False)]
    assert await fetch_value("SELECT subject FROM notice LIMIT 1") == "Delft noemt Ede als mede-indiener"
    assert await fetch_value("SELECT path FROM notice LIMIT 1") == f"/ideeen/{number}"
    mails = await fetch("SELECT person, details->>'soort' AS kind FROM queued_mail ORDER BY id")
    assert [tuple(row) for row in mails] == [(servant.person_id, "gevraagd"), (admin.person_id, "gevraagd")]


async def test_a_change_tells_only_who_is_newly_named_also_when_they_had_joined_before() -> None:
    delft, ede, writer = await towns()
    buren = await factories.municipality("Buren")
    in_ede, in_buren = [await factories.actor(Role.CIVIL_SERVANT, municipality_id=town) for town in (ede, buren)]
    number = await ideas.post(
        actor=writer, municipality_id=delft, content=CONTENT, co_submitters=(ede,), form_token=None, now=NOW
    )
    await ideas.join(actor=in_buren, idea_id=number, municipality_id=buren, note="", now=NOW)
    for _ in range(2):
        await ideas.edit(
            actor=writer, idea_id=number, content=CONTENT, co_submitters=(ede, buren), base_version=1, note="", now=NOW
        )
    assert await told() == [(in_ede.person_id, True), (in_buren.person_id, True)]


async def test_who_stepped_out_and_is_named_again_later_hears_it_again() -> None:
    delft, ede, writer = await towns()
    in_ede = await factories.actor(Role.CIVIL_SERVANT, municipality_id=ede)
    number = await ideas.post(
        actor=writer, municipality_id=delft, content=CONTENT, co_submitters=(ede,), form_token=None, now=NOW
    )
    await ideas.step_out(actor=in_ede, idea_id=number, municipality_id=ede, now=NOW)
    await ideas.edit(
        actor=writer, idea_id=number, content=CONTENT, co_submitters=(ede,), base_version=1, note="",
        now=NOW + timedelta(days=1),
    )  # fmt: skip
    assert await told() == [(in_ede.person_id, True)] * 2


async def test_who_names_a_municipality_for_which_they_work_too_is_not_told_of_it() -> None:
    delft, ede, writer = await towns()
    await execute(
        "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
        " VALUES ($1, 'ambtenaar', $2, $3, $4, '')", writer.person_id, ede, factories.TODAY, NOW,
    )  # fmt: skip
    await ideas.post(
        actor=writer, municipality_id=delft, content=CONTENT, co_submitters=(ede,), form_token=None, now=NOW
    )
    assert await told() == []


async def test_who_names_all_municipalities_in_one_plan_after_another_waits() -> None:
    """Each that is named gets a mail: one civil servant could write to all of the country as often as they liked."""
    delft, ede, writer = await towns()
    await take(NAMED, writer.person_id, None, now=NOW, cost=NAMED.size - 1)
    act = {"actor": writer, "municipality_id": delft, "content": CONTENT, "co_submitters": (ede,), "now": NOW}
    await factories.person(Role.CIVIL_SERVANT, municipality_id=ede)
    await ideas.post(form_token="een", **act)
    with pytest.raises(TooMany):
        await ideas.post(form_token="twee", **act)
    assert len(await told()) == 1
    await ideas.post(form_token="drie", **act | {"co_submitters": ()})
