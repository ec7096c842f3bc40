"""VNG opens, extends and closes; nothing closes without a trace; nobody else directs."""

from datetime import timedelta

import asyncpg
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.phases import ORDER, Phase
from innovatie.rounds import actions, queries
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def test_phases_open_in_their_order_and_each_opening_closes_the_one_before(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    round_id = await factories.round_in(None)
    opened = [await actions.open_next_phase(actor=director, round_id=round_id, deadline=None, now=NOW) for _ in ORDER]
    assert opened == list(ORDER)
    round_ = await queries.round_by_id(round_id, now=NOW)
    assert [row.state for row in round_.phases] == ["gesloten"] * 7 + ["open"]
    with pytest.raises(Conflict):
        await actions.open_next_phase(actor=director, round_id=round_id, deadline=None, now=NOW)


async def test_a_form_that_names_another_phase_than_the_next_is_refused(db: asyncpg.Connection) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    director = await factories.vng()
    with pytest.raises(Conflict, match="groeperen"):
        await actions.open_next_phase(actor=director, round_id=round_id, deadline=None, now=NOW, expected=Phase.SUBMIT)


async def test_a_deadline_that_passes_ends_the_phase_and_leaves_one_trace(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    round_id = await factories.round_in(None)
    deadline = NOW + timedelta(days=1)
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=deadline, now=NOW)
    assert not await actions.note_lapse(round_id=round_id, phase=Phase.SUBMIT, now=NOW)
    later = deadline + timedelta(seconds=1)
    assert (await queries.round_by_id(round_id, now=later)).open_phase is None
    assert await actions.note_lapse(round_id=round_id, phase=Phase.SUBMIT, now=later)
    assert not await actions.note_lapse(round_id=round_id, phase=Phase.SUBMIT, now=later)
    assert [change.kind for change in await queries.changes(round_id)] == ["lapsed", "open"]


async def test_an_extension_needs_a_reason_and_a_later_day_and_opens_a_lapsed_phase_again(
    db: asyncpg.Connection,
) -> None:
    director = await factories.vng()
    round_id = await factories.round_in(None)
    deadline = NOW + timedelta(days=1)
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=deadline, now=NOW)
    with pytest.raises(Invalid) as refused:
        await actions.extend_phase(actor=director, round_id=round_id, deadline=NOW, reason=" ", now=NOW)
    assert set(refused.value.errors) == {"reden", "nieuwe_deadline"}
    centuries = NOW.replace(year=NOW.year + 900)  # nobody could make it earlier again
    with pytest.raises(Invalid) as refused:
        await actions.extend_phase(actor=director, round_id=round_id, deadline=centuries, reason="Drukte.", now=NOW)
    assert set(refused.value.errors) == {"nieuwe_deadline"}
    after = deadline + timedelta(hours=1)
    until = deadline + timedelta(days=7)
    await actions.extend_phase(
        actor=director, round_id=round_id, deadline=until, reason="Vakantie in het noorden.", now=after
    )
    round_ = await queries.round_by_id(round_id, now=after)
    assert round_.open_phase is Phase.SUBMIT
    newest = (await queries.changes(round_id))[0]
    assert (newest.kind, newest.reason, newest.old_deadline) == ("extend", "Vakantie in het noorden.", deadline)


