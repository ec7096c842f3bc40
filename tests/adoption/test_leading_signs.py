"""What municipalities said is shown beside the forecast, kept with it, and scored a year later."""

from datetime import datetime, timedelta

import asyncpg
import httpx
import pytest

from innovatie.adoption import actions, queries
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM
from innovatie.domain.diffusion.signs import SignScore
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.vocabulary import LeadingSign
from innovatie.infra.database import execute, fetch_value
from tests import factories
from tests.adoption.test_pages import followed
from tests.factories import NOW, TODAY
from tests.insight.test_depth import group_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("then")]
YEAR = timedelta(days=365)
A_YEAR_AGO = NOW - YEAR - timedelta(days=1)


async def say(number: int, stage: Stage, *, town: int | None = None, now: datetime = NOW) -> int:
    """What a municipality (a new one) says at `now`; its number."""
    who = town or await factories.municipality()
    await actions.report(actor=SYSTEM, solution_id=number, municipality_id=who, stage=stage, on=dutch_day(now), now=now)
    return who


async def voted(group: int, answers: dict[int, str], *, published: bool) -> int:
    """A final that was counted, in which municipalities said whether they would take `group` over; straight in."""
    made: int = await fetch_value(
        "INSERT INTO round_vote (round, kind, log, rules_file, draw_source, public_key, log_size, log_peaks, log_root,"
        " heads_to, opened_at, closed_at, counted_at, revealed_at, result)"
        " VALUES ($1, 'finale', $2, '{}', 'Staatsloterij', $3, 0, $3, $3, '', $4, $4, $4, $5, '{}') RETURNING id",
        await factories.round_in(None),
        f"log-{group}",
        b"",
        NOW - timedelta(days=2),
        NOW - timedelta(days=1) if published else None,
    )
    for town, answer in answers.items():
        await execute(
            'INSERT INTO adoption_intention (vote, municipality, "group", answer, answered_at)'
            " VALUES ($1, $2, $3, $4, $5)",
            made,
            town,
            group,
            answer,
            NOW - timedelta(days=3),
        )
    return made


async def test_the_page_says_in_a_sentence_what_municipalities_said_beside_the_fan(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    number = await followed(12)
    towns = [await factories.municipality() for _ in range(3)]
    await actions.record_forecast(solution_id=number, now=NOW)
    address = f"/overname/{(await queries.solution(number)).slug}"
    before = (await client.get(f"/api/v1/overname/{number}")).json()["verwachting"]
    assert before and 'id="tekens"' not in (await client.get(address)).text
    for town, stage in zip(towns, (Stage.DECIDED, Stage.DECIDED, Stage.INTRODUCING), strict=True):
        await say(number, stage, town=town)
    await actions.record_forecast(solution_id=number, now=NOW)
    told = (await client.get(address)).text
    assert "2 gemeenten hebben besloten en 1 gemeente is in invoering." in told
    assert "telt er niet in mee" in told
    assert (await client.get(f"/api/v1/overname/{number}")).json()["verwachting"] == before


@pytest.mark.parametrize("published", [True, False])
async def test_answers_on_the_ballot_count_from_publication_and_pilots_when_submitted(
    db: asyncpg.Connection, client: httpx.AsyncClient, published: bool
) -> None:
    towns = [await factories.municipality() for _ in range(4)]
    plans = [
        await factories.idea(towns[0]),
        await factories.idea(towns[1], stage="pilot"),
        await factories.idea(towns[2], stage="pilot", state="concept"),
    ]
    group = await group_of(*plans)
    number = await actions.follow_group(actor=SYSTEM, group_id=group, now=NOW)
    await voted(group, {towns[0]: "ja", towns[2]: "ja", towns[3]: "misschien"}, published=published)
    found = await queries.signs_of(number, {}, today=TODAY)
    yes = {LeadingSign.WITHIN_A_YEAR: {towns[0], towns[2]}} if published else {}
    assert found == {**yes, LeadingSign.PILOT: {towns[1]}}
    page = (await client.get(f"/overname/{(await queries.solution(number)).slug}")).text
    assert ("2 gemeenten zeiden bij de stemming: binnen een jaar" in page) is published


@pytest.mark.parametrize(("given", "share"), [(9, ""), (10, '<td class="num">10%</td>')])
async def test_a_year_later_the_scoreboard_says_how_many_came_true_and_a_share_of_ten_or_more(
    db: asyncpg.Connection, client: httpx.AsyncClient, given: int, share: str
) -> None:
    number = await followed()
    kept = [await say(number, Stage.DECIDED, now=A_YEAR_AGO) for _ in range(given)]
    address = f"/overname/{(await queries.solution(number)).slug}/volgende"
    for night in range(3):
        await actions.record_forecast(solution_id=number, now=A_YEAR_AGO + timedelta(days=night))
    await say(number, Stage.IN_USE, town=kept[0], now=A_YEAR_AGO + timedelta(days=200))
    scores = await queries.sign_scores(number, today=TODAY)
    assert scores == (SignScore(LeadingSign.DECIDED, given, 1),)
    page = (await client.get(address)).text
    assert "Kwam uit wat gemeenten zeiden?" in page
    assert f'<th scope="row">Besloten</th><td class="num">{given}</td><td class="num">1</td>{share}</tr>' in page
    assert (">Aandeel<" in page) is bool(share)


async def test_a_sign_of_this_year_is_not_judged_yet(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    number = await followed()
    await say(number, Stage.DECIDED)
    await actions.record_forecast(solution_id=number, now=NOW)
    assert await queries.sign_scores(number, today=TODAY) == ()
    page = (await client.get(f"/overname/{(await queries.solution(number)).slug}/volgende")).text
    assert "Er is nog niets gezegd dat een jaar oud is." in page


async def test_recording_again_on_the_same_day_replaces_what_that_day_kept(db: asyncpg.Connection) -> None:
    number = await followed()
    town = await say(number, Stage.DECIDED)
    await actions.record_forecast(solution_id=number, now=NOW)
    await say(number, Stage.INTRODUCING, town=town)
    await actions.record_forecast(solution_id=number, now=NOW)
    kept = await db.fetch("SELECT kind, municipalities::text FROM adoption_sign WHERE solution = $1", number)
    assert [tuple(row) for row in kept] == [("in_invoering", f"[{town}]")]
