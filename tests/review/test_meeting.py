"""A meeting goes through the groups one by one; its words stand beside the scores and come out as minutes."""

import io
import zipfile

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.meeting import MeetingVerdict
from innovatie.infra.database import fetch_value
from innovatie.review import actions
from innovatie.review.queries.meeting import said_in
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.review import world as worlds
from tests.review.world import World
from tests.web.test_open_document import words_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def reviewed() -> World:
    """Two groups: the second scores higher."""
    made = await worlds.world(groups=2, reviewers=8)
    await worlds.sent(made)
    for group, score in zip(made.groups, (3, 5), strict=True):
        for assignment, person in await worlds.tasks(made, group):
            await worlds.hand_in(assignment, person, score)
    return made


async def note(
    made: World, group: int | None, body: str, verdict: MeetingVerdict | None = None, *, seen: int = 0
) -> None:
    await actions.note(
        actor=made.chair, round_id=made.round, group_id=group, body=body, verdict=verdict, seen=seen, now=NOW
    )


async def test_the_newest_words_hold_and_the_former_ones_stay() -> None:
    made = await reviewed()
    group = made.groups[0]
    await note(made, group, "Eerst.", MeetingVerdict.LATER)
    first = (await said_in(made.round))[group]
    with pytest.raises(Conflict, match="Een collega schreef hier intussen"):
        await note(made, group, "Van een ander scherm.", MeetingVerdict.AGREED)
    await note(made, group, "Daarna.", MeetingVerdict.AGREED, seen=first.number)
    await note(made, None, "Allen waren er.")
    said = await said_in(made.round)
    assert (said[group].body, said[group].verdict, said[None].body) == ("Daarna.", "akkoord", "Allen waren er.")
    assert await fetch_value("SELECT count(*) FROM meeting_note") == 3
    await note(made, group, "Daarna.", MeetingVerdict.AGREED, seen=said[group].number)
    assert await fetch_value("SELECT count(*) FROM meeting_note") == 3, "nothing new was said"


async def test_a_decision_that_says_nothing_alone_asks_for_words() -> None:
    made = await reviewed()
    for verdict in (MeetingVerdict.DISAGREED, MeetingVerdict.QUESTION):
        with pytest.raises(Invalid) as wrong:
            await note(made, made.groups[0], "  ", verdict)
        assert list(wrong.value.errors) == ["notitie"]
    with pytest.raises(NotFound):
        await note(made, await worlds.group(await factories.municipality()), "Een groep van elders.")


async def test_only_the_chair_keeps_minutes(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    made = await reviewed()
    for role in (Role.CIVIL_SERVANT, Role.REVIEWER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            await actions.note(
                actor=await factories.actor(role),
                round_id=made.round,
                group_id=None,
                body="x",
                verdict=None,
                seen=0,
                now=NOW,
            )
    await sign_in(client, made.people[0])
    for path in ("", f"/{made.groups[0]}", "/notulen.odt"):
        assert (await client.get(f"/vng/beoordeling/{made.code}/vergadering{path}")).status_code == 403


async def test_the_chair_goes_through_the_groups_and_takes_the_minutes(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    made = await reviewed()
    low, high = made.groups
    await sign_in(client, made.chair.person_id or 0)
    base = f"/vng/beoordeling/{made.code}/vergadering"
    index = (await client.get(base)).text
    assert index.index(f"{base}/{high}") < index.index(f"{base}/{low}"), "in the order of the scores"
    page = (await client.get(f"{base}/{high}")).text
    assert "Groep 1 van 2" in page and "Dit heb ik goed overwogen en nagelezen." in page
    for person in made.people:
        assert str(await fetch_value("SELECT name FROM person WHERE id = $1", person)) + "<" not in page
    wrong = await client.post(f"{base}/{high}", data={"gezien": "0", "besluit": "anders", "notitie": ""})
    assert wrong.status_code == 422 and 'value="anders" checked' in wrong.text
    kept = await client.post(f"{base}/{high}", data={"gezien": "0", "besluit": "akkoord", "notitie": "Sterk plan."})
    assert kept.headers["location"] == f"{base}/{low}"
    stale = await client.post(f"{base}/{high}", data={"gezien": "0", "besluit": "later", "notitie": "Wat ik typte."})
    assert stale.status_code == 409 and "Wat ik typte." in stale.text
    last = await client.post(f"{base}/{low}", data={"gezien": "0", "besluit": "anders", "notitie": "Toch <b>goed</b>."})
    assert last.headers["location"] == base
    await client.post(base, data={"gezien": "0", "notitie": "Aanwezig: het hele bestuur."})
    answer = await client.get(f"{base}/notulen.odt")
    assert answer.headers["content-type"] == "application/vnd.oasis.opendocument.text"
    words = words_of(answer.content)
    assert words[2:4] == ["Algemeen", "Aanwezig: het hele bestuur."]
    assert "Besluit: Akkoord met de uitkomst." in words and "Sterk plan." in words and "Toch <b>goed</b>." in words
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert parts.namelist()[0] == "mimetype"
