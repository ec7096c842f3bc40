"""Witnesses are sent each signed state of a log, say that they keep it, and show when it was written anew."""

import httpx
import msgspec
import pytest

from innovatie.domain.errors import Invalid
from innovatie.domain.vote_kinds import PRESELECTION
from innovatie.infra.database import execute, fetch_as, fetch_one_value
from innovatie.voting import actions
from innovatie.voting.recount import evidence
from innovatie.voting.verification import verify_all, verify_vote
from tests.voting import scene as scenes
from tests.voting.scene import DRAW, EQUAL, LATER, WITNESSES, Scene, changed
from tests.voting.test_evidence import turn

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


class Mail(msgspec.Struct, frozen=True):
    address: str
    text: str
    path: str


async def mails() -> list[Mail]:
    return await fetch_as(
        Mail,
        "SELECT address, details->>'tekst' AS text, details->>'pad' AS path FROM queued_mail"
        " WHERE details->>'onderwerp' LIKE 'Stand van het stemlogboek%' ORDER BY id",
    )


async def voted() -> Scene:
    scene = await scenes.preselection()
    for town in range(4):
        await scene.approve(town, town)
    assert await actions.publish_head(vote_id=scene.vote_id, now=LATER)
    return scene


@pytest.mark.parametrize("heads_to", [(), WITNESSES[:1], (WITNESSES[0], "ander@voorbeeld.nl")])
async def test_without_two_witnesses_outside_no_vote_opens(heads_to: tuple[str, ...]) -> None:
    scene = await scenes.preselection(open_it=False)
    with pytest.raises(Invalid) as refused:
        await actions.open_vote(
            actor=scene.vng, round_id=scene.round_id, rules=changed(PRESELECTION, scenes.EASY), weighing=EQUAL,
            draw=DRAW, heads_to=heads_to, now=LATER,
        )  # fmt: skip
    assert list(refused.value.errors) == ["adressen"]
    assert await fetch_one_value(int, "SELECT count(*) FROM round_vote") == 0


async def test_each_witness_gets_the_state_the_new_leaves_and_the_head_of_the_trail() -> None:
    scene = await voted()
    leaves = await fetch_as(Leaf, "SELECT sequence, leaf FROM ballot_event WHERE sequence > 1 ORDER BY sequence")
    opening, hour = (await mails())[:2], (await mails())[2:]
    assert [mail.address for mail in opening] == [mail.address for mail in hour] == list(WITNESSES)
    for mail in hour:
        kept = {**evidence.head_in(mail.text), "naam": "mail"}
        assert kept["bladen"] == {one.sequence: one.leaf.hex() for one in leaves}
        assert "Kop van het spoor: " in mail.text
        assert [one.sound for one in await verify_all([kept])] == [True]
    assert (await verify_vote(scene.vote_id)).sound


class Leaf(msgspec.Struct, frozen=True):
    sequence: int
    leaf: bytes


async def test_a_witness_says_to_keep_it_once_and_everybody_sees_who_did(client: httpx.AsyncClient) -> None:
    scene = await voted()
    path = (await mails())[2].path
    page = await client.get(path)
    assert "Ik bewaar dit bericht" in page.text
    for _ in range(2):
        assert (await client.post(path)).status_code == 303
    assert "U bevestigde dit op" in (await client.get(path)).text
    assert await fetch_one_value(int, "SELECT count(*) FROM witness_acknowledgement") == 1
    log = (await client.get(f"/stemmen/{scene.code}/voorselectie/logboek")).text
    assert log.count(">voorbeeld.nl</td>") == 1
    assert log.count(">nog niemand</td>") == 1
    assert WITNESSES[0] not in log
    vote = (await client.get(f"/stemmen/{scene.code}")).text
    assert "Getuigen: voorbeeld.nl en krant.example." in vote
    assert "bevestigde de stand van 5 rijen" in vote
    assert (await verify_vote(scene.vote_id)).sound


async def test_a_link_that_is_not_ours_acknowledges_nothing(client: httpx.AsyncClient) -> None:
    await voted()
    path = (await mails())[2].path
    other = path.rpartition("/")[0]
    for token in ("x", "1-2-3", "١-٢-٣-٤", "1-5-0-é", "9-5-0-" + "0" * 32, "1-999999999999-0-" + "0" * 32):
        assert (await client.post(f"{other}/{token}")).status_code == 404
    for wrong in (path[:-1] + ("0" if path[-1] != "0" else "1"), path.replace("-0-", "-1-")):
        assert (await client.post(wrong)).status_code == 409
    assert await fetch_one_value(int, "SELECT count(*) FROM witness_acknowledgement") == 0


async def test_once_the_log_was_written_anew_the_links_fit_no_longer_and_verify_names_who_was_told_otherwise(
    client: httpx.AsyncClient,
) -> None:
    scene = await voted()
    path, kept = (await mails())[2].path, [{**evidence.head_in(mail.text), "naam": "m"} for mail in await mails()]
    await client.post((await mails())[3].path)
    await turn(scene, 3)
    page = await client.get(path)
    assert page.status_code == 409
    assert "het logboek kan herschreven zijn" in page.text
    (verdict,) = await verify_all(kept[2:3])
    assert verdict.faults == (
        "aan voorbeeld.nl is over 5 rijen iets anders verstuurd dan het logboek",
        "aan krant.example is over 5 rijen iets anders verstuurd dan het logboek",
        "krant.example bevestigde over 5 rijen een andere stand",
        "m: rij 3 is niet meer de rij van toen",
        *(f"m: rij {number} is niet meer de rij van toen" for number in (4, 5)),
        "m: de eerste 5 rijen zijn niet meer die van toen",
    )


async def test_nobody_takes_an_acknowledgement_back(client: httpx.AsyncClient) -> None:
    import asyncpg

    await voted()
    await client.post((await mails())[2].path)
    with pytest.raises(asyncpg.PostgresError, match="never changed or deleted"):
        await execute("DELETE FROM witness_acknowledgement")
