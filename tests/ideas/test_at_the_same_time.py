"""Two requests at the same moment, on connections of their own: what counts is what the database keeps."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from innovatie.domain.admission import Verdict
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.phases import Phase
from innovatie.ideas import actions
from innovatie.infra import retrying
from innovatie.infra.database import fetch, fetch_value
from innovatie.insight.directing import actions as directing
from innovatie.rounds import actions as rounds
from tests import factories

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CONTENT = IdeaContent(
    title="Tegelijk", summary="s", problem="p", stage="plan", theme="mobiliteit", contact="c", approach="eerst"
)


async def writer() -> tuple[Actor, int]:
    town = await factories.municipality()
    return await factories.actor(Role.CIVIL_SERVANT, municipality_id=town), town


async def test_one_form_sent_ten_times_at_once_makes_one_idea(committed: str) -> None:
    actor, town = await writer()

    async def send() -> int:
        return await actions.post(
            actor=actor, municipality_id=town, content=CONTENT, co_submitters=(), form_token="een-formulier", now=NOW
        )

    numbers = await asyncio.gather(*(send() for _ in range(10)))
    assert len(set(numbers)) == 1
    assert await fetch_value("SELECT count(*) FROM idea") == 1
    assert await fetch_value("SELECT count(*) FROM idea_version") == 1


async def test_of_two_changes_at_once_one_is_told_about_the_other(committed: str) -> None:
    actor, town = await writer()
    number = await actions.post(
        actor=actor, municipality_id=town, content=CONTENT, co_submitters=(), form_token=None, now=NOW
    )

    async def change(approach: str) -> str:
        content = IdeaContent.from_json(CONTENT.as_json() | {"approach": approach})
        try:
            await actions.edit(
                actor=actor, idea_id=number, content=content, co_submitters=(), base_version=1, note="", now=NOW
            )
        except actions.Stale as error:
            return f"te laat, er staat {error.current.content.approach}"
        return "bewaard"

    answers = await asyncio.gather(change("een"), change("twee"))
    kept = await fetch("SELECT content->>'approach' AS approach FROM idea_version ORDER BY version")
    winner = kept[1]["approach"]
    assert len(kept) == 2
    assert sorted(answers) == ["bewaard", f"te laat, er staat {winner}"]


async def test_a_municipality_that_joins_twice_at_once_is_in_it_once(committed: str) -> None:
    actor, town = await writer()
    guest = await factories.municipality()
    helper = await factories.actor(Role.CIVIL_SERVANT, municipality_id=guest)
    number = await actions.post(
        actor=actor, municipality_id=town, content=CONTENT, co_submitters=(), form_token=None, now=NOW
    )
    await asyncio.gather(
        *(actions.join(actor=helper, idea_id=number, municipality_id=guest, note="", now=NOW) for _ in range(5))
    )
    assert await fetch_value("SELECT count(*) FROM idea_participant WHERE idea = $1", number) == 2
    assert await fetch_value("SELECT count(*) FROM audit_event WHERE act = 'aanhaken bij een idee'") == 1


async def test_entering_leaving_judging_and_a_new_deadline_stand_in_nobodys_way(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying, "TRIES", 1)  # a deadlock would be seen here
    actor, town = await writer()
    vng = await factories.vng()
    round_id = await factories.round_in(Phase.SUBMIT)
    plans = [await factories.idea(town) for _ in range(4)]

    async def quietly(act: Awaitable[object]) -> None:
        with suppress(Conflict, Invalid):
            await act

    def acts(plan: int, turn: int) -> list[Awaitable[object]]:
        judged = {"verdict": Verdict.ADMITTED, "reason": "", "note": "", "now": NOW}
        return [
            actions.enter_round(actor=actor, idea_id=plan, round_id=round_id, now=NOW),
            directing.judge_entry(actor=vng, idea_id=plan, round_id=round_id, **judged),
            actions.leave_round(actor=actor, idea_id=plan, now=NOW),
            rounds.extend_phase(
                actor=vng, round_id=round_id, deadline=NOW + timedelta(days=30 + turn), reason="Proef.", now=NOW
            ),
        ]

    await asyncio.gather(*(quietly(act) for turn in range(6) for plan in plans for act in acts(plan, turn)))
    assert await fetch_value("SELECT count(*) FROM phase_change WHERE round = $1 AND kind = 'extend'", round_id) > 0
