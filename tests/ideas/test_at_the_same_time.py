"""Two requests at the same moment, on connections of their own: what counts is what the database keeps."""

import asyncio
from datetime import UTC, datetime

import pytest

from innovatie.domain.authority import Actor, Role
from innovatie.domain.idea_content import IdeaContent
from innovatie.ideas import actions
from innovatie.infra.database import fetch, fetch_value
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
