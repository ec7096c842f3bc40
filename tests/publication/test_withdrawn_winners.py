"""A winner is withdrawn after publication: by two directors, with a reason, told to whom it reaches, and taken back."""

from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from innovatie.adoption.jobs import winner_stands
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.vocabulary import Followed
from innovatie.domain.withdrawn_winners import APPEAL_WITHIN, WithdrawalGround
from innovatie.following.actions import follow
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_exactly, fetch_value, fetch_values
from innovatie.insight.my_work.two_directors import second_pair_of_eyes
from innovatie.publication import actions, queries
from innovatie.publication.payloads import WinnerStands
from innovatie.realisation.queries import due
from tests import factories
from tests.conftest import SignIn
from tests.publication.test_publishing import counted, prepare
from tests.realisation.scene import text
from tests.voting.scene import LATER, Scene

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

REASON = "Het plan bleek al drie jaar te bestaan."


@dataclass
class Made:
    scene: Scene
    group: int
    one: Actor
    two: Actor

    async def ask(self, *, by: Actor | None = None, reason: str = REASON) -> None:
        await actions.ask_withdrawal(
            actor=by or self.one, group_id=self.group, ground=WithdrawalGround.RULES, reason=reason, now=LATER
        )

    async def confirm(self, *, by: Actor | None = None) -> None:
        await actions.confirm_withdrawal(actor=by or self.two, group_id=self.group, now=LATER)

    async def end(self, *, by: Actor | None = None, reason: str = "Het was een ander plan.", days: int = 1) -> None:
        await actions.end_withdrawal(
            actor=by or self.two, group_id=self.group, reason=reason, now=LATER + timedelta(days=days)
        )


@pytest.fixture
async def made(clock: Clock) -> Made:
    clock.shift = LATER - clock.now()
    scene = await counted()
    await prepare(scene)
    await actions.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    return Made(scene, scene.groups[1], await factories.vng(), await factories.vng())


async def told(number: int, *, stands: bool, group: int) -> None:
    await winner_stands(WinnerStands(group=group, withdrawal=number, stands=stands), now=LATER)


async def test_one_asks_and_another_confirms_and_nobody_sees_it_before(made: Made, client: httpx.AsyncClient) -> None:
    with pytest.raises(Invalid):
        await made.ask(reason=" ")
    await made.ask()
    with pytest.raises(Conflict, match="al gevraagd"):
        await made.ask(by=made.two)
    with pytest.raises(Conflict, match="U vroeg hier zelf om"):
        await made.confirm(by=made.one)
    for who in (await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.scene.towns[0]),):
        with pytest.raises(NotAllowed):
            await made.ask(by=who)
        with pytest.raises(NotAllowed):
            await made.confirm(by=who)
    assert "intrekken" in {task.kind for task in await second_pair_of_eyes(made.two, LATER)}
    assert "intrekken" not in {task.kind for task in await second_pair_of_eyes(made.one, LATER)}
    winner = await queries.winner(made.group)
    pages = (winner.address, f"/rondes/{made.scene.code}/uitslag", f"{winner.address}/realisatie")
    for page in pages:
        assert REASON not in (await client.get(page)).text
    await made.confirm()
    for page in pages:
        assert REASON in (await client.get(page)).text
    assert "Ingetrokken winnaar van" in (await client.get("/winnaars")).text
    assert winner.address not in (await client.get("/")).text, "the front page celebrates those that stand"
    answer = (await client.get(f"/api/v1/winnaars/{made.group}")).json()
    assert (answer["redenIntrekken"], answer["ingetrokkenOp"] is not None) == (REASON, True)
    changes = await fetch_values(str, "SELECT kind FROM public_change WHERE resource = 'winnaar' ORDER BY id")
    assert changes[-1] == "ingetrokken"


