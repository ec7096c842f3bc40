"""A finalist withdraws before the final opens or while it is open: asked by one director, confirmed by another."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.vote_kinds import FINAL
from innovatie.domain.voters import OfMunicipality
from innovatie.domain.withdrawn_finalists import FinalistGround
from innovatie.infra.database import execute, fetch_exactly, fetch_value, fetch_values
from innovatie.insight.directing import actions as directing
from innovatie.insight.my_work.two_directors import second_pair_of_eyes
from innovatie.rounds import actions as rounds
from innovatie.voting import actions, queries
from innovatie.voting.package import build
from innovatie.voting.recount.recount import recount, remarks
from innovatie.voting.verification import verify_vote
from tests import factories
from tests.conftest import SignIn
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene
from tests.voting.test_recount import files_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

REASON = "Almelo heeft er geen geld meer voor."


async def ask(scene: Scene, group: int, *, by: Actor | None = None, reason: str = REASON) -> int:
    await actions.ask_finalist_withdrawal(
        actor=by or scene.vng,
        round_code=scene.code,
        group_id=scene.groups[group],
        ground=FinalistGround.OWN_WISH,
        reason=reason,
        now=LATER,
    )
    return await fetch_exactly(int, "SELECT max(id) FROM finalist_withdrawal")


async def confirm(scene: Scene, group: int, seen: int, *, by: Actor | None = None) -> None:
    await actions.confirm_finalist_withdrawal(
        actor=by or await factories.vng(), round_code=scene.code, group_id=scene.groups[group], seen=seen, now=LATER
    )


async def withdraw(scene: Scene, group: int) -> int:
    second = await factories.vng()
    seen = await ask(scene, group)
    await confirm(scene, group, seen, by=second)
    return seen


async def drop(scene: Scene, group: int) -> None:
    await actions.drop_finalist_withdrawal(
        actor=scene.vng, round_code=scene.code, group_id=scene.groups[group], now=LATER
    )


async def developing() -> Scene:
    """Three finalists that work out their plan."""
    scene = await scenes.preselection()
    for town in range(6):
        await scene.approve(town, town % 3)
    await scene.close()
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    return scene


async def test_in_an_open_vote_it_leaves_every_ballot_and_the_count_can_be_repeated(client: httpx.AsyncClient) -> None:
    scene = await scenes.final(quorum="0")
    first, second, third = (str(scene.groups[one]) for one in range(3))
    for town in range(3):
        await scene.rank(town, 0, 1, 2)
    await scene.rank(3, 0)
    await scene.rank(4, 2, 1)
    number = await withdraw(scene, 0)
    vote = await scene.vote()
    assert [option.code for option in vote.options] == [second, third, "geen"]
    assert [option.code for option in vote.withdrawn] == [first]
    page = (await client.get(f"/stemmen/{scene.code}")).text
    assert "doet ‘Idee A’ niet meer mee" in page and REASON in page
    changed = await fetch_exactly(
        int, "SELECT sequence FROM ballot WHERE vote = $1 AND municipality = $2", scene.vote_id, scene.towns[3]
    )
    await scene.rank(3, 2, expected=changed)
    assert await actions.tell_finalist_withdrawn(withdrawal=number, now=LATER) > 0
    assert await actions.tell_finalist_withdrawn(withdrawal=number, now=LATER) == 0
    subject = "Finalist ‘Idee A’ doet niet meer mee"
    told = await fetch_values(int, "SELECT person FROM notice WHERE subject = $1", subject)
    voters = await fetch_values(int, "SELECT DISTINCT person FROM role_grant WHERE role = 'stemgemachtigde'")
    assert set(voters) <= set(told), "who voted and who did not"
    await scene.close()
    files = files_of(build(await queries.dossier(await scene.vote())))
    wrong, result = recount(files)
    assert wrong == []
    assert result["gewogen"]["volgorde"] == [[second], [third], ["geen"]]
    assert (result["gewogen"]["winnaars"], result["gewogen"]["uitgebracht"]) == ([second], 5)
    assert any("Idee A trok zich terug" in line for line in remarks(files))
    verdict = await verify_vote(scene.vote_id)
    assert (verdict.row, list(verdict.faults)) == (None, [])
    assert (await client.get(f"/finalisten/{scene.code}/{first}")).text.count(REASON) == 1


async def test_what_a_voter_sent_before_is_not_taken_for_a_ballot_without_it(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await scenes.final(quorum="0")
    await scene.rank(0, 0, 1)
    await withdraw(scene, 0)
    await sign_in(client, (await scene.voter(0)).person_id or 0)
    address = f"/stemmen/{scene.code}/biljet/{await scene.town_code(0)}"
    page = (await client.get(address)).text
    assert f'name="plaats-{scene.groups[0]}"' not in page and REASON in page
    places = {f"plaats-{scene.groups[place]}": str(place + 1) for place in range(3)}
    seen = await fetch_value("SELECT sequence FROM ballot WHERE vote = $1", scene.vote_id)
    sent = await client.post(address, data={**places, "gezien": str(seen), "stap": "uitbrengen"})
    assert sent.status_code == 422
    assert "Intussen trok een finalist zich terug" in sent.text
    own = await queries.own_ballot(await scene.vote(), OfMunicipality(scene.towns[0]))
    assert own is not None and own.order == ((str(scene.groups[1]),),)


async def test_before_the_opening_its_place_falls_free_and_its_makers_are_asked_nothing_more() -> None:
    scene = await developing()
    maker = await factories.actor(Role.CIVIL_SERVANT, municipality_id=scene.towns[0])
    number = await withdraw(scene, 1)
    await actions.tell_finalist_withdrawn(withdrawal=number, now=LATER)
    assert await fetch_values(str, "SELECT subject FROM notice WHERE person = $1", maker.person_id) == [
        "Finalist ‘Idee B’ doet niet meer mee"
    ]
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    scene.vote_id = await scenes.open_kind(scene, FINAL, LATER, quorum="0")
    codes = [option.code for option in (await scene.vote()).options]
    assert codes == [str(scene.groups[0]), str(scene.groups[2]), "geen"]


async def test_one_asks_another_confirms_and_a_request_can_be_dropped() -> None:
    scene = await developing()
    with pytest.raises(NotAllowed):
        await ask(scene, 0, by=await factories.actor())
    second = await factories.vng()
    seen = await ask(scene, 0)
    with pytest.raises(Conflict, match="al gevraagd"):
        await ask(scene, 0, by=second)
    with pytest.raises(Conflict, match="U vroeg hier zelf om"):
        await confirm(scene, 0, seen, by=scene.vng)
    (task,) = [one for one in await second_pair_of_eyes(second, LATER) if one.kind == "terugtrekken"]
    assert task.address == f"/vng/stemming/{scene.code}/finalisten/{scene.groups[0]}"
    await drop(scene, 0)
    again = await ask(scene, 0, reason="Toch niet: een andere reden.")
    with pytest.raises(Conflict, match="De reden is gewijzigd"):
        await confirm(scene, 0, seen, by=second)
    await confirm(scene, 0, again, by=second)
    with pytest.raises(Conflict, match="doet al niet meer mee"):
        await confirm(scene, 0, again, by=second)
    with pytest.raises(Conflict, match="Dat kan niet terug"):
        await drop(scene, 0)
    assert not [one for one in await second_pair_of_eyes(second, LATER) if one.kind == "terugtrekken"]
    await withdraw(scene, 1)
    with pytest.raises(Conflict, match="de laatste finalist"):
        await ask(scene, 2)


async def test_who_asked_and_directs_no_more_is_no_second_director() -> None:
    scene, gone, second = await developing(), await factories.vng(), await factories.vng()
    of_gone = await ask(scene, 1, by=gone)
    await factories.role_over(gone)
    with pytest.raises(Conflict, match="geen regisseur van VNG meer"):
        await confirm(scene, 1, of_gone, by=second)
    await drop(scene, 1)
    await confirm(scene, 1, await ask(scene, 1), by=second)


async def test_not_once_nobody_can_change_a_ballot_and_not_by_a_rule_of_later() -> None:
    scene = await scenes.final(quorum="0")
    second = await factories.vng()
    seen = await ask(scene, 0)
    rules = await fetch_value("SELECT rules_file FROM round_vote WHERE id = $1", scene.vote_id)
    older = rules.replace('"teruggetrokken":"van-elk-biljet",', "")
    await execute("UPDATE round_vote SET rules_file = $2 WHERE id = $1", scene.vote_id, older)
    with pytest.raises(Conflict, match="zonder regel"):
        await confirm(scene, 0, seen, by=second)
    await execute("UPDATE round_vote SET rules_file = $2 WHERE id = $1", scene.vote_id, rules)
    await rounds.close_phase(actor=scene.vng, round_id=scene.round_id, reason="", now=LATER)
    with pytest.raises(Conflict, match="De stemming is voorbij"):
        await confirm(scene, 0, seen, by=second)
    assert await fetch_value("SELECT count(*) FROM finalist WHERE withdrawn_at IS NOT NULL") == 0


async def test_a_vote_that_closes_soon_is_extended_first_so_that_who_voted_can_decide_again(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await scenes.final(quorum="0")
    seen, second = await ask(scene, 0), await factories.vng()
    ends = "UPDATE phase_window SET deadline = $2 WHERE round = $1 AND closed_at IS NULL AND phase = 'stemmen'"
    await execute(ends, scene.round_id, LATER + timedelta(days=3, seconds=-1))
    with pytest.raises(Conflict, match="Verleng eerst de fase"):
        await confirm(scene, 0, seen, by=second)
    with pytest.raises(Conflict, match="Verleng eerst de fase"):
        await ask(scene, 1)
    await execute(ends, scene.round_id, datetime.now(UTC) + timedelta(days=2))
    await sign_in(client, second.person_id or 0)
    base = f"/vng/stemming/{scene.code}/finalisten/"
    page = (await client.get(f"{base}{scene.groups[0]}")).text
    assert "Verleng eerst de fase" in page and "/bevestigen" not in page and "/laten" in page
    assert "/terugtrekken" not in (await client.get(f"{base}{scene.groups[1]}")).text
    await execute(ends, scene.round_id, LATER + timedelta(days=2))
    longer = LATER + timedelta(days=3)
    await rounds.extend_phase(actor=second, round_id=scene.round_id, deadline=longer, reason="Om te kiezen.", now=LATER)
    await confirm(scene, 0, seen, by=second)
    assert len((await scene.vote()).withdrawn) == 1


async def test_a_vote_is_not_closed_early_while_who_voted_can_still_react() -> None:
    scene = await scenes.final(quorum="0")
    await withdraw(scene, 0)
    soon = LATER + timedelta(days=3, seconds=-1)
    with pytest.raises(Conflict, match=r"Sluiten kan vanaf 24 november 2026, 14\.00 uur"):
        await directing.close_phase(actor=scene.vng, round_id=scene.round_id, reason="Klaar.", now=soon)
    later = soon + timedelta(seconds=1)
    await directing.close_phase(actor=scene.vng, round_id=scene.round_id, reason="Klaar.", now=later)
    assert (await scene.vote(later)).state == "wacht"


async def test_opening_the_result_closes_no_vote_while_who_voted_can_still_react() -> None:
    scene = await scenes.final(quorum="0")
    await withdraw(scene, 0)
    soon = LATER + timedelta(days=3, seconds=-1)
    with pytest.raises(Conflict, match=r"Sluiten kan vanaf 24 november 2026, 14\.00 uur"):
        await directing.open_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=soon)
    assert (await scene.vote(soon)).state == "open"
    later = soon + timedelta(seconds=1)
    await directing.open_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=later)
    assert (await scene.vote(later)).state == "wacht"


async def test_a_finalist_that_left_before_the_opening_keeps_no_vote_open() -> None:
    scene = await developing()
    await withdraw(scene, 1)
    later = LATER + timedelta(hours=1)
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=later)
    scene.vote_id = await scenes.open_kind(scene, FINAL, later, quorum="0")
    await directing.close_phase(actor=scene.vng, round_id=scene.round_id, reason="Klaar.", now=later)


async def test_directors_do_it_on_a_page_and_what_was_typed_stays(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await scenes.final(quorum="0")
    base = f"/vng/stemming/{scene.code}/finalisten/{scene.groups[0]}"
    second = await factories.vng()
    await sign_in(client, scene.vng.person_id or 0)
    assert base in (await client.get(f"/vng/stemming/{scene.code}")).text
    refused = await client.post(f"{base}/terugtrekken", data={"reden": REASON})
    assert refused.status_code == 422 and REASON in refused.text
    asked = await client.post(f"{base}/terugtrekken", data={"reden": REASON, "grond": "eigen-wens"})
    assert asked.status_code == 303
    mine = await client.post(f"{base}/bevestigen", data={"gezien": "1"})
    assert mine.status_code == 409 and "U vroeg hier zelf om" in mine.text
    await sign_in(client, second.person_id or 0)
    seen = await fetch_value("SELECT max(id) FROM finalist_withdrawal")
    assert REASON in (await client.get(base)).text
    assert (await client.post(f"{base}/bevestigen", data={"gezien": str(seen)})).status_code == 303
    assert "doet deze finalist niet meer mee" in (await client.get(base)).text
    assert "doet niet meer mee sinds" in (await client.get(f"/vng/stemming/{scene.code}")).text
    assert (await scene.vote(LATER + timedelta(hours=1))).withdrawn[0].title == "Idee A"