async def test_a_closed_phase_opens_again_only_by_an_extension_with_a_reason(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    round_id = await factories.round_in(Phase.SUBMIT)
    await actions.close_phase(actor=director, round_id=round_id, reason="Alles is binnen.", now=NOW)
    assert (await queries.round_by_id(round_id, now=NOW)).open_phase is None
    with pytest.raises(Conflict):
        await actions.close_phase(actor=director, round_id=round_id, reason="", now=NOW)
    until = NOW + timedelta(days=9)
    with pytest.raises(Invalid):
        await actions.extend_phase(actor=director, round_id=round_id, deadline=until, reason=" ", now=NOW)
    await actions.extend_phase(actor=director, round_id=round_id, deadline=until, reason="Toch nog", now=NOW)
    assert (await queries.round_by_id(round_id, now=NOW)).open_phase is Phase.SUBMIT


async def test_a_phase_that_is_taken_back_leaves_the_round_as_it_stood_before(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    round_id = await factories.round_in(Phase.SUBMIT)
    before = (await queries.round_by_id(round_id, now=NOW)).phases
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=None, now=NOW)
    with pytest.raises(Invalid):
        await actions.take_back(actor=director, round_id=round_id, reason="", now=NOW)
    with pytest.raises(Conflict):
        await actions.take_back(actor=director, round_id=round_id, reason="Fout", now=NOW, expected=Phase.SUBMIT)
    taken = await actions.take_back(actor=director, round_id=round_id, reason="Verkeerde knop.", now=NOW)
    assert taken is Phase.GROUP
    after = await queries.round_by_id(round_id, now=NOW)
    assert (after.phase, after.phases) == (Phase.SUBMIT, before)
    assert (await queries.changes(round_id))[0].kind == "back"


async def test_what_vng_closed_itself_stays_closed_when_the_next_phase_is_taken_back(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    round_id = await factories.round_in(Phase.SUBMIT)
    await actions.close_phase(actor=director, round_id=round_id, reason="", now=NOW)
    later = NOW + timedelta(hours=1)
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=None, now=later)
    await actions.take_back(actor=director, round_id=round_id, reason="Te vroeg.", now=later)
    row = (await queries.round_by_id(round_id, now=later)).current
    assert row is not None and (row.phase, row.state) == (Phase.SUBMIT, "gesloten")


async def test_a_round_that_ended_does_nothing_more(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    round_id = await factories.round_in(Phase.GROUP)
    await actions.end_round(actor=director, round_id=round_id, reason="Er kwam geen plan.", now=NOW)
    round_ = await queries.round_by_id(round_id, now=NOW)
    assert (round_.open_phase, round_.next_phase) == (None, None)
    until = NOW + timedelta(days=9)
    for act in (
        actions.open_next_phase(actor=director, round_id=round_id, deadline=until, now=NOW),
        actions.extend_phase(actor=director, round_id=round_id, deadline=until, reason="Toch", now=NOW),
        actions.take_back(actor=director, round_id=round_id, reason="Toch", now=NOW),
        actions.end_round(actor=director, round_id=round_id, reason="Nog eens", now=NOW),
    ):
        with pytest.raises(Conflict):
            await act
    card = next(card for card in await queries.rounds(now=NOW) if card.id == round_id)
    assert (card.phase_label, card.is_open) == ("Beëindigd", False)


async def test_only_vng_directs(db: asyncpg.Connection) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    town = await factories.municipality()
    for role in (Role.CIVIL_SERVANT, Role.VOTER, Role.MUNICIPAL_ADMIN, Role.REVIEWER, Role.ADMINISTRATOR):
        somebody = await factories.actor(role, municipality_id=town)
        with pytest.raises(NotAllowed):
            await actions.open_next_phase(actor=somebody, round_id=round_id, deadline=None, now=NOW)
        with pytest.raises(NotAllowed):
            await actions.close_phase(actor=somebody, round_id=round_id, reason="", now=NOW)
        with pytest.raises(NotAllowed):
            await actions.take_back(actor=somebody, round_id=round_id, reason="Zomaar", now=NOW)
        with pytest.raises(NotAllowed):
            await actions.end_round(actor=somebody, round_id=round_id, reason="Zomaar", now=NOW)


async def test_each_act_leaves_exactly_one_row_in_the_trail(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    round_id = await factories.round_in(None)
    before = await db.fetchval("SELECT count(*) FROM audit_event")
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=None, now=NOW)
    rows = await db.fetch("SELECT act, actor, result FROM audit_event ORDER BY id OFFSET $1", before)
    assert [tuple(row) for row in rows] == [("fase openen", director.person_id, "gedaan")]
