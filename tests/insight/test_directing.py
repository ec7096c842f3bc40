"""VNG directs a round: nothing opens by accident, what is impossible is refused, what was wrong is taken back."""

from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.phase_undo import GRACE
from innovatie.domain.phases import ORDER, Phase
from innovatie.infra.database import fetch_value, fetch_values
from innovatie.insight.directing import actions
from innovatie.rounds import actions as rounds
from innovatie.rounds.notifications import tell
from innovatie.rounds.payloads import What
from innovatie.rounds.queries import changes, round_by_id
from innovatie.rounds.settings import RoundSettings
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def code_of(round_id: int) -> str:
    code: str = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    return code


async def phase_of(round_id: int) -> Phase | None:
    return (await round_by_id(round_id, now=NOW)).phase


async def test_the_click_that_once_lost_a_round_is_refused_and_says_what_to_do(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    round_id = await factories.round_in(Phase.REVIEW)
    code = await code_of(round_id)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    desk = (await client.get(f"/vng/rondes/{code}")).text
    assert "De shortlist staat nog niet vast." in desk
    assert 'aria-disabled="true"' in desk
    people = await fetch_value("SELECT count(DISTINCT person) FROM role_grant")
    for aantal in ({}, {"aantal": str(people)}):
        refused = await client.post(f"/vng/rondes/{code}/openen", data={"fase": "voorselectie", **aantal})
        assert refused.status_code == 409
        assert f'href="/vng/beoordeling/{code}"' in refused.text
    assert await phase_of(round_id) is Phase.REVIEW


async def test_an_empty_round_does_not_run_through_its_phases(db: asyncpg.Connection) -> None:
    director, round_id = await factories.vng(), await factories.round_in(None)
    assert await actions.open_phase(actor=director, round_id=round_id, deadline=None, now=NOW) is Phase.SUBMIT
    for _ in ORDER:
        with pytest.raises(Conflict, match="Er doet nog geen plan mee"):
            await actions.open_phase(actor=director, round_id=round_id, deadline=None, now=NOW)
    assert await phase_of(round_id) is Phase.SUBMIT


async def test_opening_asks_how_many_people_hear_it_and_a_wrong_number_opens_nothing(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    await factories.idea(await factories.municipality(), round=round_id)
    code = await code_of(round_id)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    day = f"{dutch_day(datetime.now(UTC)) + timedelta(days=300):%Y-%m-%d}"
    address, body = f"/vng/rondes/{code}/openen", {"fase": "groeperen", "deadline": day}
    asked = await client.post(address, data=body)
    assert (asked.status_code, "Typ hoeveel mensen het horen" in asked.text) == (422, True)
    wrong = await client.post(address, data={**body, "aantal": "1234"})
    assert (wrong.status_code, 'value="1234"' in wrong.text, day in wrong.text) == (422, True, True)
    assert await phase_of(round_id) is Phase.SUBMIT
    people = await fetch_value("SELECT count(DISTINCT person) FROM role_grant")
    opened = await client.post(address, data={**body, "aantal": str(people)})
    assert opened.status_code == 303
    assert await phase_of(round_id) is Phase.GROUP


@pytest.mark.usefixtures("then")
async def test_who_opens_a_phase_before_the_last_day_of_the_present_one_is_told_what_closes(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    director = await factories.vng()
    until = NOW + timedelta(days=10)
    await rounds.extend_phase(actor=director, round_id=round_id, deadline=until, reason="Meer tijd.", now=NOW)
    await factories.idea(await factories.municipality(), round=round_id)
    address = f"/vng/rondes/{await code_of(round_id)}"
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    said = f"De fase inzenden loopt nog tot en met {day_in_words(until)}."
    assert said in (await client.get(address)).text
    assert said in (await client.post(f"{address}/openen", data={"fase": "groeperen"})).text
    await rounds.close_phase(actor=director, round_id=round_id, reason="", now=NOW)
    assert "loopt nog tot en met" not in (await client.get(address)).text


async def test_a_phase_in_which_something_was_done_is_not_taken_back(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    director = await factories.vng()
    await factories.idea(await factories.municipality(), round=round_id)
    with pytest.raises(Conflict, match="Er doen al plannen mee"):
        await actions.take_back(actor=director, round_id=round_id, reason="Te vroeg.", now=NOW)
    await rounds.open_next_phase(actor=director, round_id=round_id, deadline=None, now=NOW)
    code = await code_of(round_id)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    nothing_said = await client.post(f"/vng/rondes/{code}/terug", data={"fase": "groeperen", "reden_terug": " "})
    assert nothing_said.status_code == 422
    back = await client.post(f"/vng/rondes/{code}/terug", data={"fase": "groeperen", "reden_terug": "Te vroeg."})
    assert back.status_code == 303
    assert await phase_of(round_id) is Phase.SUBMIT
    assert "nam de fase groeperen terug" in (await client.get(f"/rondes/{code}")).text


async def news() -> list[str]:
    return await fetch_values(str, "SELECT DISTINCT subject FROM notice ORDER BY 1")


async def test_who_takes_back_at_once_disturbs_nobody_and_later_everybody_hears_it(db: asyncpg.Connection) -> None:
    director, round_id = await factories.vng(), await factories.round_in(None)

    async def opened_and_back(moment: datetime, *, told: bool) -> None:
        await actions.open_phase(actor=director, round_id=round_id, deadline=None, now=moment)
        if told:
            await tell(round_id=round_id, phase=Phase.SUBMIT, what=What.OPENED, deadline=None, now=moment + GRACE)
        await actions.take_back(actor=director, round_id=round_id, reason="Verkeerde ronde.", now=moment + GRACE)
        for what in (What.OPENED, What.TAKEN_BACK) if told else (What.OPENED,):
            await tell(round_id=round_id, phase=Phase.SUBMIT, what=what, deadline=None, now=moment + 2 * GRACE)

    await opened_and_back(NOW, told=False)
    assert await news() == []
    assert await fetch_value("SELECT count(*) FROM pgqueuer WHERE convert_from(payload, 'UTF8') LIKE '%terug%'") == 0
    await opened_and_back(NOW + timedelta(hours=1), told=True)
    assert await news() == ["Proefronde: de fase inzenden is open", "Proefronde: de fase inzenden is teruggenomen"]
    assert await fetch_value("SELECT count(*) FROM pgqueuer WHERE convert_from(payload, 'UTF8') LIKE '%terug%'") == 1


async def by_itself(*, plans: int, opens_itself: bool = True) -> int:
    """A round of which inzenden lapses in three days, and groeperen a fortnight later."""
    director = await factories.vng()
    round_id = await rounds.create_round(
        actor=director,
        code="2090-1",
        name="Vanzelf",
        description="",
        deadlines={Phase.SUBMIT: NOW + timedelta(days=3), Phase.GROUP: NOW + timedelta(days=17)},
        settings=RoundSettings(),
        starts_at=NOW,
        opens_itself=opens_itself,
        now=NOW,
    )
    await rounds.publish_round(actor=director, round_id=round_id, now=NOW)
    assert await actions.open_due_phases(now=NOW) == (["2090-1 inzenden"] if opens_itself else [])
    if not opens_itself:
        await rounds.open_next_phase(actor=director, round_id=round_id, deadline=None, now=NOW)
    for _ in range(plans):
        await factories.idea(await factories.municipality(), round=round_id)
    return round_id


LATER = NOW + timedelta(days=3, hours=1)


async def test_a_phase_opens_by_itself_when_it_is_due_and_nothing_stands_in_the_way(db: asyncpg.Connection) -> None:
    round_id = await by_itself(plans=2)
    assert await actions.open_due_phases(now=NOW + timedelta(days=1)) == []
    assert await actions.open_due_phases(now=LATER) == ["2090-1 groeperen"]
    assert await actions.open_due_phases(now=LATER) == []
    newest = (await changes(round_id))[0]
    assert (newest.kind, newest.phase, newest.by) == ("open", Phase.GROUP, SYSTEM.name)


async def test_a_phase_that_is_not_ready_waits_and_the_directors_hear_once_why(db: asyncpg.Connection) -> None:
    round_id = await by_itself(plans=0)
    directors = await fetch_value("SELECT count(DISTINCT person) FROM role_grant WHERE role = 'vng-regisseur'")
    before = NOW + timedelta(hours=1)
    assert await actions.warn_directors(now=before) == directors
    assert await actions.warn_directors(now=before + timedelta(days=1)) == 0
    body = await fetch_value("SELECT body FROM notice WHERE path = '/vng/rondes/2090-1' LIMIT 1")
    assert "Er doet nog geen plan mee." in body
    assert await actions.open_due_phases(now=LATER) == []
    assert await phase_of(round_id) is Phase.SUBMIT


async def test_directors_are_warned_again_before_the_new_day_of_a_phase_that_got_more_time(
    db: asyncpg.Connection,
) -> None:
    round_id = await by_itself(plans=0)
    before = NOW + timedelta(hours=1)
    directors = await actions.warn_directors(now=before)
    await rounds.extend_phase(
        actor=await factories.vng(),
        round_id=round_id,
        deadline=NOW + timedelta(days=60),
        reason="Vakantie.",
        now=before,
    )
    assert await actions.warn_directors(now=before) == 0
    assert await actions.warn_directors(now=NOW + timedelta(days=59)) == directors + 1


async def test_a_round_whose_phases_vng_opens_itself_is_left_alone(db: asyncpg.Connection) -> None:
    round_id = await by_itself(plans=2, opens_itself=False)
    assert await actions.open_due_phases(now=LATER) == []
    assert await phase_of(round_id) is Phase.SUBMIT


async def test_the_days_are_proposed_from_one_day_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    typed = {"code": "2089-1", "naam": "Voorjaar", "begin": "2089-01-10", "actie": "voorstel"}
    page = await client.post("/vng/rondes/nieuw", data=typed)
    assert (page.status_code, page.text.count('value="2089-') >= 7, "Voorjaar" in page.text) == (200, True, True)
    assert await fetch_value("SELECT count(*) FROM round") == 0
    without_day = await client.post("/vng/rondes/nieuw", data={**typed, "begin": ""})
    assert (without_day.status_code, "Voorjaar" in without_day.text) == (422, True)


async def test_a_round_like_an_earlier_one_starts_a_year_later_with_the_same_texts(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    code = await code_of(await factories.round_in(Phase.SUBMIT))
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    page = (await client.get(f"/vng/rondes/nieuw?kopie={code}")).text
    assert f'value="{int(code[:4]) + 1}-1"' in page
    assert 'value="Proefronde"' in page
    assert (await client.get("/vng/rondes/nieuw?kopie=1999-9")).status_code == 404


async def test_a_round_ends_only_with_a_reason_and_the_right_number(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    code = await code_of(round_id)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    address = f"/vng/rondes/{code}/einde"
    people = str(await fetch_value("SELECT count(DISTINCT person) FROM role_grant"))
    for wrong in (
        {"aantal_einde": people},
        {"reden_einde": "Niemand deed mee."},
        {"reden_einde": "x", "aantal_einde": "999"},
    ):
        assert (await client.post(address, data=wrong)).status_code == 422
    ended = await client.post(address, data={"reden_einde": "Niemand deed mee.", "aantal_einde": people})
    assert ended.status_code == 303
    page = (await client.get(f"/rondes/{code}")).text
    assert "VNG heeft deze ronde beëindigd" in page and "Niemand deed mee." in page


async def test_nobody_else_directs(db: asyncpg.Connection) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    somebody = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=await factories.municipality())
    for act in (
        actions.open_phase(actor=somebody, round_id=round_id, deadline=None, now=NOW),
        actions.extend_phase(actor=somebody, round_id=round_id, deadline=NOW, reason="x", now=NOW),
        actions.take_back(actor=somebody, round_id=round_id, reason="x", now=NOW),
        actions.end_round(actor=somebody, round_id=round_id, reason="x", now=NOW),
    ):
        with pytest.raises(NotAllowed):
            await act
