"""A round is a draft that VNG alone sees, changes and throws away, until it begins."""

from datetime import datetime, timedelta

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.phase_undo import GRACE
from innovatie.domain.phases import Phase
from innovatie.infra.database import fetch_value
from innovatie.rounds import actions, queries
from innovatie.rounds.round_templates import GEMEENTEDELERS
from innovatie.rounds.settings import RoundSettings
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio


def after(days: int) -> datetime:
    return NOW + timedelta(days=days)


async def draft() -> int:
    return await factories.round_in(None)


async def test_only_vng_sees_a_draft_and_nothing_public_names_it(client: httpx.AsyncClient) -> None:
    round_id = await draft()
    code = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    assert (await client.get(f"/rondes/{code}")).status_code == 404
    assert (await client.get(f"/api/v1/rondes/{code}")).status_code == 404
    for page in ("/rondes", "/", "/api/v1/rondes"):
        assert code not in (await client.get(page)).text, page
    with pytest.raises(NotFound):
        await queries.round_by_code(code, now=NOW)
    await actions.publish_round(actor=await factories.vng(), round_id=round_id, now=NOW)
    assert "In voorbereiding" in (await client.get("/rondes")).text
    await actions.hide_round(actor=await factories.vng(), round_id=round_id, now=NOW)
    assert (await client.get(f"/rondes/{code}")).status_code == 404


async def test_the_first_phase_shows_a_draft_and_fixes_its_rules(db: asyncpg.Connection) -> None:
    director, round_id = await factories.vng(), await draft()
    change = {"actor": director, "round_id": round_id, "name": "Nieuw", "description": "", "deadlines": {}, "now": NOW}
    await actions.change_round(**change, settings=GEMEENTEDELERS)
    assert (await queries.round_by_id(round_id, now=NOW)).settings == GEMEENTEDELERS
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=after(9), now=NOW)
    assert not (await queries.round_by_id(round_id, now=NOW)).is_draft
    with pytest.raises(Conflict, match="vast"):
        await actions.change_round(**change, settings=RoundSettings())
    await actions.change_round(**{**change, "name": "Nieuwe naam"})
    assert (await queries.round_by_id(round_id, now=NOW)).name == "Nieuwe naam"


async def test_the_plan_of_what_was_opened_does_not_change_but_the_rest_does(db: asyncpg.Connection) -> None:
    director, round_id = await factories.vng(), await factories.round_in(None)
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=after(9), now=NOW)
    new = {Phase.SUBMIT: after(50), Phase.GROUP: after(20)}
    change = {"actor": director, "round_id": round_id, "name": "N", "description": "", "now": NOW}
    await actions.change_round(**change, deadlines=new)
    round_ = await queries.round_by_id(round_id, now=NOW)
    assert (round_.row_of(Phase.SUBMIT).deadline, round_.row_of(Phase.GROUP).deadline) == (after(9), after(20))
    with pytest.raises(Invalid) as refused:
        await actions.change_round(**change, deadlines={Phase.GROUP: after(9)})
    assert set(refused.value.errors) == {"deadline_groeperen"}


async def test_a_day_in_the_past_or_out_of_order_is_refused_when_a_round_is_made(db: asyncpg.Connection) -> None:
    days = {Phase.SUBMIT: after(-2000), Phase.GROUP: after(30), Phase.REVIEW: after(20), Phase.VOTE: after(9_000)}
    with pytest.raises(Invalid) as refused:
        await actions.create_round(
            actor=await factories.vng(),
            code="2099-1",
            name="Ronde",
            description="",
            deadlines=days,
            settings=RoundSettings(),
            starts_at=after(-1),
            now=NOW,
        )
    wrong = {"begin", "deadline_inzenden", "deadline_beoordelen", "deadline_stemmen"}
    assert set(refused.value.errors) == wrong


async def test_a_round_can_be_thrown_away_until_something_happened_in_it(db: asyncpg.Connection) -> None:
    director, round_id = await factories.vng(), await draft()
    await actions.delete_round(actor=director, round_id=round_id, now=NOW)
    with pytest.raises(NotFound):
        await queries.round_by_id(round_id, now=NOW)
    begun = await draft()
    await actions.open_next_phase(actor=director, round_id=begun, deadline=None, now=NOW)
    await actions.take_back(actor=director, round_id=begun, reason="Te laat gezien.", now=NOW + GRACE)
    for act in (actions.delete_round, actions.hide_round):
        with pytest.raises(Conflict):
            await act(actor=director, round_id=begun, now=NOW + GRACE)
    await actions.end_round(actor=director, round_id=begun, reason="Verkeerde ronde.", now=NOW + GRACE)
    assert (await queries.round_by_id(begun, now=NOW + GRACE)).next_phase is None


async def test_a_first_phase_that_was_opened_by_mistake_leaves_a_draft_as_it_was(db: asyncpg.Connection) -> None:
    director, round_id = await factories.vng(), await draft()
    before = await queries.round_by_id(round_id, now=NOW)
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=None, now=NOW)
    soon = NOW + GRACE - timedelta(seconds=1)
    await actions.take_back(actor=director, round_id=round_id, reason="Verkeerde ronde.", now=soon)
    after = await queries.round_by_id(round_id, now=soon)
    assert (after, after.is_draft) == (before, True), "its rules may change again and nobody else sees it"
    await actions.delete_round(actor=director, round_id=round_id, now=soon)
    with pytest.raises(NotFound):
        await queries.round_by_id(round_id, now=soon)


async def test_nobody_but_vng_prepares(db: asyncpg.Connection) -> None:
    round_id = await draft()
    somebody = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=await factories.municipality())
    for act in (actions.delete_round, actions.hide_round, actions.publish_round):
        with pytest.raises(NotAllowed):
            await act(actor=somebody, round_id=round_id, now=NOW)
    with pytest.raises(NotAllowed):
        await actions.change_round(actor=somebody, round_id=round_id, name="x", description="", deadlines={}, now=NOW)


async def test_a_round_for_which_a_municipality_gave_a_mandate_is_not_thrown_away(db: asyncpg.Connection) -> None:
    round_id, town = await draft(), await factories.municipality()
    kring = await factories.partnership(town)
    await db.execute(
        "INSERT INTO mandate (round, municipality, partnership, scope, starts, document, granted_at)"
        " VALUES ($1, $2, $3, 'ronde', $4, 'Besluit', $5)",
        round_id,
        town,
        kring,
        NOW.date(),
        NOW,
    )
    with pytest.raises(Conflict, match="vastgelegd"):
        await actions.delete_round(actor=await factories.vng(), round_id=round_id, now=NOW)
    assert len((await queries.round_by_id(round_id, now=NOW)).phases) == 8
