"""*Mijn werk* and its calendar: measurements that are due, and agreements that end."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from innovatie.agreements import actions as agreements
from innovatie.agreements.actions import AgreementText
from innovatie.domain.agreement_words import AgreementKind
from innovatie.domain.authority import Role
from innovatie.domain.indicators import Better, Side
from innovatie.indicators import actions as indicators
from innovatie.indicators.actions import IndicatorText
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute
from innovatie.insight.my_work import after_winning
from tests import factories
from tests.agreements import scene
from tests.conftest import SignIn
from tests.factories import NOW, TODAY
from tests.indicators.test_indicators import measured, solution, user

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
HOURS = IndicatorText("Uren", "uren", Side.BENEFIT, Better.HIGHER, 400, "")


async def test_who_uses_a_solution_is_asked_to_measure_until_july_and_then_is_late() -> None:
    made = await solution(await factories.municipality())
    maker = await factories.actor(Role.VNG_DIRECTOR)
    number = await indicators.choose_for_solution(actor=maker, solution_id=made, text=HOURS, now=NOW)
    silent, spoke, later = await user(made), await user(made), await user(made, since=2026)
    await measured(spoke, made, number, 300, year=2025)

    async def asked(month: int) -> list[tuple[str, bool]]:
        at = datetime(2026, month, 10, 12, tzinfo=UTC)
        tasks = await after_winning.measurements(silent, at)
        assert await after_winning.measurements(spoke, at) == [] == await after_winning.measurements(later, at)
        return [(f"{one.deadline:%d-%m-%Y}", one.late) for one in tasks]

    assert await asked(1) == []
    assert await asked(2) == [("30-06-2026", False)]
    assert await asked(7) == [("30-06-2026", True)]
    (task,) = await after_winning.measurements(silent, NOW)
    assert (task.kind, task.title, task.address) == ("meten", "Lakhulp", f"/overname/{made}/indicatoren/meten")
    assert await after_winning.measurements(await factories.vng(), NOW) == []


async def test_what_a_predecessor_used_is_asked_of_its_successor() -> None:
    made = await solution(await factories.municipality())
    maker = await factories.actor(Role.VNG_DIRECTOR)
    await indicators.choose_for_solution(actor=maker, solution_id=made, text=HOURS, now=NOW)
    old, heir = await user(made), await factories.municipality()
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, $3)",
        old.municipality_id, heir, TODAY - timedelta(days=100),
    )  # fmt: skip
    writer = await factories.actor(Role.CIVIL_SERVANT, municipality_id=heir)
    assert len(await after_winning.measurements(writer, NOW)) == 1


async def test_an_end_comes_near_for_who_keeps_an_agreement_first_and_then_for_all_it_binds(
    client: httpx.AsyncClient, clock: Clock, sign_in: SignIn
) -> None:
    made = await scene.agreement()
    end = TODAY + timedelta(days=300)
    text = AgreementText(AgreementKind.COVENANT, "Convenant", TODAY, end, 6)
    await agreements.change_agreement(actor=made.keeper, number=made.number, version=1, text=text, now=NOW)
    assert await after_winning.agreements(made.keeper, NOW + timedelta(days=100)) == [], "a draft"
    await agreements.show_agreement(actor=made.keeper, number=made.number, now=NOW)

    async def kinds(days: int) -> list[list[tuple[str, bool]]]:
        at = NOW + timedelta(days=days)
        told = [await after_winning.agreements(who, at) for who in (made.keeper, made.other, made.stranger)]
        return [[(one.kind, one.late) for one in tasks] for tasks in told]

    assert await kinds(0) == [[], [], []]
    assert await kinds(100) == [[("verlengen", False)], [], []]
    assert await kinds(280) == [[("afloop", False)], [("afloop", False)], []]
    assert await kinds(301) == [[("afloop", True)], [("afloop", True)], []]
    assert await kinds(400) == [[], [], []]
    (decide,) = await after_winning.agreements(made.keeper, NOW + timedelta(days=100))
    assert decide.deadline is not None and decide.deadline.date() < end - timedelta(days=170), "six months before"
    clock.shift = NOW + timedelta(days=100) - clock.now()
    await sign_in(client, made.keeper.person_id or 0)
    work = (await client.get("/mijn-werk")).text
    assert "Verleng of zeg op" in work and f"/overeenkomsten/{made.number}" in work
    calendar = (await client.get("/mijn-werk/agenda.ics")).text
    assert "SUMMARY:Verleng of zeg op: Convenant" in calendar