async def test_who_makes_follows_or_uses_it_hears_it_once_and_its_plan_is_asked_for_no_more(made: Made) -> None:
    maker = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.scene.towns[0])
    user = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.scene.towns[4])
    stranger = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.scene.towns[5])
    follower = await factories.actor()
    for kind, subject in ((Followed.GROUP, made.group), (Followed.ROUND, made.scene.round_id)):
        await follow(actor=follower, kind=kind, subject=subject, now=LATER)
    solution = await fetch_exactly(
        int,
        "INSERT INTO solution (title, summary, grp, followed_at) VALUES ('Idee B', '', $1, $2) RETURNING id",
        made.group, LATER,
    )  # fmt: skip
    await execute(
        "INSERT INTO adoption_status (solution, municipality, stage, since, confirmed_on, source, first_used)"
        " VALUES ($1, $2, 'in_gebruik', $3, $3, 'bevestigd', $3)",
        solution, made.scene.towns[4], LATER.date(),
    )  # fmt: skip
    late = text(made.scene.towns[0], promised_on=LATER.date() - timedelta(days=1))
    await execute(
        "INSERT INTO realisation_milestone (winner, title, starts_on, promised_on, expected_on, town, changed_at)"
        ' SELECT id, $2, $3, $4, $4, $5, $6 FROM winner WHERE "group" = $1',
        made.group, late.title, late.starts_on, late.promised_on, late.town, LATER,
    )  # fmt: skip
    assert len(await due(today=LATER.date())) == 1
    await made.ask()
    await made.confirm()
    assert await due(today=LATER.date()) == ()
    number = await fetch_value("SELECT id FROM winner_withdrawal")
    for _ in range(2):
        await told(number, stands=False, group=made.group)
    heard = await fetch_values(int, "SELECT person FROM notice WHERE once_key = $1", f"winnaar {number} ingetrokken")
    assert len(heard) == len(set(heard))
    assert {maker.person_id, user.person_id, follower.person_id} <= set(heard) and stranger.person_id not in heard
    await made.end()
    await told(number, stands=True, group=made.group)
    again = await fetch_values(int, "SELECT person FROM notice WHERE once_key = $1", f"winnaar {number} blijft")
    assert sorted(again) == sorted(heard)
    assert len(await due(today=LATER.date())) == 1


async def test_it_is_taken_back_within_six_weeks_by_another_than_who_asked(
    made: Made, client: httpx.AsyncClient
) -> None:
    await made.ask()
    await made.end(by=made.one, reason="")
    assert await queries.withdrawal_of(made.group, asked_too=True) is None, "a request is dropped without a word"
    await made.ask()
    await made.confirm()
    with pytest.raises(Conflict, match="U vroeg zelf"):
        await made.end(by=made.one)
    with pytest.raises(Invalid):
        await made.end(reason=" ")
    with pytest.raises(Conflict, match="De tijd voor bezwaar is voorbij"):
        await made.end(days=APPEAL_WITHIN.days)
    await made.end()
    assert REASON not in (await client.get((await queries.winner(made.group)).address)).text
    assert (await client.get(f"/api/v1/winnaars/{made.group}")).json()["redenIntrekken"] == ""


async def test_directors_do_it_on_a_page_and_what_was_typed_stays(
    made: Made, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    page = f"/vng/publicatie/{made.scene.code}/winnaars/{made.group}"
    await sign_in(client, made.one.person_id or 0)
    assert page in (await client.get(f"/vng/publicatie/{made.scene.code}")).text
    refused = await client.post(f"{page}/intrekken", data={"reden": REASON})
    assert (refused.status_code, REASON in refused.text) == (422, True)
    asked = await client.post(f"{page}/intrekken", data={"reden": REASON, "grond": "regels"})
    assert asked.status_code == 303
    assert (await client.post(f"{page}/bevestigen")).status_code == 409
    await sign_in(client, made.two.person_id or 0)
    assert "Trek deze winnaar in" in (await client.get(page)).text
    assert (await client.post(f"{page}/bevestigen")).status_code == 303
    assert "Neem het intrekken terug" in (await client.get(page)).text
    assert (await client.post(f"{page}/herstellen", data={"herstel": ""})).status_code == 422
    assert (await client.post(f"{page}/herstellen", data={"herstel": "Toch goed."})).status_code == 303
    assert (await client.get(f"/vng/publicatie/2099-1/winnaars/{made.group}")).status_code == 404
